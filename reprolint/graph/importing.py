"""Imports: names are bound to files of the project, to folders of them, or to libraries."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.modules import Folder
from reprolint.graph.values import Unknown

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter
    from reprolint.graph.modules import Module


def import_(run: Interpreter, node: ast.Import) -> str:
    """`import module`: bind the name to the file that it means, to its folder, or to the library."""
    for alias in node.names:
        whole = run.modules.load(run, alias.name, 0)
        if alias.asname:
            run.memory.put(run.frame.scope.names, alias.asname, whole or run.library(alias.name))
        else:
            top = alias.name.partition(".")[0]
            package = whole if top == alias.name else run.modules.load(run, top, 0)
            value = package or _folder(run, alias.name, whole) or run.library(top)
            run.memory.put(run.frame.scope.names, top, value)
    return ""


def _folder(run: Interpreter, name: str, module: Module | None) -> Folder | None:
    """The folder that `import folder.module` binds, with what was imported from it before."""
    top, _, rest = name.partition(".")
    known = run.frame.scope.lookup(top)
    folder = known if isinstance(known, Folder) else None
    if module is None:
        return folder
    folder = folder or Folder(top)
    folder.hold(rest, module)
    return folder


def import_from(run: Interpreter, node: ast.ImportFrom) -> str:
    """`from module import name`: bind what the file or the library has by that name."""
    if node.module == "__future__":
        return ""
    module = run.modules.load(run, node.module or "", node.level)
    scope = run.frame.scope
    for alias in node.names:
        if alias.name == "*":
            if module is not None:
                for name, public in module.public_names().items():
                    run.memory.put(scope.names, name, public)
            elif node.module and not node.level:
                scope.starred.append(node.module)
            continue
        part = run.modules.part_of_folder
        value = module.attribute(run, alias.name) if module is not None else part(run, node, alias.name)
        run.memory.put(scope.names, alias.asname or alias.name, value or Unknown(alias.name))
    return ""
