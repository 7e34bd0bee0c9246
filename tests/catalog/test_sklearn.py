"""scikit-learn's part of the catalogue: complete, true to the signatures, and right about when estimators draw."""

import inspect
import warnings

import pytest

pytest.importorskip("sklearn")

import numpy as np
from sklearn import base, metrics, model_selection
from sklearn.datasets import load_digits
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LogisticRegression

from reprolint.catalog.sklearn import estimators, functions, rendering
from reprolint.catalog.sklearn.metrics import DISPLAYS, INTERNAL, METRICS, OTHERS, SYMMETRIC
from reprolint.catalog.sklearn.randomness import CONDITIONS
from reprolint.catalog.sklearn.signatures import public_name, takes_any_number
from reprolint.graph.catalog import Catalog
from reprolint.graph.overlap import Answer

CLASSES = dict(estimators.all_classes())
GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(80, 30))
NEW = GENERATOR.normal(size=(60, 30))
Y = (X[:, 0] + GENERATOR.normal(size=80) > 0).astype(int)
GIVEN_ESTIMATOR = {"ClassifierChain", "OutputCodeClassifier", "RegressorChain", "TunedThresholdClassifierCV"}
KEYWORDS = {"kwargs", "kwds"}
NEED_MORE = {"GridSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV", "RandomizedSearchCV", "PatchExtractor"}


@pytest.fixture(scope="module")
def catalog():
    return Catalog.default()


@pytest.fixture(scope="module")
def fresh():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rendering.entries()


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_estimator_has_an_entry_with_its_parameters(catalog, name):
    cls = CLASSES[name]
    entry = catalog.lookup(public_name(cls))
    assert entry is not None
    assert entry.role != "none"
    actual = [one for one in inspect.signature(cls).parameters if one not in {"args", "kwargs"}]
    assert list(entry.parameters) == actual
    assert (entry.random is not None) == ("random_state" in actual)
    if issubclass(cls, base.ClassifierMixin | base.RegressorMixin):
        assert entry.target


@pytest.mark.parametrize("name", sorted(name for name in metrics.__all__ if inspect.isfunction(getattr(metrics, name))))
def test_every_function_of_metrics_has_an_entry(catalog, name):
    entry = catalog.lookup(f"sklearn.metrics.{name}")
    assert entry is not None
    if entry.role == "metric" and entry.kind != "area":
        assert len(entry.arguments) == 2
        assert entry.expects
    assert list(entry.parameters) == [
        one for one in inspect.signature(getattr(metrics, name)).parameters if one not in KEYWORDS
    ]


@pytest.mark.parametrize("name", sorted(model_selection.__all__))
def test_everything_in_model_selection_has_an_entry(catalog, name):
    if name in {"BaseCrossValidator", "BaseShuffleSplit", "LearningCurveDisplay", "ValidationCurveDisplay"}:
        pytest.skip("a base class, or reached through from_estimator")
    assert catalog.lookup(f"sklearn.model_selection.{name}") is not None


def test_no_position_is_claimed_behind_star_arguments(catalog):
    assert takes_any_number(model_selection.train_test_split)
    assert catalog.lookup("sklearn.model_selection.train_test_split").parameters == ()


@pytest.mark.parametrize(
    ("name", "role", "target"),
    [
        ("sklearn.preprocessing.StandardScaler", "transformer", False),
        ("sklearn.preprocessing.Normalizer", "stateless", False),
        ("sklearn.preprocessing.TargetEncoder", "encoder", True),
        ("sklearn.preprocessing.OneHotEncoder", "encoder", False),
        ("sklearn.preprocessing.LabelEncoder", "encoder", False),
        ("sklearn.feature_extraction.text.TfidfVectorizer", "vocabulary", False),
        ("sklearn.feature_extraction.text.HashingVectorizer", "stateless", False),
        ("sklearn.feature_selection.SelectKBest", "selector", True),
        ("sklearn.feature_selection.VarianceThreshold", "selector", False),
        ("sklearn.cross_decomposition.PLSRegression", "regressor", True),
        ("sklearn.cross_decomposition.PLSSVD", "transformer", True),
        ("sklearn.neighbors.NeighborhoodComponentsAnalysis", "transformer", True),
        ("sklearn.decomposition.PCA", "transformer", False),
        ("sklearn.cluster.KMeans", "clusterer", False),
        ("sklearn.ensemble.IsolationForest", "outlier-detector", False),
        ("sklearn.ensemble.StackingClassifier", "meta", True),
        ("sklearn.model_selection.GridSearchCV", "search", True),
        ("sklearn.pipeline.make_pipeline", "pipeline", False),
        ("sklearn.compose.make_column_transformer", "columns", False),
        ("sklearn.model_selection.GroupKFold", "splitter", False),
        ("sklearn.model_selection.cross_val_score", "cross-validate", False),
        ("sklearn.utils.resample", "resample", False),
        ("sklearn.datasets.load_iris", "load", False),
        ("sklearn.datasets.make_blobs", "make", False),
        ("sklearn.inspection.permutation_importance", "explain", False),
    ],
)
def test_roles(catalog, name, role, target):
    entry = catalog.lookup(name)
    assert (entry.role, entry.target) == (role, target)


