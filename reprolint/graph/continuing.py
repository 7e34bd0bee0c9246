"""Models that are trained further in every round of a loop over folds, since nothing makes them anew in between."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.events import Call, Fit, Split
from reprolint.graph.overlap import Answer
from reprolint.graph.values import Constant, Estimator, Instance, Splitter
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

FURTHER = ("backward", "partial_fit", "train_on_batch")  # methods that never begin anew
KERAS = ("keras.", "tensorflow.")
COPIES = frozenset({"copy.deepcopy", "copy.copy", "sklearn.base.clone", "sklearn.clone", "keras.clone_model"})
GIVES_WEIGHTS = frozenset({"set_weights", "load_weights", "load_state_dict", "restore"})
# What programs call the functions that make the weights of a network anew, whatever they are called on.
RESETS = pattern(
    r"\w*(?:reset(?!_index|_states|_metrics|_default)|re_?init|init_?weights|weights?_init|initiali[sz]e(?!r)|set_weights"
    r"|load_weights|load_state_dict|clone|deepcopy|xavier|kaiming)\w*\s*[(),]",
    re.IGNORECASE,
)


def fold_loop(fit: Fit, split: Split) -> ast.For | None:
    """The loop around the fit that takes the folds of the split one by one."""
    over = (loop for loop in fit.loops if isinstance(loop, ast.For) and split.place.node in within(loop.iter))
    return next(over, None)


def may_end_early(loop: ast.AST) -> bool:
    """Is there a way out of the loop before its last round? A `break` of a loop inside is none."""
    inner = {
        node
        for each in within(loop)
        if isinstance(each, (ast.For, ast.While)) and each is not loop
        for node in within(each)
        if isinstance(node, ast.Break)
    }
    ways_out = (ast.Break, ast.Return, ast.Raise)
    return any(isinstance(node, ways_out) and node not in inner for node in within(loop))


def has_several(split: Split) -> bool:
    """Are there more folds than one, as far as is known?"""
    number = split.splitter.parameters.get("n_splits") if isinstance(split.splitter, Splitter) else None
    return getattr(number, "value", None) != 1


def trained_on(experiment: Experiment, fit: Fit, loop: ast.AST) -> Answer:
    """Does the fit, in later rounds of the loop, go on from what the same model learned in earlier rounds?"""
    further = _goes_on(fit)
    if further is Answer.NO:
        return Answer.NO
    made = made_by(experiment, fit)
    if made is None:
        return Answer.UNKNOWN
    if loop in made.loops or _given_weights(experiment, fit, loop):
        return Answer.NO
    if made.order > fit.order or _may_reset(experiment, loop):
        return Answer.UNKNOWN
    return further


def _goes_on(fit: Fit) -> Answer:
    """Does a second fit of the same model begin where the first one ended?"""
    model, method = fit.estimator, fit.name.rpartition(".")[2]
    if method in FURTHER:
        return Answer.YES
    if isinstance(model, Instance):
        return Answer.YES if any(base.startswith(KERAS) for base in model.cls.library_bases) else Answer.NO
    if not isinstance(model, Estimator):
        return Answer.NO
    if model.entry is not None and model.entry.role == "network" and model.qualified.startswith(KERAS):
        return Answer.YES
    warm = model.parameters.get("warm_start")
    if warm is not None and not (isinstance(warm, Constant) and not warm.value):
        return Answer.UNKNOWN  # of convex problems the solution is the same wherever the search begins
    return Answer.NO


def made_by(experiment: Experiment, fit: Fit) -> Call | None:
    """The call that made or copied the model that is fitted."""
    model = fit.estimator
    copied = (call for call in experiment.calls_to(*COPIES) if call.result is model)
    return next(copied, model.made_by if isinstance(model, (Estimator, Instance)) else None)


def _given_weights(experiment: Experiment, fit: Fit, loop: ast.AST) -> bool:
    """Is the model given other weights in the same round, before the fit?"""
    return any(
        call.receiver is fit.estimator
        and loop in call.loops
        and call.name.rpartition(".")[2] in GIVES_WEIGHTS
        and call.place.line < fit.place.line
        for call in experiment.calls
        if call.order < fit.order
    )


def _may_reset(experiment: Experiment, loop: ast.AST) -> bool:
    """Does the loop, or anything of the project that is called in it, name what makes weights anew?"""
    own: dict[str, list[ast.AST]] = {}
    for place in experiment.places_of(ast.FunctionDef, ast.ClassDef):
        assert isinstance(place.node, (ast.FunctionDef, ast.ClassDef))
        own.setdefault(place.node.name, []).append(place.node)
    waiting, seen = [loop], set[str]()
    while waiting:
        part = waiting.pop()
        if RESETS.search(ast.unparse(part)):
            return True
        names = {called(node) for node in within(part)} - seen
        seen |= names
        waiting += [node for name in names for node in own.get(name, ())]
    return False
