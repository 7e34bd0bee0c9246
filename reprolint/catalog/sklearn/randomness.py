"""When scikit-learn draws random numbers: reviewed from the description of `random_state` on each API page.

What is not listed here and has a `random_state` parameter always draws. The tests fit estimators twice with different
seeds and compare, so that a wrong line here fails.
"""

from __future__ import annotations

from typing import Any

Condition = dict[str, list[object]]
Conditions = dict[str, Condition]

# It depends on the data (size, ties, degenerate eigenvalues), not on a parameter.
DATA_DECIDES: Conditions = {"unsure": {"random_state": []}}
SHUFFLE: Conditions = {"active": {"shuffle": [True]}}
SHUFFLE_OR_STOP: Conditions = {"active": {"shuffle": [True], "early_stopping": [True]}}
RANDOM_SELECTION: Conditions = {"active": {"selection": ["random"]}}
STOCHASTIC_SOLVER: Conditions = {"active": {"solver": ["sag", "saga"]}}
# linear_model.LogisticRegression: "used when solver == 'sag', 'saga' or 'liblinear'"; liblinear draws only in some of its modes.
LOGISTIC: Conditions = {**STOCHASTIC_SOLVER, "unsure": {"solver": ["liblinear"]}}
# svm.LinearSVC: "when dual=False the underlying implementation is not random"; "auto" looks at the shape of X.
DUAL: Conditions = {"inert": {"dual": [False]}, "unsure": {"dual": ["auto"]}}
# svm.SVC: "ignored when probability is False".
PROBABILITY: Conditions = {"active": {"probability": [True]}}
# gaussian_process: on most data the restarts of the optimiser end in the same optimum.
RESTARTS: Conditions = {"inert": {"n_restarts_optimizer": [0]}, "unsure": {"random_state": []}}
# utils.extmath.randomized_svd: its power iterations leave differences of one part in a million between seeds.
RANGE_FINDER: Conditions = {"unsure": {"random_state": []}}
# linear_model.Lars: "determines random number generation for jittering; ignored if jitter is None".
JITTER: Conditions = {"inert": {"jitter": [None]}}
# ensemble.GradientBoostingClassifier: rows and columns are drawn only on demand, but ties between features are broken at random.
BOOSTING: Conditions = {"unsure": {"subsample": [1.0], "max_features": [None, 1.0], "n_iter_no_change": [None]}}
# ensemble.HistGradientBoostingClassifier: "auto" stops early above 10 000 rows; binning samples above 200 000 rows.
HIST_BOOSTING: Conditions = {"unsure": {"early_stopping": ["auto", False], "max_features": [1.0]}}
# decomposition.NMF: the nndsvd family starts from a randomised SVD, which rarely shows in the result.
FACTORISATION: Conditions = {
    "inert": {"init": ["custom"]},
    "unsure": {"init": [None, "nndsvd", "nndsvda"]},
}
# preprocessing.QuantileTransformer, KBinsDiscretizer: rows are sampled only when there are more than `subsample`.
SUBSAMPLE: Conditions = {"inert": {"subsample": [None]}, "unsure": {"random_state": []}}
CHAIN: Conditions = {"unsure": {"order": [None]}}

