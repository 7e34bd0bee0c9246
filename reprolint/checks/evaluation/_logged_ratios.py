"""Metrics in the steps of a Lightning module: what a step logs for its batch is averaged over the batches."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from reprolint.findings import Finding
from reprolint.graph.attributes import class_attribute
from reprolint.graph.catalog import Catalog
from reprolint.graph.events import Call, Place
from reprolint.graph.modules import Module
from reprolint.graph.state import Scope
from reprolint.graph.values import Data, Function, Instance, Library, Value
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

Bound = dict[str, list[tuple[ast.expr, ast.expr]]]  # names, with the targets they stand in and the values

TRAINER = "lightning.pytorch.Trainer."
STEPS = {"test": ("test_step", "test_dataloader"), "validate": ("validation_step", "val_dataloader")}
LOADER = "torch.utils.data.DataLoader"
COUNTS = ("f1_", "fbeta_", "precision", "recall")  # of all classes together they are the share of right labels
ORIGINS = 6  # assignments that are followed back from an argument


def logged_ratios(experiment: Experiment, whole: Collection[str], told: set[object]) -> Iterator[Finding]:
    """Metrics among the `whole` that the step of a judged module hands to `self.log`, batch by batch."""
    for method, (step, hook) in STEPS.items():
        for judged in experiment.calls_to(TRAINER + method):
            model = _model(experiment, judged)
            function = class_attribute(model.cls, step) if model is not None else None
            if model is None or not isinstance(function, Function) or not _in_batches(experiment, judged, model, hook):
                continue
            for metric, log in _logged(function, whole):
                if metric in told:
                    continue
                told.add(metric)
                yield _finding(metric, log, judged)


def _finding(metric: Place, log: Place, judged: Call) -> Finding:
    assert isinstance(metric.node, ast.Call)
    return Finding(
        message=f"`{ast.unparse(metric.node.func)}` is computed for each batch, and Lightning averages what `self.log` is "
        "given; that is not its value for all rows",
        primary=metric.location("the score of one batch"),
        related=(log.location("the mean over the batches"), judged.place.location("all batches are judged here")),
    )


def _model(experiment: Experiment, judged: Call) -> Instance | None:
    """The module that is judged: the one that is given, else the one that this trainer fitted last."""
    given: list[Value] = [judged.argument("model", 0)]
    if not isinstance(given[0], Instance):
        fitted = [
            call
            for call in experiment.calls_to(f"{TRAINER}fit")
            if call.receiver is judged.receiver and call.order < judged.order
        ]
        given = [call.argument("model", 0) for call in fitted[-1:]]
    return next((one for one in given if isinstance(one, Instance)), None)


def _in_batches(experiment: Experiment, judged: Call, model: Instance, hook: str) -> bool:
    """Is it known which loader the rows come from, and that it may give several of them at a time, but not all?"""
    given = [judged.argument("dataloaders", 1), judged.argument("datamodule")]
    if isinstance(given[0], Data):
        made = [call.node for call in experiment.calls_to(LOADER) if _rows(call.result) is given[0].rows]
    else:
        hooks = [class_attribute(one.cls, hook) for one in (*given, model) if isinstance(one, Instance)]
        made = next((list(_loaders(found)) for found in hooks if isinstance(found, Function)), [])
    return bool(made) and all(map(_of_several, made))


def _rows(value: Value) -> object:
    return value.rows if isinstance(value, Data) else None


def _loaders(hook: Function) -> Iterator[ast.Call]:
    for node in within(hook.node):
        if isinstance(node, ast.Call) and _library(hook, node.func) == LOADER:
            yield node


def _of_several(loader: ast.Call) -> bool:
    sizes = [keyword.value for keyword in loader.keywords if keyword.arg == "batch_size"] or loader.args[1:2]
    if not sizes or _literal(sizes[0]) in {1, None}:
        return False
    return not any(isinstance(node, ast.Name) and node.id == "len" for node in within(sizes[0]))


def _library(function: Function, node: ast.AST) -> str:
    """The library's name for what is called, as it is imported around the function; "" for anything else."""
    end = ""
    while isinstance(node, ast.Attribute):
        end, node = f".{node.attr}{end}", node.value
    if not isinstance(node, ast.Name) or not isinstance(function.scope, Scope):
        return ""
    found = function.scope.lookup(node.id)
    return Catalog.default().canonical(f"{found.name}{end}") if isinstance(found, Library) else ""


