"""Names and positions of columns in the order of numbers that stand beside them: `sorted(scores, key=scores.get)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.events import MISSING, Call
from reprolint.graph.mappings import value_at
from reprolint.graph.rows import NOTHING
from reprolint.graph.selecting import chosen_name
from reprolint.graph.values import NO_FITS, Constant, Data, Function, Mapping, Method, Sequence, Unknown, Value
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def ranked_by(run: Interpreter, call: Call, rest: Value | None) -> Value | None:
    """What stands for the unknown items of a collection once they are sorted, or the first of them taken, by `key=`."""
    key = call.argument("key")
    if not isinstance(rest, Unknown) or key is MISSING:
        return rest
    number = _number(run, key, rest, call.node)
    return chosen_name(rest, [number]) if number is not None and _is_learned(number) else rest


def _number(run: Interpreter, key: Value, item: Value, node: ast.AST) -> Value | None:
    """The number that an item is placed by, where that is looked up and not computed."""
    if isinstance(key, Method) and isinstance(key.receiver, Mapping):
        return value_at(run, key.receiver, item, node)
    if not isinstance(key, Function) or not isinstance(key.node, ast.Lambda):
        return None
    if any(isinstance(part, ast.Call) and getattr(part.func, "id", "") != "abs" for part in within(key.node.body)):
        return None
    from reprolint.graph.functions import invoke

    return invoke(run, key, [item], {}, node)


def _is_learned(number: Value) -> bool:
    return isinstance(number, Data) and number.statistic and number.rows == NOTHING and bool(number.all_learned)


def positions_by(numbers: Sequence) -> Data | None:
    """`np.argsort(numbers)` of numbers that were gathered for each column; None where these are others."""
    parts = [*numbers.items, *([numbers.rest] if numbers.rest is not None else [])]
    learned = [part.all_learned for part in parts if isinstance(part, Data) and _is_learned(part)]
    plain = all(_is_learned(part) or isinstance(part, Constant) for part in parts)
    if not learned or not plain or (numbers.rest is None and len(parts) < 2):
        return None
    traits = frozenset.intersection(*(part.traits for part in parts if isinstance(part, Data)))
    return Data(rows=NOTHING, learned=NO_FITS.union(*learned), statistic=True, kind="names", traits=traits)
