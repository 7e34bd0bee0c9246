"""Code of which no run of a program makes use, as far as names and tests of known outcome tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from reprolint.graph.seeds.unreached import dead_blocks
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BY_NAME = frozenset({"import_module", "__import__", "exec", "eval", "run_path", "run_module", "instantiate"})
_COMMAND_LINES = frozenset({"Fire", "LightningCLI"})  # their users name a method when they run the program
# Methods that libraries call by their names.
_BY_LIBRARIES = frozenset(
    {
        "call", "fit", "fit_transform", "forward", "get_params", "predict", "predict_proba", "run", "score", "set_params",
        "setup", "split", "step", "train", "transform",
    }
)  # fmt: skip


class _Part(NamedTuple):
    """A function, a class without those of its methods that stand for themselves, or such a method."""

    name: str
    source: Source
    node: ast.stmt
    statements: tuple[ast.AST, ...]


class IdleFunctions:
    """Which places lie in code that does not run: functions, classes and methods whose names nothing that runs mentions.

    Of the program's own file that is what is mentioned in dead code alone, for a function that is never mentioned may be
    called from elsewhere, unless the file is a notebook. What is decorated is taken to run: a library may call it. Where the
    program was not followed to its end, or runs code by names that it works out, everything may be reached; names in imported
    files that were not followed count as mentioned.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.bodies: list[tuple[Source, int, int]] = []
        if not experiment.complete or runs_by_name(experiment):
            return
        for source in experiment.sources:
            blocks = dead_blocks(experiment, source)
            if source is not experiment.source:
                blocks += _run_as_a_program(source)
            self.bodies += [(source, block[0].lineno, block[-1].end_lineno or 0) for block in blocks]
        if not self.bodies and len(experiment.sources) == 1 and experiment.source.kind != "notebook":
            return
        waiting, mentioned = self._parts(experiment)
        while reached := [one for one in waiting if one.name in mentioned]:
            waiting = [one for one in waiting if one.name not in mentioned]
            for one in reached:
                mentioned |= self._names(one.source, one.statements)
        self.bodies += [(one.source, one.node.lineno, one.node.end_lineno or 0) for one in waiting]

    def hold(self, source: Source, node: ast.AST) -> bool:
        """Does the node stand in one of them?"""
        line = getattr(node, "lineno", 0)
        return any(source is other and first <= line <= last for other, first, last in self.bodies)

    def _parts(self, experiment: Experiment) -> tuple[list[_Part], set[str]]:
        """What waits for its name to be mentioned, and the names that are mentioned without it."""
        waiting: list[_Part] = []
        mentioned = {name for source in experiment.left_out() for name in _names(source.nodes())}
        by_text = any(_asks_by_text(place.node) for place in experiment.places_of(ast.Call))
        for source in experiment.sources[1:]:
            parts, run = _divided(source, methods=not by_text)
            waiting += parts
            mentioned |= self._names(source, run)
        main = experiment.source
        parts = []
        if main.kind == "notebook":  # nothing else can call what is defined in it
            parts = _divided(main, methods=False)[0]
        elif any(source is main for source, _, _ in self.bodies):
            dead = {name for block in dead_blocks(experiment, main) for one in block for name in _names(within(one))}
            alive = self._names(main, main.tree.body)
            parts = [one for one in _divided(main, methods=False)[0] if one.name in dead - alive]
        apart = {one.node for one in parts}
        mentioned |= self._names(main, [one for one in main.tree.body if one not in apart])
        return [*waiting, *parts], mentioned

    def _names(self, source: Source, statements: Iterable[ast.AST]) -> set[str]:
        spans = [(first, last) for other, first, last in self.bodies if other is source]
        nodes = (node for statement in statements for node in within(statement))
        if spans:
            nodes = (node for node in nodes if not any(first <= _line(node) <= last for first, last in spans))
        return set(_names(nodes))


