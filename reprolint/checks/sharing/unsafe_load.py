"""A file that can carry code is opened in a way that runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.checks.sharing._downloads import downloaded_files, is_downloaded, is_own_upload
from reprolint.checks.sharing._hub import remote_code
from reprolint.checks.sharing._loaded import file_names, is_data
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.graph.events import MISSING, UNKNOWN, Event, Restore
from reprolint.graph.paths import path_of
from reprolint.graph.values import Constant, Value
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.project import Project

PICKLES = frozenset({"pickle", "joblib", "dill", "cloudpickle"})
EXACT = pattern(r"={2,3}\s*(\d+)\.(\d+)")
SAFE_TORCH = (2, 6)  # from here on, `torch.load` reads weights only unless told otherwise
LATER_TORCH = ("2.6.0", "2.7.0", "2.8.0", "2.9.0", "3.0.0")  # one of these would be installed if it were allowed
TORCH_HELP = "Load with `weights_only=True`, and share a `state_dict` or a safetensors file"
DATA_HELP = "Load with `weights_only=True`, and share data as plain tensors or arrays, which need no code of their own"
MIXED_HELP = "Load with `weights_only=True`, and share plain tensors: a `state_dict` for weights, arrays for data"
OWN_HELP = "If it is your own, pass its commit as `revision=`; if not, ask for a file without code"
LOCAL_HELP = "Open it only if you or people you trust made it; share models as skops, ONNX or safetensors files"


@check("SHR002", needs={"call"}, with_project=True)
def unsafe_load(experiment: Experiment, project: Project) -> Iterator[Finding]:
    """Downloaded files one by one; what torch is told to trust, and local files of unknown origin, once for a file."""
    downloaded = downloaded_files(experiment)
    own = _written(experiment)
    trusted: dict[object, Event] = {}
    local: dict[object, Event] = {}
    for event, path, told in _unsafe_loads(experiment, project):
        node = event.place.node
        if is_downloaded(path, downloaded):
            own_upload = is_own_upload(path, project)
            if own_upload is not True:
                yield _downloaded(event, maybe_own=own_upload is None)
        elif _may_be(path, own.get(_kind(event), [])):
            continue
        elif not told:
            local.setdefault(node, event)
        elif (made := _made_by_project(project, event, path)) is not True:
            (trusted if made is False else local).setdefault(node, event)
    if trusted:
        first, *others = trusted.values()
        yield first.finding(
            f"`{first.name}` is told to run code from the file: `weights_only=False` switches the protection of torch off",
            label="protection switched off",
            related=tuple(event.place.location("and here") for event in others),
            help=_torch_help(trusted.values()),
            severity=Severity.NOTE,
            confidence=Confidence.HIGH,
        )
    if local:
        first, *others = local.values()
        yield first.finding(
            f"`{first.name}` runs whatever code the file carries, and nothing here shows who made the file",
            label="opened here",
            related=tuple(event.place.location("and here") for event in others),
            help=LOCAL_HELP,
            severity=Severity.NOTE,
            confidence=Confidence.LOW,
        )
    yield from remote_code(experiment, project)


def _downloaded(event: Event, *, maybe_own: bool) -> Finding:
    also = "; this project uploads to the hub as well, so that it may be its own file" if maybe_own else ""
    return event.finding(
        f"`{event.name}` runs whatever code the downloaded file carries{also}",
        label="code from the hub runs here" if maybe_own else "code of others runs here",
        help=OWN_HELP if maybe_own else "",
        severity=Severity.NOTE if maybe_own else Severity.WARNING,
        confidence=Confidence.HIGH,
    )


def _made_by_project(project: Project, event: Event, path: Value) -> bool | None:
    """Does other code of the project write the file, by its name? None where the name is not known and it may do so."""
    names = file_names(event, path)
    if not names:
        return None if project.writes_checkpoints else False
    return all(project.writes(name) for name in names)


def _torch_help(loads: Iterable[Event]) -> str:
    """Weights are shared in another way than the data that they are trained on."""
    data = {is_data(event.place.source, event.place.node) for event in loads}
    return MIXED_HELP if len(data) > 1 else DATA_HELP if data == {True} else TORCH_HELP


def _unsafe_loads(experiment: Experiment, project: Project) -> Iterator[tuple[Event, Value, bool]]:
    """Loads that run code: the event, the path, and whether the program asked for it in so many words."""
    for restore in experiment.restores:
        if restore.format in PICKLES:
            yield restore, restore.path, False
        elif restore.qualified == "torch.load" and restore.call is not None:
            weights_only = restore.call.argument("weights_only")
            if isinstance(weights_only, Constant) and weights_only.value is False:
                yield restore, restore.path, True
            elif weights_only is MISSING and _torch_is_old(project, experiment.source.path):
                yield restore, restore.path, False
    for call in experiment.calls_to("numpy.load"):
        if call.constant("allow_pickle") is True:
            yield call, path_of(call.arguments[0]) if call.arguments else UNKNOWN, False


def _torch_is_old(project: Project, path: str) -> bool:
    """Do the requirements that hold for this file admit only versions whose `torch.load` runs code by itself?"""
    exact = EXACT.search(project.required_for(path, "torch") or "")
    if exact is not None:
        return (int(exact[1]), int(exact[2])) < SAFE_TORCH
    return all(project.allows("torch", version, path) is False for version in LATER_TORCH)


def _kind(event: Event) -> str:
    if isinstance(event, Restore):
        return "torch" if event.format == "torch" else "pickle"
    return "array"


def _written(experiment: Experiment) -> dict[str, list[Value]]:
    """Paths that the program itself writes, by kind of file."""
    kinds = {"torch": "torch", "npy": "array", "npz": "array", **dict.fromkeys(PICKLES, "pickle")}
    found: dict[str, list[Value]] = {}
    for save in experiment.saves:
        found.setdefault(kinds.get(save.format, ""), []).append(save.path)
    return found


def _may_be(path: Value, written: list[Value]) -> bool:
    """May the file be one of those written here? Two literal paths tell; anything else may be the same."""
    if not isinstance(path, Constant):
        return bool(written)
    return any(not isinstance(other, Constant) or other.value == path.value for other in written)
