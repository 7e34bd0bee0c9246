"""What happens in an experiment, in program order and with places: the vocabulary that rules ask in.

Longer than most modules, since a vocabulary is looked up in one place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from reprolint.findings import Confidence, Effect, Finding, Location, Severity
from reprolint.graph.rows import NOTHING, Rows
from reprolint.graph.values import NO_FITS, TEXT, Columns, Constant, Data, Sequence, Unknown, Value
from reprolint.records import dataclass
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.catalog import Entry
    from reprolint.graph.values import Number
    from reprolint.source.model import Source


class Missing(Value):
    """The argument was not given; not the same as `None` or as not knowing."""

    __slots__ = ()


MISSING = Missing()
UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Place:
    """A syntax node of one file; becomes a `Location` only when a finding is made."""

    source: Source
    node: ast.AST

    def location(self, label: str = "") -> Location:
        """The node's span in the user's file or cell."""
        return self.source.location(self.node, label)

    @property
    def line(self) -> int:
        """1-based line in the joined module text."""
        return getattr(self.node, "lineno", 1)


@dataclass(slots=True, eq=False)
class Event:
    """Base of all events. `order` counts events of one experiment from 0; equal `place` means the same code ran again.

    `name` is how the code calls it (`scaler.fit_transform`), `qualified` the library's name or "".
    `entry_point` is true when the module body (or the code under `if __name__ == "__main__"`) reaches it, false when it was
    only seen by reading a function that nothing here calls. `loop` is the innermost loop statement around it in its function,
    None outside loops; `loops` all of them, through calls, outermost first. `calls` are the calls of functions of the project
    through which it was reached, outermost first.
    """

    place: Place
    name: str
    qualified: str = ""
    order: int = 0
    entry_point: bool = True
    loops: tuple[ast.AST, ...] = ()
    calls: tuple[Place, ...] = ()

    @property
    def loop(self) -> ast.AST | None:
        """The innermost loop around the event, through calls."""
        return self.loops[-1] if self.loops else None

    def finding(
        self,
        message: str,
        *,
        label: str = "",
        related: tuple[Location, ...] = (),
        help: str = "",  # noqa: A002 - the report's own word
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        effect: Effect | None = None,
    ) -> Finding:
        """A finding whose primary place is this event's."""
        return Finding(
            message=message,
            primary=self.place.location(label),
            related=related,
            help=help,
            severity=severity,
            confidence=confidence,
            effect=effect,
        )


@dataclass(slots=True, eq=False)
class Call(Event):
    """A call of something that a library defines (by qualified name), or of a method on a value of a known kind.

    `complete` is false when `*args` or `**kwargs` of unknown content were passed: then a missing argument is UNKNOWN.
    `used` is false when the call is an expression statement whose value is dropped. `unpacked` are values that were passed
    with `**` and of which the names are not known.
    """

    entry: Entry | None = None
    arguments: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)
    receiver: Value | None = None
    result: Value = UNKNOWN
    complete: bool = True
    used: bool = True
    unpacked: tuple[Value, ...] = ()

    def argument(self, name: str, position: int | None = None) -> Value:
        """The argument by name, else by position (0-based; looked up in the catalogue when not given), else MISSING."""
        if name in self.keywords:
            return self.keywords[name]
        if position is None and self.entry is not None and name in self.entry.parameters:
            position = self.entry.parameters.index(name)
        if position is not None and position < len(self.arguments):
            return self.arguments[position]
        return MISSING if self.complete else UNKNOWN

    def constant(self, name: str, default: object = None, position: int | None = None) -> object:
        """The argument's literal value; `default` when it is missing; Ellipsis when it is not known."""
        value = self.argument(name, position)
        if value is MISSING:
            return default
        return value.value if isinstance(value, Constant) else ...

    @property
    def node(self) -> ast.Call:
        """The call's syntax node."""
        assert isinstance(self.place.node, ast.Call)
        return self.place.node


@dataclass(slots=True, eq=False)
class Load(Event):
    """Data came in: a file read, a data set fetched or generated. `path` is the literal path or name, None when computed."""

    path: str | None = None
    synthetic: bool = False
    data: Data | None = None


@dataclass(slots=True, eq=False)
class Split(Event):
    """Rows were divided. `kind` is hold-out, folds, slice, mask or files; `parts` maps a role to the rows it got.

    `shuffles`, `stratified`, `grouped` and `temporal` are None when not known. `internal` splits happen inside a
    library call (`cross_val_score`, `GridSearchCV.fit`, `validation_split=`).
    """

    kind: str = "hold-out"
    parent: Rows = NOTHING
    data: Data | None = None  # the first array that was split, as it was then
    arrays: tuple[Value, ...] = ()
    parts: dict[str, Rows] = field(default_factory=dict)
    shuffles: bool | None = None
    stratified: bool | None = None
    grouped: bool | None = None
    temporal: bool | None = None
    internal: bool = False
    call: Call | None = None
    splitter: Value | None = None

    @property
    def mark(self) -> str:
        """A trait of what this very split gave: another one with the same seed gives equal rows."""
        return f"dealt by {self.order}"


