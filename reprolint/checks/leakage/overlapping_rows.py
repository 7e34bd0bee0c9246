"""A model is judged on rows set apart for testing, but it was trained on them as well."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._further import trained_further
from reprolint.checks.leakage._story import called_here, score_name, unused_function
from reprolint.findings import NOT_MEASURED, Confidence, Finding, Location, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import HELD_OUT, Evaluation, division, evaluations, is_held_out, read_apart
from reprolint.graph.events import Fit, Place, Score
from reprolint.graph.rows import Part, Pick, Rows, Union, ancestors
from reprolint.graph.sampling import drawn_at, samples_behind
from reprolint.graph.shown import calls_it, scores_shown
from reprolint.graph.values import Data

TRAINING = frozenset({"train"})


@check("LEA006", needs={"fit", "score"})
def overlapping_rows(experiment: Experiment) -> Iterator[Finding]:
    """Report each training once, with the scores on rows it had seen."""
    found: dict[object, list[Evaluation]] = {}
    for evaluation in evaluations(experiment):
        if evaluation.scored and _had_seen(experiment, evaluation) and not _called_training(experiment, evaluation):
            found.setdefault(evaluation.model.place, []).append(evaluation)
    for judged in found.values():
        yield _finding(experiment, judged)
    yield from trained_further(experiment)


def _had_seen(experiment: Experiment, evaluation: Evaluation) -> bool:
    """Was the model trained on held-out rows, by a mistake and not to show its fit to the training rows?"""
    model, rows = evaluation.model, evaluation.rows
    if model.family not in {"model", "unknown"} or model.automatic:
        return False
    if not (is_held_out(rows) or _apart_from_others(model.rows, rows) or _drawn_again(experiment, model, rows)):
        return False
    if model.rows == rows or not _wider(model.rows, rows):
        return False
    divided = any(isinstance(step, Part) and step.role in HELD_OUT for step in ancestors(rows))
    if _picked_afterwards(evaluation) and not divided:
        return False  # predictions of one class, of one cluster, without gaps
    return overlaps(model.rows, rows) is Answer.YES


def _picked_afterwards(evaluation: Evaluation) -> bool:
    """Were more rows predicted than are judged, and some of the predictions picked then?"""
    event = evaluation.event
    prediction = event.prediction if isinstance(event, Score) else None
    source = prediction.predicted_from if isinstance(prediction, Data) else None
    return source is not None and source.rows != evaluation.rows


def _apart_from_others(trained: Rows, judged: Rows) -> bool:
    """Were they set apart, and divided further, by a split whose other side the model was trained on as well?"""
    if not isinstance(trained, Union):
        return False
    sides = [step for step in ancestors(trained) if isinstance(step, Part) and step.role == "train"]
    return any(
        isinstance(step, Part) and step.role in HELD_OUT
        and any((side.parent, side.split) == (step.parent, step.split) for side in sides)
        for step in ancestors(judged)
    )  # fmt: skip


def _drawn_again(experiment: Experiment, model: Fit, judged: Rows) -> bool:
    """Was the model trained on one draw from all positions, and is it judged on another? Each batch is drawn anew."""
    samples = samples_behind(judged)
    if not samples or model.estimator is None:
        return False
    drawn = [samples_behind(fit.rows) for fit in experiment.fits if fit.estimator is model.estimator]
    return len(set(drawn)) == 1 and len(drawn[0]) == 1 and drawn[0].isdisjoint(samples)


def _called_training(experiment: Experiment, evaluation: Evaluation) -> bool:
    """Is it a score on some of the training part's rows that the program itself calls a training score?"""
    if not any(isinstance(step, Part) and step.role == "train" for step in ancestors(evaluation.rows)):
        return False
    shown = [show for show in experiment.shown if evaluation.event in scores_shown(show)]
    return bool(shown) and all(calls_it(show, TRAINING) for show in shown)


def _wider(trained: Rows, judged: Rows) -> bool:
    """Did the training use rows beyond those judged, so that the judged ones look held out?"""
    if isinstance(trained, Union):
        return any(_wider(member, judged) for member in trained.members)
    return not any(step == judged or _picks_some(step, judged) for step in ancestors(trained))


