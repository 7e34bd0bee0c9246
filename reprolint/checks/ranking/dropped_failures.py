"""Queries without a hit leave no entry in the list that the mean reciprocal rank is taken of."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._scopes import Scope, names, scopes, speaks_of_ranks, whole_number
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.patterns import pattern
from reprolint.source.walking import called

RECIPROCAL = pattern(r"\b1(\.0?)?\s*/[^/]")
MEANS = frozenset({"mean", "average", "fmean", "nanmean"})


@check("MET004")
def dropped_failures(experiment: Experiment) -> Iterator[Finding]:
    """Reciprocals that are kept for hits only, and a mean over as many as were kept."""
    source = experiment.source
    if not speaks_of_ranks(experiment) or not RECIPROCAL.search(source.text):
        return
    for scope in scopes(experiment):
        for node, mean, name in (*_appended(scope), *_filtered(scope)):
            yield Finding(
                f"`{name}` holds reciprocal ranks of hits only, so its mean leaves out every query that found nothing",
                source.location(node, "only when something was found"),
                (source.location(mean, "divided by the number of hits"),) if mean is not node else (),
            )


def _appended(scope: Scope) -> Iterator[tuple[ast.AST, ast.AST, str]]:
    """`list.append(1 / rank)` under a condition, with nothing appended otherwise."""
    for name in {each for each in scope.assigned if len(scope.assigned[each]) == 1}:
        appends = [
            node
            for node in scope.nodes
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"append", "extend", "insert"}
            and getattr(node.func.value, "id", "") == name
        ]
        if len(appends) != 1 or not appends[0].args or not _is_empty_list(scope.assigned[name][0]):
            continue
        if not _is_reciprocal(scope.only_value(appends[0].args[0])):
            continue
        mean = _mean_of(scope, name)
        if mean is not None and _only_on_success(scope, appends[0], name):
            yield appends[0], mean, name


def _is_empty_list(value: ast.expr | None) -> bool:
    return (isinstance(value, ast.List) and not value.elts) or (
        isinstance(value, ast.Call) and called(value) == "list" and not value.args
    )


def _is_reciprocal(value: ast.AST) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div) and whole_number(value.left) == 1


def _only_on_success(scope: Scope, append: ast.Call, name: str) -> bool:
    """Is the append skipped for a query in which nothing is found?"""
    loops, conditional = 0, False
    made = next(
        (
            node
            for node in scope.nodes
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and name in names(node) and _is_empty_list(node.value)
        ),
        None,
    )
    child: ast.AST = append
    for parent in scope.around(append):
        if isinstance(parent, (ast.For, ast.While)):
            if made is not None and made in parent.body:
                break  # a list for each query
            loops += 1
        elif isinstance(parent, ast.If) and child in parent.body and not parent.orelse:
            conditional = conditional or _asks_for_a_hit(parent.test, _tied_to(scope, append))
        elif isinstance(parent, ast.Try) and child in parent.body:
            conditional = conditional or _drops(parent)
        child = parent
    return conditional and loops > 0


def _tied_to(scope: Scope, append: ast.Call) -> set[str]:
    """Names in what is appended, and in what the rank was taken from."""
    wanted: set[str] = set()
    for argument in append.args:
        for node in ast.walk(scope.only_value(argument)):
            if isinstance(node, ast.Name):
                wanted |= {node.id} | names(scope.only_value(node))
    return wanted


def _asks_for_a_hit(test: ast.expr, wanted: set[str]) -> bool:
    """Is it asked whether something is in something, is the same, or whether there is a rank?"""
    operators = (ast.IsNot, ast.Gt, ast.NotEq, ast.LtE, ast.GtE, ast.Lt)
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and any(isinstance(operator, (ast.In, ast.Eq)) for operator in node.ops):
            if not _asks_of_sizes(node):
                return True
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], operators) and names(node) & wanted:
            return True
    return isinstance(test, ast.Name) and test.id in wanted


def _asks_of_sizes(node: ast.Compare) -> bool:
    """A query of one kind, or one of several steps: `kind == "long"`, `step % 10 == 0`."""
    return any(
        isinstance(side, ast.Constant) and not isinstance(side.value, (bool, int)) for side in node.comparators
    ) or (isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Mod))


def _drops(attempt: ast.Try) -> bool:
    return any(all(isinstance(each, (ast.Pass, ast.Continue)) for each in handler.body) for handler in attempt.handlers)


def _mean_of(scope: Scope, name: str) -> ast.AST | None:
    """`np.mean(list)`, or `sum(list) / len(list)`."""
    for node in scope.nodes:
        if called(node) in MEANS and isinstance(node, ast.Call):
            receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
            if any(getattr(each, "id", "") == name for each in (*node.args, receiver)):
                return node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            counted = any(
                called(each) == "len" and isinstance(each, ast.Call) and getattr(each.args[0], "id", "") == name
                for each in ast.walk(node.right)
            )
            if counted and called(node.left) == "sum" and name in names(node.left):
                return node
    return None


def _filtered(scope: Scope) -> Iterator[tuple[ast.AST, ast.AST, str]]:
    """`mean([1 / rank for rank in ranks if rank])`."""
    for node in scope.nodes:
        if not isinstance(node, ast.Call) or called(node) not in MEANS or not node.args:
            continue
        inner = scope.only_value(node.args[0])
        if not isinstance(inner, (ast.ListComp, ast.GeneratorExp)) or not _is_reciprocal(inner.elt):
            continue
        generator = inner.generators[0]
        if len(inner.generators) == 1 and generator.ifs and isinstance(generator.target, ast.Name):
            rank = generator.target.id
            if any(rank in names(test) for test in generator.ifs) and rank in names(inner.elt):
                yield inner, node, ast.unparse(node.args[0]) if isinstance(node.args[0], ast.Name) else "the list"