def runs_by_name(experiment: Experiment) -> bool:
    """Does the program load or run code by a name that it works out, which may call anything: `import_module(name)`?"""
    calls = (place.node for place in experiment.places_of(ast.Call))
    return any(called(call) in _BY_NAME and not _is_a_method(call) for call in calls)


def _is_a_method(call: ast.AST) -> bool:
    """`net.eval()` runs no text."""
    function = getattr(call, "func", None)
    return isinstance(function, ast.Attribute) and function.attr in {"eval", "exec"}


def idle_functions(experiment: Experiment) -> IdleFunctions:
    """Those of a program, found once."""
    known: IdleFunctions | None = experiment.answers.get("idle functions")
    if known is None:
        known = experiment.answers["idle functions"] = IdleFunctions(experiment)
    return known


def _divided(source: Source, *, methods: bool) -> tuple[list[_Part], list[ast.stmt]]:
    """The functions, classes and perhaps `methods` of a file, which wait to be mentioned, and its other statements."""
    waiting, run = [], []
    classes = {node.name for node in source.nodes_of(ast.ClassDef)}
    for statement in source.tree.body:
        if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)) and not statement.decorator_list:
            apart: list[ast.stmt] = []
            if isinstance(statement, ast.ClassDef) and methods and has_own_bases(statement, classes):
                apart = [one for one in statement.body if _waits(one)]
                waiting += [_Part(getattr(one, "name", ""), source, one, (one,)) for one in apart]
            rest = (*_besides(statement), *(one for one in statement.body if one not in apart))
            waiting.append(_Part(statement.name, source, statement, rest))
        elif isinstance(statement, ast.Assign) and (alias := _alias(statement)):
            waiting.append(_Part(alias, source, statement, (statement.value,)))
        elif not _lists_public_names(statement):
            run.append(statement)
    return waiting, run


def _alias(statement: ast.Assign) -> str:
    """The further name in `Model = Forest`; "" where it is no such statement."""
    target = statement.targets[0]
    plain = isinstance(statement.value, ast.Name) and isinstance(target, ast.Name) and len(statement.targets) == 1
    return target.id if plain and isinstance(target, ast.Name) else ""


def _lists_public_names(statement: ast.stmt) -> bool:
    """`__all__ = ["load", "split"]` uses none of them."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _waits(statement: ast.stmt) -> bool:
    """Is this a method that only a call by its name reaches?"""
    if not isinstance(statement, _FUNCTIONS) or statement.decorator_list:
        return False
    return statement.name not in _BY_LIBRARIES and not statement.name.startswith("__")


def has_own_bases(cls: ast.ClassDef, known: set[str]) -> bool:
    """Has the class no base whose methods might call its own?"""
    return all(isinstance(base, ast.Name) and base.id in known | {"object"} for base in cls.bases) and not cls.keywords


def _asks_by_text(node: ast.AST) -> bool:
    """Does it call methods by names that are not written here: `getattr(self, "run_" + name)`, `fire.Fire(Study)`?"""
    if not isinstance(node, ast.Call):
        return False
    if called(node) == "getattr" and len(node.args) > 1:
        return not isinstance(node.args[1], ast.Constant)
    return called(node) in _COMMAND_LINES


def _besides(statement: ast.stmt) -> list[ast.AST]:
    """Defaults of a function, and bases of a class."""
    if isinstance(statement, ast.ClassDef):
        return [*statement.bases, *statement.keywords]
    return [getattr(statement, "args", statement)]


def _run_as_a_program(source: Source) -> list[list[ast.stmt]]:
    """What stands under `if __name__ == "__main__":` of a file that is imported."""
    return [one.body for one in source.tree.body if isinstance(one, ast.If) and asks_for_main(one.test)]


def asks_for_main(test: ast.expr) -> bool:
    """`__name__ == "__main__"`."""
    equal = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)
    return equal and any(isinstance(part, ast.Name) and part.id == "__name__" for part in within(test))


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Names that are read, asked for as attributes, written as text or imported under another name."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.alias) and node.asname:
            yield node.name
