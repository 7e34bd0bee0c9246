"""Programs that train on nothing but random numbers: demonstrations of how something is trained, not of what it learns."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.rows import All, Choice, Copies, Cut, Part, Pick, Union, Where
from reprolint.graph.seeds.unread import role_of
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.graph.rows import Rows

_BRINGS_DATA = frozenset({"load", "dataset", "restore"})
_HOLDS_DATA = frozenset({"tensors", "concat", "subset"})  # data sets of what they are given
_NETWORKS = frozenset({"layer", "network", "optimizer", "trainer"})
# What functions that cannot be read are called when data may come from them.
_MAY_BRING_DATA = pattern(r"load|read|open|fetch|download|dataset|import|get_|from_|query|connect|input", re.IGNORECASE)
_BRINGS_NONE = ("torch.", "argparse.", "os.", "sys.", "builtins.")
_DRAWS = frozenset({"draw", "make"})
_MADE_UP = frozenset(
    {"drawn", "made"}
)  # keys of rows that were drawn number by number, and by `make_blobs` and the like
_NOISE = frozenset({"drawn", "positions"})


def only_made_up_data(experiment: Experiment) -> bool:
    """Do all rows of a program come from draws, as far as can be seen? Not when anything is read, or may be."""
    drawn = any(role_of(draw) in _DRAWS for draw in experiment.draws if draw.entry_point)
    if not drawn or any(not load.synthetic for load in experiment.loads):
        return False
    known = _resumes(experiment)
    for call in experiment.calls:
        if call.place.node in known:
            continue
        if call.entry is not None and call.entry.role in _BRINGS_DATA and call.entry.kind not in _HOLDS_DATA:
            return False
        if call.entry is not None or call.qualified.startswith(_BRINGS_NONE):
            known.add(call.place.node)
    defined = {node.name for source in experiment.sources for node in source.nodes_of(ast.FunctionDef)}
    defined |= {node.name for source in experiment.sources for node in source.nodes_of(ast.ClassDef)}
    calls = (place.node for place in experiment.places_of(ast.Call))
    unknown = (called(call) for call in calls if call not in known)
    return not any(_MAY_BRING_DATA.search(name) for name in unknown if name not in defined)


def trains_networks_on_noise(experiment: Experiment) -> bool:
    """Is every model a network that is trained on numbers which were drawn, so that its scores tell nothing of the world?"""
    if not any(call.entry is not None and call.entry.role in _NETWORKS for call in experiment.calls):
        return False
    models = [fit for fit in experiment.fits if fit.entry_point and fit.family != "statistic"]
    return all(_is_drawn(fit.rows) for fit in models) and only_made_up_data(experiment)


def fits_once_on_noise(experiment: Experiment) -> bool:
    """Is one model of any kind fitted once, on drawn numbers and ranges, and nothing stored, as who tries out code does?"""
    models = [fit for fit in experiment.fits if fit.entry_point and fit.family != "statistic"]
    if len({fit.place.node for fit in models}) != 1 or experiment.has("save") or any(fit.loops for fit in models):
        return False
    return all(_is_drawn(fit.rows, _NOISE) for fit in models) and only_made_up_data(experiment)


def _is_drawn(rows: Rows, kinds: frozenset[str] = _MADE_UP) -> bool:
    """Do all of these rows, however they were chosen, come from draws?"""
    while isinstance(rows, (Part, Pick, Where, Cut, Copies)):
        rows = rows.parent
    if isinstance(rows, (Union, Choice)):
        return all(_is_drawn(one, kinds) for one in rows.members)
    return isinstance(rows, All) and isinstance(rows.key, tuple) and next(iter(rows.key), "") in kinds


def _resumes(experiment: Experiment) -> set[ast.AST]:
    """Calls in functions that put the weights of an earlier run back into a network."""
    found: set[ast.AST] = set()
    for source in experiment.sources:
        for function in source.nodes_of(ast.FunctionDef):
            calls = [part for part in within(function) if isinstance(part, ast.Call)]
            if any(called(call) == "load_state_dict" for call in calls):
                found.update(calls)
    return found
