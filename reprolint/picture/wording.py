"""What the boxes of a picture are called: the words that a scientist would use, as far as the code tells them."""

from __future__ import annotations

from collections.abc import Hashable

from reprolint.graph.events import Fit, Load, Resample, Save, Score, Select, Split
from reprolint.graph.rows import Cut
from reprolint.graph.values import Constant, Estimator, Function, Instance, Partial, Splitter, Unknown, Value

ROLES = {
    "train": "training",
    "fold-train": "training",
    "rest of test": "training",
    "rest of validation": "training",
    "test": "test",
    "fold-test": "test",
    "rest of train": "test",
    "validation": "validation",
}
"""Role of a part in a split -> what its rows are for."""

PART_TITLES = {
    "training": "Training rows",
    "test": "Test rows",
    "validation": "Validation rows",
}
METRICS = {
    "accuracy_score": "accuracy",
    "f1_score": "F1",
    "f1": "F1",
    "mean_absolute_error": "mean absolute error",
    "mean_squared_error": "mean squared error",
    "neg_mean_squared_error": "mean squared error",
    "neg_mean_absolute_error": "mean absolute error",
    "r2": "R²",
    "r2_score": "R²",
    "roc_auc": "ROC AUC",
    "roc_auc_score": "ROC AUC",
    "roc_curve": "ROC curve",
    "rmse": "RMSE",
    "root_mean_squared_error": "RMSE",
    "validation": "score while training",
}
RESAMPLING = {
    "over": "copies rows of rare classes",
    "under": "leaves out rows of frequent classes",
    "mixed": "copies and leaves out rows",
    "bootstrap": "draws rows with replacement",
    "augment": "makes altered copies of rows",
}
LOOKS = {
    "permutation": "Permutation importance",
    "impurity": "Feature importances",
    "shap": "SHAP values",
    "lime": "LIME explanation",
    "dependence": "Partial dependence",
    "coefficients": "Coefficients",
    "attribution": "Attribution",
}
CHOICES = {
    "if-better": "Keep what scores better",
    "best-attribute": "Keep the best candidate",
    "sort": "Rank by score",
    "schedule": "Lower the learning rate by score",
}
STEPS_SHOWN = 3


def source_title(load: Load) -> str:
    """The file's or data set's name."""
    if load.path:
        return load.path.replace("\\", "/").rstrip("/").rpartition("/")[2] or load.path
    short = _last(load.qualified) or _last(load.name)
    if load.synthetic:
        return "Made-up data"
    for prefix in ("load_", "fetch_"):
        if short.startswith(prefix) and short not in {"load_data", "load_dataset"}:
            return short.removeprefix(prefix).replace("_", " ")
    return f"Data from {short}"


def source_details(load: Load) -> tuple[str, ...]:
    """How the data came in, when the title does not say it."""
    return (_last(load.qualified) or _last(load.name),) if load.synthetic else ()


def unseen_title(key: Hashable, hint: str) -> tuple[str, tuple[str, ...]]:
    """Title and details of rows whose loading was not seen, from the kind of their key and their name in the code."""
    kind = key[0] if isinstance(key, tuple) and key else ""
    if kind == "drawn":
        return "Random numbers", ()
    if kind == "literal":
        return "Numbers in the code", ()
    if kind == "positions":
        return "Row positions", ()
    if hint.isidentifier():
        return hint, ("loaded where we cannot see it",)
    return "Data", ("loaded where we cannot see it",)


def part_title(split: Split | None, role: str) -> tuple[str, str]:
    """Title of a part, and what its rows are for."""
    meaning = ROLES.get(role, "")
    if split is not None and split.kind == "folds":
        return ("Training folds", meaning) if meaning == "training" else ("Left-out fold", meaning)
    if meaning:
        return PART_TITLES[meaning], meaning
    if role.startswith("part-") and role[5:].isdigit():
        return f"Part {int(role[5:]) + 1}", ""
    return "Part of the rows", ""


def cut_title(rows: Cut) -> str:
    """A slice of rows in words."""
    start, stop = rows.start, rows.stop
    if start is None and isinstance(stop, int):
        return f"First {stop} rows" if stop >= 0 else f"All but the last {-stop} rows"
    if stop is None and isinstance(start, int):
        return f"Rows after the first {start}" if start >= 0 else f"Last {-start} rows"
    if isinstance(start, int) and isinstance(stop, int):
        return f"Rows {start} to {stop}"
    if start is None:
        return "First rows"
    return "Last rows" if stop is None else "Some rows in order"