@dataclass(slots=True, eq=False)
class Fit(Event):
    """Numbers were learned from rows: a model or transformer was fitted, or a statistic taken.

    `family` is model, transformer, selector, encoder, vocabulary, statistic, resampler, threshold or unknown. `learned` are
    fits whose numbers were already in the features, `target_learned` those in the target (a rescaled target tells the
    model nothing of other rows); `supervised` says that the target was used.
    `certain` is false when the receiver's class is not known and only its method names say that it is fitted.
    """

    family: str = "model"
    estimator: Value | None = None
    rows: Rows = NOTHING
    data: Data | None = None
    target: Value | None = None
    learned: frozenset[Fit] = NO_FITS
    target_learned: frozenset[Fit] = NO_FITS
    supervised: bool = False
    certain: bool = True
    validation: tuple[Data, ...] = ()  # rows that steered the training: validation_data=, eval_set=
    call: Call | None = None
    base: Fit | None = None  # the fit of a search or wrapper that this one happened in
    grouped_by: frozenset[str] = frozenset()  # learned for each value of these columns
    automatic: bool = False  # fitted inside cross-validation or a search, on the fold's training rows
    columns: Columns | None = field(default=None, init=False)  # of `data` and `target` as they were then
    target_columns: Columns | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.columns = self.data.columns if self.data is not None else None
        if self.data is not None and not self.grouped_by:
            self.grouped_by = self.data.grouping
        self.target_columns = self.target.columns if isinstance(self.target, Data) else None


@dataclass(slots=True, eq=False)
class Predict(Event):
    """A fitted model was applied to rows. `output` is labels, probabilities, scores or transformed.

    Of torch networks, `modes` are those it may be in (train, eval; empty when not known), and `gradients` is false under
    `torch.no_grad()`; `in_training` are networks inside that its mode does not reach, and that are in training mode.
    """

    fits: frozenset[Fit] = NO_FITS
    estimator: Value | None = None
    data: Data | None = None
    rows: Rows = NOTHING
    output: str = "labels"
    result: Data | None = None
    call: Call | None = None
    modes: frozenset[str] = frozenset()
    gradients: bool = True
    in_training: tuple[Value, ...] = ()


@dataclass(slots=True, eq=False)
class Score(Event):
    """A number that says how good a model is: `metric` on `rows`.

    `fits` are the models it judges, `learned` every fit whose numbers reach it: through the test inputs, through
    the rows each model was trained on, and the models themselves. `cross_validated` scores judge models that were
    fitted inside the call on each fold's training rows.
    """

    metric: str = ""
    rows: Rows = NOTHING
    fits: frozenset[Fit] = NO_FITS
    learned: frozenset[Fit] = NO_FITS
    inputs: Data | None = None
    truth: Value | None = None
    prediction: Value | None = None
    split: Split | None = None
    cross_validated: bool = False
    selected: bool = False  # the best of several candidates (`best_score_`), not a judgement of one
    call: Call | None = None


@dataclass(slots=True, eq=False)
class Resample(Event):
    """Rows were repeated, imitated or thinned out. `kind` is over, under, mixed, bootstrap or augment.

    `rows` is what went in, `result` what came out: whatever has `result` among its ancestors was made from the new rows.
    """

    kind: str = "over"
    rows: Rows = NOTHING
    result: Rows = NOTHING
    data: Data | None = None
    target: Value | None = None
    call: Call | None = None


@dataclass(slots=True, eq=False)
class Redraw(Resample):
    """Positions were drawn with replacement, or written several times: `result` are the positions, not yet any rows.

    `rows` are the positions that were drawn from, NOTHING when a number of them was given. What becomes of the positions, rows
    of a sample or numbers of another kind, shows where they pick rows.
    """


@dataclass(slots=True, eq=False)
class Seed(Event):
    """A generator was seeded: `library` is python, numpy, torch, tensorflow, jax or a generator object's library.

    `libraries` lists all that this one call seeds. `value` is what it was seeded with.
    """

    libraries: frozenset[str] = frozenset()
    value: Value = UNKNOWN


