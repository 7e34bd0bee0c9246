"""The smallest and the largest of the same scores, told side by side: they say how far these reach, and choose none."""

from __future__ import annotations

import ast

from reprolint.graph import Experiment
from reprolint.graph.events import Place, Select
from reprolint.graph.shown import calls_it, scores_shown
from reprolint.source.walking import within

ENDS = frozenset({"max", "min"})
PRAISE = frozenset({"best", "winn", "optim"})


def ends_of_spans(experiment: Experiment) -> set[Select]:
    """Each minimum with a maximum of the same scores in the same statement or the next, unless one is called the best."""
    found: set[Select] = set()
    largest = [select for select in experiment.selections if select.kind == "max"]
    for least in experiment.selections if largest else []:
        for most in largest if least.kind == "min" else []:
            if least.scores == most.scores and not {least, most} <= found and _side_by_side(least.place, most.place):
                shown = [show for show in experiment.shown if not scores_shown(show).isdisjoint(least.scores)]
                if not any(calls_it(show, PRAISE) for show in shown):
                    found |= {least, most}
    return found


def _side_by_side(one: Place, other: Place) -> bool:
    if one.source is not other.source:
        return False
    first, second = sorted((_statement(one), _statement(other)), key=lambda statement: statement.lineno)
    near = first is second or (second.lineno - (first.end_lineno or first.lineno) == 1)
    return near and first.col_offset == second.col_offset and not (_praises(first) or _praises(second))


def _statement(place: Place) -> ast.stmt:
    """The innermost statement around a place."""
    around = [
        node
        for node in place.source.nodes()
        if isinstance(node, ast.stmt) and node.lineno <= place.line <= (node.end_lineno or node.lineno)
    ]
    return next(node for node in reversed(around) if place.node in within(node))


def _praises(statement: ast.stmt) -> bool:
    """Does a name in it, such as that of what is assigned, or of a column, say that this is the best?"""
    texts = [
        node.id if isinstance(node, ast.Name) else node.value
        for node in within(statement)
        if isinstance(node, (ast.Name, ast.Constant))
    ]
    return any(word in text.lower() for text in texts if isinstance(text, str) for word in PRAISE)
