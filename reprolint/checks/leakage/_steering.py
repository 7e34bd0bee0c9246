"""What rows passed for validation do to a training: they stop it, choose the state that is kept, or only watch."""

from __future__ import annotations

from reprolint.graph import Experiment
from reprolint.graph.events import Call, Fit
from reprolint.graph.values import Constant, Data, Estimator, Sequence, Value

STOPS, KEEPS = "stops its training by", "keeps the state that does best on"
CHOOSES = "chooses which state is kept by"  # whichever branch keeps it
SLOWS = "lowers the learning rate by the score on"
# Trainings of these keep their best round even where none of them stops early; `xgboost.train` hands over the last.
KEEP_THE_BEST = ("lightgbm.", "catboost.", "xgboost.XGB")
# How long a training lasts at most: the name of the setting, and its value where nothing is said.
LENGTHS = {
    "xgboost.train": ("num_boost_round", 10),
    "lightgbm.train": ("num_boost_round", 100),
    "xgboost.": ("n_estimators", 100),
    "lightgbm.": ("n_estimators", 100),
    "catboost.": ("iterations", 1000),
    "keras.": ("epochs", 1),
}
PATIENCE = ("patience", "stopping_rounds", "rounds")
READS_BACK = frozenset({"load_weights", "load_model", "load_state_dict", "restore", "load"})


def steered(experiment: Experiment, fit: Fit, call: Call) -> str:
    """What the training does by these rows; "" when they only watch, or wait longer than it lasts."""
    settings = fit.estimator.parameters if isinstance(fit.estimator, Estimator) else {}
    given = [call.keywords.get("early_stopping_rounds"), settings.get("early_stopping_rounds"), settings.get("od_wait")]
    waits = [value.value for value in given if isinstance(value, Constant) and value.value]
    if waits:
        return _stops_or_keeps(call, settings, waits[0])
    if call.qualified.startswith("catboost."):  # keeps its best state unless told otherwise
        return KEEPS if call.constant("use_best_model", default=True) is True else ""
    options = settings.get("args")  # Hugging Face's `TrainingArguments`
    if options is not None and any(
        made.result is options and made.constant("load_best_model_at_end") is True for made in experiment.calls
    ):
        return KEEPS
    for made in _callbacks(experiment, call, settings):
        if made.entry is not None and made.entry.kind == "early-stopping":
            how = _stops_or_keeps(call, settings, _patience(made))
        else:
            how = KEEPS if _read_back(experiment, call) else ""
        if how:
            return how
    return ""


def steering_rows(fit: Fit, call: Call) -> tuple[Data, ...]:
    """Of several sets of validation rows, those that decide; none where it is not known which."""
    if len(fit.validation) > 1 and call.qualified.startswith("xgboost."):
        return fit.validation[-1:]
    if len(fit.validation) > 1 and call.qualified.startswith("catboost."):
        return ()
    return fit.validation


def _callbacks(experiment: Experiment, call: Call, settings: dict[str, Value]) -> list[Call]:
    """The calls that made the callbacks which watch validation rows: those that may stop the training first."""
    items: list[Value] = []
    for value in (call.keywords.get("callbacks"), settings.get("callbacks")):
        items += value.items if isinstance(value, Sequence) else [value] if value is not None else []
    made = [one for one in experiment.calls if any(one.result is item for item in items) and _watches_validation(one)]
    return sorted(made, key=lambda one: one.entry is None or one.entry.kind != "early-stopping")


def _watches_validation(made: Call) -> bool:
    kind = made.entry.kind if made.entry is not None else ""
    monitor = made.constant("monitor", default="val_loss")
    if kind == "checkpoint" and made.constant("save_best_only", default=False) is not True:
        return False
    return kind in {"early-stopping", "checkpoint"} and isinstance(monitor, str) and monitor.startswith("val")


def _patience(made: Call) -> object:
    known = (made.constant(name, default=None) for name in PATIENCE)
    return next((value for value in known if value is not None), ...)


def _stops_or_keeps(call: Call, settings: dict[str, Value], patience: object) -> str:
    """Can it stop before its last round, after `patience` rounds that are no better than the one before them?"""
    length = _length(call, settings)
    if not isinstance(patience, int) or not isinstance(length, int) or patience + 1 < length:
        return STOPS
    return KEEPS if call.qualified.startswith(KEEP_THE_BEST) else ""


def _length(call: Call, settings: dict[str, Value]) -> object:
    """The number of rounds or epochs; Ellipsis when it is not known."""
    name, usual = next((known for start, known in LENGTHS.items() if call.qualified.startswith(start)), ("", ...))
    if not name:
        return ...
    value = settings.get(name)
    if value is not None:
        return value.value if isinstance(value, Constant) else ...
    return call.constant(name, default=usual)


def _read_back(experiment: Experiment, call: Call) -> bool:
    """Is a saved state read back after the training? Without that, the last one is what is judged."""
    after = (one.name.rpartition(".")[2] for one in experiment.calls if one.order > call.order)
    return any(name in READS_BACK for name in after)