def _logged(function: Function, whole: Collection[str]) -> Iterator[tuple[Place, Place]]:
    """The metric of the batch and where it is logged to be averaged, for each that the step logs so."""
    node, module = function.node, function.module
    if not isinstance(node, ast.FunctionDef) or not isinstance(module, Module) or not node.args.args:
        return
    owner = node.args.args[0].arg
    bound = _bound(node)
    for log in within(node):
        for value in _averaged(log, owner):
            metric = _bare(value, bound)
            name = _library(function, metric.func) if metric is not None else ""
            if metric is None or name not in whole or _is_of_rows(metric, name):
                continue
            if not any(_is_kept(part, owner, bound, ORIGINS) for part in _arguments(metric)):
                yield Place(module.source, metric), Place(module.source, log)


def _is_of_rows(metric: ast.Call, name: str) -> bool:
    """Is it the share of right labels under another name, or a score for each row: then a mean over the rows is meant?

    Over all classes together that is what F1, precision and recall are, which torchmetrics takes where nothing is said.
    """
    said = {keyword.arg: keyword.value for keyword in metric.keywords}
    average, task = (_literal(said.get(word)) for word in ("average", "task"))
    if average is None and name.startswith("torchmetrics.") and task in {"multiclass", ...}:
        average = "micro"
    return average in {"samples", ...} or (average == "micro" and name.rpartition(".")[2].startswith(COUNTS))


def _literal(node: ast.expr | None) -> object:
    """The value that stands there; None for nothing, Ellipsis for what is not literal."""
    if node is None:
        return None
    return node.value if isinstance(node, ast.Constant) else ...


def _averaged(log: ast.AST, owner: str) -> list[ast.expr]:
    """The values that a `self.log` or `self.log_dict` hands over to be averaged over the batches."""
    if not isinstance(log, ast.Call) or not isinstance(log.func, ast.Attribute):
        return []
    receiver, method = log.func.value, log.func.attr
    if not isinstance(receiver, ast.Name) or receiver.id != owner or method not in {"log", "log_dict"}:
        return []
    named = {keyword.arg: keyword.value for keyword in log.keywords}
    if "reduce_fx" in named or None in named or _literal(named.get("on_epoch")) not in {None, True}:
        return []
    given = [*log.args[1:2], *([named["value"]] if "value" in named else [])]
    if method == "log_dict":
        given = [*log.args[:1], *([named["dictionary"]] if "dictionary" in named else [])]
        return [value for one in given if isinstance(one, ast.Dict) for value in one.values]
    return given


def _bound(function: ast.AST) -> Bound:
    """The names that the function binds, each with the targets it stands in and what these are bound to."""
    found: Bound = {}
    for node in within(function):
        for target, value in _bindings(node):
            for part in within(target):
                if isinstance(part, ast.Name):
                    found.setdefault(part.id, []).append((target, value))
    return found


def _bindings(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, (ast.For, ast.comprehension)):
        return [(node.target, node.iter)]
    if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        return [(node.target, node.value)]
    return []


def _bare(value: ast.AST, bound: Bound) -> ast.Call | None:
    """The call that gave the value, through a name and what only makes a number or tensor of it: `float(f1)`."""
    for _ in range(2 * ORIGINS):
        if isinstance(value, ast.Name):
            origins = bound.get(value.id, [])
            if len(origins) != 1 or not isinstance(origins[0][0], ast.Name):
                return None
            value = origins[0][1]
        elif not isinstance(value, ast.Call):
            return None
        elif len(value.args) == 1 and not value.keywords:
            value = value.args[0]
        elif not value.args and isinstance(value.func, ast.Attribute) and value.func.attr in {"item", "float", "cpu"}:
            value = value.func.value
        else:
            return value
    return None


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _is_kept(value: ast.AST, owner: str, bound: Bound, depth: int) -> bool:
    """Does the value come from a field of the module, where it may have gathered the batches before?"""
    parts = within(value)
    called = {part.func for part in parts if isinstance(part, ast.Call)}
    for part in parts:
        if isinstance(part, ast.Attribute) and part not in called and getattr(part.value, "id", "") == owner:
            return True
        origins = bound.get(part.id, []) if depth and isinstance(part, ast.Name) else []
        if any(_is_kept(origin, owner, bound, depth - 1) for _, origin in origins):
            return True
    return False
