"""A ranking metric is told without what its number depends on: the gain, the empty queries, the cut-off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._scopes import Scope, may_discount, scopes
from reprolint.findings import Confidence, Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Show
from reprolint.graph.shown import scores_shown
from reprolint.patterns import pattern
from reprolint.source.model import Source
from reprolint.source.walking import called

NDCG = pattern(r"ndcg|normali[sz]ed_?(discounted|dcg)", re.IGNORECASE)
OTHER = pattern(r"loss|^test_|lambda", re.IGNORECASE)  # to train by, or to test
GAIN = pattern(
    r"linear|exponential|2\s*(\*\*|\^)|power of two|burges|j.rvelin|binary|graded gain|raw relevance|\bgains?\b",
    re.IGNORECASE,
)
EMPTY = pattern(
    r"empty|no relevant|without (any )?relevant|nothing relevant|not judged|undefined|skip|counts? as|nan\b",
    re.IGNORECASE,
)
NAMED_AT = pattern(r"@\s*(\d+)")
METRIC_WORD = pattern(r"ndcg|recall|precision|hit|mrr|map\b|top", re.IGNORECASE)


@check("MET006")
def undeclared_gain_or_empty(experiment: Experiment) -> Iterator[Finding]:
    """Hand-written NDCG that says neither gain nor what an empty query counts, and captions with another k than the call."""
    source = experiment.source
    yield from _captions(experiment)
    if not may_discount(experiment) or not NDCG.search(source.text):
        return
    for scope in scopes(experiment):
        if isinstance(scope.node, ast.Module) or not NDCG.search(scope.name) or OTHER.search(scope.name):
            continue
        if not _divides(scope):
            continue  # it hands on what another function computes
        said = _said(source, scope)
        missing = [] if GAIN.search(said) or _is_binary(scope) else ["which gain it uses"]
        if not EMPTY.search(said):
            missing.append("what a query without relevant items counts")
        if missing:
            yield Finding(
                f"`{scope.name}` does not say {' or '.join(missing)}: its numbers cannot be compared with those of others",
                source.location(scope.node, "not declared"),
            )


def _said(source: Source, scope: Scope) -> str:
    """Docstring and comments of the function, and the text between cells."""
    lines = (
        range(scope.node.lineno - 1, (scope.node.end_lineno or 0) + 1) if not isinstance(scope.node, ast.Module) else ()
    )
    comments = [text for line, _, text in source.comments() if line in lines]
    return " ".join([scope.docstring, *comments, *(cell.text for cell in source.cells if cell.kind == "markdown")])


def _is_binary(scope: Scope) -> bool:
    """Relevance is membership in a set: then all gains are alike."""
    return any(isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In) for node in scope.nodes)


def _divides(scope: Scope) -> bool:
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) for node in scope.nodes)


def _captions(experiment: Experiment) -> Iterator[Finding]:
    """`print(f"NDCG@10: {ndcg_score(y, s, k=5)}")`."""
    told = set()
    for show in experiment.shown:
        named = {
            int(number)
            for text in show.texts
            if "@" in text and METRIC_WORD.search(text)
            for number in NAMED_AT.findall(text)
        }
        if len(named) != 1:
            continue
        used = _cut_offs(show)
        if len(used) != 1 or named == used or show.place in told:
            continue
        told.add(show.place)
        yield show.finding(
            f"The text says @{named.pop()}, and the metric is computed with k={used.pop()}",
            label="another k than is told",
            confidence=Confidence.HIGH,
        )


def _cut_offs(show: Show) -> set[int]:
    """Literal values of `k` in the calls behind what is shown."""
    found: set[int] = set()
    for score in scores_shown(show):
        value = score.call.constant("k") if score.call is not None and score.call.entry is not None else None
        if isinstance(value, int):
            found.add(value)
    for node in ast.walk(show.place.node):
        if isinstance(node, ast.Call) and METRIC_WORD.search(called(node)):
            found |= {
                keyword.value.value
                for keyword in node.keywords
                if keyword.arg in {"k", "top_k"}
                and isinstance(keyword.value, ast.Constant)
                and isinstance(keyword.value.value, int)
            }
    return found