CONDITIONS: dict[str, Conditions] = {
    "AdaBoostClassifier": DATA_DECIDES,
    "AffinityPropagation": DATA_DECIDES,
    "BayesianGaussianMixture": {"inert": {"n_components": [1]}},
    "ClassifierChain": CHAIN,
    "DictionaryLearning": DATA_DECIDES,
    "DummyClassifier": {"active": {"strategy": ["stratified", "uniform"]}},
    "ElasticNet": RANDOM_SELECTION,
    "ElasticNetCV": RANDOM_SELECTION,
    "EllipticEnvelope": DATA_DECIDES,
    "FactorAnalysis": {"inert": {"svd_method": ["lapack"]}},
    # mixture.GaussianMixture: a single component has nothing to start from at random.
    "GaussianMixture": {"inert": {"n_components": [1]}},
    "GaussianProcessClassifier": RESTARTS,
    "GaussianProcessRegressor": RESTARTS,
    "GradientBoostingClassifier": BOOSTING,
    "GradientBoostingRegressor": BOOSTING,
    "GroupKFold": SHUFFLE,
    "HalvingGridSearchCV": DATA_DECIDES,
    "HistGradientBoostingClassifier": HIST_BOOSTING,
    "HistGradientBoostingRegressor": HIST_BOOSTING,
    # impute.IterativeImputer: a BayesianRidge (the default) draws nothing; another estimator may.
    "IterativeImputer": {
        "inert": {
            "sample_posterior": [False],
            "imputation_order": ["ascending", "descending", "roman", "arabic"],
            "n_nearest_features": [None],
            "estimator": [None],
        }
    },
    "KBinsDiscretizer": SUBSAMPLE,
    # cluster.KMeans: with given centres nothing is drawn (but for clusters that run empty).
    "KMeans": {"active": {"init": ["k-means++", "random"]}},
    "KFold": SHUFFLE,
    "KernelPCA": {
        "inert": {"eigen_solver": ["dense"]},
        "unsure": {"random_state": []},
    },
    "Lars": JITTER,
    "Lasso": RANDOM_SELECTION,
    "LassoCV": RANDOM_SELECTION,
    "LassoLars": JITTER,
    "LinearSVC": DUAL,
    "LinearSVR": DUAL,
    "LocallyLinearEmbedding": {
        "inert": {"eigen_solver": ["dense"]},
        "unsure": {"eigen_solver": ["auto", "arpack"]},
    },
    "LogisticRegression": LOGISTIC,
    "LogisticRegressionCV": LOGISTIC,
    # manifold.MDS: the start is random unless asked otherwise, up to version 1.9 and with "warn".
    "MDS": {"unsure": {"init": ["classical_mds"]}},
    "MinCovDet": DATA_DECIDES,
    "MiniBatchDictionaryLearning": SHUFFLE,
    "MiniBatchNMF": FACTORISATION,
    "MiniBatchSparsePCA": SHUFFLE,
    "MultiTaskElasticNet": RANDOM_SELECTION,
    "MultiTaskElasticNetCV": RANDOM_SELECTION,
    "MultiTaskLasso": RANDOM_SELECTION,
    "MultiTaskLassoCV": RANDOM_SELECTION,
    "NMF": FACTORISATION,
    "NeighborhoodComponentsAnalysis": {"unsure": {"init": ["auto", "pca", "lda", "identity"]}},
    "NuSVC": PROBABILITY,
    "PCA": {
        "inert": {"svd_solver": ["full", "covariance_eigh"]},
        "unsure": {"random_state": []},
    },
    "PassiveAggressiveClassifier": SHUFFLE_OR_STOP,
    "PassiveAggressiveRegressor": SHUFFLE_OR_STOP,
    "PatchExtractor": {"inert": {"max_patches": [None]}},
    "Perceptron": SHUFFLE_OR_STOP,
    "QuantileTransformer": SUBSAMPLE,
    "RegressorChain": CHAIN,
    "Ridge": STOCHASTIC_SOLVER,
    "RidgeClassifier": STOCHASTIC_SOLVER,
    "SGDClassifier": SHUFFLE_OR_STOP,
    "SGDOneClassSVM": SHUFFLE,
    "SGDRegressor": SHUFFLE_OR_STOP,
    "SVC": PROBABILITY,
    "SparsePCA": DATA_DECIDES,
    "SpectralClustering": {"unsure": {"assign_labels": ["cluster_qr"]}},
    "SpectralEmbedding": DATA_DECIDES,
    "StratifiedGroupKFold": SHUFFLE,
    "StratifiedKFold": SHUFFLE,
    # manifold.TSNE: with init="pca" only the randomised SVD of the start is seeded.
    "TSNE": {"unsure": {"init": ["pca"]}},
    # preprocessing.TargetEncoder: both parameters are deprecated since 1.9 in favour of a splitter as `cv`.
    "TargetEncoder": {**SHUFFLE, "unsure": {"shuffle": ["deprecated"]}},
    "TheilSenRegressor": DATA_DECIDES,
    "TruncatedSVD": RANGE_FINDER,
    # model_selection.TunedThresholdClassifierCV: "controls the randomness of cross-validation when cv is a float".
    "TunedThresholdClassifierCV": {"inert": {"cv": [None, "prefit", 2, 3, 4, 5, 10]}},
    # functions; those that do the work of a class draw under its conditions
    "affinity_propagation": DATA_DECIDES,
    # model_selection.check_cv: folds are shuffled since 1.9, on demand.
    "check_cv": SHUFFLE,
    "dict_learning": DATA_DECIDES,
    "dict_learning_online": SHUFFLE,
    "extract_patches_2d": {"inert": {"max_patches": [None]}},
    "k_means": {"active": {"init": ["k-means++", "random"]}},
    "learning_curve": {"inert": {"shuffle": [False]}},
    "locally_linear_embedding": {
        "inert": {"eigen_solver": ["dense"]},
        "unsure": {"eigen_solver": ["auto", "arpack"]},
    },
    "make_circles": {"unsure": {"noise": [None]}},
    "make_moons": {"unsure": {"noise": [None]}},
    "non_negative_factorization": FACTORISATION,
    "quantile_transform": SUBSAMPLE,
    "randomized_svd": RANGE_FINDER,
    "ridge_regression": STOCHASTIC_SOLVER,
    "silhouette_score": {"inert": {"sample_size": [None]}},
    "spectral_clustering": {"unsure": {"assign_labels": ["cluster_qr"]}},
    "spectral_embedding": DATA_DECIDES,
    "train_test_split": {"inert": {"shuffle": [False]}},
}
# Methods that share their name with others, by class.
METHOD_CONDITIONS: dict[str, Conditions] = {
    "LearningCurveDisplay.from_estimator": {"inert": {"shuffle": [False]}},
    # inspection.PartialDependenceDisplay: rows are sampled for single curves, when there are more than `subsample`.
    "PartialDependenceDisplay.from_estimator": {
        "active": {"kind": ["individual", "both"]},
        "unsure": {"subsample": [1000]},
    },
}
# fetch_*: what they shuffle by default is read from the signature.
FETCH_SHUFFLES: Conditions = {"inert": {"shuffle": [False]}}


def randomness(name: str, parameters: list[str]) -> Any:
    """The `random` field of a class or function with these parameters, None when it never draws."""
    if "random_state" not in parameters:
        return None
    conditions = CONDITIONS.get(name) or METHOD_CONDITIONS.get(name)
    if conditions is None and name.startswith("fetch_") and "shuffle" in parameters:
        conditions = FETCH_SHUFFLES
    if not conditions:
        return "random_state"
    return {"parameter": "random_state", **{key: dict(value) for key, value in conditions.items()}}
