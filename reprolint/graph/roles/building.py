"""Constructors of library objects: estimators, pipelines, searches, networks, loaders."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import settings
from reprolint.graph.calling import Arguments, computed, record_call
from reprolint.graph.calling import call as call_value
from reprolint.graph.events import MISSING, Call, Select
from reprolint.graph.roles.layers import layers_of
from reprolint.graph.roles.numbers import numbers_in
from reprolint.graph.values import (
    NO_FITS,
    OF_TENSORFLOW,
    Constant,
    Data,
    Estimator,
    Function,
    Instance,
    Mapping,
    Method,
    Partial,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def estimator(run: Interpreter, call: Call) -> Value:
    """An estimator object; what it holds inside (pipeline steps, the searched model) is kept with it."""
    if call.entry is not None and call.entry.role == "trainer" and call.entry.kind == "train":
        from reprolint.graph.roles.boosting import train

        return train(run, call)
    if call.entry is not None and call.entry.kind == "optimize" and (found := optimised(run, call)) is not None:
        return found
    if call.entry is not None and call.entry.role == "loss" and call.entry.kind == "function":
        result = computed(run, call)
        if isinstance(result, Data) and call.qualified.startswith("optax."):
            result.output = "losses"
        return result
    names = call.entry.parameters if call.entry is not None else ()
    parameters = dict(zip(names, call.arguments, strict=False)) | call.keywords
    made = Estimator(call.qualified, call.entry, parameters, made_by=call, complete=call.complete)
    made.settings = settings.used_in(run, (*parameters.values(), *call.unpacked)) if run.settings else NO_FITS
    role = call.entry.role if call.entry is not None else ""
    if role in {"pipeline", "columns", "union"}:
        made.steps = _steps(call)
    elif role == "network" and call.arguments:
        made.steps = layers_of(call.arguments[0])
    elif role in {"search", "meta", "selector"}:
        made.inner = _inner(call)
        made.steps = _named(parameters.get("estimators"))
    elif role == "layer" and call.entry is not None and call.entry.kind == "wrapper":
        made.inner = call.arguments[0] if call.arguments else call.keywords.get("layer")  # it is what draws
    elif (role == "layer" and call.qualified.startswith("torch.")) or _augments(call):
        from reprolint.graph.roles.randomness import note_draw

        note_draw(run, call)  # torch draws the weights here; keras when the model is built or fitted
    elif role == "layer" and call.entry is not None and call.entry.kind == "input":
        run.symbolic = True
    if call.qualified.startswith("gensim."):
        from reprolint.graph.roles import embeddings

        embeddings.made(run, made, call)
    return made


def same_network(run: Interpreter, call: Call) -> Value:
    """`nn.DataParallel(net)`, `torch.compile(net)`: the network itself, on several processors or made quicker."""
    given = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), MISSING)
    if isinstance(given, Instance) or (isinstance(given, Estimator) and is_torch(given)):
        return given
    return estimator(run, call) if call.entry is not None and call.entry.role == "network" else computed(run, call)


def is_torch(made: Estimator) -> bool:
    """Is it a network, or a layer of one, of PyTorch's own classes?"""
    return made.entry is not None and made.entry.role in {"network", "layer"} and made.qualified.startswith("torch.nn.")


SAME_NETWORK = dict.fromkeys(
    (
        "torch.nn.DataParallel", "torch.nn.parallel.DistributedDataParallel", "torch.compile",
        "torch.nn.SyncBatchNorm.convert_sync_batchnorm",
    ),
    same_network,
)  # fmt: skip


def _augments(call: Call) -> bool:
    """Is this a transform of torchvision that draws for each image that goes through it?"""
    return call.entry is not None and call.entry.kind == "augment" and call.qualified.startswith("torchvision.")


def _steps(call: Call) -> list[tuple[str, Value]]:
    short = call.qualified.rpartition(".")[2]
    if short in {"make_pipeline", "make_union", "make_imb_pipeline"}:
        return [("", value) for value in call.arguments]
    if short == "make_column_transformer":
        return [step for value in call.arguments for step in _named(Sequence("list", [value]))]
    if call.qualified.startswith("pyspark."):
        from reprolint.graph.roles.spark import stages_of

        return stages_of(call.argument("stages", 0))
    given = call.argument("steps", 0)
    if given is MISSING:
        given = call.argument("transformers", 0)
    if given is MISSING:
        given = call.argument("transformer_list", 0)
    return _named(given)


