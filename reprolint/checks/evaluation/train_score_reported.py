"""A model is scored on the rows it was fitted to, and on no other rows anywhere in the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation._named import metric_name, named_training
from reprolint.checks.evaluation.no_hold_out import estimates_itself, is_drawn, no_hold_out
from reprolint.findings import Confidence, Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import are_known_to, evaluations, is_held_out, read_apart, split_of
from reprolint.graph.events import Call, Fit, Predict, Score, Show
from reprolint.graph.overlap import is_within
from reprolint.graph.roles.families import kind_of_model, predictor
from reprolint.graph.rows import NOTHING, Choice, Related, ancestors
from reprolint.graph.shown import calls_or_heads_it, scores_shown
from reprolint.graph.values import Data, Estimator, Number, Sequence, Value
from reprolint.source.walking import within

COMPARISONS = frozenset({"clustering", "internal", "distance", "display"})  # kinds of metrics that make no claim
HONEST = frozenset(
    {"train", "in-sample", "in sample", "resubstitution", "goodness of fit", "loss", "fit to", "overfit"}
)
PLACES = 4
NOTHING_SET_APART = (
    "Keep rows aside with `train_test_split` and score the model on them, or call the number a training score"
)


@check("EVA002", needs={"fit", "score"})
def train_score_reported(experiment: Experiment) -> Iterator[Finding]:
    """`model.fit(X_train, y_train)`, the accuracy on `X_train` printed, `X_test` never scored."""
    followed = experiment.complete and experiment.skipped < 0
    if not followed or next(iter(no_hold_out(experiment)), None) is not None:
        return
    pairs = [(score, fit) for score in _claimed(experiment) if (fit := _trained_on_them(score)) is not None]
    pairs = [(score, fit) for score, fit in pairs if not (_kept_as_training(score) or is_drawn(experiment, score))]
    pairs = [(score, fit) for score, fit in pairs if not (_judged(experiment, fit) or _ranks_features(experiment, fit))]
    pairs = [(score, fit) for score, fit in pairs if not named_training(experiment, score)]
    if pairs:
        yield _finding(experiment, list({score.place: (score, fit) for score, fit in reversed(pairs)}.values())[::-1])


def _claimed(experiment: Experiment) -> list[Score]:
    """Scores that no text beside them calls training scores, in program order: of each model that one place judges in turn."""
    shown = [show for show in experiment.shown if scores_shown(show)]
    told = {score.place for show in shown if not _is_claim(experiment, show) for score in scores_shown(show)}
    return [score for score in experiment.scores if score.entry_point and score.place not in told]


def _kept_as_training(score: Score) -> bool:
    """`score_train[i] = accuracy_score(y, model.predict(X))`: is it kept under such a name? Nor is an assertion a report."""
    line = score.place.line
    statements: list[ast.stmt] = score.place.source.nodes_of(ast.Assign, ast.Expr, ast.Assert)
    for statement in statements:
        if statement.lineno > line or (statement.end_lineno or statement.lineno) < line:
            continue
        if score.place.node in within(statement):
            targets: list[ast.expr] = []
            if isinstance(statement, ast.Assign):
                targets = statement.targets
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                targets = [statement.value.func]  # `train_scores.append(...)`
            return isinstance(statement, ast.Assert) or any("train" in ast.unparse(one).lower() for one in targets)
    return False


def _is_claim(experiment: Experiment, show: Show) -> bool:
    """Curves are drawn to look at a training, and a number that is called a training score misleads nobody."""
    return show.kind in {"print", "display", "log", "write"} and not calls_or_heads_it(experiment, show, HONEST)


def _trained_on_them(score: Score) -> Fit | None:
    """The one predictor behind the score, when it was fitted with a target to these very rows, or to a part of them."""
    kind = score.call.entry.kind if score.call is not None and score.call.entry is not None else ""
    if score.cross_validated or score.selected or len(score.fits) != 1 or score.rows == NOTHING or kind in COMPARISONS:
        return None
    fit = next(iter(score.fits))
    data = fit.data
    if fit.automatic or fit.base is not None or fit.family != "model" or data is None:
        return None
    if (fit.target is None or not fit.certain) and not _is_network_of_part(fit, score):
        return None
    if not is_within(fit.rows, score.rows) or overlaps(fit.rows, score.rows) is not Answer.YES:
        return None
    if is_held_out(score.rows):
        return None  # a slice, whose rest may be judged elsewhere; or test rows, which is another fault
    if score.inputs is not data and any(isinstance(step, (Choice, Related)) for step in ancestors(fit.rows)):
        return None  # put together by a computation that may give either other rows
    made_up = data.synthetic or not data.loads or any(load.synthetic for load in data.loads)
    return None if made_up or _judges_itself(fit) or read_apart(data, score.inputs) else fit


def _is_network_of_part(fit: Fit, score: Score) -> bool:
    """Was a network trained, in steps of the program's own, on a part of the rows that a metric judges it on by their labels?"""
    model, call = fit.estimator, score.call
    network = isinstance(model, Estimator) and model.entry is not None and model.entry.role == "network"
    judged = call is not None and call.entry is not None and call.entry.role == "metric" and score.truth is not None
    return network and judged and fit.rows != score.rows