def test_reviewed_tables_name_things_that_exist(fresh):
    short = {name.rpartition(".")[2] for name in fresh}
    tables = (
        CONDITIONS, estimators.ROLES, estimators.META, estimators.STATELESS, estimators.DENSITIES, estimators.EMBEDDINGS,
        estimators.IMPUTERS, estimators.SCALERS, estimators.USES_TARGET, estimators.FAMILY_OF, estimators.SCALE_SENSITIVE,
        functions.SPLITTERS, functions.ODD_SHAPES, METRICS, SYMMETRIC, INTERNAL, OTHERS, DISPLAYS,
    )  # fmt: skip
    for table in tables:
        assert set(table) <= short
    for name in functions.FUNCTIONS:
        assert f"sklearn.{name}" in fresh


# They need more arguments, or are symmetric for one value of their parameter alone.
HAVE_A_SIDE = {"consensus_score", "fbeta_score", "mean_pinball_loss", "mean_tweedie_deviance"}


def test_symmetric_metrics_are_symmetric_and_others_are_not():
    truth, labels = np.array([0, 0, 1, 1, 1, 1, 1]), np.array([0, 0, 0, 0, 0, 1, 0])
    values = np.array([1.0, 2.0, 5.0, 3.0, 4.5, 2.5, 1.5])
    others = values + np.array([0.5, 0.1, -0.7, 0.2, 0.9, -0.3, 0.4])
    for name, (expects, better) in METRICS.items():
        if expects not in {"labels", "values"} or not better or name in INTERNAL | HAVE_A_SIDE:
            continue
        function = getattr(metrics, name)
        a, b = (truth, labels) if expects == "labels" else (values, others)
        assert (function(a, b) == pytest.approx(function(b, a))) == (name in SYMMETRIC), name


def test_better_is_the_direction_that_a_scorer_would_take():
    for name, (_, better) in METRICS.items():
        if better:
            assert better == ("lower" if name.endswith(("_error", "_loss", "_deviance")) else "higher") or (
                name == "davies_bouldin_score"
            )


def _numbers(name, parameters, seed):
    """Everything an estimator gives for rows it has not seen, after a fit with this seed."""
    cls = CLASSES[name]
    given = {"estimator": LogisticRegression()} if name in GIVEN_ESTIMATOR else {}
    estimator = cls(**given, **parameters, random_state=seed)
    rows = np.abs(X) if "NMF" in name or "Chi2" in name or name == "LatentDirichletAllocation" else X
    target = np.c_[Y, 1 - Y] if name.startswith("MultiTask") or name.endswith("Chain") else Y
    if not hasattr(estimator, "transform") and not hasattr(estimator, "predict"):
        return [
            np.asarray(
                estimator.fit_transform(rows) if hasattr(estimator, "fit_transform") else estimator.fit(rows).labels_
            )
        ]
    if name == "IterativeImputer":
        rows = np.where(X[:, :5] > 1, np.nan, X[:, :5])
        return [estimator.fit_transform(rows)]
    estimator.fit(rows, target)
    found = []
    for method in ("predict_proba", "decision_function", "predict", "transform"):
        if hasattr(estimator, method):
            result = getattr(estimator, method)(np.abs(NEW) if rows is not X else NEW)
            found.append(result.toarray() if hasattr(result, "toarray") else np.asarray(result, dtype=float))
    return found


def _same(name, **parameters):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, other = _numbers(name, parameters, 0), _numbers(name, parameters, 1)
    return all(
        a.shape == b.shape and np.allclose(a, b, atol=1e-9, equal_nan=True) for a, b in zip(one, other, strict=True)
    )


INERT_AS_MADE = sorted(
    name
    for name, cls in CLASSES.items()
    if (entry := Catalog.default().lookup(public_name(cls))).random
    and entry.random.draws({}, entry.defaults) is Answer.NO
    and name not in NEED_MORE
)


