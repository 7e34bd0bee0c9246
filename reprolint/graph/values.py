"""What the interpreter knows of a value: the abstract values, plain and open to in-place change like those they stand for."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import field
from typing import TYPE_CHECKING

from reprolint.graph.rows import NOTHING, Rows
from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.graph.catalog import Entry
    from reprolint.graph.events import Call, Fit, KeyUse, Load, Score, Select, Unordered

NO_FITS: frozenset[Fit] = frozenset()
TRANSPOSED = "transposed"  # trait of a table whose rows stand as columns
IN_BLOCKS = "in blocks"  # trait of rows that were put together, as many as make one sequence
TEXT = "text"  # hint of texts that were put together from values
LENGTH = "length"  # hint of what `len` gives
POSITION = "position"  # hint of numbers that a loop counts
ONE_GROUP = "one group"  # trait of the rows of one patient or well in turn: their mean stays with it
OF_TENSORFLOW = "of tensorflow"  # trait of data sets of `tf.data`
UNTRAINABLE = "without gradients"  # trait of a network's outputs that no `backward()` can train it by
COUNTED = "counted"  # a trait of numbers that say how many values pass a test
DECODED = "decoded by "  # traits of labels that were made from outputs, before the name of the function
PER_UNIT = "per unit"  # trait of a table with one row for each patient or well
KEYS_STAY = "keys stay"  # trait of a grouping whose keys stay columns of what is computed of it
GROUPED_BY = "grouped by "  # traits of a grouping, before the name of the column


class Value:
    """Base of everything an expression can stand for; compared by identity."""

    __slots__ = ()


class Unknown(Value):
    """A value nothing is known of, except that it is the same one wherever it appears.

    `hint` is the name or expression the user would know it by. `inputs` are the values it was computed from. `attributes`
    and `faces` remember what was read from it and as what it was used (data, estimator), so that both stay the same.
    """

    __slots__ = ("attributes", "faces", "hint", "inputs", "serial")

    def __init__(self, hint: str = "", inputs: tuple[Value, ...] = ()) -> None:
        self.hint = hint
        self.inputs = inputs
        self.serial = 0
        self.attributes: dict[Hashable, Value] | None = None
        self.faces: dict[str, Value] | None = None


class File(Value):
    """An open file or a path: `path` is what it was opened with."""

    __slots__ = ("path",)

    def __init__(self, path: Value) -> None:
        self.path = path


class Listing(Value):
    """Names in no defined order, from the file system or a set; `event` records what becomes of the order."""

    __slots__ = ("event", "items")

    def __init__(self, event: Unordered, items: list[Value]) -> None:
        self.event = event
        self.items = items


class Constant(Value):
    """A literal, or what folding literals gave: `value` is a str, int, float, bool, bytes, None or Ellipsis."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


NONE = Constant(None)


class Sequence(Value):
    """A list, tuple, set or generator. `items` are those known one by one; `rest` stands for any further ones.

    `made_in` are the loops in whose rounds it was made anew, `written` the items that it was written down with. `lacks` are
    values that are not in it as long as its rest is the one beside them.
    """

    __slots__ = ("items", "kind", "lacks", "made_in", "rest", "written")

    def __init__(self, kind: str, items: list[Value], rest: Value | None = None) -> None:
        self.kind = kind  # list, tuple, set, generator
        self.items = items
        self.rest = rest
        self.made_in: tuple[ast.AST, ...] = ()
        self.written: list[Value] | None = None
        self.lacks: tuple[Value, tuple[Value, ...]] | None = None


