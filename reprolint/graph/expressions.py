"""Expressions: one function per kind of syntax node, each giving the abstract value.

Longer than most modules, since Python has that many kinds of expression and they are read side by side.
"""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from reprolint.graph import attributes, bounds, calling, loops, rescaling, subscripts
from reprolint.graph import data as frames
from reprolint.graph.iteration import items_of
from reprolint.graph.joining import join
from reprolint.graph.membership import holds, write_down
from reprolint.graph.parameters import is_learnable, reckoned
from reprolint.graph.rows import All
from reprolint.graph.score_arithmetic import arithmetic, note_comparison
from reprolint.graph.values import (
    LENGTH,
    TEXT,
    Constant,
    Data,
    File,
    Function,
    Mapping,
    Number,
    Sequence,
    Unknown,
    Value,
)
from reprolint.graph.yielding import yield_, yield_from

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


BUILTIN_NAMES = frozenset(dir(builtins)) | {"display"}


def _constant(run: Interpreter, node: ast.Constant) -> Value:  # noqa: ARG001
    return Constant(node.value)


def _name(run: Interpreter, node: ast.Name) -> Value:
    value = run.frame.scope.lookup(node.id)
    return value if value is not None else unbound(run, node.id)


def unbound(run: Interpreter, name: str) -> Value:
    """A name no scope binds: a builtin, a name from a star import, or something unknown that stays the same."""
    module = run.module
    for library in (*run.frame.scope.starred, *module.scope.starred):
        candidate = run.library(f"{library}.{name}")
        if candidate.entry is not None:
            return candidate
    if name in BUILTIN_NAMES:
        return run.library(f"builtins.{name}")
    value = module.missing.get(name)
    if value is None:
        value = module.missing[name] = Unknown(name)
    return value


def _bool_op(run: Interpreter, node: ast.BoolOp) -> Value:
    values = [run.eval(part) for part in node.values]
    result = values[0]
    for value in values[1:]:
        combined = frames.combine(run, result, value)
        result = combined if combined is not None else _either(node.op, result, value)
    return result


def _either(op: ast.boolop, left: Value, right: Value) -> Value:
    if isinstance(left, Constant):
        truthy = bool(left.value)
        return right if truthy == isinstance(op, ast.And) else left
    if isinstance(right, Constant):
        return right if isinstance(op, ast.And) and not right.value else Unknown(inputs=(left, right))
    joined: Value = join(left, right)
    return joined


