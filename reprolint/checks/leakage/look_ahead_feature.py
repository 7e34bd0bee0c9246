"""A feature holds values of later rows: of a time that has not come when the prediction is made."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Call, Fit
from reprolint.graph.values import Constant, Data

DATES = frozenset(
    {"pandas.to_datetime", "pandas.date_range", "pandas.DatetimeIndex", "pandas.bdate_range", "pandas.PeriodIndex"}
)
FROM_MARKETS = ("yfinance.", "pandas_datareader.", "nsepy.", "ccxt.")


@check("LEA016", needs={"fit"})
def look_ahead_feature(experiment: Experiment) -> Iterator[Finding]:
    """`prices["change"] = prices["close"].shift(-1) / prices["close"]`, and `change` is among the features."""
    if not _has_times(experiment):
        return
    told: set[object] = set()
    for model in experiment.fits:
        if model.family != "model" or model.target is None or model.automatic or model.data is None:
            continue
        for name, ahead in _columns_ahead(model):
            if ahead.place in told or _reach(ahead) > _furthest(model.target):
                continue
            told.add(ahead.place)
            yield ahead.finding(
                f"`{ahead.name}` gives each row a value of a later one, and column `{name}` takes it into the features",
                label="looks into the future",
                related=(model.place.location("the model is trained on it here"),),
            )


def _has_times(experiment: Experiment) -> bool:
    """Are the rows points in time? Along a borehole or a sentence the next row is known as well."""
    if any(split.temporal for split in experiment.splits):
        return True
    return any(
        call.qualified in DATES
        or call.qualified.startswith(FROM_MARKETS)
        or any(name in call.keywords for name in ("parse_dates", "date_parser"))
        for call in experiment.calls
    )


def _columns_ahead(model: Fit) -> Iterator[tuple[str, Fit]]:
    """Named columns of the features that learned from later rows, with where they did."""
    assert model.data is not None
    described = model.data.columns
    own = model.target.columns if isinstance(model.target, Data) else None
    for name, fits in model.data.column_learned.items():
        held = described is not None and described.positions is None and (name in described.names) != described.inverted
        is_target = own is not None and not own.inverted and name in own.names
        if held and not is_target:
            yield from ((name, fit) for fit in sorted(fits, key=lambda fit: fit.order) if fit.family == "future")


def _furthest(target: object) -> int:
    """How many rows ahead the target lies, as a negative number; what lies nearer may be known when predicting."""
    ahead = [_reach(fit) for fit in target.all_learned if fit.family == "future"] if isinstance(target, Data) else []
    return min(ahead, default=0)


def _reach(fit: Fit) -> int:
    call: Call | None = fit.call
    periods = call.argument("periods", 0) if call is not None else None
    return periods.value if isinstance(periods, Constant) and isinstance(periods.value, int) else 0
