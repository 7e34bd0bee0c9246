"""What each scikit-learn function and splitter does: reviewed tables, completed with defaults by module."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

from reprolint.catalog.sklearn.metrics import METRICS, OTHERS
from reprolint.catalog.sklearn.randomness import randomness
from reprolint.catalog.sklearn.signatures import described, parameters_of

Fields = dict[str, Any]
FITS: Fields = {"role": "learn", "arguments": ["X", "y"], "target": True}
SELECTS: Fields = {"role": "learn", "kind": "selector-score", "arguments": ["X", "y"], "target": True}
NONE: Fields = {"role": "none"}

# Splitters: kind, and what shuffles.
SPLITTERS: dict[str, tuple[str, str]] = {
    "GroupKFold": ("groups", "shuffle"),
    "GroupShuffleSplit": ("groups", "always"),
    "KFold": ("folds", "shuffle"),
    "LeaveOneGroupOut": ("groups", "never"),
    "LeaveOneOut": ("folds", "never"),
    "LeavePGroupsOut": ("groups", "never"),
    "LeavePOut": ("folds", "never"),
    "PredefinedSplit": ("predefined", "never"),
    "RepeatedKFold": ("folds", "always"),
    "RepeatedStratifiedKFold": ("stratified", "always"),
    "ShuffleSplit": ("folds", "always"),
    "StratifiedGroupKFold": ("groups", "shuffle"),
    "StratifiedKFold": ("stratified", "shuffle"),
    "StratifiedShuffleSplit": ("stratified", "always"),
    "TimeSeriesSplit": ("time", "never"),
}

# What a function does when it is not named in FUNCTIONS below; a module missing here contributes only named ones.
MODULES: dict[str, Fields] = {
    "cluster": {"role": "learn", "kind": "cluster"},
    "covariance": {"role": "learn", "kind": "statistic"},
    "datasets": NONE,
    "decomposition": {"role": "learn", "kind": "decomposition"},
    "feature_extraction": NONE,
    "feature_extraction.image": {"role": "stateless"},
    "feature_extraction.text": {"role": "stateless"},
    "feature_selection": SELECTS,
    "inspection": NONE,
    "linear_model": FITS,
    "manifold": {"role": "learn", "kind": "embedding"},
    "metrics": {"role": "none", "kind": "distance"},
    "metrics.pairwise": {"role": "none", "kind": "distance"},
    "model_selection": NONE,
    "neighbors": {"role": "none", "kind": "distance"},
    "preprocessing": {"role": "learn", "kind": "scaler"},
    "random_projection": NONE,
    "svm": NONE,
    "tree": {"role": "show", "kind": "print"},
    "utils": NONE,
}

FUNCTIONS: dict[str, Fields] = {
    "base.clone": {"role": "none", "kind": "clone"},
    "clone": {"role": "none", "kind": "clone"},
    "compose.make_column_selector": NONE,
    "compose.make_column_transformer": {"role": "columns", "kind": "make"},
    "covariance.log_likelihood": NONE,
    "datasets.dump_svmlight_file": {"role": "save", "kind": "text"},
    "datasets.load_files": {"role": "load", "kind": "file", "produces": "bunch"},
    "datasets.load_svmlight_file": {"role": "load", "kind": "file", "produces": "data-target"},
    "datasets.load_svmlight_files": {"role": "load", "kind": "file"},
    "datasets.fetch_file": NONE,
    "feature_selection.SelectorMixin": NONE,
    "feature_selection.f_oneway": {"role": "statistics", "kind": "test"},
    "inspection.partial_dependence": {"role": "explain", "kind": "dependence", "arguments": ["estimator", "X"]},
    "inspection.permutation_importance": {"role": "explain", "kind": "permutation", "arguments": ["estimator", "X"]},
    "inspection.PartialDependenceDisplay.from_estimator": {
        "role": "explain",
        "kind": "dependence",
        "arguments": ["estimator", "X"],
    },
    "inspection.DecisionBoundaryDisplay.from_estimator": {"role": "show", "kind": "plot"},
    "isotonic.check_increasing": {"role": "learn", "kind": "statistic"},
    "isotonic.isotonic_regression": {"role": "learn", "target": True},
    "manifold.trustworthiness": {"role": "metric", "kind": "internal", "expects": "any", "better": "higher"},
    "model_selection.check_cv": {"role": "none", "kind": "check-cv"},
    "model_selection.cross_val_predict": {"role": "cross-validate", "kind": "predict", "arguments": ["X", "y"]},
    "model_selection.cross_val_score": {"role": "cross-validate", "kind": "score", "arguments": ["X", "y"]},
    "model_selection.cross_validate": {"role": "cross-validate", "kind": "score", "arguments": ["X", "y"]},
    "model_selection.learning_curve": {"role": "cross-validate", "kind": "curve", "arguments": ["X", "y"]},
    "model_selection.permutation_test_score": {
        "role": "cross-validate",
        "kind": "permutation-test",
        "arguments": ["X", "y"],
    },
    "model_selection.train_test_split": {"role": "split", "kind": "hold-out", "shuffles": "shuffle"},
    "model_selection.validation_curve": {"role": "cross-validate", "kind": "curve", "arguments": ["X", "y"]},
    "model_selection.LearningCurveDisplay.from_estimator": {
        "role": "cross-validate",
        "kind": "curve",
        "arguments": ["X", "y"],
    },
    "model_selection.ValidationCurveDisplay.from_estimator": {
        "role": "cross-validate",
        "kind": "curve",
        "arguments": ["X", "y"],
    },
    "model_selection.ParameterGrid": {"role": "none", "kind": "grid"},
    "model_selection.ParameterSampler": {"role": "draw", "kind": "grid"},
    "pipeline.make_pipeline": {"role": "pipeline", "kind": "make"},
    "pipeline.make_union": {"role": "union", "kind": "make"},
    "preprocessing.add_dummy_feature": {"role": "stateless"},
    "preprocessing.binarize": {"role": "stateless"},
    "preprocessing.label_binarize": {"role": "stateless"},  # the classes are given
    "preprocessing.normalize": {"role": "stateless"},  # by row, unless axis=0
    "tree.plot_tree": {"role": "show", "kind": "plot"},
    "utils.check_random_state": {"role": "generator", "kind": "numpy"},
    "utils.class_weight.compute_class_weight": {"role": "learn", "kind": "class-weight"},
    "utils.class_weight.compute_sample_weight": {"role": "learn", "kind": "class-weight"},
    "utils.compute_class_weight": {"role": "learn", "kind": "class-weight"},
    "utils.compute_sample_weight": {"role": "learn", "kind": "class-weight"},
    "utils.extmath.randomized_svd": {"role": "learn", "kind": "decomposition"},
    "utils.extmath.softmax": {"role": "stateless"},
    "utils.resample": {"role": "resample", "kind": "bootstrap"},
    "utils.shuffle": {"role": "draw", "kind": "shuffle"},
}
# Made data sets that are not (features, target).
ODD_SHAPES = frozenset(
    {
        "make_biclusters", "make_checkerboard", "make_low_rank_matrix", "make_sparse_coded_signal", "make_sparse_spd_matrix",
        "make_spd_matrix",
    }
)  # fmt: skip


def function_entries() -> Iterator[tuple[str, Fields]]:
    """The entries of functions that are not metrics, by qualified name."""
    for name, fields in sorted({**dict(_by_module()), **FUNCTIONS}.items()):
        yield f"sklearn.{name}", {**fields, **_signature(name)}


def splitter_entries() -> Iterator[tuple[str, Fields]]:
    """The entries of the splitters, by qualified name."""
    from sklearn import model_selection

    for name, (kind, shuffles) in SPLITTERS.items():
        fields = {"role": "splitter", "kind": kind, "shuffles": shuffles}
        cls = getattr(model_selection, name)
        yield (
            f"sklearn.model_selection.{name}",
            {**fields, **described(name, cls.__init__, randomness, skip_first=True)},
        )


def _by_module() -> Iterator[tuple[str, Fields]]:
    for module_name, fields in MODULES.items():
        module = importlib.import_module(f"sklearn.{module_name}")
        for name in sorted(getattr(module, "__all__", None) or _own_functions(module)):
            if name.startswith("_") or (module_name == "metrics" and (name in METRICS or name in OTHERS)):
                continue
            if not inspect.isfunction(getattr(module, name, None) if name not in _EXPERIMENTAL else None):
                continue
            yield f"{module_name}.{name}", _dataset(name) if module_name == "datasets" else fields


_EXPERIMENTAL = frozenset({"HalvingGridSearchCV", "HalvingRandomSearchCV", "IterativeImputer"})


def _own_functions(module: Any) -> list[str]:
    """Functions that a module without `__all__` defines itself."""
    names = vars(module)
    return [name for name, thing in names.items() if getattr(thing, "__module__", "").startswith(module.__name__)]


def _dataset(name: str) -> Fields:
    if name.startswith("make_"):
        return {"role": "make", **({} if name in ODD_SHAPES else {"produces": "data-target"})}
    if name.startswith(("fetch_", "load_")):
        return {"role": "load", "kind": "fetch", "produces": "array" if name == "load_sample_image" else "bunch"}
    return NONE


def _signature(name: str) -> Fields:
    """Parameters of the function `name`, a dotted path below sklearn."""
    path = ["sklearn", *name.split(".")]
    depth = next(i for i in range(len(path) - 1, 0, -1) if _is_module(".".join(path[:i])))
    thing: Any = importlib.import_module(".".join(path[:depth]))
    for part in path[depth:]:
        thing = getattr(thing, part)
    function = thing.__init__ if inspect.isclass(thing) else thing
    skip_first = inspect.isclass(thing)
    if skip_first and not parameters_of(function, skip_first=True):
        return {}
    name = ".".join(path[-2:]) if path[-1] == "from_estimator" else path[-1]
    return described(name, function, randomness, skip_first=skip_first)


def _is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
