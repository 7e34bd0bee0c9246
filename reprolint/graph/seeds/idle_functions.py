"""Functions of imported files that nothing in this run reaches, as far as their names tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class IdleFunctions:
    """Which places of imported files lie in functions and classes whose names nothing that runs mentions.

    All of the program's own file is taken to run, and so is what is decorated: a library may call it. Where files were not
    followed to their end, or not at all, everything may be reached.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.main = experiment.source
        self.bodies: list[tuple[Source, ast.AST]] = []
        if not experiment.complete or experiment.left_out():
            return
        waiting: list[tuple[str, Source, ast.AST]] = []
        mentioned = set(_names((self.main.tree,)))
        for source in experiment.sources[1:]:
            run = []
            for statement in source.tree.body:
                if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)) and not statement.decorator_list:
                    waiting.append((statement.name, source, statement))
                else:
                    run.append(statement)
            mentioned |= set(_names(run))
        while reached := [one for one in waiting if one[0] in mentioned]:
            waiting = [one for one in waiting if one[0] not in mentioned]
            mentioned |= set(_names(node for _, _, node in reached))
        self.bodies = [(source, node) for _, source, node in waiting]

    def hold(self, source: Source, node: ast.AST) -> bool:
        """Does the node stand in one of them?"""
        line = getattr(node, "lineno", 0)
        return any(
            source is other and getattr(body, "lineno", 0) <= line <= getattr(body, "end_lineno", 0)
            for other, body in self.bodies
        )


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Names that are read, asked for as attributes, written as text or imported under another name."""
    for top in nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Name):
                yield node.id
            elif isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.alias) and node.asname:
                yield node.name
