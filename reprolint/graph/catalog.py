"""What is known of libraries: the role of each qualified name, read from `rules/catalog` through its compiled index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ROLES = frozenset(
    {
        # classes
        "classifier", "regressor", "clusterer", "outlier-detector", "transformer", "selector", "encoder", "vocabulary",
        "stateless", "resampler", "pipeline", "columns", "union", "search", "meta", "splitter", "generator", "network", "dataset",
        "loader", "trainer", "scheduler", "optimizer", "loss",
        # functions and methods
        "split", "cross-validate", "metric", "learn", "resample", "load", "make", "seed", "draw", "save", "restore",
        "explain", "show", "unordered", "clock", "statistics", "layer", "warnings", "none",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Random:
    """How a call draws: `parameter` seeds it, `library` serves it otherwise; it draws only as `active` and `inert` say.

    `active` and `inert` map a parameter to literal values: with `active`, randomness is used only when the parameter has one of
    them; with `inert`, it is not used when it has one of them.
    """

    parameter: str = ""
    library: str = "numpy"
    active: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    inert: Mapping[str, tuple[object, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One library name. Fields that a role does not use keep their defaults.

    `parameters` are the names in positional order (without `self`), `defaults` the literal defaults of those that checks ask about.
    `target` is true when fitting uses y. `arguments` are the positions (names) of truth and prediction of a metric, or of
    features and target of a fit-like function. `expects` is labels, scores, probabilities, values or any; `symmetric` metrics give the same
    number with truth and prediction swapped. `better` is higher or lower. `produces` names what a call returns where that is
    not clear from the role (frame, array, ...). `kind` refines the role: over/under for resample, python/numpy/torch/... for seed,
    pickle/joblib/torch/... for save and restore, permutation/impurity/... for explain, folds/groups/time for splitters,
    file/fetch for load.
    """

    name: str
    role: str
    kind: str = ""
    parameters: tuple[str, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    target: bool = False
    random: Random | None = None
    arguments: tuple[str, ...] = ()
    expects: str = ""
    symmetric: bool = False
    better: str = ""
    produces: str = ""
    family: str = ""  # linear, tree, forest, boosting, neighbours, kernel, network, bayes, dummy, ...
    shuffles: str = ""  # splitters: always, never, or the parameter that decides
    scale_sensitive: bool = False
    seeds: tuple[str, ...] = ()  # seed: libraries it seeds