def _judges_itself(fit: Fit) -> bool:
    """Does the training score other rows by itself, or is the model one that is read for its coefficients?"""
    model = fit.estimator
    core = predictor(model)
    if fit.validation or not isinstance(model, Estimator) or core is None or core.entry is None:
        return True
    if core.entry.role not in {"classifier", "regressor", "meta", "network"} or core.entry.family == "dummy":
        return True
    if core.entry.family == "linear" and kind_of_model(core) == "regressor":
        return True  # R² on its own rows is how a line is described
    if fit.call is not None and any(name in fit.call.keywords for name in ("validation_split", "validation_data")):
        return True
    return estimates_itself(core)


def _judged(experiment: Experiment, fit: Fit) -> bool:
    """Is a model of this class scored on other rows, or applied to rows set apart; or may it be, in an unknown call?"""
    events: list[Score | Predict] = [*experiment.scores, *experiment.predictions]
    for event in (one for one in events if one.entry_point):  # not in a function that nobody calls
        for one in event.fits:
            if (one is fit or _class(one) == _class(fit)) and _elsewhere(event, one):
                return True
    return any(_may_judge(call, fit) for call in experiment.calls if call.entry_point)


def _ranks_features(experiment: Experiment, fit: Fit) -> bool:
    """Is the model only asked which features matter, while other models are judged on rows held out from them?"""
    if not any(fit in look.fits for look in experiment.explanations if look.method == "impurity"):
        return False
    if any(fit in prediction.fits and prediction.rows != fit.rows for prediction in experiment.predictions):
        return False
    return any(one.scored and one.surely_held_out for one in evaluations(experiment))


def _elsewhere(event: Score | Predict, fit: Fit) -> bool:
    """New cases of another file that get predictions judge no model; rows that were set apart for it do."""
    if isinstance(event, Predict):
        return event.rows != fit.rows and is_held_out(event.rows)
    return event.cross_validated or not (is_within(fit.rows, event.rows) or are_known_to(fit, event.rows))


def _class(fit: Fit) -> object:
    core = predictor(fit.estimator)
    return core.qualified if core is not None and core.qualified else fit.place


def _may_judge(call: Call, fit: Fit) -> bool:
    """A metric of values that are not known, or a function of nobody knows what that is given the model."""
    given = (*call.arguments, *call.keywords.values())
    if call.entry is None:
        return not call.qualified.startswith("builtins.") and any(_is_model(value, fit) for value in given)
    if call.entry.role == "show":  # predictions drawn beside what came true
        return call.entry.kind == "plot" and any(_is_predicted(value, fit) for value in given)
    if call.entry.role == "metric":
        return not isinstance(call.result, (Number, Sequence)) and call.entry.kind not in COMPARISONS
    return call.entry.role in {"cross-validate", "search"} and any(_is_model(value, fit) for value in given)


def _is_predicted(value: Value, fit: Fit) -> bool:
    return isinstance(value, Data) and any(_class(one) == _class(fit) for one in value.predicted_by)


def _is_model(value: Value, fit: Fit) -> bool:
    if isinstance(value, Sequence):
        return any(_is_model(item, fit) for item in value.items)
    return value is fit.estimator or (isinstance(value, Data) and fit in value.predicted_by)


def _finding(experiment: Experiment, pairs: list[tuple[Score, Fit]]) -> Finding:
    score, fit = pairs[0]
    all_of_them = fit.rows == score.rows
    related = [fit.place.location("fitted to these rows" if all_of_them else "fitted to some of these rows")]
    split = split_of(experiment, score.rows, before=score, given=score.inputs)
    if split is not None:
        related.append(split.place.location("the model is never scored on the rows set apart here"))
    related += [other.place.location("and here") for other, _ in pairs[1:PLACES]]
    more = f" ({len(pairs)} such scores)" if len(pairs) > PLACES else ""
    seen = "the rows it was fitted to" if all_of_them else "rows among which are those it was fitted to"
    others = "others" if all_of_them else "the others alone"
    return score.finding(
        f"`{metric_name(score)}` judges the model on {seen}, and nothing here scores this model on {others}{more}",
        label="rows the model has already seen" if all_of_them else "the model has already seen some of these rows",
        related=tuple(related),
        confidence=Confidence.HIGH if split is not None else Confidence.MEDIUM,
        help="" if split is not None else NOTHING_SET_APART,
    )
