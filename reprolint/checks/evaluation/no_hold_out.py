"""Every score in the file is computed on the rows that its model was fitted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TypeGuard

from reprolint.checks import check
from reprolint.checks.evaluation._named import metric_name, named_training
from reprolint.findings import Confidence, Finding, Location, Severity
from reprolint.graph import Answer, Experiment, ancestors, overlaps
from reprolint.graph.evaluations import are_known_to, read_apart
from reprolint.graph.events import Call, Fit, Score, Show
from reprolint.graph.parameters import is_learnable, within
from reprolint.graph.roles.families import kind_of_model
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import NOTHING, Cut, Rows
from reprolint.graph.shown import calls_it, calls_or_heads_it, scores_shown
from reprolint.graph.values import Constant, Data, Estimator, Number, Sequence, Value

COMPARISONS = frozenset({"clustering", "internal", "distance"})  # kinds of metrics that judge no prediction
HONEST = frozenset({"train", "in-sample", "in sample", "resubstitution", "goodness of fit"})
SURFACES = frozenset({"contour", "contourf", "pcolormesh"})
WEIGHTS = frozenset({"plot", "imshow", "matshow"})  # a line between the classes, a weight for each pixel
BARS = frozenset({"bar", "barh", "stem"})  # drawn beside claims, too
PLACES = 4


@check("EVA001", needs={"fit", "score"})
def no_hold_out(experiment: Experiment) -> Iterator[Finding]:
    """`model.fit(X, y); model.score(X, y)`, and nothing in the file that judges the model on other rows."""
    seen = [score for score in experiment.scores if _on_its_own_rows(score)]
    if all(_called_training(experiment, score, _calls_it) for score in seen):  # also when there are none
        return
    if not all(_on_its_own_rows(score, _some_of_them) for score in _scores_of_models(experiment)):
        return
    if _judged_elsewhere(experiment, seen):
        return
    if all(is_drawn(experiment, score) for score in seen):
        return
    if all(_called_training(experiment, score, _calls_it) or named_training(experiment, score) for score in seen):
        return
    unique = list({score.place: score for score in seen}.values())
    first = unique[0]
    fit = min((fit for fit in first.fits), key=lambda each: each.order)
    related = [fit.place.location("fitted to these rows"), *_way_here(experiment, first)]
    related += [score.place.location("and here") for score in unique[1:PLACES]]
    more = len(unique) - PLACES
    certain = all(one.certain for score in unique for one in score.fits)
    headed = all(_called_training(experiment, score, calls_or_heads_it) for score in seen)
    aside = headed or all(is_drawn(experiment, score, WEIGHTS | BARS) for score in seen)
    yield first.finding(
        f"`{metric_name(first)}` judges the model on the rows it was fitted to, and "
        f"{_program(experiment, first)} judges it on any others"
        + (f" ({more + PLACES} such scores)" if more > 0 else ""),
        label="rows the model has already seen",
        related=tuple(related),
        severity=Severity.NOTE if aside else None,
        confidence=Confidence.HIGH if certain and not headed else Confidence.MEDIUM,
    )


def _program(experiment: Experiment, score: Score) -> str:
    """What judges it on no other rows: the program by its name, where the score stands in another file than that."""
    if score.place.source is experiment.source:
        return "nothing here"
    return f"nothing that `{PurePosixPath(experiment.source.path).name}` runs"


def _way_here(experiment: Experiment, score: Score) -> list[Location]:
    """The call in the program that was started, where the score stands in another file."""
    if score.place.source is experiment.source:
        return []
    return [place.location("called from here") for place in score.calls if place.source is experiment.source][:1]


def _called_training(
    experiment: Experiment, score: Score, calls: Callable[[Experiment, Show, frozenset[str]], bool]
) -> bool:
    """Does the program itself say that this is how well the model fits its own rows?"""
    return any(calls(experiment, show, HONEST) for show in experiment.shown if score in scores_shown(show))


def _calls_it(_: Experiment, show: Show, words: frozenset[str]) -> bool:
    return calls_it(show, words)


def is_drawn(experiment: Experiment, score: Score, pictures: frozenset[str] = WEIGHTS) -> bool:
    """Is it the picture of what the models learned that matters: where they draw the line, or the weights of a linear one?"""
    return all(any(_shows_line(call, fit, pictures) for call in _drawing(experiment)) for fit in score.fits)


def _drawing(experiment: Experiment) -> Iterator[tuple[str, Sequence]]:
    """The names of calls that may draw with what they are given; methods of axes are known by their names only."""
    for call in experiment.calls:
        surface = call.qualified.endswith("DecisionBoundaryDisplay.from_estimator")
        given = Sequence("tuple", [*call.arguments, *call.keywords.values()])
        yield "plot_decision_regions" if surface else call.name.rpartition(".")[2], given
    for event in experiment.handovers:
        yield event.name.rpartition(".")[2], Sequence("tuple", list(event.values))


def _shows_line(drawing: tuple[str, Sequence], fit: Fit, pictures: frozenset[str]) -> bool:
    name, given = drawing
    if name not in {"plot_decision_regions", *SURFACES, *pictures}:
        return False
    parts = values_shown(given, depth=4)
    if name == "plot_decision_regions":
        return any(part is fit.estimator for part in parts)
    data = [part for part in parts if isinstance(part, Data)]
    if name in SURFACES and any(fit in part.predicted_by for part in data):
        return True
    entry = fit.estimator.entry if isinstance(fit.estimator, Estimator) else None
    linear = entry is not None and entry.family == "linear"
    drawn = name in pictures and linear
    return drawn and any(fit in part.all_learned and not part.predicted_by for part in data)


def _scores_of_models(experiment: Experiment) -> list[Score]:
    kinds = {score: score.call.entry.kind for score in experiment.scores if score.call and score.call.entry}
    return [score for score in experiment.scores if kinds.get(score) not in COMPARISONS]


def _all_of_them(fit: Fit, rows: Rows) -> bool:
    return fit.rows == rows


def _some_of_them(fit: Fit, rows: Rows) -> bool:
    """A sample of them drawn anew, for an interval around the score, or one group of them."""
    return are_known_to(fit, rows)


def _on_its_own_rows(score: Score, were_fitted: Callable[[Fit, Rows], bool] = _all_of_them) -> bool:
    """Is every model behind the score a predictor that was fitted, with a target, to these very rows of observed data?"""
    if score.cross_validated or not score.fits or score.rows == NOTHING:
        return False
    if any(isinstance(step, Cut) for step in ancestors(score.rows)):
        return False  # cut from something larger: the rest may be what it is judged on
    fitted = all(were_fitted(fit, score.rows) and _fitted_to(fit, score) for fit in score.fits)
    return fitted and not any(read_apart(fit.data, score.inputs) for fit in score.fits)


def _fitted_to(fit: Fit, score: Score) -> bool:
    data = fit.data
    if fit.automatic or fit.family not in {"model", "unknown"} or data is None or fit.validation:
        return False
    by_gradient = _by_gradient(fit)
    if fit.target is None and not (by_gradient and _compares_labels(score)):
        return False
    if fit.call is not None and any(name in fit.call.keywords for name in ("validation_split", "validation_data")):
        return False
    observed = bool(data.loads) and not data.synthetic and not any(load.synthetic for load in data.loads)
    return observed and overlaps(fit.rows, score.rows) is Answer.YES and (by_gradient or _predicts(fit.estimator))


def _by_gradient(fit: Fit) -> bool:
    """Was it trained in a loop of the program's own: `loss.backward()`, `jax.grad(loss)(params, x, y)`?"""
    return fit.target is None and fit.supervised and fit.certain