def _picks_some(rows: Rows, whole: Rows) -> bool:
    """`X[index[:9]]` are some of the rows `X[index]`."""
    if not isinstance(rows, Pick) or not isinstance(whole, Pick) or rows.parent != whole.parent:
        return False
    return any(step == whole.index for step in ancestors(rows.index))


def _finding(experiment: Experiment, judged: list[Evaluation]) -> Finding:
    model: Fit = judged[0].model
    related: list[Location] = []
    split = division(experiment, judged[0])
    if split is not None:
        related.append(split.place.location("these rows were set apart here"))
    related += called_here(experiment, [event for one in judged for event in (one.model, one.event)])
    again = all(read_apart(model.data, one.given) for one in judged)
    if again:
        related += _readings(model.data, judged[0].given)
    elif draws := _draws(experiment, judged[0]):
        related += draws
    elif split is None:
        related += _common_origin(experiment, judged[0])
    places = [place for place in dict.fromkeys(one.event.place for one in judged) if place != model.place]
    what, ending = ("records", "so they are not new to it") if again else ("rows", "so the score measures memory")
    related += [place.location(f"judged on {what} it was trained on") for place in places]
    message = f"`{model.name}` trains on {what} that {_judge(judged[0])} judges it on, {ending}"
    severity = None if model.certain and not again else Severity.WARNING
    unused = unused_function(experiment, (one.event for one in judged))
    if unused is not None:
        message, severity = f"{message}; nothing here calls `{unused}`, though", Severity.NOTE
    return model.finding(
        message,
        label="trained here, judged records included" if again else "trained here, test rows included",
        related=tuple(related),
        severity=severity,
        confidence=Confidence.HIGH if model.certain else Confidence.MEDIUM,
        effect=NOT_MEASURED if again else None,
    )


def _readings(trained: Data | None, judged: Data | None) -> list[Location]:
    """Where one file was read for the training, and where it was read again for the judging."""
    places: dict[Place, str] = {}
    for data, label in ((trained, "read here for the training"), (judged, "read here for the judging")):
        for load in data.loads[-1:] if data is not None else ():
            places.setdefault(load.place, label)
    return [place.location(label) for place, label in places.items()]


def _draws(experiment: Experiment, evaluation: Evaluation) -> list[Location]:
    """Where the positions of both sides were drawn, each from all of them."""
    places: dict[Place, str] = {}
    for rows, side in ((evaluation.model.rows, "training"), (evaluation.rows, "judged")):
        for sample in sorted(samples_behind(rows), key=drawn_at):
            places.setdefault(
                experiment.events[drawn_at(sample)].place, f"the {side} rows are drawn from all rows here"
            )
    return [place.location(label) for place, label in places.items()]


def _judge(evaluation: Evaluation) -> str:
    assert isinstance(evaluation.event, Score)
    same = evaluation.event.place == evaluation.model.place
    return "its own validation score" if same else score_name(evaluation.event)


def _common_origin(experiment: Experiment, evaluation: Evaluation) -> list[Location]:
    """Without a split in sight: where the judged rows and the training rows were taken from the same ones."""
    trained = list(ancestors(evaluation.model.rows))
    common = next((step for step in ancestors(evaluation.rows) if step in trained), None)
    places: dict[Place, str] = {}
    for rows, label in (
        (evaluation.model.rows, "training rows are taken from the same ones here"),
        (evaluation.rows, "judged rows are taken from them here"),
    ):
        made = set(ancestors(rows)) - ({common} if rows != common else set())
        for call in experiment.calls:
            given = [call.receiver, *call.arguments, *call.keywords.values()]
            takes = any(isinstance(value, Data) and value.rows == common for value in given)
            if takes and isinstance(call.result, Data) and call.result.rows in made and call.result.rows != common:
                places.setdefault(call.place, label)
                break
    if not places:
        own = (common, *(ancestors(common) if common is not None else ()))
        read = [load for load in experiment.loads if load.data is not None and load.data.rows in own]
        early = [load for load in read if load.order < evaluation.event.order] or read
        places |= {load.place: "both are rows of this data" for load in early[-1:]}  # the same file may be read twice
    return [place.location(label) for place, label in places.items()]
