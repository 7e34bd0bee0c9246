"""Draws that only pick what is shown as an example: rows, sentences, images that are printed or drawn beside the result."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.events import Show
from reprolint.graph.seeds.drawing_roots import displays
from reprolint.graph.seeds.influence import names_bound, results_in
from reprolint.graph.seeds.inner_names import of_their_own
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_PICKS = frozenset({"random.choice", "random.choices", "random.sample", "numpy.random.choice", "data.sample"})
_LOOKS = frozenset({"print", "plot", "display"})
# Other forms of the same rows.
_DRESSES = frozenset(
    {
        "values",
        "index",
        "iloc",
        "tolist",
        "to_list",
        "to_numpy",
        "items",
        "iterrows",
        "itertuples",
        "reset_index",
        "list",
        "sorted",
        "enumerate",
    }
)
# Methods that keep, train or store what they are given, or what they belong to.
_KEEPS = frozenset(
    {
        "add", "append", "backward", "dump", "evaluate", "extend", "fit", "insert", "partial_fit", "save", "savefig",
        "score", "step", "train", "update", "write",
    }
)  # fmt: skip


def only_examples(experiment: Experiment, source: Source, draws: Iterable[Draw]) -> set[ast.AST]:
    """Draws whose value goes nowhere but into statements that show something, by names of the file or a function."""
    picks = {draw.place.node for draw in draws if draw.qualified in _PICKS}
    return {node for node in picks if _Followed(experiment, source, node).only_shows()} if picks else set()


class _Followed:
    """Where the names of one draw are read."""

    def __init__(self, experiment: Experiment, source: Source, draw: ast.AST) -> None:
        self.experiment = experiment
        self.source, self.draw = source, draw
        self.names: dict[ast.AST, set[str]] = {}  # of functions
        looks = [event for event in experiment.of(Show) if event.place.source is source]
        self.shown = {event.place.node for event in looks if event.kind in _LOOKS}
        self.results = results_in(experiment, source)
        self.functions: list[ast.FunctionDef] = source.nodes_of(ast.FunctionDef)
        self.of_others = of_their_own(source)

    def only_shows(self) -> bool:
        names, parts = self._named(), set[ast.AST]()
        if not names:
            return False
        size = -1
        while size != (size := len(names)):
            for statement in self._statements():
                inside = {part for head in _heads(statement) for part in within(head)}
                if any(self._reads(part, names) for part in inside) and self._is_harmless(statement, inside, names):
                    parts |= inside
                    names |= _bound_by(statement)
        reads = [one for one in self.source.nodes_of(ast.Name) if self._reads(one, names)]
        return bool(reads) and parts.issuperset(reads)

    def _named(self) -> set[str]:
        """What the drawn value is called, as in `row = choice(rows)` and `for row in sample(rows, 3)`."""
        for statement in self._statements():
            value = statement.iter if isinstance(statement, ast.For) else getattr(statement, "value", None)
            if value is not None and self.draw is _undressed(value):
                return _bound_by(statement)
        return set()

    def _statements(self) -> list[ast.stmt]:
        found: list[ast.stmt] = self.source.nodes_of(ast.Expr, ast.Assign, ast.For)
        return found

    def _is_harmless(self, statement: ast.stmt, inside: set[ast.AST], names: set[str]) -> bool:
        """Does it show its values, or give names to what it makes of them? Numbers that are reckoned with are no examples."""
        sums = [part for part in inside if isinstance(part, ast.BinOp)]
        if any(self._reads(side, names) for part in sums for side in (part.left, part.right)):
            return False
        calls = [part for part in inside if isinstance(part, ast.Call)]
        if not inside.isdisjoint(self.results) or any(self._may_keep(call) for call in calls):
            return False
        if isinstance(statement, ast.Expr):
            value = statement.value
            return value in self.shown or (
                isinstance(value, ast.Call) and displays(self.experiment, self.source, value)
            )
        return bool(_bound_by(statement))

    def _may_keep(self, call: ast.Call) -> bool:
        name = called(call)
        inner = [part for function in self.functions if function.name == name for part in within(function)]
        if not inner:
            return name in _KEEPS
        kept = any(isinstance(one, (ast.Global, ast.Nonlocal)) for one in inner) or not self.results.isdisjoint(inner)
        return kept or any(isinstance(one, ast.Call) and called(one) in _KEEPS for one in inner)

    def _reads(self, node: ast.AST, names: set[str]) -> bool:
        """Is it one of these names, and not that of a comprehension or the parameter of a function that goes by the same name?"""
        if not isinstance(node, ast.Name) or node.id not in names or not isinstance(node.ctx, ast.Load):
            return False
        if node in self.of_others:
            return False
        return not any(
            function.lineno <= node.lineno <= (function.end_lineno or 0) and node.id in self._own_names(function)
            for function in self.functions
        )

    def _own_names(self, function: ast.FunctionDef) -> set[str]:
        """Parameters, and what a function binds for itself, if what is drawn is not drawn in it."""
        found = self.names.get(function)
        if found is None:
            found = {one.arg for one in function.args.args}
            inside = within(function)
            if self.draw not in inside and not any(isinstance(one, (ast.Global, ast.Nonlocal)) for one in inside):
                found |= {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
            self.names[function] = found
        return found


def _undressed(value: ast.expr) -> ast.expr:
    """What stands in `value.values`, `value.tolist()`, `value[0]` and `list(value)`."""
    while True:
        if (isinstance(value, ast.Attribute) and value.attr in _DRESSES) or isinstance(value, ast.Subscript):
            value = value.value
        elif isinstance(value, ast.Call) and called(value) in _DRESSES:
            if isinstance(value.func, ast.Name) and not value.args:
                return value
            value = value.args[0] if isinstance(value.func, ast.Name) else value.func
        else:
            return value


def _heads(statement: ast.stmt) -> list[ast.AST]:
    return [statement.iter] if isinstance(statement, ast.For) else [statement]


def _bound_by(statement: ast.stmt) -> set[str]:
    """Names that it binds; none when it also changes fields or items."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.For):
        targets = [statement.target]
    found = {name for target in targets for name in names_bound(target)}
    stored = [part for target in targets for part in within(target) if isinstance(part, (ast.Attribute, ast.Subscript))]
    return set() if stored else found
