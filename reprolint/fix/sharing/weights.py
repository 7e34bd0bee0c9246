"""Weights instead of code: `weights_only=True` where files are opened, `state_dict()` where networks are saved."""

from __future__ import annotations

import ast
import re

from reprolint.checks.sharing._loaded import is_data
from reprolint.findings import Finding
from reprolint.fix.calls import with_keyword
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer
from reprolint.graph.roles.networks import is_network
from reprolint.graph.values import Estimator, Instance, Mapping, Value

COMMIT = re.compile(r"[0-9a-f]{7,40}")
READS = ("torch.load", "pickle.load", "joblib.load", "dill.load", "cloudpickle.load")


@fixer("SHR002")
def open_without_code(program: Program, finding: Finding) -> Repair:
    """`torch.load(..., weights_only=True)` and `np.load(..., allow_pickle=False)`; what else runs code needs another file."""
    places = [finding.primary, *(place for place in finding.related if place.label == "and here")]
    changes = []
    for place in places:
        call = program.node_at(place, ast.Call)
        name = qualified(program, call.func)
        if name == "torch.load":
            require(
                not is_data(program.source, call), "the file holds data, which has to be saved as plain tensors first"
            )
            changes.append(program.replace(call, with_keyword(program.segment(call), "weights_only", "True")))
        elif name == "numpy.load":
            changes.append(program.replace(call, with_keyword(program.segment(call), "allow_pickle", "False")))
        elif any(word.arg == "trust_remote_code" for word in call.keywords):
            revision = _known_revision(program, call)
            changes.append(program.replace(call, with_keyword(program.segment(call), "revision", revision)))
        else:
            raise DeclinedError("the file itself has to change: ask for one without code")
    pinned = any("revision" in change.text for change in changes)
    description = (
        "Pin the commit that the file names elsewhere" if pinned else "Open the file without running code from it"
    )
    return Repair(description, tuple(changes))


def _known_revision(program: Program, call: ast.Call) -> str:
    """The commit that another call in this file names for the same repository."""
    repository = ast.dump(call.args[0]) if call.args else ""
    for other in program.source.nodes_of(ast.Call):
        given = next((word.value for word in other.keywords if word.arg == "revision"), None)
        same = other is not call and other.args[:1] and ast.dump(other.args[0]) == repository
        if same and isinstance(given, ast.Constant) and COMMIT.fullmatch(str(given.value)):
            return program.segment(given)
    raise DeclinedError("which commit you read is not known here; look it up and pass it as `revision=`")


@fixer("SHR003")
def save_weights(program: Program, finding: Finding) -> Repair:
    """`torch.save(model.state_dict(), ...)`, also for networks that are entries of a dict written in place."""
    reading = [call for call in program.source.nodes_of(ast.Call) if qualified(program, call.func) in READS]
    require(not reading, "this file also opens a saved object; change saving and loading together")
    places = [finding.primary, *(place for place in finding.related if place.label == "and here")]
    changes: list[Change] = []
    for place in places:
        call = program.node_at(place, ast.Call)
        changes += _saved_weights(program, call)
    return Repair("Save the weights instead of the whole object", tuple(changes))


def _saved_weights(program: Program, call: ast.Call) -> list[Change]:
    save = next((one for one in program.experiment.saves if _is_at(program, one.place.node, call)), None)
    require(save is not None and call.args, "what is saved is not a plain argument")
    assert save is not None
    given = call.args[0]
    if isinstance(given, (ast.Name, ast.Attribute)):
        return [_with_weights(program, given)]
    if isinstance(given, ast.Dict) and isinstance(save.value, Mapping):
        changes = []
        for key, value in zip(given.keys, given.values, strict=True):
            known = save.value.items.get(key.value) if isinstance(key, ast.Constant) else None
            if known is not None and _is_network(known):
                require(isinstance(value, (ast.Name, ast.Attribute)), "the network is no plain name")
                changes.append(_with_weights(program, value))
        require(changes, "the network is not written out in the dict")
        return changes
    raise DeclinedError("what is saved is not a plain name or dict")


def _is_at(program: Program, node: ast.AST, call: ast.Call) -> bool:
    return isinstance(node, ast.Call) and program.span(node) == program.span(call)


def _is_network(value: Value) -> bool:
    if isinstance(value, Instance):
        return is_network(value)
    return isinstance(value, Estimator) and value.qualified.startswith(("torch.nn.", "torchvision.models."))


def _with_weights(program: Program, node: ast.expr) -> Change:
    _, end = program.span(node)
    return Change(end, end, ".state_dict()")
