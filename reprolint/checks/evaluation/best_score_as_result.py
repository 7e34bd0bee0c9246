"""The score by which a candidate was chosen is told as the result."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from reprolint.checks import check
from reprolint.checks.evaluation._tuning import gives_settings, is_honest, is_honest_elsewhere
from reprolint.checks.evaluation._validated_again import validated_again
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import is_test_part
from reprolint.graph.events import Call, Event, Fit, Place, Predict, Score, Show
from reprolint.graph.overlap import is_within
from reprolint.graph.roles.families import predictor
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.settings import FAMILY
from reprolint.graph.shown import calls_it, numbers_shown, shows_value
from reprolint.graph.values import Constant, Data, Estimator, Mapping, Number, Sequence, Unknown, Value
from reprolint.source.walking import within

CROSS_VALIDATED = frozenset({"cv", "cross"})  # what results are called as well: honest as long as another one is told
AGAIN = 3  # further places that are pointed at
ON_OTHER_ROWS = "Score the chosen setting on rows that had no part in the search"


@check("EVA005", needs={"show"})
def best_score_as_result(experiment: Experiment) -> Iterator[Finding]:
    """`best_score_` of a search, the best fold, the best value of a study, shown with no later judgement."""
    told: set[object] = set()
    studies = any(True for _ in experiment.calls_to("optuna.create_study", *OPTIMIZERS))
    for show in experiment.shown:
        if not show.entry_point or show.place in told or not (studies or numbers_shown(show)):
            continue
        if not _is_named(show) or is_honest(show):
            continue
        if calls_it(show, CROSS_VALIDATED):
            finding = _only_result(experiment, show)
        else:
            finding = (
                _best_of_search(experiment, show) or _best_fold(experiment, show) or _best_of_study(experiment, show)
            )
        if finding is not None:
            told.add(show.place)
            told.update(other.place for other in _told_of_study(experiment, show))
            yield finding
    yield from _again(experiment, told)


def _again(experiment: Experiment, told: set[object]) -> Iterator[Finding]:
    """Scores of chosen settings on the rows of the search, unless the best score of that search was told as the result."""
    if not any(fit.family == FAMILY for score in experiment.scores for model in score.fits for fit in model.learned):
        return
    searched = ((show, search) for show in experiment.shown for search in _searches_told(experiment, show))
    named = {search.place for show, search in searched if show.place in told}

    def is_last_word(search: Fit) -> bool:
        if search.place in named or search.order <= experiment.skipped or not _chooses(search.estimator):
            return False
        return not any(_may_be_chosen(experiment, event, search) for event in _judgements(experiment, search))

    for show in experiment.shown:
        if show.entry_point and show.place not in told and _is_named(show) and not is_honest(show):
            again = validated_again(show, is_last_word, mild=calls_it(show, CROSS_VALIDATED))
            if again is not None:
                named.add(again[0].place)
                yield again[1]


def _is_named(show: Show) -> bool:
    """Does text stand beside the number? A bare one in a log of the tuning claims nothing."""
    return any(character.isalpha() for text in show.texts for character in text)


def _searches_told(experiment: Experiment, show: Show) -> Iterator[Fit]:
    """The searches whose best score, of several candidates, is among what is shown, and whose later judgements are known."""
    for number in numbers_shown(show):
        for score in sorted(number.scores, key=lambda each: each.order):
            search = _search_of(score)
            if (
                score.selected
                and search is not None
                and _chooses(search.estimator)
                and search.order > experiment.skipped
            ):
                yield search


def _tells_score(experiment: Experiment, search: Fit, show: Show) -> bool:
    return search in _searches_told(experiment, show)


def _best_of_search(experiment: Experiment, show: Show) -> Finding | None:
    for search in _searches_told(experiment, show):
        judgements = list(_judgements(experiment, search))
        if any(_may_be_chosen(experiment, event, search) for event in judgements):
            continue
        if is_honest_elsewhere(experiment, show, partial(_tells_score, experiment, search)):
            continue
        tunes = gives_settings(experiment, search, lambda _: False)
        judged = "nothing here judges the chosen model on other rows" if tunes else _how_judged(experiment, search)
        return show.finding(
            f"`{search.name}` chose this score because it is the best of its candidates; {judged}",
            label="the best of the candidates is shown",
            related=(search.place.location("the candidates are compared here"),),
            severity=Severity.NOTE if tunes or _told_again(experiment, search) else None,
            confidence=Confidence.MEDIUM if judgements else None,
            help=_help(search),
        )
    return None


def _how_judged(experiment: Experiment, search: Fit) -> str:
    """Did all that came after see rows of the search alone, or others beside them?"""
    later = (
        event
        for event in experiment.events
        if isinstance(event, (Score, Predict)) and event.order > search.order
        and not (isinstance(event, Score) and event.selected) and _may_be_chosen(experiment, event, search)
    )  # fmt: skip
    if all(is_within(event.rows, search.rows) for event in later):
        return "the chosen model was judged on no other rows"
    return "no judgement of the chosen model leaves the searched rows out"


def _told_again(experiment: Experiment, search: Fit) -> bool:
    """Is a model of the searched class judged later, if only on the rows that were searched? That may be the result."""
    searched = _plain_class(search.estimator)
    later = (score for score in experiment.scores if score.order > search.order and not score.selected)
    return any(searched and _plain_class(fit.estimator) == searched for score in later for fit in score.fits)


def _only_result(experiment: Experiment, show: Show) -> Finding | None:
    """A best score that is called a cross-validation score, in a program that judges nothing on other rows."""
    for search in _searches_told(experiment, show):
        if any(True for _ in _judgements(experiment, search)):
            continue
        return show.finding(
            f"The score by which `{search.name}` chose is told, and it is the best of its candidates; "
            "nothing here judges the chosen model on rows that had no part in the choice",
            label="the best of the candidates is shown",
            related=(search.place.location("the candidates are compared here"),),
            severity=Severity.NOTE,
            help=_help(search),
        )
    return None


def _help(search: Fit) -> str:
    """A study of trials is no estimator that could be cross-validated."""
    whole = isinstance(search.estimator, Estimator) and search.call is not None and search.estimator.inner is not None
    return "" if whole else ON_OTHER_ROWS


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
    for call in experiment.calls_to("optuna.create_study", *OPTIMIZERS):
        if not experiment.scores or not _tells_best(call, show):
            continue
        if any(
            event.entry_point and event.order > call.order and not _in_objective(call, event)
            for event in (*experiment.scores, *experiment.predictions)
        ):
            continue
        if is_honest_elsewhere(experiment, show, partial(_tells_best, call)):
            continue
        tunes = gives_settings(experiment, call, partial(_in_objective, call))
        judged = "nothing here judges the chosen settings" if tunes else "the chosen settings were judged"
        again = dict.fromkeys(other.place for other in _told_of_study(experiment, show) if other.place != show.place)
        return show.finding(
            f"The best value of a study is the luckiest of its trials; {judged} on {'' if tunes else 'no '}other rows",
            label="the best trial is shown as the result",
            related=(
                (_trials(experiment, call) or call.place).location("the trials are compared here"),
                *(place.location("and told again here") for place in list(again)[:AGAIN]),
            ),
            severity=Severity.NOTE if tunes else None,
            confidence=Confidence.HIGH if tunes else Confidence.MEDIUM,
            help=ON_OTHER_ROWS,
        )
    return None


def _told_of_study(experiment: Experiment, show: Show) -> list[Show]:
    """All places where the best value of the same study is told in words of no other meaning, this one included."""
    calls = [call for call in experiment.calls_to("optuna.create_study", *OPTIMIZERS) if _tells_best(call, show)]
    return [
        other
        for other in experiment.shown
        if other.entry_point and other.order >= show.order and _is_named(other) and not calls_it(other, CROSS_VALIDATED)
        and not is_honest(other) and any(_tells_best(call, other) for call in calls[:1])
    ]  # fmt: skip


def _trials(experiment: Experiment, study: Call) -> Place | None:
    """Where the first study after this was made runs its trials."""
    runs = (call for call in experiment.calls_to("optuna.study.Study.optimize") if call.order > study.order)
    return next((call.place for call in runs), None)


def _in_objective(call: Call, event: Event) -> bool:
    """Is it one of the trials, which making or running the study calls?"""
    nodes = [place.node for place in event.calls]
    return any(
        node is call.place.node or getattr(getattr(node, "func", None), "attr", "") == "optimize" for node in nodes
    )


# What optimizers call the best score that they found.
OPTIMIZERS = {"bayes_opt.BayesianOptimization": "target", "skopt.gp_minimize": "fun", "skopt.forest_minimize": "fun"}


def _tells_best(call: Call, show: Show) -> bool:
    """Is the best value of this study or optimizer among what is shown?"""
    name = OPTIMIZERS.get(call.qualified)
    if name is None:
        return any(shows_value(show, value) for value in _best_values(call.result))
    parts = [part for value in show.values for part in values_shown(value, depth=4) if isinstance(part, Data)]
    if not any(fit.call is call for part in parts for fit in part.learned):
        return False
    named = [getattr(node, "attr", getattr(node, "value", None)) for node in within(show.place.node)]
    return name in [one for one in named if isinstance(one, str)]


def _best_values(study: Value) -> list[Value]:
    attributes = (study.attributes or {}) if isinstance(study, Unknown) else {}
    trial = attributes.get("best_trial")
    inner = (trial.attributes or {}) if isinstance(trial, Unknown) else {}
    return [value for value in (attributes.get("best_value"), inner.get("value")) if value is not None]


def _judgements(experiment: Experiment, search: Fit) -> Iterator[Event]:
    """What came after the search and judges on rows that it never saw, or may do so; or the search cross-validated."""
    for event in experiment.events:
        if isinstance(event, Score) and event.cross_validated and _is_of(event, search):
            yield event
        elif event.order < search.order:
            continue
        elif isinstance(event, (Score, Predict)):
            chosen = isinstance(event, Score) and event.selected
            if not chosen and (overlaps(event.rows, search.rows) is not Answer.YES or _is_set_apart(event)):
                yield event
        elif isinstance(event, Call) and _may_judge(event, search):
            yield event


def _is_set_apart(event: Score | Predict) -> bool:
    """Is a model judged on the test rows of a split? That these were searched as well is told as LEA012."""
    if isinstance(event, Score) and event.cross_validated:
        return False
    return is_test_part(event.rows) and any(overlaps(fit.rows, event.rows) is Answer.NO for fit in event.fits)


def _is_of(event: Score | Predict, search: Fit) -> bool:
    return any(fit.estimator is search.estimator for fit in event.fits)


def _may_be_chosen(experiment: Experiment, event: Event, search: Fit) -> bool:
    """Is the judged model what a search chose, or one that may have its settings? Another class of models has not.

    It may be another search of the program: then the one that is told has lost the comparison.
    """
    if not isinstance(event, (Score, Predict)) or not event.fits or _is_of(event, search):
        return True
    searched = {_plain_class(fit.estimator) for fit in experiment.fits if _is_search(fit.estimator)}
    return "" in searched or any(_plain_class(fit.estimator) in {"", *searched} for fit in event.fits)


def _is_search(model: Value | None) -> bool:
    return isinstance(model, Estimator) and model.entry is not None and model.entry.role == "search"


def _plain_class(model: Value | None) -> str:
    """The class that predicts in the end; "" where it is not known, was itself searched for, or holds other models."""
    last = predictor(model)
    if last is None or last.entry is None or last.entry.role not in {"classifier", "regressor"} or last.steps:
        return ""
    return last.qualified


def _may_judge(call: Call, search: Fit) -> bool:
    """A metric of values that are not known, or a function of nobody knows what that is given the search."""
    if call.entry is not None:
        return call.entry.role == "metric" and not isinstance(call.result, (Number, Sequence))
    given = (*call.arguments, *call.keywords.values())
    return not call.qualified.startswith("builtins.") and any(value is search.estimator for value in given)
