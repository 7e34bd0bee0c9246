"""Trees: every node within a node, in the order of `ast.walk` and a tenth of its time, and what a call calls."""

from __future__ import annotations

from ast import AST, Assign, Attribute, Call, Constant, Expr, List, Name, Subscript, Tuple, keyword
from typing import Any


def within(node: AST) -> list[AST]:
    """The node itself and all below it, outer before inner; contexts such as `Load` may be missing."""
    found: list[Any] = [node]
    add, extend = found.append, found.extend
    for each in found:  # grows on the way; `ast.walk` asks for every field by name
        kind = type(each)
        # Nine of ten nodes are of these kinds, whose fields are read by name.
        if kind is Name or kind is Constant:
            continue
        if kind is Attribute or kind is keyword or kind is Expr:
            add(each.value)
        elif kind is Call:
            add(each.func)
            extend(each.args)
            extend(each.keywords)
        elif kind is Tuple or kind is List:
            extend(each.elts)
        elif kind is Assign:
            extend(each.targets)
            add(each.value)
        elif kind is Subscript:
            add(each.value)
            add(each.slice)
        elif each._fields:
            # Nodes without fields (`Load`, `Add`) are shared by all trees of a process, and other libraries, such as
            # the one that draws IPython's tracebacks, hang the rest of their own trees on them.
            for value in each.__dict__.values():
                kind = type(value)
                if kind is int or kind is str:
                    continue  # positions and names
                if kind is list:
                    for item in value:
                        if isinstance(item, AST):
                            add(item)
                elif isinstance(value, AST):
                    add(value)
    return found


def called(node: AST) -> str:
    """The called name without what stands before its last dot; "" where the node calls nothing that has a name."""
    function = getattr(node, "func", None)
    return function.attr if isinstance(function, Attribute) else getattr(function, "id", "")