class Mapping(Value):
    """A dict. `items` by constant key; `rest` stands for values under unknown keys, `latest` is the last such key and value.

    `missing` makes a value for a key that is not there, as in `defaultdict(list)`.

    `made_in` as for sequences; `written` is the number of keys that it was written down with, in a set that grows with changes.
    """

    __slots__ = ("items", "latest", "made_in", "missing", "rest", "written")

    def __init__(self, items: dict[Hashable, Value], rest: Value | None = None) -> None:
        self.items = items
        self.rest = rest
        self.latest: tuple[Value, Value] | None = None
        self.missing: Value | None = None
        self.made_in: tuple[ast.AST, ...] = ()
        self.written: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class Data(Value):
    """Rows of samples, in whatever container: frame, series, array, tensor, dataset, loader, index or mask.

    `learned` are the fits whose numbers are in every column; `column_learned` those in single columns only.
    `columns` is None when unknown, else a description of which columns of `table` are held.
    `predicted_by` is not empty when these are outputs of fitted models for these rows; `output` then says labels,
    probabilities, scores or transformed. `view_of` is the frame that in-place changes of this column reach.
    `statistic` marks a summary (mean, maximum, correlation) over rows: it has no rows of its own, only `learned`.
    """

    rows: Rows = NOTHING
    learned: frozenset[Fit] = NO_FITS
    column_learned: dict[str, frozenset[Fit]] = field(default_factory=dict)
    kind: str = "unknown"  # frame, series, array, tensor, dataset, loader, index, mask, groups
    columns: Columns | None = None
    predicted_by: frozenset[Fit] = NO_FITS
    output: str = ""
    predicted_from: Data | None = None
    view_of: Data | None = None
    view_key: str | None = None
    statistic: bool = False
    test: tuple[object, ...] | None = None  # of a mask: (subject, operator, constant), see rows.Where
    mask_keeps: bool = True
    loads: tuple[Load, ...] = ()
    synthetic: bool = False  # drawn by the program itself, not observed
    hint: str = ""
    scaled_by: frozenset[Fit] = NO_FITS  # of `learned`: statistics that only moved or stretched whole columns
    shifted_by: frozenset[Fit] = NO_FITS  # of `scaled_by`: those that only moved them
    bent_by: frozenset[Fit] = NO_FITS  # of `scaled_by`: those whose columns have kept no more than their order since
    networks: tuple[Value, ...] = ()  # networks whose outputs these are: `backward()` trains them
    serial: int = 0  # set when the value's identity is needed
    each: ast.AST | None = None  # one row at a time, another in each round of this loop
    traits: frozenset[str] = frozenset()  # shuffled, unique, repeated, lagged (made from neighbouring rows), ...

    @property
    def all_learned(self) -> frozenset[Fit]:
        """Fits whose numbers are in any column."""
        if not self.column_learned:
            return self.learned
        return self.learned.union(*self.column_learned.values())

    @property
    def grouping(self) -> frozenset[str]:
        """Of the rows of one group in turn, the columns that all rows are grouped by, as far as known; empty for other rows."""
        if ONE_GROUP not in self.traits:
            return frozenset()
        named = frozenset(trait.removeprefix(GROUPED_BY) for trait in self.traits if trait.startswith(GROUPED_BY))
        return named or frozenset({ONE_GROUP})


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table: every one but `names` (`inverted`), or just `names`.

    `derived` maps each column that the program itself made to the columns (names) it was computed from, row by row;
    none when that is not known. `positions` are kept as Python slices or ints for `iloc`; None when columns were chosen by name.
    """

    table: Hashable
    names: frozenset[str] = frozenset()
    inverted: bool = True
    derived: tuple[tuple[str, frozenset[str]], ...] = ()
    positions: tuple[int | None, int | None] | int | None = None
    numeric: bool = False  # of these, those that hold numbers, and maybe others
    computed: bool = False  # not these columns themselves, but one column computed from them, row by row


@dataclass(slots=True, eq=False)
class Estimator(Value):
    """A model, transformer, selector, resampler, pipeline or search, fitted or not.

    `qualified` is the class's name in its library, "" for a model of the user's own or of an unknown library. `parameters` are
    the constructor's arguments by name. `steps` are the parts of a pipeline, `inner` the estimator that a search, wrapper
    or ensemble holds.
    `fits` are the fits that may be in force now; more than one after branches that differ.
    """

    qualified: str
    entry: Entry | None
    parameters: dict[str, Value] = field(default_factory=dict)
    steps: list[tuple[str, Value]] = field(default_factory=list)
    inner: Value | None = None
    fits: tuple[Fit, ...] = ()
    made_by: Call | None = None
    hint: str = ""
    modes: frozenset[str] = frozenset()  # torch: train and eval, whichever it may have been put into; empty when never
    complete: bool = True  # every constructor argument is known (no **kwargs)
    settings: frozenset[Fit] = NO_FITS  # searches that found its parameters
    either: tuple[Estimator, ...] = ()  # after branches that made different ones, those that it may be

    @property
    def short_name(self) -> str:
        """The class's own name, or what the user calls it."""
        return self.qualified.rpartition(".")[2] or self.hint or "model"


