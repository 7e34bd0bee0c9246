"""A score of several classes is told by its bare name, without the average that was taken over the classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph.events import Place, Score, Show
from reprolint.graph.experiment import Experiment
from reprolint.graph.headings import headed
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.shown import numbers_shown, shows_value
from reprolint.graph.values import Constant, Number, Unknown
from reprolint.patterns import pattern

METRICS = ("f1", "precision", "recall", "fbeta", "jaccard")
# How people name the metric, and the average, in what they print. The macro average is what most readers expect.
CALLED = {"f1": ("f1", "f-1", "f_1", "f score", "f-score", "f measure", "f-measure", "fscore")}
STATED = {"micro": ("micro", "accura", "f1m", "f1_m"), "weighted": ("weig", "wght", "f1w", "f1_w", "wf1", "w_f1")}
FIELD = pattern(r"\{[^{}]*\}")  # the place of a value in a format: readers do not see its name
SEVERAL_LABELS = pattern(r"multi[-_ ]?label|MultiLabelBinarizer|MultiOutput|sigmoid|BCEWithLogits", re.IGNORECASE)


@check("EVA009", needs={"show", "score"})
def average_unstated(experiment: Experiment) -> Iterator[Finding]:
    """Micro and weighted averages whose text names the metric alone; one finding for each average of a file."""
    unstated: dict[str, dict[Show, list[Score]]] = {}
    for show in experiment.shown:
        for average, scores in _told(experiment, show).items() if show.entry_point else ():
            if not _stated(experiment, average):
                unstated.setdefault(average, {})[show] = scores
    for average, told in unstated.items():
        yield _finding(experiment, average, told)


def _told(experiment: Experiment, show: Show) -> dict[str, list[Score]]:
    """By average, the scores whose metric the text or the heading of a column names, in program order.

    None of a number that may be another average.
    """
    found: dict[str, dict[Score, None]] = {}
    for number in numbers_shown(show):
        for score in number.scores:
            average = _average(score)
            if average is not None and _names(show.texts, score) and _is_surely(show, number, score):
                found.setdefault(average, {})[score] = None
    for heading, column in headed(experiment, show):
        for score in column:
            average = _average(score)
            if average is not None and _names([heading], score) and not _is_mixed(score, column):
                found.setdefault(average, {})[score] = None
    return {average: sorted(scores, key=lambda score: score.order) for average, scores in found.items()}


def _is_surely(show: Show, number: Number, score: Score) -> bool:
    """Is the number always shown, and never with another average of the metric: not what one of several branches leaves?"""
    if number.reduced == "argmax":
        return False  # which of them is best, and not how good it is
    if _is_mixed(score, number.scores):
        return False
    parts = (part for value in show.values for part in values_shown(value, depth=4))
    return not any(isinstance(part, Unknown) and _is_choice(part, number) for part in parts)


def _is_mixed(score: Score, others: frozenset[Score]) -> bool:
    return any(_metric(other) == _metric(score) and _average(other) != _average(score) for other in others)


def _is_choice(value: Unknown, number: Number) -> bool:
    """Is the value either this number or another one? What is computed with the number, or put into a text, is none."""
    one_of = any(one is number for one in value.inputs) and len(value.inputs) > 1 and not value.hint
    return one_of and not any(isinstance(one, Constant) for one in value.inputs)


def _finding(experiment: Experiment, average: str, told: dict[Show, list[Score]]) -> Finding:
    first, scores = next(iter(told.items()))
    named = _metrics(scores)
    places: dict[Place, str] = {}
    for show, others in told.items():
        other = [name for name in _metrics(others) if name not in named]
        places.setdefault(show.place, f"and {_listed(other)} told here" if other else "and told here")
    places |= {score.place: f'computed with average="{average}"' for score in scores if score.place not in places}
    places.pop(first.place)
    return first.finding(
        _message(experiment, scores, average),
        label="which average is not told",
        related=tuple(place.location(text) for place, text in sorted(places.items(), key=lambda item: item[0].line)),
    )


def _average(score: Score) -> str | None:
    call = score.call
    if call is None or score.cross_validated or not call.qualified.startswith("sklearn.metrics."):
        return None
    average = call.constant("average")
    return average if isinstance(average, str) and average in STATED else None


def _metric(score: Score) -> str:
    return score.call.qualified.rpartition(".")[2] if score.call is not None else score.name


def _names(texts: Iterable[str], score: Score) -> bool:
    """Do the texts name this metric? A number without a name claims nothing."""
    family = next((metric for metric in METRICS if _metric(score).startswith(metric)), None)
    text = FIELD.sub("", " ".join(texts)).lower()
    return family is not None and any(name in text for name in CALLED.get(family, (family,)))


def _stated(experiment: Experiment, average: str) -> bool:
    """Does anything that readers of the output see tell the average: a text that is shown, or one between cells?

    `average="micro"` inside of a call is nothing that they see.
    """
    reports = [call.result for call in experiment.calls_to("sklearn.metrics.classification_report")]
    if any(shows_value(show, report) for report in reports for show in experiment.shown):
        return True  # it shows each class, and both averages by their names
    seen = [text for show in experiment.shown for text in show.texts if text != average]
    seen += [heading for show in experiment.shown for heading, _ in headed(experiment, show)]
    seen += [cell.text for source in experiment.sources for cell in source.cells if cell.kind == "markdown"]
    return any(word in text.lower() for text in seen for word in STATED[average])


def _metrics(scores: list[Score]) -> list[str]:
    return list(dict.fromkeys(map(_metric, scores)))


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _message(experiment: Experiment, scores: list[Score], average: str) -> str:
    names = _metrics(scores)
    sure = all(
        score.call is not None and not {"labels", "sample_weight"} & set(score.call.keywords) for score in scores
    )
    if average == "micro" and sure and not SEVERAL_LABELS.search(experiment.text):
        return f"The micro average of {_listed(names)} over all classes is the accuracy; the text does not say so"
    this = f"this is the {average} average" if len(names) == 1 else f"these are {average} averages"
    return f"The text does not say that {this} of {_listed(names)} over the classes"
