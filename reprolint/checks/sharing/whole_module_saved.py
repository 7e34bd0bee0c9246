"""A whole network object is pickled instead of its weights."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Save
from reprolint.graph.roles.networks import is_network
from reprolint.graph.values import Class, Estimator, Instance, Mapping, Sequence, Unknown, Value
from reprolint.source.walking import called, within

PICKLED = frozenset({"torch", "pickle", "joblib", "dill", "cloudpickle"})
LIGHTNING = ("pytorch_lightning.", "lightning.")


@check("SHR003", needs={"save"})
def whole_module_saved(experiment: Experiment) -> Iterator[Finding]:
    """One finding for each kind of network, with all places that save it."""
    if any(map(_keeps_state, experiment.saves)):
        return  # what the help asks for is there as well
    sites: dict[str, dict[object, Save]] = {}
    for save in experiment.saves:
        network = _network_in(save.value) if save.format in PICKLED else None
        if network is not None:
            sites.setdefault(_name(network), {}).setdefault(save.place.node, save)
    for name, saves in sites.items():
        first, *others = saves.values()
        what = f"a whole network such as `{name}`" if any(map(_holds_others, saves.values())) else f"the whole `{name}`"
        yield first.finding(
            f"`{first.name}` pickles {what}, which opens reliably only with the same classes and library versions",
            label="the whole object",
            related=tuple(save.place.location("and here") for save in others),
        )


def _holds_others(save: Save) -> bool:
    """Is it `self.model`, which gets its network in several places, so that another object may hold another one?"""
    node, source = save.place.node, save.place.source
    given = node.args[0] if isinstance(node, ast.Call) and node.args else None
    if not isinstance(given, ast.Attribute):
        return False
    bound = [(target, assign.value) for assign in source.nodes_of(ast.Assign) for target in assign.targets]
    bound += [(assign.target, assign.value) for assign in source.nodes_of(ast.AnnAssign) if assign.value is not None]
    assigned = {
        ast.dump(value): value
        for target, value in bound
        if isinstance(target, ast.Attribute) and target.attr == given.attr and not isinstance(value, ast.Constant)
    }
    makers = {called(value) for value in assigned.values()}
    return len(assigned) > 1 or sum(one.name in makers for one in source.nodes_of(ast.FunctionDef)) > 1


def _keeps_state(save: Save) -> bool:
    """`torch.save(model.state_dict(), path)`, alone or in a checkpoint that may have a name."""
    node = save.place.node
    given = node.args[:1] if isinstance(node, ast.Call) else []
    names = {one.id for one in given if isinstance(one, ast.Name)}
    named = (
        assign.value
        for assign in save.place.source.nodes_of(ast.Assign)
        if not names.isdisjoint(part.id for part in assign.targets if isinstance(part, ast.Name))
    )
    return any(called(part) == "state_dict" for one in (*given, *named) for part in within(one))


def _network_in(value: Value, depth: int = 2) -> Value | None:
    """The network that is saved, also as an entry of a dict or list of things to save."""
    if isinstance(value, Instance):
        return value if is_network(value) and not _is_lightning(value.cls) else None
    if isinstance(value, Estimator):
        return value if _is_torch_network(value) else None
    if isinstance(value, Unknown) and not value.hint and len(value.inputs) > 1:  # one of several, by a branch
        either = [_network_in(part, 0) for part in value.inputs]
        return value if all(either) else None
    if depth and isinstance(value, (Mapping, Sequence)):
        parts = value.items.values() if isinstance(value, Mapping) else value.items
        return next((found for part in parts if (found := _network_in(part, depth - 1)) is not None), None)
    return None


def _is_torch_network(value: Estimator) -> bool:
    role = value.entry.role if value.entry is not None else ""
    return value.qualified.startswith(("torch.nn.", "torchvision.models.")) and role in {"network", "layer"}


def _is_lightning(cls: Class) -> bool:
    return any(base.startswith(LIGHTNING) for base in cls.library_bases)


def _name(value: Value) -> str:
    """Of several by a branch, all of them: `Recurrent` or `Attention`."""
    if isinstance(value, Unknown):
        return "` or `".join(dict.fromkeys(_name(part) for part in value.inputs))
    return (
        value.cls.name if isinstance(value, Instance) else value.short_name if isinstance(value, Estimator) else "model"
    )
