"""The score by which a candidate was chosen is told as the result."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph.events import Call, Event, Fit, Predict, Score, Show
from reprolint.graph.experiment import Experiment
from reprolint.graph.shown import calls_it, numbers_shown, shows_value
from reprolint.graph.values import Constant, Estimator, Mapping, Number, Sequence, Unknown, Value

# A number that is called what it is misleads nobody.
HONEST = frozenset({"cv", "cross", "valid", "fold", "train", "inner", "tuning", "dev "})


@check("EVA005", needs={"show"})
def best_score_as_result(experiment: Experiment) -> Iterator[Finding]:
    """`best_score_` of a search, the best fold, the best value of a study, shown with no later judgement."""
    told: set[object] = set()
    for show in experiment.shown:
        if not show.entry_point or show.place in told:
            continue
        finding = _best_of_search(experiment, show) or _best_fold(experiment, show) or _best_of_study(experiment, show)
        if finding is not None and _is_claim(show):
            told.add(show.place)
            yield finding


def _is_claim(show: Show) -> bool:
    """Does the text beside the number call it a result? A bare number in a log of the tuning claims nothing."""
    return any(character.isalpha() for text in show.texts for character in text) and not calls_it(show, HONEST)


def _best_of_search(experiment: Experiment, show: Show) -> Finding | None:
    for number in numbers_shown(show):
        for score in sorted(number.scores, key=lambda each: each.order):
            search = _search_of(score)
            chosen = score.selected and search is not None and _chooses(search.estimator)
            if search is None or not chosen or _judged_otherwise(experiment, search):
                continue
            return show.finding(
                f"`{search.name}` chose this score because it is the best of its candidates; "
                "the chosen model was judged on no other rows",
                label="the best of the candidates is shown as the result",
                related=(search.place.location("the candidates are compared here"),),
            )
    return None


def _search_of(score: Score) -> Fit | None:
    return next((fit.base for fit in score.fits if fit.base is not None), None)


def _chooses(estimator: Value | None) -> bool:
    """Is there more than one candidate? With one, its score was not chosen."""
    if not isinstance(estimator, Estimator):
        return False
    given = estimator.parameters
    grid = given.get("param_grid") or given.get("param_distributions") or given.get("search_spaces")
    if isinstance(grid, Mapping):
        return grid.rest is not None or any(_several(values) for values in grid.items.values())
    return isinstance(grid, Sequence) and bool(grid.items)


def _several(values: Value) -> bool:
    if isinstance(values, Sequence):
        return len(values.items) > 1 or values.rest is not None
    return not isinstance(values, Constant)


def _best_fold(experiment: Experiment, show: Show) -> Finding | None:
    """`max(cross_val_score(...))`: the luckiest fold, unless the others are shown as well."""
    for number in numbers_shown(show):
        folds = [score for score in number.scores if score.cross_validated and not score.selected]
        if number.reduced != "max" or len(folds) != 1 or len(number.scores) != 1:
            continue
        others = {
            other.reduced
            for event in experiment.shown
            for other in numbers_shown(event)
            if other.scores & number.scores
        }
        if others <= {"max"}:
            return show.finding(
                "Only the best fold of a cross-validation is shown; which fold is easiest says nothing of new data",
                label="the best fold",
                related=(folds[0].place.location("all folds are scored here"),),
                help="Report the mean over the folds and their spread",
            )
    return None


def _best_of_study(experiment: Experiment, show: Show) -> Finding | None:
    for call in experiment.calls_to("optuna.create_study"):
        best = _best_values(call.result)
        if not any(shows_value(show, value) for value in best) or not experiment.scores:
            continue
        if any(_comes_later(experiment, event, call) for event in (*experiment.scores, *experiment.predictions)):
            continue
        return show.finding(
            "The best value of a study is the luckiest of its trials; the chosen settings were judged on no other rows",
            label="the best trial is shown as the result",
            related=(call.place.location("the trials are compared here"),),
            confidence=Confidence.MEDIUM,
        )
    return None


def _comes_later(experiment: Experiment, event: Event, study: Call) -> bool:
    """Is it a judgement after the study was made, and not one of its trials?"""
    trials = {call.place for call in experiment.calls_to("optuna.study.Study.optimize")}
    return event.entry_point and event.order > study.order and trials.isdisjoint(event.calls)


def _best_values(study: Value) -> list[Value]:
    attributes = (study.attributes or {}) if isinstance(study, Unknown) else {}
    trial = attributes.get("best_trial")
    inner = (trial.attributes or {}) if isinstance(trial, Unknown) else {}
    return [value for value in (attributes.get("best_value"), inner.get("value")) if value is not None]


def _judged_otherwise(experiment: Experiment, search: Fit) -> bool:
    """Did anything come after the search that is, or may be, the result; or was the whole search cross-validated?"""
    for event in experiment.events:
        if (
            isinstance(event, Score)
            and event.cross_validated
            and any(fit.estimator is search.estimator for fit in event.fits)
        ):
            return True
        if event.order < search.order:
            continue
        if isinstance(event, (Score, Predict)):
            chosen = isinstance(event, Score) and event.selected
            if not chosen and not (event.fits and all(_is_dummy(fit.estimator) for fit in event.fits)):
                return True
        elif isinstance(event, Call) and _may_judge(event, search):
            return True
    return False


def _is_dummy(model: Value | None) -> bool:
    return isinstance(model, Estimator) and model.entry is not None and model.entry.family == "dummy"


def _may_judge(call: Call, search: Fit) -> bool:
    """A metric of values that are not known, or a function of nobody knows what that is given the search."""
    if call.entry is not None:
        return call.entry.role == "metric" and not isinstance(call.result, (Number, Sequence))
    given = (*call.arguments, *call.keywords.values())
    return not call.qualified.startswith("builtins.") and any(value is search.estimator for value in given)
