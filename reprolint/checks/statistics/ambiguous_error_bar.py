"""A plus-minus or an error bar is shown, and nothing says what its length means."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Call, Place, Show
from reprolint.graph.shown import numbers_shown
from reprolint.graph.values import Number, Value
from reprolint.patterns import pattern
from reprolint.source.model import Source

PLUS_MINUS = pattern(r"±|\+/-|\+-|\\pm\b|\+ / -|\\u00b1")
SAID = pattern(
    r"\bst?ds?\b|\bs\.d\.|deviat|\bs\.?e\.?m?\b|standard error|std\.? ?err|confiden|\bc\.?i\.?s?\b|interval|quantile|percentile"
    r"|\biqr\b|\bsigmas?\b|\N{GREEK SMALL LETTER SIGMA}|varian|uncertain|credible|(68|90|95|99)\s?%|\bs\.? ?dev|stdev"
    r"|\bstd_|_std\b",
    re.IGNORECASE,
)
SPREAD = frozenset({"std", "nanstd", "sem", "stdev", "pstdev", "var"})
SHOWN = 3


@check("STA005", needs={"show"})
def ambiguous_error_bar(experiment: Experiment) -> Iterator[Finding]:
    """Spreads that are printed behind a plus-minus or drawn as bars, in a file whose texts never name what they are."""
    sites: dict[Place, tuple[Show, str]] = {}
    spreads = {id(call.result) for call in experiment.calls if _is_spread_call(call)}
    for show in experiment.shown:
        what = _what(show, spreads)
        if what:
            sites.setdefault(show.place, (show, what))
    if not sites or any(SAID.search(text) for source in experiment.sources for text in texts(source)):
        return
    (first, what), *others = sites.values()
    yield first.finding(
        f"Nothing says what this {what} stands for: a deviation, a standard error or a confidence interval",
        label="of what?",
        related=tuple(show.place.location("and here") for show, _ in others[:SHOWN]),
    )


def _is_spread_call(call: Call) -> bool:
    return (call.name.rpartition(".")[2] or call.qualified.rpartition(".")[2]) in SPREAD


def _what(show: Show, spreads: set[int]) -> str:
    """How a spread is shown here, "" when it is not."""
    if show.call is None:
        return ""
    if show.kind == "plot":
        name = show.name.rpartition(".")[2]
        bars = [show.call.keywords.get(each) for each in ("yerr", "xerr")]
        if name == "errorbar" and len(show.call.arguments) > 2:
            bars.append(show.call.arguments[2])
        if any(_is_spread(value, spreads) for value in bars):
            return "error bar"
        band = show.call.arguments[1:3] if name in {"fill_between", "fill_betweenx"} else ()
        return "band" if len(band) == 2 and all(_is_spread(value, spreads) for value in band) else ""
    if not any(PLUS_MINUS.search(text) for text in show.texts):
        return ""
    return "±" if any(number.reduced == "spread" for number in numbers_shown(show)) else ""


def _is_spread(value: Value | None, spreads: set[int]) -> bool:
    return (isinstance(value, Number) and value.reduced == "spread") or id(value) in spreads


def texts(source: Source) -> Iterator[str]:
    """What readers may see: strings that are no keys, comments, and the text between cells."""
    keys = {id(part) for node in source.nodes_of(ast.Subscript) for part in ast.walk(node.slice)}
    for node in source.nodes_of(ast.Constant):
        if isinstance(node.value, str) and id(node) not in keys:
            yield node.value
    yield from (cell.text for cell in source.cells if cell.kind == "markdown")
    yield from (text for _, _, text in source.comments())  # they are the text of percent scripts
