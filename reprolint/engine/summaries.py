"""Reduces an experiment to what questions about the whole project ask of each file."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.graph.events import Draw, Event, Explain, Fit, Restore, Save, Score, Seed
from reprolint.graph.roles.estimators import predictor
from reprolint.graph.values import Constant, Estimator
from reprolint.project.summary import FileSummary, ScoredModel

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.source import Source

_SUPPORT_VECTOR_MACHINES = frozenset({"SVC", "SVR", "NuSVC", "NuSVR"})


def summarise(experiment: Experiment) -> FileSummary:
    """The file's part in the project."""
    source, events = experiment.source, experiment.events
    return FileSummary(
        path=source.path,
        kind=source.kind,
        code_lines=sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in source.text.split("\n")),
        is_test=_is_test(source.path),
        entry_point=any(event.entry_point for event in events),
        scored=tuple(_scored(events)),
        fits=tuple(event.place.location() for event in events if isinstance(event, Fit)),
        draws=tuple(event.place.location() for event in events if isinstance(event, Draw)),
        unseeded=tuple(
            event.place.location()
            for event in events
            if isinstance(event, Draw) and event.known and event.seeded_by is None
        ),
        seeds=tuple(_seeds(events)),
        saves=tuple((event.format, event.place.location()) for event in events if isinstance(event, Save)),
        restores=tuple((event.format, event.place.location()) for event in events if isinstance(event, Restore)),
        explains=tuple((event.method, event.place.location()) for event in events if isinstance(event, Explain)),
        imports=tuple(sorted(set(_imports(source)))),
    )


def _is_test(path: str) -> bool:
    pure = PurePosixPath(path)
    return "tests" in pure.parts or pure.name.startswith("test_") or pure.stem.endswith("_test")


def _scored(events: Iterable[Event]) -> Iterator[ScoredModel]:
    for score in (event for event in events if isinstance(event, Score)):
        for fit in sorted(score.fits, key=lambda each: each.order):
            model = predictor(fit.estimator) or fit.estimator
            if isinstance(model, Estimator):
                yield ScoredModel(
                    model.qualified, _family(model), score.metric, score.place.location(), score.cross_validated
                )


def _family(model: Estimator) -> str:
    """The catalogue's family; a support vector machine with the linear kernel is a linear model."""
    family = model.entry.family if model.entry else ""
    kernel = model.parameters.get("kernel")
    linear = family == "kernel" and isinstance(kernel, Constant) and kernel.value == "linear"
    return "linear" if linear and model.short_name in _SUPPORT_VECTOR_MACHINES else family


def _seeds(events: Iterable[Event]) -> Iterator[int]:
    for event in events:
        if isinstance(event, Seed) and isinstance(event.value, Constant) and isinstance(event.value.value, int):
            yield event.value.value


def _imports(source: Source) -> Iterator[str]:
    whole: list[ast.Import] = source.nodes_of(ast.Import)
    for node in whole:
        yield from (alias.name.partition(".")[0] for alias in node.names)
    parts: list[ast.ImportFrom] = source.nodes_of(ast.ImportFrom)
    for part in parts:
        if part.module and not part.level:
            yield part.module.partition(".")[0]
