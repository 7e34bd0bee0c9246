"""What Lightning's trainer loads its rows from: a data module of the project, or the network itself, gives the loaders."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.attributes import class_attribute
from reprolint.graph.calling import call_named
from reprolint.graph.events import MISSING, Call
from reprolint.graph.values import Constant, Estimator, Function, Instance, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

HELD = "datamodule"  # under this name a trainer keeps the module that it was given for the training


def of_training(run: Interpreter, trainer: Estimator, event: Call) -> tuple[Value, Value]:
    """The loaders for training and validation of `fit(model, loader, loader)` or `fit(model, datamodule=data)`."""
    rows, held = event.argument("train_dataloaders", 1), event.argument("val_dataloaders", 2)
    module = rows if isinstance(rows, Instance) and _gives(rows, "train_dataloader") else event.argument(HELD)
    if module is MISSING and rows is MISSING:
        module = event.argument("model", 0)
    if not isinstance(module, Instance):
        return rows, held
    run.memory.put(trainer.parameters, HELD, module)
    _prepare(run, module, event)
    return _loader(run, module, "train_dataloader", event), _loader(run, module, "val_dataloader", event)


def of_judgement(run: Interpreter, trainer: Estimator, event: Call, name: str) -> Value:
    """The loader of `test(model, loader)` and `validate(...)`; where none is given, that of the module used before."""
    rows = event.argument("dataloaders", 1)
    module = rows if isinstance(rows, Instance) else event.argument(HELD)
    if module is MISSING and rows is MISSING:
        module = trainer.parameters.get(HELD, MISSING)
    if not isinstance(module, Instance):
        return rows
    if HELD not in trainer.parameters:
        _prepare(run, module, event)
    return _loader(run, module, "test_dataloader" if name == "test" else "val_dataloader", event)


def _prepare(run: Interpreter, module: Instance, event: Call) -> None:
    """The trainer has the module get ready for every stage, unless the program itself has done so."""
    calls = event.place.source.nodes_of(ast.Call)
    if any(isinstance(call.func, ast.Attribute) and call.func.attr == "setup" for call in calls):
        return
    call_named(run, module, "prepare_data", [], {}, event.place.node)
    for stage in ("fit", "test"):
        call_named(run, module, "setup", [Constant(stage)], {}, event.place.node)


def _gives(module: Instance, name: str) -> bool:
    return isinstance(class_attribute(module.cls, name), Function)


def _loader(run: Interpreter, module: Instance, name: str, event: Call) -> Value:
    return call_named(run, module, name, [], {}, event.place.node) or MISSING
