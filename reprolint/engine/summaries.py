"""Reduces an experiment to what questions about the whole project ask of each file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.graph.roles.families import predictor
from reprolint.graph.values import Constant, Estimator
from reprolint.patterns import pattern
from reprolint.project.summary import FileSummary, ScoredModel
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Score
    from reprolint.source import Source

_CODE_LINE = pattern(r"^[^\S\n]*[^\s#]", re.MULTILINE)
_SUPPORT_VECTOR_MACHINES = frozenset({"SVC", "SVR", "NuSVC", "NuSVR"})


def summarise(experiment: Experiment) -> FileSummary:
    """The file's part in the project."""
    source = experiment.source
    return FileSummary(
        path=source.path,
        code_lines=sum(1 for _ in _CODE_LINE.finditer(source.text)),
        functions=len(source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef)),
        is_test=_is_test(source.path),
        scored=tuple(_scored(experiment.scores)),
        imports=tuple(sorted(set(_imports(source)))),
        asserting=tuple(_asserting(source)),
    )


def _is_test(path: str) -> bool:
    pure = PurePosixPath(path)
    return "tests" in pure.parts or pure.name.startswith("test_") or pure.stem.endswith("_test")


def _scored(scores: Iterable[Score]) -> Iterator[ScoredModel]:
    for score in scores:
        for fit in sorted(score.fits, key=lambda each: each.order):
            model = predictor(fit.estimator) or fit.estimator
            if isinstance(model, Estimator):
                yield ScoredModel(model.qualified, _family(model), score.metric, score.place.location())


def _family(model: Estimator) -> str:
    """The catalogue's family; a support vector machine with the linear kernel is a linear model."""
    family = model.entry.family if model.entry else ""
    kernel = model.parameters.get("kernel")
    linear = family == "kernel" and isinstance(kernel, Constant) and kernel.value == "linear"
    return "linear" if linear and model.short_name in _SUPPORT_VECTOR_MACHINES else family


def _imports(source: Source) -> Iterator[str]:
    whole: list[ast.Import] = source.nodes_of(ast.Import)
    for node in whole:
        yield from (alias.name.partition(".")[0] for alias in node.names)
    parts: list[ast.ImportFrom] = source.nodes_of(ast.ImportFrom)
    for part in parts:
        if part.module and not part.level:
            yield part.module.partition(".")[0]


def _asserting(source: Source) -> Iterator[str]:
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        takes = any(isinstance(part, ast.arg) for part in within(node.args))
        if not takes and any(isinstance(part, ast.Assert) for part in within(node)):
            yield node.name