@dataclass(slots=True, eq=False)
class Draw(Event):
    """Random numbers were drawn. `library` is the generator that serves the draw when none is passed.

    `seeded_by` is the seeding in force, a `Seed` event or the value passed as generator or `random_state`; None when nothing
    fixed the draw. `parameter` is the argument that would, "" when only a global seed can. `known` is false when an
    argument hides whether it is seeded.
    """

    library: str = ""
    parameter: str = ""
    seeded_by: Seed | Value | None = None
    known: bool = True
    call: Call | None = None


@dataclass(slots=True, eq=False)
class KeyUse(Event):
    """A JAX key went into a draw or a split. `before` is where the same key went in before, None the first time.

    `repeated` says that the use stands in a loop that the key was made outside of; `function` is the function around it.
    """

    key: Value = UNKNOWN
    before: KeyUse | None = None
    repeated: bool = False
    function: ast.AST | None = None


@dataclass(slots=True, eq=False)
class Save(Event):
    """A value was written. `format` is pickle, joblib, torch, keras, onnx, csv, ...; `path` the literal path or None."""

    format: str = ""
    path: Value = UNKNOWN
    value: Value = UNKNOWN
    call: Call | None = None


@dataclass(slots=True, eq=False)
class Restore(Event):
    """A saved object was read back, with whatever code it may carry."""

    format: str = ""
    path: Value = UNKNOWN
    call: Call | None = None


@dataclass(slots=True, eq=False)
class Explain(Event):
    """A model was looked into. `method` is permutation, impurity, shap, lime, dependence, coefficients or attribution."""

    method: str = ""
    estimator: Value | None = None
    fits: frozenset[Fit] = NO_FITS
    data: Data | None = None
    rows: Rows = NOTHING
    call: Call | None = None


def _words(values: Iterable[Value | None], depth: int) -> Iterator[str]:
    """The literal strings among the values, and in the texts that they are or hold, each value once."""
    seen: set[int] = set()
    while depth >= 0:
        inner: list[Value | None] = []
        for value in values:
            if isinstance(value, Constant):
                if isinstance(value.value, str):
                    yield value.value
            elif isinstance(value, (Sequence, Unknown)) and id(value) not in seen:
                seen.add(id(value))
                if isinstance(value, Sequence):
                    inner += (*value.items, value.rest)
                elif value.hint == TEXT:
                    inner += value.inputs
        values = inner
        depth = depth - 1 if inner else -1


@dataclass(slots=True, eq=False)
class Show(Event):
    """Values were printed, plotted, logged, written, or left as the last expression of a notebook cell."""

    kind: str = "print"  # print, plot, log, write, display
    values: tuple[Value, ...] = ()
    call: Call | None = None

    # Once asked for, see `graph.shown`:
    numbers: tuple[Number, ...] | None = field(default=None, init=False, repr=False)
    scores: frozenset[Score] | None = field(default=None, init=False, repr=False)
    _texts: tuple[str, ...] | None = field(default=None, init=False, repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """Literal strings among the values, anywhere in the call, and in texts that were put together before it."""
        if self._texts is None:
            self._texts = self._written()
        return self._texts

    def _written(self) -> tuple[str, ...]:
        found = list(_words(self.values, 4))
        if self.call is not None:
            written = (part for part in within(self.place.node) if isinstance(part, ast.Constant))
            found += [part.value for part in written if isinstance(part.value, str)]
        return tuple(dict.fromkeys(found))


@dataclass(slots=True, eq=False)
class Select(Event):
    """A choice was made by comparing scores. `kind` is max, argmax, sort, best-attribute, if-better or schedule.

    A schedule lowers the learning rate when its score no longer gets better.
    """

    kind: str = "max"
    scores: frozenset[Score] = frozenset()
    saves: bool = False  # if-better: the branch keeps or saves a model
    takes: bool = True  # if-better: the branch keeps more than the score itself, counters and flags


@dataclass(slots=True, eq=False)
class Comparison(Event):
    """Two numbers that were computed from different scores are held against each other.

    `kind` is order (`a > b`) or difference (`a - b`); `sides` are the two as they stand in the code.
    """

    kind: str = "order"
    sides: tuple[Number, ...] = ()


@dataclass(slots=True, eq=False)
class HandOver(Event):
    """Values went to a function or method of which nothing is known, such as a client of a language model."""

    values: tuple[Value, ...] = ()


@dataclass(slots=True, eq=False)
class Unordered(Event):
    """A collection whose order is not defined was turned into an order. `kind` is set, listing or completion.

    `decides` says what the order reaches: labels, rows, split, columns, files or unknown.
    """

    kind: str = "listing"
    decides: str = "unknown"
    sorted: bool = False
    call: Call | None = None
