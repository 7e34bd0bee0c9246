"""Python code of a repository on a model hub, run as it stands there that day."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.graph.events import MISSING, UNKNOWN
from reprolint.graph.values import Constant
from reprolint.patterns import pattern
from reprolint.project.uploads import literals
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.project import Project
    from reprolint.source import Source

HUB_ID = pattern(r"\w[\w.-]*(?:/[\w.-]+)?")  # `owner/name`, of old models the name alone; anything else is a path
HUB_HELP = "Read the repository's code, then pass the commit you read as `revision=`"
SAVING = frozenset({"save_pretrained", "save_model"})
FOLDERS = frozenset({"save_directory", "output_dir", "local_dir"})


def remote_code(experiment: Experiment, project: Project) -> Iterator[Finding]:
    """One finding for each call; what lies in the project, or comes from it, is its own code."""
    seen: set[object] = set()
    for call in experiment.calls:
        if call.keywords.get("trust_remote_code") is None or call.constant("trust_remote_code") is not True:
            continue
        name = call.arguments[0] if call.arguments else call.keywords.get("pretrained_model_name_or_path", UNKNOWN)
        literal = name.value if isinstance(name, Constant) else None
        pinned = call.argument("revision") is not MISSING and call.constant("revision", "main") != "main"
        if not isinstance(literal, str) or pinned or call.place.node in seen:
            continue
        if HUB_ID.fullmatch(literal) is None or _is_own(literal, experiment, call.place.source.path, project):
            continue
        seen.add(call.place.node)
        yield call.finding(
            f"`{call.name}` lets `{literal}` run Python code of its own, whatever stands on the hub that day",
            label="code of others runs here",
            help=HUB_HELP,
            severity=Severity.WARNING,
            confidence=Confidence.HIGH,
        )


def _is_own(name: str, experiment: Experiment, path: str, project: Project) -> bool:
    """Is it a folder of the project, one that the program writes, or a repository that the project uploads to?"""
    written = any(name in _saved_to(source) for source in experiment.sources)
    return written or project.holds(path, name) or name in project.uploads.ids


def _saved_to(source: Source) -> set[str]:
    """Folders to which the program saves models or downloads repositories."""
    found: set[str] = set()
    for call in source.nodes_of(ast.Call):
        given = [word.value for word in call.keywords if word.arg in FOLDERS]
        given += call.args[:1] if called(call) in SAVING else []
        for target in given:
            found |= literals(target, source.tree)
    return found
