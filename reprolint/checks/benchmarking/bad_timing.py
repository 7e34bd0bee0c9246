"""A clock is stopped while the accelerator is still at work."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph.events import Call, Event, Predict, Show
from reprolint.graph.experiment import Experiment
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.values import Constant, Library, Unknown, Value

# Calls that wait for the result, because they need its numbers on the host.
WAITS = frozenset(
    {
        "synchronize", "item", "cpu", "numpy", "tolist", "elapsed_time", "asarray", "array", "print", "float", "int",
        "bool", "str", "format", "save", "wait", "barrier", "assert_allclose", "allclose",
    }
)  # fmt: skip
DEEP = 8  # nested arithmetic between a difference of clocks and what is shown


@check("BEN011", needs={"show", "call"})
def bad_timing(experiment: Experiment) -> Iterator[Finding]:
    """`start = perf_counter(); model(x); perf_counter() - start`, shown, with no wait for the device between."""
    clocks = {
        id(call.result): call for call in experiment.calls if call.entry is not None and call.entry.role == "clock"
    }
    if not clocks:
        return
    told: set[object] = set()
    for show in experiment.shown:
        for start, stop in _spans(show, clocks):
            work = _unfinished(experiment, start, stop)
            if work is None or stop.place in told:
                continue
            told.add(stop.place)
            yield stop.finding(
                f"`{stop.name}` is read while the GPU may still be working: `{work.name}` only queues its work and returns",
                label="stopped before the work is done",
                related=(
                    start.place.location("started here"),
                    work.place.location("queued here"),
                    show.place.location("shown here"),
                ),
                confidence=Confidence.MEDIUM,
            )


def _spans(show: Show, clocks: dict[int, Call]) -> Iterator[tuple[Call, Call]]:
    """Start and stop of every difference of two readings that is shown."""
    for value in show.values:
        for part in values_shown(value, depth=DEEP):
            if isinstance(part, Unknown) and len(part.inputs) == 2:  # the later and the earlier reading
                stop, start = (clocks.get(id(side)) for side in part.inputs)
                if stop is not None and start is not None and start.order < stop.order:
                    yield start, stop


def _unfinished(experiment: Experiment, start: Call, stop: Call) -> Event | None:
    """The first work between the two that is queued and not waited for; None when unsure."""
    first: Event | None = None
    for event in experiment.events[start.order + 1 : stop.order]:
        if isinstance(event, Call):
            name = event.name.rpartition(".")[2]
            if name in WAITS or name == "backward" or _is_unknown(event):
                return None  # training logs measure whole epochs, and an unknown function may wait
        if first is None and _on_cuda(experiment, event):
            first = event
        if isinstance(event, Predict) and event.data is not None and event.data.kind == "loader":
            return None
    return first


def _is_unknown(call: Call) -> bool:
    return call.entry is None and call.receiver is None and not call.qualified.startswith(("builtins.", "torch."))


def _on_cuda(experiment: Experiment, event: Event) -> bool:
    """A pass through a network that was moved to a CUDA device."""
    if not isinstance(event, Predict) or event.estimator is None:
        return False
    for call in experiment.calls:
        if call.order > event.order:
            return False
        if call.receiver is event.estimator:
            name = call.name.rpartition(".")[2]
            given = (*call.arguments, *call.keywords.values())
            if name == "cuda" or (name == "to" and any(_names_cuda(value) for value in given)):
                return True
    return False


def _names_cuda(value: Value) -> bool:
    if isinstance(value, Library):
        return False
    return any(
        isinstance(part, Constant) and str(part.value).startswith("cuda") for part in values_shown(value, depth=4)
    )
