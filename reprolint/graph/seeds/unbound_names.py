"""Names that a program reads and that nothing binds: alone it ends with an error, or it is a part of something else."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# Of modules, and of IPython, in which scripts are run too.
_OF_MODULES = frozenset({"display", "get_ipython", "__file__", "__path__", "__annotations__", "__builtins__"})
_OF_PYTHON_2 = frozenset({"basestring", "cmp", "file", "long", "raw_input", "reduce", "unicode", "unichr", "xrange"})
_ALWAYS = frozenset(dir(builtins)) | _OF_MODULES | _OF_PYTHON_2


def unbound_names(source: Source) -> set[str]:
    """Names that are read in the file and bound nowhere in it."""
    names: list[ast.Name] = source.nodes_of(ast.Name)
    bound = {one.id for one in names if not isinstance(one.ctx, ast.Load)}
    bound |= {one.arg for one in source.nodes_of(ast.arg)}
    bound |= {(one.asname or one.name).partition(".")[0] for one in source.nodes_of(ast.alias)}
    definitions: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]
    definitions = source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bound |= {one.name for one in definitions}
    bound |= {one.name for one in source.nodes_of(ast.ExceptHandler) if one.name}
    captures: list[ast.MatchAs | ast.MatchStar] = source.nodes_of(ast.MatchAs, ast.MatchStar)
    bound |= {one.name for one in captures if one.name}
    return {one.id for one in names} - bound - _ALWAYS


def is_a_part(experiment: Experiment) -> bool:
    """Does running the script come to a name that nothing binds? In notebooks that is a finding of its own."""
    source = experiment.source
    if source.kind == "notebook" or "NameError" in source.text or "globals()" in source.text:
        return False
    if any(name.name == "*" for node in source.nodes_of(ast.ImportFrom) for name in node.names):
        return False
    unbound = unbound_names(source)
    if not unbound:
        return False
    run = (node for node in source.nodes() if isinstance(node, ast.stmt) and node in experiment.course.run)
    return any(
        isinstance(part, ast.Name) and part.id in unbound
        for statement in run
        for head in ast.iter_child_nodes(statement)
        if not isinstance(head, (ast.stmt, ast.ExceptHandler, ast.match_case))
        for part in within(head)
    )