def _compares_labels(score: Score) -> bool:
    """Does it count predicted labels that are right? Other errors may be those of an autoencoder, which has no labels."""
    return isinstance(score.prediction, Data) and score.prediction.output == "hits"


def _predicts(model: Value | None) -> bool:
    """Is it a predictor without an estimate of its own for unseen rows, and not one that is read for its coefficients?"""
    if not isinstance(model, Estimator) or model.entry is None:
        return False
    if kind_of_model(model) == "regressor" and model.entry.family == "linear":
        return False  # R² on its own rows is how a line is described
    return not estimates_itself(model)


def estimates_itself(model: Estimator) -> bool:
    """Does its training score rows it left out: out of the bag, or in the folds of `LogisticRegressionCV`?"""
    if model.qualified.startswith("sklearn.linear_model.") and model.qualified.endswith("CV"):
        return True
    out_of_bag = model.parameters.get("oob_score")
    return out_of_bag is not None and not (isinstance(out_of_bag, Constant) and not out_of_bag.value)


def _judged_elsewhere(experiment: Experiment, seen: list[Score]) -> bool:
    """Is there a division of rows, or anything whose rows or purpose is not known and that may judge a model?"""
    if experiment.splits or not experiment.complete or experiment.skipped >= 0:
        return True
    models = {id(fit.estimator) for fit in experiment.fits if fit.family in {"model", "unknown"}}
    if any(is_learnable(part) for event in experiment.handovers for value in event.values for part in within(value)):
        return True
    fits = {fit for score in seen for fit in score.fits}
    return any(_may_judge(call, models) and not _judges_column(call, fits) for call in experiment.calls)


def _judges_column(call: Call, fits: set[Fit]) -> bool:
    """`roc_auc_score(y, table["risk"])`: does a metric compare columns as they were read, of rows that models were fitted to?"""
    names = call.entry.arguments[:2] if call.entry is not None and call.entry.role == "metric" else ()
    given = [call.argument(name, position) for position, name in enumerate(names)]
    return len(given) > 1 and all(
        _is_read(value) and any(are_known_to(fit, value.rows) for fit in fits) for value in given
    )


def _is_read(value: Value) -> TypeGuard[Data]:
    """Is it a single column as it stands in a file, to which the program has added nothing that a model gave?"""
    if not isinstance(value, Data) or value.statistic or value.predicted_by or value.synthetic or not value.loads:
        return False
    columns = value.columns
    return (
        columns is not None
        and len(columns.names) == 1
        and not (columns.inverted or columns.derived or columns.computed)
    )


def _may_judge(call: Call, models: set[int]) -> bool:
    given = (*call.arguments, *call.keywords.values())
    entry = call.entry
    if entry is None:
        return not call.qualified.startswith("builtins.") and any(id(value) in models for value in given)
    if entry.role == "metric":
        return not isinstance(call.result, (Number, Sequence)) and entry.kind not in COMPARISONS
    return entry.role in {"cross-validate", "search", "split", "splitter"}
