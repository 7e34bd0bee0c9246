"""What a scored variant is called: in the texts and names around the place where it is built and scored."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from reprolint.graph import Experiment
from reprolint.graph.events import Score
from reprolint.graph.values import Estimator
from reprolint.patterns import pattern
from reprolint.source.model import Source

TRANSFORM = r"(standardi[sz]|scal(e|ing|er)|normali[sz]|imput|one.?hot|encod|preproc|transform|whiten|pca|log(?![a-z]))"
FEATURES = pattern(r"feature|column|variable|predictor|covariate|measurement|numeric|categor|only", re.IGNORECASE)
SWITCH = pattern(TRANSFORM, re.IGNORECASE)
AFTER = 6  # lines below a score in which its row of a table is filled


@cache
def _without() -> re.Pattern[str]:
    """The words that leave a step out; compiled late, since that takes as long as importing ten checks."""
    left_out = r"\b(no|non|not|without|w/?o|minus|ablat\w*|remov\w*|drop\w*|skip\w*|un)"
    return re.compile(
        rf"{left_out}\W{{0,3}}(the\W)?(\w+\W){{0,2}}?{TRANSFORM}|{TRANSFORM}\w*=(False|None)", re.IGNORECASE
    )


class Labels:
    """Finds the labels of variants that are scored in one file."""

    def __init__(self, experiment: Experiment, source: Source) -> None:
        self.source = source
        self.scores = sorted({score.place.line for score in experiment.scores if score.place.source is self.source})
        self.parents: dict[ast.AST, ast.AST] | None = None

    def of(self, score: Score, transformer: Estimator) -> str:
        """The label, quoted, when it says that a transformation is left out and does not say that columns are; else ""."""
        made = transformer.made_by
        if made is None or score.place.source is not self.source:
            return ""
        built = made.place.line if made.place.source is self.source else score.place.line
        for text in (
            *self._around(made.place.node),
            *self._around(score.place.node),
            *self._near(built, score.place.line),
        ):
            spoken = text.replace("_", " ")
            if FEATURES.search(spoken):
                continue
            if _without().search(spoken):
                return f'"{text}"' if " " in text else f"`{text}`"
        return ""

    def _around(self, node: ast.AST) -> Iterator[str]:
        """Keys, names and switches in the statements that hold the node."""
        parents = self._parents()
        while node in parents:
            child, node = node, parents[node]
            if isinstance(node, ast.Dict):
                key = next((key for key, value in zip(node.keys, node.values, strict=True) if value is child), None)
                yield from _texts(key)
            elif isinstance(node, ast.Call):
                yield from _switched_off(node)
                yield from _texts(node.func)
            elif isinstance(node, (ast.Tuple, ast.List)):
                yield from (text for each in node.elts if isinstance(each, ast.Constant) for text in _texts(each))
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    yield from _texts(target)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.name
                return

    def _near(self, built: int, scored: int) -> Iterator[str]:
        """Texts in the statements from the construction to a few lines below the score, up to the next score or cell."""
        later = next((line for line in self.scores if line > scored), scored + AFTER + 1)
        earlier = next((line for line in reversed(self.scores) if line < scored), 0)
        first, last = max(min(built, scored), earlier + 1), min(scored + AFTER, later - 1)
        cell = self.source.cell_at(scored) if self.source.cells else None
        if cell is not None:
            first, last = max(first, cell.first_line), min(last, cell.first_line + cell.line_count - 1)
        for node in ast.walk(self.source.tree):
            if isinstance(node, (ast.Constant, ast.Call)) and first <= node.lineno <= last:
                yield from _texts(node) if isinstance(node, ast.Constant) else _switched_off(node)
        for line, _, text in self.source.comments():
            if first - 1 <= line <= last:
                yield text.lstrip("# ")

    def _parents(self) -> dict[ast.AST, ast.AST]:
        if self.parents is None:
            self.parents = {child: node for node in ast.walk(self.source.tree) for child in ast.iter_child_nodes(node)}
        return self.parents


def _texts(node: ast.AST | None) -> Iterator[str]:
    """Words that a reader of the node reads."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield from _texts(node.value)
    elif isinstance(node, ast.Subscript):
        yield from (text for part in ast.walk(node.slice) for text in _texts(part))


def _switched_off(call: ast.Call) -> Iterator[str]:
    """Switches of a call that say what is left out: `build(scale=False)`."""
    for keyword in call.keywords:
        if (
            keyword.arg
            and SWITCH.search(keyword.arg)
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value in (False, None)
        ):
            yield f"{keyword.arg}={keyword.value.value}"
