"""The code of one function, or of the top level: its own nodes, what stands around each, and what names are bound to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import field

from reprolint.graph.experiment import Experiment
from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.other_names import without_other_names
from reprolint.source.walking import within

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Scope:
    """`nodes` are those of the scope without nested functions, outer before inner and in the order of the text."""

    node: Function | ast.Module
    nodes: list[ast.AST] = field(default_factory=list)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    assigned: dict[str, list[ast.expr | None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The function's name, "" on the top level."""
        return getattr(self.node, "name", "")

    @property
    def parameters(self) -> set[str]:
        """Names of the function's arguments, which are bound from outside as well."""
        if isinstance(self.node, ast.Module):
            return set()
        given = self.node.args
        return {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}

    @property
    def docstring(self) -> str:
        """What the function says of itself."""
        return ast.get_docstring(self.node) or ""

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What stands around a node within the scope, innermost first."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def only_value(self, expression: ast.expr) -> ast.expr:
        """What a name is bound to when it is bound once, and not from itself; any other expression as it is."""
        seen: set[str] = set(self.parameters)
        while isinstance(expression, ast.Name) and expression.id not in seen:
            seen.add(expression.id)
            values = self.assigned.get(expression.id, [])
            if len(values) != 1 or values[0] is None or expression.id in names(values[0]):
                break
            expression = values[0]
        return expression


# What every ranking metric is written with: a logarithm of ranks, or one over a rank that was counted or found.
LOGARITHMS = ("log2(", "log(", "log10(")
FINDING = ("enumerate", ".index(", "argsort", "argmax", "where(", "nonzero", "arange", "range(")
OVER_RANK = pattern(r"\b1(\.0?)?\s*/\s*\(?\s*[A-Za-z_]")
WORDS = (
    "rank", "dcg", "gain", "relev", "retriev", "recommend", "recip", "mrr", "quer", "hit", "top_k", "topk", "discount",
    "position",
)  # fmt: skip


def lowered(experiment: Experiment) -> str:
    """The file's code in lower case."""
    if "lowered" not in experiment.answers:
        experiment.answers["lowered"] = experiment.source.text.lower()
    text: str = experiment.answers["lowered"]
    return text


def may_discount(experiment: Experiment) -> bool:
    """Can the file hold logarithms of ranks?"""
    return any(name in experiment.source.text for name in LOGARITHMS) and speaks_of_ranks(experiment)


def may_rank(experiment: Experiment) -> bool:
    """Can the file hold a ranking metric written by hand? Asked first, since reading every function costs time."""
    if not speaks_of_ranks(experiment):
        return False
    text = experiment.source.text
    found = any(word in text for word in FINDING)
    return (found and OVER_RANK.search(text) is not None) or any(name in text for name in LOGARITHMS)


def speaks_of_ranks(experiment: Experiment) -> bool:
    """Is any word of rankings in the file? A metric that is written by hand is called something."""
    if "speaks of ranks" not in experiment.answers:
        text = lowered(experiment)
        experiment.answers["speaks of ranks"] = any(word in text for word in WORDS)
    answer: bool = experiment.answers["speaks of ranks"]
    return answer


def scopes(experiment: Experiment) -> list[Scope]:
    """The top level and every function, nested ones too; second names of one thing are read as its first.

    Read once for all checks, which leave them as they are.
    """
    found: list[Scope] | None = experiment.answers.get("scopes")
    if found is None:
        tree = experiment.source.tree
        if any(isinstance(node.value, ast.Name) for node in experiment.source.nodes_of(ast.Assign)):
            tree = without_other_names(tree)
        functions = (node for node in within(tree) if isinstance(node, Function))
        found = experiment.answers["scopes"] = [_read(node) for node in (tree, *functions)]
    return found


def _read(node: Function | ast.Module) -> Scope:
    scope = Scope(node)
    _collect(scope, node)
    for each in scope.nodes:
        if isinstance(each, ast.Assign):
            for target in each.targets:
                _bind(scope, target, each.value)
        elif isinstance(each, (ast.AnnAssign, ast.NamedExpr)):
            _bind(scope, each.target, each.value)
        elif isinstance(each, (ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension)):
            _bind(scope, each.target, None)
    return scope


def _collect(scope: Scope, root: ast.AST) -> None:
    waiting = [root]  # no recursion: a sum of a thousand terms is a thousand levels deep
    while waiting:
        node = waiting.pop()
        if node is not root:
            scope.nodes.append(node)
        children = [child for child in ast.iter_child_nodes(node) if not isinstance(child, Function)]
        scope.parents.update(dict.fromkeys(children, node))
        waiting.extend(reversed(children))


def _bind(scope: Scope, target: ast.expr, value: ast.expr | None) -> None:
    if isinstance(target, ast.Name):
        scope.assigned.setdefault(target.id, []).append(value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            _bind(scope, element, None)


def names(node: ast.AST) -> set[str]:
    """All names within a node."""
    return {each.id for each in within(node) if isinstance(each, ast.Name)}


def whole_number(node: ast.AST | None) -> int | None:
    """The value of an integer literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return int(node.value) if node.value == int(node.value) else None
    return None


def is_cut(node: ast.AST) -> bool:
    """Is it the head of something, `items[:k]`?"""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and node.slice.upper is not None
        and node.slice.step is None
        and (node.slice.lower is None or whole_number(node.slice.lower) == 0)
        and not isinstance(node.slice.upper, ast.UnaryOp)
    )