@pytest.mark.parametrize("name", INERT_AS_MADE)
def test_the_seed_has_no_effect_where_we_say_so(name):
    quick = {"cv": 2} if name in {"LogisticRegressionCV", "TunedThresholdClassifierCV"} else {}
    assert _same(name, **quick)


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("DecisionTreeClassifier", {}, Answer.YES),
        ("DummyClassifier", {"strategy": "uniform"}, Answer.YES),
        ("ExtraTreesRegressor", {"n_estimators": 5}, Answer.YES),
        ("FactorAnalysis", {"n_components": 3}, Answer.YES),
        ("FactorAnalysis", {"n_components": 3, "svd_method": "lapack"}, Answer.NO),
        ("FastICA", {"n_components": 3}, Answer.YES),
        ("GaussianMixture", {"n_components": 4, "covariance_type": "diag", "init_params": "random"}, Answer.YES),
        ("GradientBoostingClassifier", {"n_estimators": 5, "subsample": 0.5}, Answer.YES),
        ("GradientBoostingClassifier", {"n_estimators": 5, "max_features": 3}, Answer.YES),
        ("HistGradientBoostingClassifier", {"max_iter": 5, "early_stopping": True}, Answer.YES),
        ("HistGradientBoostingClassifier", {"max_iter": 5, "max_features": 0.3}, Answer.YES),
        ("IterativeImputer", {"max_iter": 1, "sample_posterior": True}, Answer.YES),
        ("IsolationForest", {"n_estimators": 5}, Answer.YES),
        ("KMeans", {"n_init": 1}, Answer.YES),
        ("KernelPCA", {"n_components": 3, "eigen_solver": "dense"}, Answer.NO),
        ("LabelPropagation", None, None),
        ("Lars", {"jitter": 0.1}, Answer.YES),
        ("Lasso", {"alpha": 0.01, "selection": "random"}, Answer.YES),
        ("LinearSVC", {"dual": False}, Answer.NO),
        ("LinearSVC", {"dual": True, "max_iter": 10}, Answer.YES),
        ("LogisticRegression", {"solver": "newton-cg"}, Answer.NO),
        ("LogisticRegression", {"solver": "saga", "max_iter": 5}, Answer.YES),
        ("MDS", {"n_init": 1}, Answer.YES),
        ("MLPClassifier", {"max_iter": 5}, Answer.YES),
        ("NMF", {"n_components": 3, "init": "random"}, Answer.YES),
        ("PCA", {"n_components": 3, "svd_solver": "full"}, Answer.NO),
        ("Perceptron", {"shuffle": False}, Answer.NO),
        ("QuantileTransformer", {"n_quantiles": 10, "subsample": None}, Answer.NO),
        ("RandomForestClassifier", {"n_estimators": 5}, Answer.YES),
        ("RBFSampler", {}, Answer.YES),
        ("Ridge", {"solver": "cholesky"}, Answer.NO),
        ("Ridge", {"solver": "sag"}, Answer.YES),
        ("SGDClassifier", {}, Answer.YES),
        ("SGDRegressor", {"shuffle": False}, Answer.NO),
        ("SVC", {"probability": True}, Answer.YES),
        ("TSNE", {"init": "random", "max_iter": 250}, Answer.YES),
    ],
)
def test_the_seed_has_an_effect_where_we_say_so(catalog, name, parameters, expected):
    entry = catalog.lookup(public_name(CLASSES[name]))
    if parameters is None:
        assert entry.random is None
        return
    assert entry.random.draws(parameters, entry.defaults) is expected
    assert _same(name, **parameters) is (expected is Answer.NO)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("KFold", True),
        ("StratifiedKFold", True),
        ("GroupKFold", True),
        ("ShuffleSplit", False),
        ("TimeSeriesSplit", True),
    ],
)
def test_splitters_that_keep_the_order_until_told_to_shuffle(catalog, name, kept):
    entry = catalog.lookup(f"sklearn.model_selection.{name}")
    groups = np.arange(80) // 8 if entry.kind == "groups" else None
    folds = [test for _, test in getattr(model_selection, name)(n_splits=4).split(X, Y, groups)]
    assert all((np.diff(test) > 0).all() for test in folds) == kept
    assert (entry.shuffles == "always") != kept


def test_the_file_is_what_the_generator_writes():
    from reprolint import rulebook

    code, message = rendering.check(rulebook.rules_folder() / "catalog" / rendering.FILE)
    assert code == 0, message


def test_flow_style_is_read_back_as_it_was():
    import yaml

    value = {"y": [None, True, 1.5, "on", "a b", "n"], "plain": {}, "text": "-1"}
    assert yaml.safe_load(rendering.flow(value)) == value


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("GaussianProcessRegressor", {"n_restarts_optimizer": 2, "kernel": RBF()}),
        ("KernelPCA", {"n_components": 3, "eigen_solver": "randomized"}),
        ("PCA", {"n_components": 3, "svd_solver": "randomized"}),
        ("TruncatedSVD", {"n_components": 2}),
    ],
)
def test_draws_that_leave_no_trace_are_left_open(catalog, name, parameters):
    entry = catalog.lookup(public_name(CLASSES[name]))
    assert entry.random.draws(parameters, entry.defaults) is Answer.UNKNOWN
    digits = load_digits(n_class=6).data[:200]
    first, second = (CLASSES[name](**parameters, random_state=seed) for seed in (0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bounds of the kernel
        if hasattr(first, "predict"):
            rows, heights = np.linspace(0, 6, 12)[:, None], np.sin(np.linspace(0, 6, 12))
            one, other = (model.fit(rows, heights).predict(rows) for model in (first, second))
        else:
            one, other = (model.fit_transform(digits) for model in (first, second))
    assert np.allclose(one, other, atol=np.abs(one).max() * 1e-2)
