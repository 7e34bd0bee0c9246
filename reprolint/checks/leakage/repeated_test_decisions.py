"""Models or settings are chosen by their scores on the test rows, and no other rows are left to judge the choice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.checks.leakage._apart import cut_apart, is_named_test, loaded_apart
from reprolint.checks.leakage._called import TESTING, called_validation
from reprolint.checks.leakage._elsewhere import judgements
from reprolint.checks.leakage._spans import ends_of_spans
from reprolint.checks.leakage._tuned import tuned_on_test
from reprolint.checks.leakage.stopping_on_test import TYPED_IN
from reprolint.findings import Confidence, Finding
from reprolint.graph import Answer, Experiment, ancestors, overlaps
from reprolint.graph.evaluations import split_of
from reprolint.graph.events import Fit, Place, Score, Select, Split
from reprolint.graph.rows import All, Part, Rows
from reprolint.graph.seeds.seed_loops import seed_loop
from reprolint.graph.shown import calls_it, scores_shown
from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.walking import within

SHOWN = 3  # places of one kind that are pointed at
DECIDING = frozenset({"max", "min", "argmax", "argmin", "idxmax", "idxmin", "if-better", "search"})
CHOOSING = frozenset({"valid", "tuning", "dev "})
CURVES = frozenset({"roc_curve", "precision_recall_curve", "det_curve"})
SEEDED = frozenset({"random_state", "seed", "random_seed"})
DRAWING = pattern(r"lim$|^(?:set_.*|text|annotate|axvline|axhline|yticks|xticks|Normalize)$")


@dataclass(slots=True)
class Story:
    """Choices among candidates that were all scored on the test rows of one split, or on rows that none set apart."""

    split: Split | None
    selections: dict[Place, Select] = field(default_factory=dict)
    scores: dict[Score, None] = field(default_factory=dict)


@check("LEA012", needs={"score"})
def repeated_test_decisions(experiment: Experiment) -> Iterator[Finding]:
    """Report the choices on the test rows of one split together, and each search whose rows include later test rows."""
    stories = _stories(experiment) if any(select.kind in DECIDING for select in experiment.selections) else []
    for story in stories:
        yield _finding(story)
    yield from tuned_on_test(experiment, {place for story in stories for place in story.selections})


def _stories(experiment: Experiment) -> list[Story]:
    stories: dict[object, Story] = {}
    with_seeds: dict[ast.AST, bool] = {}
    drawn = _drawn([node for source in experiment.sources for node in source.nodes()])
    saving = [select for select in experiment.selections if select.saves]
    keeping, told = {score for select in saving for score in select.scores}, {select.place for select in saving}
    spans = ends_of_spans(experiment)
    for select in experiment.selections:
        if select.kind not in DECIDING or select.place.node in drawn or select in spans:
            continue
        if select.kind == "if-better" and select.place in told:
            continue  # those that save a model are LEA011
        if select.kind in {"max", "min"} and select.scores <= keeping:
            continue  # the number that goes with the saved one
        scores = [score for score in sorted(select.scores, key=lambda score: score.order) if _is_test(score)]
        if not scores or len(scores) < len(select.scores):
            continue
        split = split_of(experiment, scores[0].rows, before=scores[0], given=scores[0].inputs)
        if split is None and not _is_set_apart(experiment, select, scores):
            continue
        if any(loop not in select.loops for loop in _loops(split)):  # looks back over several splits
            continue
        if all(score.metric in CURVES for score in scores):
            continue  # a threshold along the curve of one model is LEA014
        outside = _loops_outside(experiment, select, split)
        if all(_repeats_with_seeds(experiment, score, outside, with_seeds) for score in scores):
            continue  # the luckiest of many runs of one candidate is STA006
        if any(overlaps(scores[0].rows, score.rows) is not Answer.YES for score in scores):
            continue
        chosen = select.kind == "search" or _several(scores, split)
        if chosen and not _judged_elsewhere(experiment, scores) and not _told_as(experiment, select, scores, split):
            story = stories.setdefault(split.place if split is not None else scores[0].rows, Story(split))
            story.selections.setdefault(select.place, select)
            story.scores.update(dict.fromkeys(scores))
    return list(stories.values())


def _loops(split: Split | None) -> tuple[ast.AST, ...]:
    return split.loops if split is not None else ()


def _is_set_apart(experiment: Experiment, select: Select, scores: list[Score]) -> bool:
    """Were the rows kept from all trainings without a splitter, and does the program call them a test?"""
    fits = {fit for score in scores for fit in score.fits}
    if not all(loaded_apart(score.rows, fits) or cut_apart(score.rows, fits) for score in scores):
        return False
    shown = [show for show in experiment.shown if not scores_shown(show).isdisjoint(scores)]
    return is_named_test(scores[0].rows, [select.place.node, *(score.place.node for score in scores)], shown)


def _loops_outside(experiment: Experiment, select: Select, split: Split | None) -> set[ast.AST]:
    """The loops in each round of which the choice is made anew, where what was best so far is forgotten."""
    same = [one for one in experiment.selections if one.place == select.place and one.calls == select.calls]
    if not any(one.scores.isdisjoint(select.scores) for one in same):
        return set()
    return {*select.loops[:1], *_loops(split)}


def _repeats_with_seeds(
    experiment: Experiment, score: Score, outside: set[ast.AST], known: dict[ast.AST, bool]
) -> bool:
    """Do the candidates that are compared differ by their seeds alone: does each loop that trains and judges them give one?

    Where all are trained before the first is judged, some loop around the training.
    """
    trained = dict.fromkeys(loop for fit in score.fits for loop in fit.loops if loop not in outside)
    for loop in trained.keys() - known.keys():
        known[loop] = _repeats_with_seed(experiment, loop)
    shared = [known[loop] for loop in trained if loop in score.loops]
    return all(shared) if shared else any(known[loop] for loop in trained)


def _repeats_with_seed(experiment: Experiment, loop: ast.AST) -> bool:
    """Does the variable of this loop seed the run?"""
    if seed_loop(experiment, loop) is not None:
        return True
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return False
    name = loop.target.id
    return any(_seeds_with(part, name) for part in within(loop))


def _seeds_with(node: ast.AST, name: str) -> bool:
    """`random_state=name` or `seed(name)`."""
    if isinstance(node, ast.keyword) and node.arg in SEEDED:
        return isinstance(node.value, ast.Name) and node.value.id == name
    if isinstance(node, ast.Call) and "seed" in (getattr(node.func, "attr", "") or getattr(node.func, "id", "")):
        return any(isinstance(argument, ast.Name) and argument.id == name for argument in node.args)
    return False


def _drawn(nodes: list[ast.AST]) -> set[ast.AST]:
    """Everything that only decides how a picture looks."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    names = {call: getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
    return {part for call, name in names.items() if DRAWING.search(name) for part in within(call)}


