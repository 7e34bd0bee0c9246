"""Python's scopes: which names statements bind in their own scope, and which a function's body takes from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from reprolint.source.walking import within

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_CAUGHT = frozenset({"NameError", "Exception", "BaseException"})


def catches_names(kind: ast.expr | None) -> bool:
    """Does `except kind:` catch a NameError?"""
    return kind is None or any(isinstance(part, ast.Name) and part.id in _CAUGHT for part in within(kind))


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """Expressions that are evaluated where the function is defined."""
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default is not None)]


def bindings(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every name that these nodes bind in their own scope; bodies of functions and classes have scopes of their own."""
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], node
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name, node
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest, node
        yield from bindings(ast.iter_child_nodes(node))


def renewed(node: ast.AST) -> frozenset[ast.AST]:
    """Names to which assignments in the node give a value that is computed from the name itself."""
    found: set[ast.AST] = set()
    for part in within(node):
        if isinstance(part, ast.AugAssign):
            found.add(part.target)
        elif isinstance(part, (ast.Assign, ast.AnnAssign)) and part.value is not None:
            inside = within(part.value)
            if any(isinstance(one, ast.Lambda) for one in inside):
                continue  # a function may call itself
            own = {name for name, _ in bindings([part.value])}
            read = {one.id for one in inside if isinstance(one, ast.Name)} - own
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            found.update(target for target in targets if isinstance(target, ast.Name) and target.id in read)
    return frozenset(found)


def free_names(node: FunctionNode, local: frozenset[str]) -> Iterator[ast.Name]:
    """Names that a function's body reads and neither it nor a function around it binds."""
    arguments = node.args
    own = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    own |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one is not None}
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    own |= {name for name, _ in bindings(body)}
    inside = local | own
    if any(
        isinstance(part, ast.Try) and any(catches_names(one.type) for one in part.handlers) for part in within(node)
    ):
        return
    stack = body
    while stack:
        part = stack.pop()
        if isinstance(part, _FUNCTIONS):
            yield from free_names(part, inside)
            decorators = getattr(part, "decorator_list", [])
            stack.extend([*decorators, *defaults(part.args)])
        elif isinstance(part, ast.Name):
            if isinstance(part.ctx, ast.Load) and part.id not in inside:
                yield part
        elif isinstance(part, ast.arg):
            continue
        elif isinstance(part, ast.AnnAssign):
            stack.extend([part.target, *([part.value] if part.value is not None else [])])
        elif isinstance(part, ast.ClassDef):
            stack.extend([*part.decorator_list, *part.bases])  # its body is left alone
        else:
            stack.extend(ast.iter_child_nodes(part))
