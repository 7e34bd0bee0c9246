"""Names that are not those of the statement around them, or of whose values hardly anything is asked."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.source.model import Source


def of_their_own(source: Source) -> set[ast.AST]:
    """Names that a comprehension or a lambda binds, and their uses in it: others of that name are not meant."""
    found: set[ast.AST] = set()
    for one in source.nodes_of(ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp, ast.Lambda):
        if isinstance(one, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            bound = {part.id for each in one.generators for part in within(each.target) if isinstance(part, ast.Name)}
            outer = set(within(one.generators[0].iter))
        elif isinstance(one, ast.Lambda):
            bound, outer = {each.arg for each in one.args.args}, set()
        else:
            continue
        found.update(
            part for part in within(one) if isinstance(part, ast.Name) and part.id in bound and part not in outer
        )
    return found


def asked_whether_there(heads: tuple[ast.AST, ...]) -> set[ast.AST]:
    """Names of which a test asks no more than whether they are None, or of what kind."""
    found: set[ast.AST] = set()
    for head in heads:
        if isinstance(head, ast.Compare) and isinstance(head.ops[0], (ast.Is, ast.IsNot)):
            found.add(head.left)
        elif isinstance(head, ast.Call) and called(head) == "isinstance":
            found.update(head.args)
    return found
