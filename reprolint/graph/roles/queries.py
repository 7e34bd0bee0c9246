"""`frame.query("year < 2015 and sex == 'f'")`: rows chosen by a text, known as the same tests written as masks are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call
from reprolint.graph.means import units_of
from reprolint.graph.rows import NOTHING, Where
from reprolint.graph.values import TEXT, Constant, Data, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

_OUTSIDE = "_outside_"  # stands for the `@` before a variable of the program
_PUT_IN = "_put_in_"  # before the number of a value in a text that was put together
_QUOTED = "_quoted_"  # before a column whose name is no word of Python, written `` `as here` ``

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.Eq,
    ast.NotEq: ast.NotEq,
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
}


def queried(run: Interpreter, data: Data, event: Call) -> Value:
    """The rows for which the text is true; of several tests joined by `and`, each is a step of its own."""
    data = units_of(data) or data
    if data.rows == NOTHING:
        return frames.derive(data, column_learned=dict(data.column_learned))
    text, values = _written(event.argument("expr", 0))
    result = data
    for mask in [_mask(run, data, test, values) for test in _tests(text)]:
        if mask is not None:
            result = frames.pick(run, result, mask)
        else:  # nothing is known of these rows but where they are from
            rows = Where(result.rows, ("mask", run.fresh()))
            result = frames.derive(result, rows=rows, column_learned=dict(result.column_learned))
    return result


def _written(expression: Value) -> tuple[object, dict[str, Value]]:
    """The text, and the values put into it, each under the name that stands in its place."""
    if isinstance(expression, Constant):
        return expression.value, {}
    if not isinstance(expression, Unknown) or expression.hint != TEXT:
        return None, {}
    values = {f"{_PUT_IN}{position}_": value for position, value in enumerate(expression.inputs)}
    parts = [str(value.value) if isinstance(value, Constant) else name for name, value in values.items()]
    return "".join(parts), values


def _tests(text: object) -> list[ast.expr | None]:
    """The tests that must all be true; None in the place of what cannot be read."""
    if not isinstance(text, str):
        return [None]
    parts = text.split("`")
    parts[1::2] = [_QUOTED + name.encode().hex() for name in parts[1::2]]
    try:
        return list(_conjuncts(ast.parse("".join(parts).replace("@", _OUTSIDE).strip(), mode="eval").body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [None]


def _conjuncts(test: ast.expr) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for part in test.values:
            yield from _conjuncts(part)
    elif isinstance(test, ast.BinOp) and isinstance(test.op, ast.BitAnd):
        yield from _conjuncts(test.left)
        yield from _conjuncts(test.right)
    elif isinstance(test, ast.Compare) and len(test.ops) > 1:  # 2010 <= year < 2015
        sides = [test.left, *test.comparators]
        for left, op, right in zip(sides, test.ops, sides[1:], strict=False):
            yield ast.Compare(left, [op], [right])
    else:
        yield test


def _mask(run: Interpreter, data: Data, test: ast.expr | None, values: dict[str, Value]) -> Data | None:
    """One test as a mask; None where it asks for more than columns, constants and variables."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, (ast.Not, ast.Invert)):
        inner = _mask(run, data, test.operand, values)
        return frames.derive(inner, mask_keeps=not inner.mask_keeps) if inner is not None else None
    if isinstance(test, ast.Name):  # a column of truth values
        test = ast.Compare(test, [ast.Eq()], [ast.Constant(value=True)])
    if not isinstance(test, ast.Compare):
        return None
    op = test.ops[0]
    sides = [test.left, test.comparators[0]]
    if not _is_column(sides[0], values):
        if not _is_column(sides[1], values) or type(op) not in _MIRRORED:
            return None
        op, sides = _MIRRORED[type(op)](), sides[::-1]
    left, right = (_operand(run, data, side, values) for side in sides)
    if left is None or right is None:
        return None
    if isinstance(right, Sequence) or isinstance(op, (ast.In, ast.NotIn)):
        return _among(run, left, op, right)
    from reprolint.graph.expressions import data_comparison

    made = data_comparison(run, left, op, right)
    return made if isinstance(made, Data) and made.kind == "mask" else None


def _is_column(node: ast.expr, values: dict[str, Value]) -> bool:
    return isinstance(node, ast.Name) and node.id not in values and not node.id.startswith(_OUTSIDE)


def _among(run: Interpreter, left: Value, op: ast.cmpop, right: Value) -> Data | None:
    """`part in ["a", "b"]`, which may be written with `==`."""
    from reprolint.graph.roles.row_methods import is_among

    if (
        not isinstance(left, Data)
        or isinstance(right, Constant)
        or not isinstance(op, (ast.In, ast.NotIn, ast.Eq, ast.NotEq))
    ):
        return None
    mask = is_among(run, left, right)
    mask.mask_keeps = isinstance(op, (ast.In, ast.Eq))
    return mask


def _operand(run: Interpreter, data: Data, node: ast.expr, values: dict[str, Value]) -> Value | None:
    """A column, a value of the program, a constant or a list of constants."""
    name = node.id if isinstance(node, ast.Name) else node.value if isinstance(node, ast.Constant) else None
    if isinstance(name, str) and name in values:
        return values[name]
    if isinstance(node, ast.Name):
        if node.id.startswith(_OUTSIDE):
            return run.frame.scope.lookup(node.id.removeprefix(_OUTSIDE))
        quoted = node.id.removeprefix(_QUOTED)
        return frames.column(data, node.id if quoted == node.id else bytes.fromhex(quoted).decode())
    try:
        literal = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    if isinstance(literal, (list, tuple)):
        return Sequence("list", [Constant(item) for item in literal])
    written = isinstance(literal, (str, int, float))
    # A text that holds what stands for something else is not the one that was written.
    return Constant(literal) if written and not any(name in str(literal) for name in (_QUOTED, _PUT_IN)) else None