def _named(value: Value | None) -> list[tuple[str, Value]]:
    """`[("name", estimator, ...), ...]` as pairs; in `make_column_transformer` the estimator stands first."""
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items.items()]
    if not isinstance(value, Sequence):
        return []
    steps = []
    for item in [*value.items, *([value.rest] if value.rest is not None else [])]:
        if isinstance(item, Sequence) and item.items:
            name = next((part.value for part in item.items if isinstance(part, Constant)), "")
            found = next((part for part in item.items[:2] if not isinstance(part, Constant)), None)
            if found is None:  # a literal such as "passthrough"
                found = item.items[min(1, len(item.items) - 1)]
            steps.append((str(name), found))
    return steps


def optimised(run: Interpreter, call: Call) -> Value | None:
    """`fmin(objective, space)`, `study.optimize(objective)`: settings are chosen by the score that a function gives."""
    named = call.entry.parameters[:1] if call.entry is not None else ()
    given = [*call.arguments[:1], *(call.keywords[name] for name in named if name in call.keywords)]
    function = next((value for value in given if isinstance(value, (Function, Partial, Method, Instance))), None)
    if function is None:
        return None
    outcome = call_value(run, function, Arguments([Unknown("trial")], {}), call.place.node)
    scores = numbers_in(outcome)
    if not scores:
        return Unknown(call.name, ())
    run.record(Select(call.place, call.name, kind="search", scores=scores))
    return settings.best_by_score(run, call, scores)


STUDY = "study"  # hint of studies of Optuna, whatever the program calls them


def study(run: Interpreter, call: Call) -> Value:
    """`optuna.create_study()`: what is found best in it is known once it was optimised."""
    computed(run, call)
    return Unknown(STUDY, (*call.arguments, *call.keywords.values()))


def optimise_study(run: Interpreter, study: Unknown, arguments: Arguments, node: ast.AST) -> Value:
    """`study.optimize(objective, n_trials=20)`."""
    qualified = "optuna.study.Study.optimize"
    event = record_call(run, qualified, run.catalog.lookup(qualified), arguments, node, study)
    best = optimised(run, event)
    # Whatever the trials are scored by, what is best of them are settings.
    settings.keep_for_study(study, best if isinstance(best, Data) else settings.best_by_score(run, event, frozenset()))
    return Constant(None)


def _inner(call: Call) -> Value | None:
    for name in ("estimator", "base_estimator", "regressor", "classifier", "final_estimator"):
        value = call.argument(name)
        if value is not MISSING:
            return value
    return call.arguments[0] if call.arguments else None


def _is_sampled(call: Call) -> bool:
    """Does something else than the order of the rows say which of them are loaded?"""
    samplers = [call.argument("sampler"), call.argument("batch_sampler")]
    return any(one is not MISSING and not (isinstance(one, Constant) and one.value is None) for one in samplers)


def loader(run: Interpreter, call: Call) -> Value:
    """A loader or data set around other data: the same rows."""
    given = list(call.arguments[:1])
    if not given and isinstance(own := call.argument("dataset"), Instance):
        given = [own]
    if given and isinstance(given[0], Sequence) and call.entry is not None and call.entry.kind == "tensors":
        given = given[0].items[:1] or given  # `from_tensor_slices((x, y))`: features and target of the same rows
    parts = [data for value in given if (data := frames.face(run, value)) is not None]
    if not parts:
        parts = [value for value in [*call.arguments, *call.keywords.values()] if isinstance(value, Data)]
    if call.entry is not None and call.entry.random is not None:
        from reprolint.graph.roles.randomness import note_draw

        note_draw(run, call)
    kind = "loader" if call.entry is not None and call.entry.role == "loader" else "dataset"
    if not parts and call.qualified.startswith("tensorflow.") and call.arguments:  # whatever a generator gives
        parts = [face for face in [frames.face(run, Unknown(call.name, call.arguments))] if face is not None]
    if not parts:
        return Unknown(call.name, call.arguments)
    merged = frames.merge(run, [parts[0], *(part for part in parts[1:] if part.rows == parts[0].rows)], kind)
    if merged is None:
        return Unknown(call.name, call.arguments)
    sampler = call.argument("sampler")
    if isinstance(sampler, Data) and sampler.kind in {"index", "array", "list"}:
        merged = frames.pick(run, merged, sampler)
    elif isinstance(given[0] if given else None, Instance) and _is_sampled(call):
        merged = frames.pick(run, merged, Unknown("sampler"))
    if call.qualified.startswith("tensorflow."):
        return frames.derive(merged, kind=kind, traits=merged.traits | {OF_TENSORFLOW})
    return frames.derive(merged, kind=kind)


ROLES = {
    **dict.fromkeys(
        (
            "classifier", "regressor", "clusterer", "outlier-detector", "transformer", "selector", "encoder", "vocabulary",
            "resampler", "pipeline", "columns", "union", "search", "meta", "network", "trainer", "loss", "layer",
            "evaluator",
        ),
        estimator,
    ),
    "dataset": loader,
    "loader": loader,
}  # fmt: skip