@dataclass(slots=True, eq=False)
class Splitter(Value):
    """A cross-validation or hold-out splitter object (`KFold`, `GroupShuffleSplit`)."""

    qualified: str
    entry: Entry | None
    parameters: dict[str, Value] = field(default_factory=dict)
    made_by: Call | None = None


@dataclass(slots=True, eq=False)
class Generator(Value):
    """A random generator object; `seed` is the value that seeded it, None when it was seeded by the clock.

    A JAX key is one too: it gives its numbers only once, so `used` holds the draw or split that it went into.
    """

    library: str
    seed: Value | None
    made_by: Call | None = None
    used: KeyUse | None = None


@dataclass(slots=True, eq=False)
class Number(Value):
    """A number or array of numbers computed from scores. `reduced` is mean, spread, max, ... when it was summarised.

    `factors` are the literal numbers that it, or a part of it, was multiplied by. `choice` is the selection that gave this
    position, or the selection of the position that this was read at.
    """

    scores: frozenset[Score]
    reduced: str = ""
    hint: str = ""
    factors: frozenset[float] = frozenset()
    choice: Select | None = None


class Library(Value):
    """A module, class, function or constant of a library, by its qualified name; `written` is the name in the code."""

    __slots__ = ("entry", "name", "written")

    def __init__(self, name: str, entry: Entry | None = None, written: str = "") -> None:
        self.name = name
        self.entry = entry
        self.written = written or name


@dataclass(slots=True, eq=False)
class Function(Value):
    """A function or lambda of the project, with the scope it closes over."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: object
    scope: object
    name: str
    defaults: list[Value] = field(default_factory=list)
    keyword_defaults: dict[str, Value] = field(default_factory=dict)
    decorators: tuple[Value, ...] = ()


@dataclass(slots=True, eq=False)
class Class(Value):
    """A class of the project. `library_bases` are qualified names of bases outside the project."""

    node: ast.ClassDef
    module: object
    name: str
    bases: tuple[Value, ...] = ()
    attributes: dict[str, Value] = field(default_factory=dict)
    library_bases: tuple[str, ...] = ()
    data_sets: list[Instance] = field(default_factory=list)  # its objects that were asked for rows of their own

    @property
    def fields(self) -> list[str]:
        """Annotated names of the body, in order: what a dataclass or named tuple is made from."""
        body = [statement for statement in self.node.body if isinstance(statement, ast.AnnAssign)]
        return [statement.target.id for statement in body if isinstance(statement.target, ast.Name)]

    @property
    def is_named_tuple(self) -> bool:
        """Can its objects be unpacked?"""
        return not {"typing.NamedTuple", "collections.namedtuple"}.isdisjoint(self.library_bases)


@dataclass(slots=True, eq=False)
class Instance(Value):
    """An object of a class of the project, with its fields."""

    cls: Class
    attributes: dict[str, Value] = field(default_factory=dict)
    made_by: Call | None = None
    fits: tuple[Fit, ...] = ()
    modes: frozenset[str] = frozenset()  # of a torch network, as for estimators
    serial: int = 0  # of a data set, set when its identity is needed


@dataclass(slots=True, eq=False)
class Method(Value):
    """An attribute of a value that is about to be called: `receiver.name`."""

    receiver: Value
    name: str
    function: Function | None = None


@dataclass(slots=True, eq=False)
class Partial(Value):
    """`functools.partial(function, *arguments, **keywords)`."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: dict[str, Value]


class Fresh(Value):
    """The default of a dataclass's field, which `factory` makes anew for each object."""

    __slots__ = ("factory",)

    def __init__(self, factory: Value) -> None:
        self.factory = factory


@dataclass(slots=True, eq=False)
class Transformed(Value):
    """A function to be called in another way: `jax.grad(f)`, `jax.vmap(f)`.

    `kind` is grad, value_and_grad or vmap. A gradient is that of the arguments at `argnums`; `mapped` says of each argument
    of a `vmap` whether it is taken row by row, as far as that is literal. `has_aux`: the function gives more than the loss.
    """

    kind: str
    function: Value
    argnums: tuple[int, ...] | int = 0
    has_aux: bool = False
    mapped: tuple[bool, ...] | None = None
