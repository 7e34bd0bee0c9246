"""Every node within a node, in the order of `ast.walk`, in a fraction of its time."""

from __future__ import annotations

import ast


def within(node: ast.AST) -> list[ast.AST]:
    """The node itself and all below it, outer before inner."""
    found = [node]
    syntax, add = ast.AST, found.append
    for each in found:  # grows on the way; `ast.walk` asks for every field by name
        # Nodes without fields (`Load`, `Add`) are shared by all trees of a process, and other libraries, such as the
        # one that draws IPython's tracebacks, hang the rest of their own trees on them.
        for value in each.__dict__.values() if each._fields else ():
            kind = type(value)
            if kind is int or kind is str:
                continue  # most are: positions and names
            if kind is list:
                for item in value:
                    if isinstance(item, syntax):
                        add(item)
            elif isinstance(value, syntax):
                add(value)
    return found