def _is_test(score: Score) -> bool:
    """Is it a score on the test side of a split of the whole data, or on unsplit rows, that no model was trained on?"""
    roles = {step.role for step in ancestors(score.rows) if isinstance(step, Part)}
    trained = [fit.rows for fit in score.fits]
    return roles <= {"test"} and bool(trained) and all(overlaps(rows, score.rows) is Answer.NO for rows in trained)


def _several(scores: list[Score], split: Split | None) -> bool:
    """Were several candidates trained: several models, or in a loop around training and score but not the split?"""
    fits = {fit for score in scores for fit in score.fits}
    several = max(len({fit.place for fit in fits}), len({id(fit.estimator) for fit in fits})) > 1
    return several or any(_in_loop(score, fit, split) for score in scores for fit in score.fits)


def _in_loop(score: Score, fit: Fit, split: Split | None) -> bool:
    return any(loop in score.loops and loop not in _loops(split) for loop in fit.loops)


def _told_as(experiment: Experiment, select: Select, scores: list[Score], split: Split | None) -> bool:
    """Are the rows called validation rows, or is the best of their scores shown as one of these?"""
    shown = [show for show in experiment.shown if not scores_shown(show).isdisjoint(scores)]
    if any(calls_it(show, CHOOSING) for show in shown) and not any(calls_it(show, TESTING) for show in shown):
        return True
    return called_validation(experiment, select, scores, split, shown)


def _judged_elsewhere(experiment: Experiment, scores: list[Score]) -> bool:
    """Is a model also scored on, or applied to, rows that neither trained the candidates nor decided between them?"""
    known = dict.fromkeys([scores[0].rows, *(fit.rows for score in scores for fit in score.fits)])
    used = dict.fromkeys(one.event.rows for one in judgements(experiment))
    return any(_is_loaded(rows) and all(overlaps(rows, ours) is not Answer.YES for ours in known) for rows in used)


def _is_loaded(rows: Rows) -> bool:
    origins = [step.key for step in ancestors(rows) if isinstance(step, All)]
    return any(not isinstance(key, tuple) or key[0] not in TYPED_IN for key in origins)


def _finding(story: Story) -> Finding:
    select, *others = sorted(story.selections.values(), key=lambda select: not select.takes)
    places: dict[Place, str] = {story.split.place: "the test rows were set apart here"} if story.split else {}
    for score in list(story.scores)[:SHOWN]:
        places.setdefault(score.place, "scored on the test rows")
    for other in others[:SHOWN]:
        places.setdefault(other.place, "and they decide here")
    places.pop(select.place, None)
    asked = any(node.test is select.place.node for node in select.place.source.nodes_of(ast.If))
    what = f"if {select.name}" if asked else select.name
    taken, chosen = "takes the candidate that does best on", "it"
    if not select.takes:
        taken, chosen = "keeps the best of the scores on", "that candidate"
    certain = story.split is not None and all(fit.certain for score in story.scores for fit in score.fits)
    return select.finding(
        f"`{what}` {taken} the test rows, and nothing here judges {chosen} on rows that had no part in the choice",
        label="the test rows decide here",
        related=tuple(place.location(label) for place, label in places.items()),
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
    )
