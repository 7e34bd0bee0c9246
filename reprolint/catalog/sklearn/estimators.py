"""What each scikit-learn estimator is: role, family, and whether its fit uses y, from mixins, tags and reviewed lists."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

from reprolint.catalog.sklearn.randomness import randomness
from reprolint.catalog.sklearn.signatures import described, public_name

# The role follows from the mixins unless a class is named here.
ROLES: dict[str, str] = {
    **dict.fromkeys(
        ("OneHotEncoder", "OrdinalEncoder", "TargetEncoder", "KBinsDiscretizer", "DictVectorizer"), "encoder"
    ),
    **dict.fromkeys(("LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer"), "encoder"),
    **dict.fromkeys(("CountVectorizer", "TfidfVectorizer"), "vocabulary"),
    **dict.fromkeys(("CCA", "PLSCanonical", "PLSSVD"), "transformer"),
    **dict.fromkeys(("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"), "search"),
    **dict.fromkeys(("GaussianMixture", "BayesianGaussianMixture"), "clusterer"),
    **dict.fromkeys(("SpectralBiclustering", "SpectralCoclustering"), "clusterer"),
    "FeatureAgglomeration": "transformer",
    "Pipeline": "pipeline",
    "ColumnTransformer": "columns",
    "FeatureUnion": "union",
}
# Wrappers: what they are follows from the estimator they are given.
META = frozenset(
    {
        "CalibratedClassifierCV", "ClassifierChain", "FixedThresholdClassifier", "FrozenEstimator", "MultiOutputClassifier",
        "MultiOutputRegressor", "OneVsOneClassifier", "OneVsRestClassifier", "OutputCodeClassifier", "RANSACRegressor",
        "RegressorChain", "SelfTrainingClassifier", "StackingClassifier", "StackingRegressor", "TransformedTargetRegressor",
        "TunedThresholdClassifierCV", "VotingClassifier", "VotingRegressor",
    }
)  # fmt: skip
# Their fit keeps no number that depends on the values of the rows; the reason stands beside each.
STATELESS: dict[str, str] = {
    "AdditiveChi2Sampler": "fixed feature map",
    "Binarizer": "the threshold is given",
    "FeatureHasher": "hashing needs no vocabulary",
    "FunctionTransformer": "applies a function that is given",
    "GaussianRandomProjection": "random weights; only the shape of X is used",
    "HashingVectorizer": "hashing needs no vocabulary",
    "Normalizer": "every row by its own norm",
    "PatchExtractor": "cuts every image by itself",
    "PolynomialCountSketch": "random weights; only the number of columns is used",
    "PolynomialFeatures": "products within a row",
    "RBFSampler": "random weights (with gamma='scale', unusual, the variance of X as well)",
    "SkewedChi2Sampler": "random weights; only the number of columns is used",
    "SparseCoder": "the dictionary is given",
    "SparseRandomProjection": "random weights; only the shape of X is used",
}
DENSITIES = frozenset({"KernelDensity", "GaussianMixture", "BayesianGaussianMixture"})
EMBEDDINGS = frozenset(
    {"ClassicalMDS", "MDS", "SpectralEmbedding", "TSNE"}
)  # they only place the rows they are fitted on
IMPUTERS = frozenset({"IterativeImputer", "KNNImputer", "SimpleImputer"})
SCALERS = frozenset(
    {"MaxAbsScaler", "MinMaxScaler", "PowerTransformer", "QuantileTransformer", "RobustScaler", "StandardScaler"}
)
USES_TARGET = frozenset(
    {
        "GenericUnivariateSelect", "GridSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV", "RandomizedSearchCV", "RFE",
        "RFECV", "SelectFdr", "SelectFpr", "SelectFromModel", "SelectFwe", "SelectKBest", "SelectPercentile",
        "SequentialFeatureSelector",
    }
)  # fmt: skip
FAMILIES = {  # by module below sklearn; the first that fits
    "ensemble._forest": "forest",
    "ensemble._iforest": "forest",
    "ensemble._gb": "boosting",
    "ensemble._hist_gradient_boosting": "boosting",
    "ensemble._weight_boosting": "boosting",
    "ensemble": "ensemble",
    "tree": "tree",
    "linear_model": "linear",
    "cross_decomposition": "linear",
    "svm": "kernel",
    "kernel_ridge": "kernel",
    "neighbors": "neighbours",
    "neural_network": "network",
    "naive_bayes": "bayes",
    "discriminant_analysis": "discriminant",
    "gaussian_process": "gaussian-process",
    "dummy": "dummy",
}
FAMILY_OF = {
    **dict.fromkeys(("LinearSVC", "LinearSVR", "SGDOneClassSVM"), "linear"),
    **dict.fromkeys(("LabelPropagation", "LabelSpreading"), "neighbours"),
    "IsotonicRegression": "isotonic",
}
PREDICTORS = frozenset({"classifier", "regressor", "outlier-detector", "meta"})
SCALE_SENSITIVE_FAMILIES = frozenset({"kernel", "neighbours", "network", "gaussian-process"})
# User guide 6.3.1: distances, variances, penalties and gradient steps depend on the unit of each column.
SCALE_SENSITIVE = frozenset(
    {
        "AgglomerativeClustering", "AffinityPropagation", "Birch", "BisectingKMeans", "DBSCAN", "ElasticNet", "ElasticNetCV",
        "FactorAnalysis", "HDBSCAN", "HuberRegressor", "IncrementalPCA", "Isomap", "KernelPCA", "KMeans", "KNNImputer", "Lasso",
        "LassoCV", "LassoLars", "LassoLarsCV", "LassoLarsIC", "LinearSVC", "LinearSVR", "LocallyLinearEmbedding",
        "LogisticRegression", "LogisticRegressionCV", "MDS", "MeanShift", "MiniBatchKMeans", "MiniBatchSparsePCA",
        "MultiTaskElasticNet", "MultiTaskElasticNetCV", "MultiTaskLasso", "MultiTaskLassoCV", "NearestNeighbors",
        "NeighborhoodComponentsAnalysis", "Nystroem", "OPTICS", "PassiveAggressiveClassifier", "PassiveAggressiveRegressor",
        "PCA", "Perceptron", "Ridge", "RidgeCV", "RidgeClassifier", "RidgeClassifierCV", "SGDClassifier", "SGDOneClassSVM",
        "SGDRegressor", "SparsePCA", "SpectralClustering", "SpectralEmbedding", "TSNE", "VarianceThreshold",
    }
)  # fmt: skip


def all_classes() -> list[tuple[str, type]]:
    """Every public estimator of the installed scikit-learn, experimental ones included."""
    from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401
    from sklearn.utils.discovery import all_estimators

    return [(name, cls) for name, cls in all_estimators() if not name.startswith("_")]


def estimator_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """The entry of every estimator, by qualified name."""
    for name, cls in all_classes():
        role = _role(name, cls)
        family = _family(name, cls) if role in PREDICTORS or name in FAMILY_OF else ""
        fields: dict[str, Any] = {"role": role}
        if kind := _kind(name, cls, role):
            fields["kind"] = kind
        if family:
            fields["family"] = family
        if uses_target(name, cls):
            fields["target"] = True
        if (arguments := _fit_arguments(cls)) not in (["X"], ["X", "y"], []):
            fields["arguments"] = arguments
        if name in SCALE_SENSITIVE or (role in PREDICTORS and family in SCALE_SENSITIVE_FAMILIES):
            fields["scale_sensitive"] = True
        yield public_name(cls), {**fields, **described(name, cls.__init__, randomness, skip_first=True)}  # type: ignore[misc]


def _role(name: str, cls: type) -> str:
    from sklearn import base
    from sklearn.feature_selection import SelectorMixin

    if name in ROLES:
        return ROLES[name]
    if name in META:
        return "meta"
    if name in STATELESS:
        return "stateless"
    by_mixin = (
        (base.ClassifierMixin, "classifier"),
        (base.RegressorMixin, "regressor"),
        (base.ClusterMixin, "clusterer"),
        (base.OutlierMixin, "outlier-detector"),
        (SelectorMixin, "selector"),
    )
    return next((role for mixin, role in by_mixin if issubclass(cls, mixin)), "transformer")


def _kind(name: str, cls: type, role: str) -> str:
    from sklearn import base

    if role == "meta" and issubclass(cls, base.ClassifierMixin | base.RegressorMixin):
        return "classifier" if issubclass(cls, base.ClassifierMixin) else "regressor"
    for names, kind in ((DENSITIES, "density"), (EMBEDDINGS, "embedding"), (IMPUTERS, "imputer"), (SCALERS, "scaler")):
        if name in names:
            return kind
    if cls.__module__.startswith("sklearn.covariance") and role == "transformer":
        return "covariance"
    return ""


def _family(name: str, cls: type) -> str:
    module = cls.__module__.removeprefix("sklearn.")
    return FAMILY_OF.get(name) or next((family for start, family in FAMILIES.items() if module.startswith(start)), "")


def uses_target(name: str, cls: type) -> bool:
    """Does fitting look at y? By tag where the class can be made without arguments, else by signature and mixin."""
    from sklearn import base
    from sklearn.utils import get_tags

    if name in USES_TARGET:
        return True
    if issubclass(cls, base.ClassifierMixin | base.RegressorMixin):
        return True
    fit = inspect.signature(cls.fit).parameters  # type: ignore[attr-defined]
    target = fit.get("y") or fit.get("Y")
    if target is not None and target.default is inspect.Parameter.empty and list(fit)[1] != target.name:
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return bool(get_tags(cls()).target_tags.required)
        except TypeError:  # it needs another estimator
            return False


def _fit_arguments(cls: type) -> list[str]:
    """The names under which fit takes features and target."""
    parameters = list(inspect.signature(cls.fit).parameters)[1:]  # type: ignore[attr-defined]
    return [name for name in parameters[:2] if name in {"X", "y", "Y", "K", "raw_documents"}]
