"""Networks that the program takes from elsewhere: whatever is asked for its parameters, as an optimizer needs them, is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.values import Estimator, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.calling import Arguments
    from reprolint.graph.interpreter import Interpreter

MODULE = "torch.nn.Module"
ASKED = frozenset({"parameters", "named_parameters"})
MOVED = frozenset({"to", "cuda", "cpu", "double", "half", "float", "train", "eval", "requires_grad_"})


def as_network(run: Interpreter, value: Unknown, name: str, arguments: Arguments) -> Estimator | None:
    """The network that a method is called on: known by an earlier use, or by this one, `model.parameters()`."""
    network = known_network(value)
    if network is not None or name not in ASKED or arguments.positional or value.faces or _is_one_of_several(value):
        return network
    network = Estimator(MODULE, run.catalog.lookup(MODULE), hint=value.hint)
    made = _unmoved(value)
    if isinstance(made, Unknown) and not made.faces:
        made.faces = {"estimator": network}
    value.faces = {"estimator": network}
    return network


def known_network(value: Unknown) -> Estimator | None:
    """The network that the value was found to be; None where its use has not told."""
    face = value.faces.get("estimator") if value.faces else None
    if face is None and (made := _unmoved(value)) is not value and isinstance(made, Unknown):
        face = made.faces.get("estimator") if made.faces else None
    return face if isinstance(face, Estimator) and face.qualified == MODULE else None


def _is_one_of_several(value: Value) -> bool:
    """Did branches leave different values here? What is known of one of them, such as its training, would be lost."""
    made = _unmoved(value)
    return isinstance(made, Unknown) and not made.hint and len(made.inputs) > 1


def _unmoved(value: Value) -> Value:
    """What was moved: `net.to(device)` changes the network in place and gives the same one back."""
    while isinstance(value, Unknown) and value.hint.rpartition(".")[2] in MOVED and value.inputs:
        value = value.inputs[0]
    return value
