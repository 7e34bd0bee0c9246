"""What a library call does to an experiment, by its role in the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reprolint.graph import selecting
from reprolint.graph.roles import (
    building,
    choosing,
    crossvalidation,
    errors,
    files,
    joins,
    learning,
    metrics,
    python,
    randomness,
    resampling,
    row_methods,
    showing,
    splitting,
    transforms,
    unordered,
    views,
)

if TYPE_CHECKING:
    from reprolint.graph.events import Call
    from reprolint.graph.interpreter import Interpreter
    from reprolint.graph.values import Value

Handler = Callable[["Interpreter", "Call"], "Value"]

ROLES: dict[str, Handler] = {
    **building.ROLES,
    "split": splitting.hold_out,
    "splitter": splitting.make,
    "cross-validate": crossvalidation.cross_validate,
    "metric": metrics.metric,
    "learn": learning.learn,
    "resample": resampling.resample,
    "load": files.load,
    "make": files.make,
    "seed": randomness.seed,
    "draw": randomness.draw,
    "generator": randomness.generator,
    "save": files.save,
    "restore": files.restore,
    "explain": showing.explain,
    "show": showing.show,
    "unordered": unordered.listing,
    "stateless": learning.stateless,
    "statistics": selecting.tested,
}

SPECIAL: dict[str, Handler] = {
    **choosing.SPECIAL,
    **joins.SPECIAL,
    **python.SPECIAL,
    **transforms.SPECIAL,
    **row_methods.SPECIAL,
    **building.SAME_NETWORK,
    **errors.SPECIAL,
    **views.SPECIAL,
    "sklearn.model_selection.check_cv": splitting.check_cv,
    "optuna.create_study": building.study,
    "optuna.load_study": building.study,
}
BUILTINS: dict[str, Handler] = python.BUILTINS
