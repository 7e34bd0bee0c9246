"""A score of several classes is told by its bare name, without the average that was taken over the classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph.events import Score, Show
from reprolint.graph.experiment import Experiment
from reprolint.graph.shown import scores_shown
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
    unstated: dict[str, list[tuple[Show, Score]]] = {}
    for show in experiment.shown:
        for score in sorted(scores_shown(show), key=lambda score: score.order) if show.entry_point else ():
            average = _average(score)
            if average is not None and _names(show, score) and not _stated(experiment, average):
                unstated.setdefault(average, []).append((show, score))
                break
    for average, pairs in unstated.items():
        show, score = pairs[0]
        places = {score.place: f'computed with average="{average}"'}
        places |= {other.place: "and here" for other, _ in reversed(pairs)}
        places.pop(show.place)
        yield show.finding(
            _message(experiment, score, average),
            label="which average is not told",
            related=tuple(
                place.location(text) for place, text in sorted(places.items(), key=lambda item: item[0].line)
            ),
        )


def _average(score: Score) -> str | None:
    call = score.call
    if call is None or score.cross_validated or not call.qualified.startswith("sklearn.metrics."):
        return None
    average = call.constant("average")
    return average if isinstance(average, str) and average in STATED else None


def _metric(score: Score) -> str:
    return score.call.qualified.rpartition(".")[2] if score.call is not None else score.name


def _names(show: Show, score: Score) -> bool:
    """Does the text name this metric? A number without a name claims nothing."""
    family = next((metric for metric in METRICS if _metric(score).startswith(metric)), None)
    text = FIELD.sub("", " ".join(show.texts)).lower()
    return family is not None and any(name in text for name in CALLED.get(family, (family,)))


def _stated(experiment: Experiment, average: str) -> bool:
    """Does anything that readers of the output see tell the average: a text that is shown, or one between cells?

    `average="micro"` inside of a call is nothing that they see.
    """
    if any(score.metric == "classification_report" for show in experiment.shown for score in scores_shown(show)):
        return True  # it shows each class, and both averages by their names
    seen = [text for show in experiment.shown for text in show.texts if text != average]
    seen += [cell.text for source in experiment.sources for cell in source.cells if cell.kind == "markdown"]
    return any(word in text.lower() for text in seen for word in STATED[average])


def _message(experiment: Experiment, score: Score, average: str) -> str:
    sure = score.call is not None and not {"labels", "sample_weight"} & set(score.call.keywords)
    if average == "micro" and sure and not SEVERAL_LABELS.search(experiment.text):
        return f"The micro average of `{_metric(score)}` over all classes is the accuracy; the text does not say so"
    return f"The text does not say that this is the {average} average of `{_metric(score)}` over the classes"
