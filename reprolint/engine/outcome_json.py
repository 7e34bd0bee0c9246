"""An outcome as JSON for the cache, and back; what was not written so is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from reprolint.engine.outcome import Outcome, Seen
from reprolint.findings import Confidence, Edit, Effect, Finding, Fix, Location, Problem, Severity
from reprolint.project.summary import FileSummary, ScoredModel
from reprolint.suppressions import Directive

Decoder = Callable[[Any], Any]


def to_json(value: Any) -> Any:
    """An outcome, or a part of it, as lists, texts and numbers; a dataclass becomes the list of its fields."""
    if isinstance(value, (str, type(None), int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Seen):
        facts = ([*question, answer] for question, answer in value.facts.items())
        return [list(map(list, value.files.items())), sorted(facts, key=repr)]
    return [to_json(getattr(value, each.name)) for each in fields(value)]


def from_json(raw: Any) -> Outcome:
    """The outcome that `to_json` wrote. Raises TypeError, ValueError, KeyError, IndexError: it was not written so."""
    outcome = OUTCOME(raw)
    assert isinstance(outcome, Outcome)
    return outcome


def _exactly(*kinds: type) -> Decoder:
    def decode(raw: Any) -> Any:
        if type(raw) not in kinds:
            raise TypeError(raw)
        return raw

    return decode


def _maybe(inner: Decoder) -> Decoder:
    return lambda raw: None if raw is None else inner(raw)


def _many(inner: Decoder, into: Callable[[list[Any]], Any] = tuple) -> Decoder:
    return lambda raw: into([inner(item) for item in LIST(raw)])


def _record(kind: type, *inner: Decoder) -> Decoder:
    def decode(raw: Any) -> Any:
        return kind(*(read(item) for read, item in zip(inner, LIST(raw), strict=True)))

    return decode


def _pair(first: Decoder, second: Decoder) -> Decoder:
    return _record(lambda *items: items, first, second)  # type: ignore[arg-type]


LIST = _exactly(list)
TEXT, NUMBER, TRUTH = _exactly(str), _exactly(int), _exactly(bool)
REAL = _exactly(float, int)
LOCATION = _record(Location, TEXT, NUMBER, NUMBER, NUMBER, NUMBER, _maybe(NUMBER), TEXT, TEXT, TEXT, _maybe(NUMBER))
EFFECT = _record(Effect, TEXT, REAL, REAL, TEXT)
FIX = _record(Fix, TEXT, _many(_record(Edit, LOCATION, TEXT)), TRUTH)
FINDING = _record(
    Finding,
    TEXT,
    LOCATION,
    _many(LOCATION),
    _maybe(Severity),
    _maybe(Confidence),
    *(TEXT, TEXT, TEXT, TEXT),
    _many(TEXT),
    _maybe(EFFECT),
    _maybe(FIX),
    TEXT,
)
PROBLEM = _record(Problem, TEXT, NUMBER, TEXT, TEXT, _maybe(NUMBER), TRUTH, _maybe(NUMBER))
DIRECTIVE = _record(
    Directive, TEXT, _many(TEXT, frozenset), TEXT, TEXT, TEXT, TEXT, NUMBER, _maybe(NUMBER), NUMBER, NUMBER
)
SCORED = _record(ScoredModel, TEXT, TEXT, TEXT, LOCATION)
SUMMARY = _record(FileSummary, TEXT, NUMBER, NUMBER, TRUTH, _many(SCORED), _many(TEXT), _many(TEXT))
QUESTION = _record(
    lambda name, arguments, digest: ((name, arguments), digest),  # type: ignore[arg-type]
    TEXT,
    _maybe(_many(_exactly(str, int))),
    TEXT,
)
SEEN = _record(Seen, _many(_pair(TEXT, _maybe(TEXT)), dict), _many(QUESTION, dict))
OUTCOME = _record(
    Outcome,
    NUMBER,
    _many(FINDING, list),
    _many(PROBLEM, list),
    _many(DIRECTIVE, list),
    _maybe(SUMMARY),
    _many(TEXT, set),
    TEXT,
    SEEN,
    _many(PROBLEM, list),
)
