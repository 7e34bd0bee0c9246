"""Parameters that functions take and give back: what they were trained on, the gradients that change them, what they predict.

In JAX a model is no object that is changed: `params = update(params, batch)` makes new parameters out of old ones. So
parameters are data without rows (`kind` is parameters) whose `predicted_by` are the fits they come from. Every part of them,
and whatever is computed from them alone, is parameters again; what is computed from them and rows is predicted for these rows.
A gradient (`kind` is gradient) holds the training that it would make: that has happened once the gradient changes something.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reprolint.graph.data import combine, derive, face, merge
from reprolint.graph.events import Call, Fit, Predict
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import (
    NO_FITS,
    Constant,
    Data,
    Estimator,
    Generator,
    Instance,
    Mapping,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

PARAMETERS, GRADIENT = "parameters", "gradient"
KINDS = frozenset({PARAMETERS, GRADIENT})
DEPTH = 4  # containers within containers that are looked into
WIDTH = 12  # of their items


def parameters(fits: frozenset[Fit] = NO_FITS) -> Data:
    """Parameters that were trained in these fits; none for those just made."""
    return Data(kind=PARAMETERS, statistic=True, predicted_by=fits)


def is_learnable(value: Value) -> bool:
    """Is it known to be parameters, or a gradient of them?"""
    return isinstance(value, Data) and value.kind in KINDS


def is_functional(value: Value) -> bool:
    """Is this a network of a library in which parameters are passed around, or networks are differentiated as they are?"""
    names: Iterable[str] = ()
    if isinstance(value, Instance):
        names = value.cls.library_bases
    elif isinstance(value, Estimator):
        names = (value.qualified,)
    return any(name.startswith(("flax.", "equinox.", "haiku.")) for name in names)


def changes_in_place(network: Value) -> bool:
    """Flax NNX trains the network itself; elsewhere training gives a new one."""
    names = network.cls.library_bases if isinstance(network, Instance) else (getattr(network, "qualified", ""),)
    return any(name.startswith("flax.nnx.") for name in names)


def within(value: Value | None, depth: int = DEPTH) -> Iterator[Data | Estimator | Instance]:
    """Parameters, gradients and networks in a value and in the containers it is made of."""
    if is_learnable(value) or (isinstance(value, (Estimator, Instance)) and is_functional(value)):  # type: ignore[arg-type]
        yield value  # type: ignore[misc]
        return
    if depth == 0 or value is None:
        return
    inside: list[Any] = []
    if isinstance(value, Sequence):
        inside = [*value.items[:WIDTH], value.rest]
    elif isinstance(value, Mapping):
        inside = [*list(value.items.values())[:WIDTH], value.rest]
    elif isinstance(value, (Instance, Unknown)) and value.attributes:
        inside = list(value.attributes.values())[:WIDTH]
    for item in inside:
        yield from within(item, depth - 1)


def gradients_in(values: Iterable[Value]) -> list[Data]:
    """The gradients among these values, also in containers."""
    return [part for value in values for part in within(value) if isinstance(part, Data) and part.kind == GRADIENT]


def trained_by(values: Iterable[Value]) -> frozenset[Fit]:
    """The fits that parameters and networks among these values come from."""
    found = NO_FITS
    for value in values:
        for part in within(value):
            if isinstance(part, Data):
                found |= part.predicted_by
            else:
                found |= frozenset(part.fits)
    return found


# --- training ------------------------------------------------------------------------------------------------------


def stepped(run: Interpreter, old: Iterable[Value], gradients: list[Data]) -> Data:
    """New parameters: the gradients have changed the old ones, so their training took place.

    A training at the same place, reached through the same calls, takes the place of the one in the round before.
    """
    before = trained_by(value for value in old if not (isinstance(value, Data) and value.kind == GRADIENT))
    new = NO_FITS.union(*(gradient.predicted_by for gradient in gradients))
    for fit in sorted(new & run.pending, key=lambda fit: fit.order):
        run.pending.discard(fit)
        run.record(fit)
    latest: dict[object, Fit] = {}
    for fit in sorted(before | new, key=lambda fit: fit.order):
        latest[fit.place, fit.calls] = fit
    return parameters(frozenset(latest.values()))


def trained(run: Interpreter, network: Estimator | Instance, gradients: list[Data]) -> Estimator | Instance:
    """The network after a step: itself where it is changed in place, else another one with the same parts."""
    fits = tuple(sorted(stepped(run, [network], gradients).predicted_by, key=lambda fit: fit.order))
    if changes_in_place(network):
        run.memory.set(network, "fits", fits)
        return network
    return with_fits(network, fits)


def with_fits(network: Estimator | Instance, fits: Iterable[Fit]) -> Estimator | Instance:
    """Another network of the same parts, trained in these fits."""
    return replace(network, fits=tuple(fits))


def updated(run: Interpreter, old: Value, gradients: list[Data]) -> Value:
    """`apply_updates(params, updates)`, for parameters in any form."""
    if isinstance(old, (Estimator, Instance)) and is_functional(old):
        return trained(run, old, gradients)
    return stepped(run, [old], gradients)


def merged_gradient(gradients: list[Data]) -> Data:
    """One gradient of several."""
    if len(gradients) == 1:
        return derive(gradients[0])
    fits = NO_FITS.union(*(gradient.predicted_by for gradient in gradients))
    networks = tuple(dict.fromkeys(network for gradient in gradients for network in gradient.networks))
    return Data(kind=GRADIENT, statistic=True, predicted_by=fits, networks=networks)


# --- computing -----------------------------------------------------------------------------------------------------


def combined(run: Interpreter, sides: list[Data], whole: list[Data], learned: frozenset[Fit]) -> Data:
    """Arithmetic of values of which some are parameters or gradients, and `whole` have rows."""
    gradients = [side for side in sides if side.kind == GRADIENT]
    others = [side for side in sides if side.kind != GRADIENT]
    observed = [side for side in whole if not side.synthetic]
    if gradients and not observed:
        # Statistics, such as the norm of a gradient, scale it; whatever else meets a gradient is changed by it.
        changed = [side for side in others if side.kind == PARAMETERS or not side.statistic]
        return stepped(run, changed, gradients) if changed else merged_gradient(gradients)
    if not whole:
        return parameters(trained_by(sides))
    note(run, whole[0])
    return predicted(whole[0], trained_by(sides), learned)


def predicted(data: Data, fits: frozenset[Fit], learned: frozenset[Fit]) -> Data:
    """Outputs for these rows of what was trained in these fits."""
    source = data if data.predicted_from is None else data.predicted_from
    return derive(
        data, learned=learned, column_learned={}, columns=None, predicted_by=data.predicted_by | fits,
        predicted_from=source, output="scores", test=None, shifted_by=NO_FITS,
    )  # fmt: skip


def note(run: Interpreter, data: Data, *, certain: bool = True) -> None:
    """Tell the gradients that are being computed on which rows parameters were used."""
    for trace in run.traces:
        trace.append((data if data.predicted_from is None else data.predicted_from, certain))


def rows_in(run: Interpreter, values: Iterable[Value]) -> Data | None:
    """The first of the values that holds rows of samples; else the first of which nothing is known, as such rows."""
    unknown: Unknown | None = None
    for value in values:
        if isinstance(value, (Constant, Generator)) or is_learnable(value):
            continue
        data = None
        if isinstance(value, (Data, Sequence, Mapping)) or (isinstance(value, Unknown) and value.faces is not None):
            data = face(run, value)
        if data is not None and not data.statistic and data.rows != NOTHING:
            return data
        if isinstance(value, Unknown) and unknown is None:
            unknown = value
    return face(run, unknown) if unknown is not None else None


def applied(
    run: Interpreter, call: Call, fits: frozenset[Fit], given: list[Value], network: Value | None = None
) -> Value:
    """`model.apply(params, x)`: outputs for the rows of x; with `mutable=` also new state of the network."""
    data = rows_in(run, given)
    if data is None:
        return Unknown(call.name, tuple(given))
    note(run, data)
    result = derive(
        data, column_learned={}, learned=data.all_learned, kind="array", columns=None, predicted_by=fits,
        predicted_from=data, output="scores", test=None, shifted_by=NO_FITS,
    )  # fmt: skip
    run.record(
        Predict(
            call.place, call.name, call.qualified, fits=fits, estimator=network, data=data, rows=data.rows, output="scores",
            result=result, call=call, gradients=bool(run.traces),
        )
    )  # fmt: skip
    if call.constant("mutable", default=False) is not False:
        return Sequence("tuple", [result, parameters(fits)])
    return result


def training_rows(run: Interpreter, trace: list[tuple[Data, bool]], given: Iterable[Value]) -> tuple[Data | None, bool]:
    """The rows that parameters met while a loss was computed, and if that is certain; else those the loss was given."""
    for wanted in (True, False):
        met = {data.rows: data for data, certain in trace if certain is wanted and data.rows != NOTHING}
        if met:
            return merge(run, list(met.values())), True
    for value in given:
        data = face(run, value) if isinstance(value, (Data, Sequence, Mapping)) else None
        if data is not None and not data.statistic and data.rows != NOTHING:
            return data, False
    return None, False


def reckoned(run: Interpreter, left: Value, op: ast.operator, right: Value) -> Value:
    """Arithmetic with parameters or gradients. What is unknown is rows where matrices are multiplied; else it may be a rate."""
    known = [side for side in (left, right) if is_learnable(side)]
    other = next((side for side in (left, right) if not is_learnable(side)), None)
    if isinstance(other, Sequence):
        other = face(run, other)
    gradient = isinstance(known[0], Data) and known[0].kind == GRADIENT
    if gradient and isinstance(other, (Unknown, Constant)) and isinstance(op, (ast.Add, ast.Sub)):
        return stepped(run, [], known)  # type: ignore[arg-type]
    if isinstance(other, Unknown):
        data = other.faces.get("data") if other.faces else None
        if isinstance(data, Data) or (not gradient and isinstance(op, ast.MatMult)):
            other = face(run, other)
        elif run.traces and not gradient and (found := face(run, other)) is not None:
            note(run, found, certain=False)
            return predicted(found, trained_by(known), found.all_learned)
    result = combine(run, known[0], known[1] if len(known) > 1 else other or known[0])
    return result if result is not None else known[0]
