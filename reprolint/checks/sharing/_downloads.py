"""Which files a program fetches from the network, and whether what it opens is one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import Experiment
from reprolint.graph.paths import path_of
from reprolint.graph.values import Constant, Data, Value

if TYPE_CHECKING:
    from reprolint.project import Project

DOWNLOADS = ("urllib.", "requests.", "huggingface_hub.", "gdown.", "wget.", "httpx.", "pooch.", "torch.hub.")
TARGETS = ("filename", "dst", "out", "output")  # how downloaders call the file they write
REMOTE = ("http://", "https://", "ftp://", "s3://", "gs://", "hf://")


def is_downloaded(path: Value, downloaded: set[str]) -> bool:
    """Is the path an address, a file that this program downloads, or a download itself?"""
    if isinstance(path, Data):
        return any(load.qualified.startswith(DOWNLOADS) for load in path.loads)
    if not isinstance(path, Constant) or not isinstance(path.value, str):
        return False
    return path.value.startswith(REMOTE) or path.value in downloaded


def is_own_upload(path: Value, project: Project) -> bool | None:
    """Does it come from a repository of a hub to which the project itself uploads? None where it may."""
    loads = path.loads if isinstance(path, Data) else ()
    if not any(load.qualified.startswith("huggingface_hub.") for load in loads):
        return False
    uploads = project.uploads
    if all(load.path in uploads.ids for load in loads):
        return True
    may_be = uploads.elsewhere or (bool(uploads.ids) and any(load.path is None for load in loads))
    return None if may_be else False


def downloaded_files(experiment: Experiment) -> set[str]:
    """Files that downloads in this program write: by library calls, and by `!wget` and `!curl -O` in notebooks."""
    found: set[str] = set()
    for call in experiment.calls:
        if call.qualified.startswith(DOWNLOADS):
            for name in TARGETS:
                target = path_of(call.argument(name))
                if isinstance(target, Constant) and isinstance(target.value, str):
                    found.add(target.value)
    for magic in experiment.source.magics:
        if magic.kind == "shell" and magic.name in {"wget", "curl", "gdown"}:
            words = magic.text.split()
            found |= {word.rpartition("/")[2] if word.startswith(REMOTE) else word for word in words if word[:1] != "-"}
    return found
