"""A notebook reads names that no cell above binds: it lives on what an earlier session left in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding, Location
from reprolint.graph.cellnames import Unbound, unbound_names

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.source import Source

SHOWN = 8  # further places, and names, given in one finding
NAMED = 4


@check("NBK003")
def hidden_state(experiment: Experiment) -> Iterator[Finding]:
    """One finding for all such names of a notebook: their common cause is that it was not run afresh."""
    if _is_other_language(experiment.source):
        return
    missing = unbound_names(experiment.source)
    if not missing:
        return
    first = missing[0]
    yield Finding(
        message=_message(missing),
        primary=first.reads[0].location(f"`{first.name}` has no value here"),
        related=_related(missing),
    )


def _is_other_language(source: Source) -> bool:
    """Do most cells hold something that is not Python, whatever the metadata say? Some, where nothing ever ran: a cheat sheet."""
    code = [cell for cell in source.cells if cell.kind == "code" and cell.text.strip()]
    foreign = sum(not cell.parsed for cell in code)
    ran = any(cell.execution_count is not None or cell.outputs for cell in code)
    return foreign * 2 > len(code) or (foreign > 0 and not ran)


def _message(missing: list[Unbound]) -> str:
    names = ", ".join(f"`{one.name}`" for one in missing[:NAMED])
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    end = "a fresh run from the top ends" if any(one.certain for one in missing) else "a fresh run that gets there ends"
    if len(missing) == 1:
        return f"{names} is used here, but {_nowhere(missing[0])}: {end} in a NameError"
    if all(one.bound_later is None for one in missing):
        return f"{names}{more} are used here, but no cell defines them: {end} in a NameError"
    return f"{names}{more} are used, but no cell above defines them: {end} in a NameError"


def _nowhere(one: Unbound) -> str:
    if one.bound_later is None:
        return "no cell defines it"
    same = one.bound_later.location().cell == one.reads[0].location().cell
    return f"only a {'line' if same else 'cell'} further down defines it"


def _related(missing: list[Unbound]) -> tuple[Location, ...]:
    places = []
    for one in missing:
        if one is not missing[0]:
            places.append(one.reads[0].location(f"`{one.name}` has no value here"))
        if one.bound_later is not None and one.bound_later.line != one.reads[0].line:
            places.append(one.bound_later.location(f"`{one.name}` is defined further down, first here"))
    return tuple(places[:SHOWN])