ARITHMETIC: dict[type[ast.operator], Callable[[object, object], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def _bin_op(run: Interpreter, node: ast.BinOp) -> Value:
    return binary(run, run.eval(node.left), node.op, run.eval(node.right), node)


def binary(run: Interpreter, left: Value, op: ast.operator, right: Value, node: ast.AST) -> Value:
    """Arithmetic: constants are folded, lists joined, masks combined, provenance carried along."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _fold(left, op, right)
    if isinstance(left, Sequence) and isinstance(op, ast.Add) and isinstance(right, Sequence):
        return _joined(left, right)
    if isinstance(left, Mapping) and isinstance(op, ast.BitOr) and isinstance(right, Mapping):
        return Mapping({**left.items, **right.items}, _further(left.rest, right.rest))
    if isinstance(left, Sequence) and isinstance(op, ast.Mult):
        return Sequence(left.kind, [], left.items[0]) if left.items else left
    if isinstance(left, Number) or isinstance(right, Number):
        return arithmetic(run, left, op, right, node)
    if isinstance(left, Data) and isinstance(right, Data):
        if isinstance(op, (ast.BitAnd, ast.BitOr)):
            return mask(run, left, right, op)
        if isinstance(op, ast.Add) and left.kind == right.kind == "list":
            return frames.below(run, left, right)
    if isinstance(left, File) and isinstance(op, ast.Div):
        return File(join_path(left.path, right))
    if isinstance(op, ast.Add) and any(isinstance(side, Unknown) and side.hint == TEXT for side in (left, right)):
        return Unknown(TEXT, (left, right))
    if is_learnable(left) or is_learnable(right):
        return reckoned(run, left, op, right)
    return _of_rows(run, left, op, right)


def _of_rows(run: Interpreter, left: Value, op: ast.operator, right: Value) -> Value:
    """Arithmetic row by row."""
    if isinstance(left, Unknown) and isinstance(right, Data) and not right.statistic and left.faces is None:
        return frames.combine(run, left, right, op) or right
    if isinstance(left, Unknown) and isinstance(right, Data) and not _counts(left):
        left = frames.face(run, left) or left
    elif isinstance(right, Unknown) and isinstance(left, Data) and left.statistic and not _counts(right):
        right = frames.face(run, right) or right
    combined = frames.combine(run, left, right, op)
    if combined is None:
        return Unknown(inputs=(left, right))
    named = any(isinstance(side, Constant) and isinstance(side.value, str) for side in (left, right))
    if isinstance(combined, Data) and combined.kind == "index" and not named:  # the numbers of other rows
        return frames.derive(combined, rows=All(("positions", run.fresh())))
    if run.spans and isinstance(combined, Data):
        rescaling.after(run, left, op, right, combined)
    if isinstance(op, ast.Sub) and _is_error(left, right):
        assert isinstance(combined, Data)
        combined.output = "residuals"
    return combined


def _counts(value: Value, depth: int = 3) -> bool:
    """Is it the length of something, or reckoned from such lengths alone? Then it is a number, and no rows."""
    if isinstance(value, Constant):
        return True
    if not isinstance(value, Unknown):
        return False
    if value.hint:
        return value.hint == LENGTH
    return depth > 0 and bool(value.inputs) and all(_counts(one, depth - 1) for one in value.inputs)


def _joined(left: Sequence, right: Sequence) -> Sequence:
    """`[...] + [...]`."""
    if isinstance(left.rest, Data) and isinstance(right.rest, Data):  # whoever takes the whole list takes both
        return sequence(left.kind, [*left.items, left.rest, *right.items], right.rest)
    return sequence(left.kind, [*left.items, *right.items], _further(left.rest, right.rest))


def _further(left: Value | None, right: Value | None) -> Value | None:
    """What the further items are of two containers that are put together."""
    if left is None:
        return right
    return left if right is None else join(left, right)


def _is_error(left: Value, right: Value) -> bool:
    """Is one side of a difference predicted and the other the rows' own values?"""
    if not isinstance(left, Data) or not isinstance(right, Data) or left.statistic or right.statistic:
        return False
    predicted = left if left.predicted_by else right
    other = right if predicted is left else left
    if left.kind == right.kind == "frame":
        return False  # two states of one table, as rounds of filling gaps leave them
    plain = predicted.output in {"values", "scores", "labels", "probabilities", ""}
    return bool(predicted.predicted_by) and plain and not other.predicted_by


LONGEST = 10_000  # characters of texts that are put together
MOST_BITS = 256  # of whole numbers that are reckoned with


def _fold(left: Constant, op: ast.operator, right: Constant) -> Value:
    function = ARITHMETIC.get(type(op))
    a, b = left.value, right.value
    if function is None or isinstance(a, (bytes, complex)) or a is None or b is None:
        return Unknown(inputs=(left, right))
    small = not (isinstance(op, (ast.Mult, ast.Pow)) and any(isinstance(v, str) or _large(v) for v in (a, b)))
    small = small and sum(len(v) for v in (a, b) if isinstance(v, str)) <= LONGEST
    small = small and not (isinstance(op, ast.Pow) and isinstance(b, int) and abs(b) > MOST_BITS)
    small = small and all(v.bit_length() <= MOST_BITS for v in (a, b) if isinstance(v, int))
    if not small or (isinstance(op, ast.Mod) and isinstance(a, str)):
        return Unknown(inputs=(left, right))
    try:
        return Constant(function(a, b))
    except (ArithmeticError, TypeError, ValueError):
        return Unknown(inputs=(left, right))


def _large(value: object) -> bool:
    return isinstance(value, int) and abs(value) > 10**6


def join_path(left: Value, right: Value) -> Value:
    """Two parts of a path, as far as they are literal; a literal file name is kept behind an unknown folder."""
    parts = [part.value for part in (left, right) if isinstance(part, Constant) and isinstance(part.value, str)]
    if not parts or not isinstance(right, Constant) or sum(map(len, parts)) > LONGEST:
        return Unknown(inputs=(left, right))
    return Constant("/".join(part.rstrip("/") for part in parts))


def mask(run: Interpreter, left: Data, right: Data, op: ast.operator) -> Data:
    """Two masks under `&` or `|`: a test of its own."""
    combined = frames.combine(run, left, right)
    test: Hashable = ("mask", run.fresh())
    if isinstance(op, ast.BitAnd):
        test = bounds.both(left, right, otherwise=test)
    return frames.derive(combined if isinstance(combined, Data) else left, kind="mask", test=test, mask_keeps=True)


def _unary_op(run: Interpreter, node: ast.UnaryOp) -> Value:
    value = run.eval(node.operand)
    if isinstance(value, Constant):
        try:
            if isinstance(node.op, ast.USub):
                return Constant(-value.value)  # type: ignore[operator]
            if isinstance(node.op, ast.Not):
                return Constant(not value.value)
        except TypeError:
            return Unknown(inputs=(value,))
        return value
    if isinstance(value, Data):
        if isinstance(node.op, ast.Invert):
            test = value.test or ("mask", frames.identity(run, value))
            return frames.derive(value, kind="mask", test=test, mask_keeps=not value.mask_keeps)
        return frames.derive(value)
    if isinstance(value, Number):
        return value
    whole = frames.face(run, value) if isinstance(value, Unknown) and isinstance(node.op, ast.Invert) else None
    if whole is not None:
        test = whole.test or ("mask", frames.identity(run, whole))
        return frames.derive(whole, kind="mask", test=test, mask_keeps=not whole.mask_keeps)
    return Unknown(inputs=(value,))


COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
NEGATED = {"!=": "==", ">=": "<", "<=": ">"}
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}  # with the sides in the other order


def _compare(run: Interpreter, node: ast.Compare) -> Value:
    left = run.eval(node.left)
    values = [left, *(run.eval(part) for part in node.comparators)]
    if run.tests and any(isinstance(value, Number) for value in values):
        run.tests[-1].extend(values)
    if isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        note_comparison(run, node, "order", values)
    right = values[1]
    if isinstance(left, Unknown) and left.faces is not None:  # it was used as data before, or drawn as such
        left = left.faces.get("data", left)
    if isinstance(left, Data) or isinstance(right, Data):
        return data_comparison(run, left, node.ops[0], right)
    if isinstance(left, Unknown) and left.hint == "type" and len(values) == 2:
        from reprolint.graph.roles.kinds import type_comparison

        if (found := type_comparison(left, node.ops[0], right)) is not None:
            return found
    if isinstance(node.ops[0], (ast.In, ast.NotIn)) and len(values) == 2:
        inside = holds(run, right, left)
        return Unknown(inputs=tuple(values)) if inside is None else Constant(inside == isinstance(node.ops[0], ast.In))
    if len(values) == 2 and isinstance(left, Constant) and isinstance(right, Constant):
        return _constant_comparison(left, node.ops[0], right)
    asks_for_none = isinstance(node.ops[0], (ast.Is, ast.IsNot)) and isinstance(right, Constant) and right.value is None
    if asks_for_none and not isinstance(left, (Unknown, Constant)):
        return Constant(isinstance(node.ops[0], ast.IsNot))
    result = Unknown(inputs=tuple(values))
    if not run.tests and any(isinstance(value, Number) for value in values):
        run.verdicts[id(result)] = (result, run.place(node), values)
    return result


def _constant_comparison(left: Constant, op: ast.cmpop, right: Constant) -> Value:
    a, b = left.value, right.value
    try:
        if isinstance(op, (ast.Eq, ast.Is)):
            return Constant(a == b)
        if isinstance(op, (ast.NotEq, ast.IsNot)):
            return Constant(a != b)
        if isinstance(op, ast.Lt):
            return Constant(a < b)  # type: ignore[operator]
        if isinstance(op, ast.Gt):
            return Constant(a > b)  # type: ignore[operator]
    except TypeError:
        pass
    return Unknown(inputs=(left, right))


def data_comparison(run: Interpreter, left: Value, op: ast.cmpop, right: Value) -> Value:
    """`==`, `<` and the like where one side is data: a mask, or which predictions hit."""
    base = frames.combine(run, left, right)
    symbol = COMPARISONS.get(type(op))
    if not isinstance(base, Data) or symbol is None:
        return Unknown(inputs=(left, right))
    subject = left if isinstance(left, Data) else right
    other = right if subject is left else left
    assert isinstance(subject, Data)
    if not isinstance(left, Data):
        symbol = MIRRORED.get(symbol, symbol)
    operand: object = other.value if isinstance(other, Constant) else frames.identity(run, other)
    test = (subject_key(run, subject), NEGATED.get(symbol, symbol), operand)
    bounds.note_computed(test, subject)
    # Where two predictions agree says nothing of the truth, nor does on which side of a bound a prediction lies.
    equal = isinstance(op, (ast.Eq, ast.NotEq))
    if (
        equal
        and isinstance(left, Data)
        and isinstance(right, Data)
        and bool(left.predicted_by) != bool(right.predicted_by)
    ):
        return calling.hand_accuracy(run, left, right, base)
    return frames.derive(base, kind="mask", test=test, mask_keeps=symbol not in NEGATED, view_of=None)


def subject_key(run: Interpreter, data: Data) -> object:
    """What a mask tests: a named column of a frame, or this very value."""
    if data.columns is not None and not data.columns.inverted and len(data.columns.names) == 1:
        return (data.rows, next(iter(data.columns.names)))
    if data.view_of is not None and data.view_key is not None:
        return (data.rows, data.view_key)
    if data.kind == "index" and "shuffled" not in data.traits:
        return (data.rows, "index")
    return ("value", frames.id_of(run, data))


def _if_exp(run: Interpreter, node: ast.IfExp) -> Value:
    test = run.eval(node.test)
    if isinstance(test, Constant):
        return run.eval(node.body if test.value else node.orelse)
    joined: Value = join(run.eval(node.body), run.eval(node.orelse))
    return joined


MOST_ITEMS = 256  # of lists that are put together, followed one by one


def sequence(kind: str, items: list[Value], rest: Value | None) -> Sequence:
    """A list put together from others; of a very long one the end is not followed one by one."""
    for item in items[MOST_ITEMS : MOST_ITEMS + 8]:
        rest = item if rest is None else join(rest, item)
    return Sequence(kind, items[:MOST_ITEMS], rest)


def _sequence(kind: str) -> Callable[[Interpreter, ast.List | ast.Tuple | ast.Set], Value]:
    def evaluate(run: Interpreter, node: ast.List | ast.Tuple | ast.Set) -> Value:
        items: list[Value] = []
        rest: Value | None = None
        for part in node.elts:
            if type(part) is ast.Starred:
                more, tail = items_of(run, run.eval(part.value))
                items.extend(more)
                if tail is not None:
                    rest = tail if rest is None else join(rest, tail)
            else:
                items.append(run.eval(part))
        starred = any(type(part) is ast.Starred for part in node.elts)
        made = sequence(kind, items, rest) if starred else Sequence(kind, items, rest)
        made.made_in = run.loops
        write_down(made)
        return made

    return evaluate


def _dict(run: Interpreter, node: ast.Dict) -> Value:
    result = Mapping({})
    result.made_in = run.loops
    for key, part in zip(node.keys, node.values, strict=True):
        value = run.eval(part)
        if key is None:
            if isinstance(value, Mapping):
                result.items.update(value.items)
                result.rest = _further(result.rest, value.rest)
            else:
                result.rest = value
            continue
        name = run.eval(key)
        if isinstance(name, Constant):
            result.items[name.value] = value
        else:
            result.rest = value if result.rest is None else join(result.rest, value)
    write_down(result)
    return result


def _dict_comp(run: Interpreter, node: ast.DictComp) -> Value:
    pairs = ast.Tuple([node.key, node.value], ast.Load())
    ast.copy_location(pairs, node)
    generator = ast.GeneratorExp(pairs, node.generators)
    ast.copy_location(generator, node)
    result = Mapping({})
    items, rest = items_of(run, loops.comprehension(run, generator, "generator"))
    for item in [*items, *([rest] if rest is not None else [])]:
        if isinstance(item, Sequence) and len(item.items) == 2:
            key, value = item.items
            if isinstance(key, Constant):
                result.items[key.value] = value
            else:
                result.rest = value if result.rest is None else join(result.rest, value)
    return result


def _joined_string(run: Interpreter, node: ast.JoinedStr) -> Value:
    values = [run.eval(part.value) if isinstance(part, ast.FormattedValue) else run.eval(part) for part in node.values]
    text = [str(value.value) for value in values if isinstance(value, Constant)]
    if len(text) == len(values) and sum(len(part) for part in text) <= LONGEST:
        return Constant("".join(text))
    return Unknown(TEXT, tuple(values))


def _named(run: Interpreter, node: ast.NamedExpr) -> Value:
    value = run.eval(node.value)
    run.memory.put(run.frame.scope.owner(node.target.id).names, node.target.id, value)
    return value


def _lambda(run: Interpreter, node: ast.Lambda) -> Value:
    return Function(node, run.module, run.frame.scope, "lambda", [run.eval(part) for part in node.args.defaults])


def _slice(run: Interpreter, node: ast.Slice) -> Value:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            run.eval(part)
    return Unknown("slice")


EVALUATORS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: attributes.evaluate,
    ast.Call: calling.evaluate,
    ast.Subscript: subscripts.evaluate,
    ast.BinOp: _bin_op,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary_op,
    ast.Compare: _compare,
    ast.IfExp: _if_exp,
    ast.List: _sequence("list"),
    ast.Tuple: _sequence("tuple"),
    ast.Set: _sequence("set"),
    ast.Dict: _dict,
    ast.ListComp: lambda run, node: loops.comprehension(run, node, "list"),
    ast.SetComp: lambda run, node: loops.comprehension(run, node, "set"),
    ast.GeneratorExp: lambda run, node: loops.comprehension(run, node, "generator"),
    ast.DictComp: _dict_comp,
    ast.JoinedStr: _joined_string,
    ast.FormattedValue: lambda run, node: run.eval(node.value),
    ast.NamedExpr: _named,
    ast.Lambda: _lambda,
    ast.Starred: lambda run, node: run.eval(node.value),
    ast.Await: lambda run, node: run.eval(node.value),
    ast.Yield: yield_,
    ast.YieldFrom: yield_from,
    ast.Slice: _slice,
}
if hasattr(ast, "TemplateStr"):
    EVALUATORS[ast.TemplateStr] = lambda run, node: Unknown()  # noqa: ARG005
    EVALUATORS[ast.Interpolation] = lambda run, node: run.eval(node.value)  # type: ignore[attr-defined]