def split_title(split: Split) -> tuple[str, tuple[str, ...]]:
    """Title and details of a split."""
    how = [
        word
        for word, known in (
            ("in time order", split.temporal),
            ("by groups", split.grouped),
            ("stratified", split.stratified),
            ("at random", split.shuffles and not split.temporal),
            ("in order", split.shuffles is False and not split.temporal and not split.grouped),
        )
        if known
    ]
    words = ", ".join(reversed(how))
    if split.kind != "folds":
        return words.capitalize() or _last(split.name), ()
    count = _number_of_folds(split)
    own = _last(split.splitter.qualified) if isinstance(split.splitter, Splitter) else ""
    title = f"{count} folds" if count else own or "Cross-validation folds"
    return title, ((words,) if words and title != own else ())


def _number_of_folds(split: Split) -> int | None:
    candidates: list[Value | None] = []
    if isinstance(split.splitter, Splitter):
        candidates.append(split.splitter.parameters.get("n_splits"))
    elif split.call is not None:
        candidates.append(split.call.keywords.get("cv"))
    for value in candidates:
        if isinstance(value, Constant) and isinstance(value.value, int) and value.value > 1:
            return value.value
    return None


def fit_title(fit: Fit) -> str:
    """The fitted object's class, a pipeline by its steps, a function by its name."""
    if fit.estimator is not None and not isinstance(fit.estimator, Constant):
        return value_title(fit.estimator) or _receiver(fit.name)
    return _last(fit.name)


def _receiver(name: str) -> str:
    """`model.fit` -> `model`; the name of a function stays."""
    owner, _, method = name.rpartition(".")
    return _last(owner) or method


def value_title(value: Value | None) -> str:
    """What a model is called; "" when nothing is known of it."""
    if isinstance(value, Estimator):
        role = value.entry.role if value.entry is not None else ""
        if role == "pipeline" and value.steps:
            steps = [value_title(step) or name for name, step in value.steps if not _passes(step)]
            return _arrows(steps)
        inner = value_title(value.inner)
        if role == "search" and inner:
            return f"{value.short_name} of {inner}"
        return value.short_name
    if isinstance(value, Instance):
        return value.cls.name
    if isinstance(value, Function):
        return value.name
    if isinstance(value, Partial):
        return value_title(value.function)
    if isinstance(value, Unknown):
        return _last(value.hint) if value.hint.replace(".", "").isidentifier() else ""
    return ""


def _passes(step: Value) -> bool:
    return isinstance(step, Constant)


def _arrows(steps: list[str]) -> str:
    if len(steps) > STEPS_SHOWN:
        return " → ".join([steps[0], f"{len(steps) - 2} more steps", steps[-1]])
    return " → ".join(steps) or "Pipeline"


def metric_title(score: Score) -> str:
    """What is measured."""
    metric = score.metric or _last(score.name)
    known = METRICS.get(metric)
    if known is None:
        known = metric.removesuffix("_score").removeprefix("neg_").replace("_", " ").strip() or "score"
    return known[:1].upper() + known[1:]


def resample_title(resample: Resample) -> tuple[str, tuple[str, ...]]:
    """The sampler's class, and what it does to the rows."""
    owner = resample.call.receiver if resample.call is not None else None
    title = value_title(owner) or _last(resample.qualified.removesuffix(".fit_resample")) or _last(resample.name)
    return title, ((RESAMPLING[resample.kind],) if resample.kind in RESAMPLING else ())


def choice_title(select: Select) -> str:
    """How one of several is chosen."""
    return CHOICES.get(select.kind, "Take the best")


def save_title(save: Save) -> str:
    """The file's name, where it is written in the code."""
    if isinstance(save.path, Constant) and isinstance(save.path.value, str) and save.path.value:
        return save.path.value.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return f"{save.format} file" if save.format else "File"


def _last(name: str) -> str:
    """The last part of a dotted name, without what a call left in it: `StandardScaler().fit` -> `fit`."""
    return name.rpartition(".")[2].removesuffix("()")
