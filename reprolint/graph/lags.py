"""Columns that were made from other rows than their own, by `shift` or a rolling window: which of them are where."""

from __future__ import annotations

from collections.abc import Iterable

from reprolint.graph.values import Constant, Data, Unknown

LAG = "lagged "  # of a frame: this column was made from other rows than its own
ANY_END = "*"  # after the beginning of a name of which no more is known


def traits_of(data: Data, names: Iterable[str], *, single: bool = False) -> frozenset[str]:
    """The traits that some columns of a frame keep; a column on its own is lagged, a frame has lagged columns."""
    lags = [trait for trait in data.traits if trait.startswith(LAG)]
    if not lags:
        return data.traits
    kept = [trait for trait in lags if _is_among(trait.removeprefix(LAG), names)]
    return data.traits.difference(lags).union(["lagged"] if single and kept else kept)


def lag_called(key: Unknown) -> str:
    """The trait of a column whose name was put together, ``f"lag{k}"``, as far as it is known how the name begins."""
    opening = ""
    for part in key.inputs:
        if not isinstance(part, Constant) or not isinstance(part.value, str):
            break
        opening += part.value
    return LAG + opening.partition("%")[0] + ANY_END


def _is_among(lag: str, names: Iterable[str]) -> bool:
    if not lag.endswith(ANY_END):
        return lag in names
    opening = lag.removesuffix(ANY_END)
    return opening != "" and any(name.startswith(opening) and name != opening for name in names)
