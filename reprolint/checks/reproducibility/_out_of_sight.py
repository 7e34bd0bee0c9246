"""Seeds that the help names besides those it is sure of: data sets, augmentations and libraries draw where nobody reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.keras_generators import is_tensorflow_1
from reprolint.graph.seeds.seeding import SEEDED_BY, seeded_libraries

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw, Event
    from reprolint.source.model import Source

# Which imported libraries say that a generator may be asked where nobody sees it.
_MODULES = {
    "python": frozenset({"random", "albumentations"}),
    "numpy": frozenset({"numpy", "albumentations"}),
    "torch": frozenset({"torch", "captum"}),
}


def seeds_besides(
    experiment: Experiment, draws: Iterable[Draw], seeds: Iterable[Event] = (), *, whole: bool = True
) -> str:
    """What to add to a call that seeds generators: seeds of other libraries that the program imports.

    Beside PyTorch and TensorFlow 1, and where not the `whole` program was read, these are all of them; beside NumPy and
    Python's own, PyTorch's. Generators that `seeds` fix are left out, and so are those that `draws` are known to use. Later
    versions of TensorFlow and Keras have one call for all of them.
    """
    known = {draw.library for draw in draws}
    early = {"tensorflow", "keras"} & known and is_tensorflow_1(experiment)
    if "torch" not in known and not early and {"keras", "tensorflow"} & known:
        return ""
    asked = _MODULES if "torch" in known or early or not whole else {"torch": _MODULES["torch"]}
    known |= seeded_libraries(seeds)
    imported = {name for source in experiment.sources for name in _imported(source)}
    calls = [f"`{SEEDED_BY[name]}`" for name, modules in asked.items() if name not in known and modules & imported]
    return f", with {' and '.join(calls)} for whatever else draws" if calls else ""


def _imported(source: Source) -> set[str]:
    """The libraries that a file imports, by their own names."""
    found = {one.name.partition(".")[0] for node in source.nodes_of(ast.Import) for one in node.names}
    return found | {(node.module or "").partition(".")[0] for node in source.nodes_of(ast.ImportFrom) if not node.level}
