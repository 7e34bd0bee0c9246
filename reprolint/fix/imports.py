"""Imported names: what a library's name is called in a file, and where one more import belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.names import is_taken
from reprolint.fix.program import Program

Import = ast.Import | ast.ImportFrom


def module_imports(program: Program) -> Iterator[Import]:
    """Import statements at the top level, in order."""
    for statement in program.source.tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield statement


def imported_as(program: Program, module: str, name: str = "") -> str:
    """How top-level imports let the file call `module` or `module.name`, such as `np` or `torch`; "" when they do not."""
    for statement in module_imports(program):
        for alias in statement.names:
            if isinstance(statement, ast.Import) and alias.name == module:
                return (alias.asname or alias.name) + (f".{name}" if name else "")
            if isinstance(statement, ast.ImportFrom) and not statement.level and statement.module:
                if name and statement.module == module and alias.name == name:
                    return alias.asname or alias.name
                if f"{statement.module}.{alias.name}" == module:
                    return (alias.asname or alias.name) + (f".{name}" if name else "")
    return ""


def qualified(program: Program, function: ast.expr) -> str:
    """The library name behind `Name` or `module.name`, by the imports anywhere in the file; "" when there is none."""
    parts: list[str] = []
    node = function
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    rest = list(reversed(parts))
    for statement in program.source.nodes_of(ast.Import, ast.ImportFrom):
        assert isinstance(statement, (ast.Import, ast.ImportFrom))
        for alias in statement.names:
            bound = alias.asname or alias.name.partition(".")[0]
            if bound != node.id:
                continue
            if isinstance(statement, ast.ImportFrom):
                return ".".join([statement.module or "", alias.name, *rest])
            return ".".join([alias.name if alias.asname else bound, *rest])
    return ""


def adding(program: Program, before: ast.AST, module: str, name: str, near: str) -> tuple[str, list[Change]]:
    """What `module.name` is called, and the changes that import it above `before` when it is not imported yet.

    The new line stands below the last top-level import of `near` (a library), else below the last import. Raises
    DeclinedError when no such place stands above `before`, or when the name means something else in the file.
    """
    known = imported_as(program, module, name)
    if known:
        return known, []
    require(not is_taken(program, name), f"the name `{name}` is already used for something else")
    place = _place(program, before, near, module)
    if isinstance(place, ast.ImportFrom) and place.module == module and place.lineno == place.end_lineno:
        last = program.span(place.names[-1])[1]
        require(place.names[-1].name != "*", f"it is not clear whether `{name}` is imported")
        return name, [Change(last, last, f", {name}")]
    return name, [program.insert_after(place, [f"from {module} import {name}"])]


def _place(program: Program, before: ast.AST, near: str, module: str = "") -> Import:
    """The import below which one more belongs: of the same module, of one that comes before it by name, of the library."""
    limit = getattr(before, "lineno", 1)
    scope = program.scope(before)
    if not isinstance(scope, ast.Module):
        limit = len(program.lines) + 1  # runs after the module's body has reached its imports
    found = [each for each in module_imports(program) if each.lineno < limit]
    kin = [each for each in found if near in _libraries(each)]
    smaller: list[Import] = [each for each in kin if isinstance(each, ast.ImportFrom) and (each.module or "") <= module]
    kin = smaller or kin
    if not found:
        raise DeclinedError("there is no import at the top level to put a new line behind")
    return (kin or found)[-1]


def _libraries(statement: Import) -> set[str]:
    if isinstance(statement, ast.ImportFrom):
        return {(statement.module or "").partition(".")[0]}
    return {alias.name.partition(".")[0] for alias in statement.names}
