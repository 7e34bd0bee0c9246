"""What is known of libraries: the role of each qualified name, read from `rules/catalog` through its compiled index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reprolint.graph.overlap import Answer
from reprolint.records import dataclass

if TYPE_CHECKING:
    from pathlib import Path

ROLES = frozenset(
    {
        # classes
        "classifier", "regressor", "clusterer", "outlier-detector", "transformer", "selector", "encoder", "vocabulary",
        "stateless", "resampler", "pipeline", "columns", "union", "search", "meta", "splitter", "generator", "network", "dataset",
        "loader", "trainer", "scheduler", "optimizer", "loss", "evaluator",
        # functions and methods
        "split", "cross-validate", "metric", "learn", "resample", "load", "make", "seed", "draw", "save", "restore",
        "explain", "show", "unordered", "clock", "statistics", "layer", "warnings", "none",
    }
)  # fmt: skip


METHOD_KINDS = frozenset({"frame", "array", "dataset", "generator", "network", "dictionary", "text"})


@dataclass(frozen=True, slots=True)
class Random:
    """How a call draws: `parameter` seeds it, `library` serves it otherwise; ask `draws` whether it draws at all.

    `active`, `inert` and `unsure` map parameters to literal values; an empty tuple stands for any value. With all
    parameters of `inert` at one of their values nothing is drawn. With all of `unsure` it depends on the data (its size,
    ties between features). With `active`, it draws when any of its parameters has one of its values, and else not.
    `starts` are the parameters that say how weights begin: with fixed numbers in all of them nothing is drawn.
    With `passed_on` the models inside draw by the seed of this call, whatever their own is.
    """

    parameter: str = ""
    library: str = "numpy"
    active: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    inert: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    unsure: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    passed_on: bool = False

    def draws(self, given: Mapping[str, object], defaults: Mapping[str, object]) -> Answer:
        """Does a call with these literal arguments draw? A value of Ellipsis, or one in neither mapping, is not known."""

        def holds(parameter: str, values: tuple[object, ...]) -> Answer:
            value = given.get(parameter, defaults.get(parameter, ...))
            if not values:
                return Answer.YES
            if value is ...:
                return Answer.UNKNOWN
            return Answer.YES if any(_same(value, one) for one in values) else Answer.NO

        unknown = False
        for wanted, answer in ((self.inert, Answer.NO), (self.unsure, Answer.UNKNOWN)):
            answers = {holds(*item) for item in wanted.items()}
            if answers == {Answer.YES}:
                return Answer.UNKNOWN if unknown else answer
            unknown = unknown or (Answer.UNKNOWN in answers and Answer.NO not in answers)
        if self.active:
            answers = {holds(*item) for item in self.active.items()}
            if Answer.YES not in answers:
                return Answer.UNKNOWN if unknown or Answer.UNKNOWN in answers else Answer.NO
        return Answer.UNKNOWN if unknown else Answer.YES


def _same(given: object, wanted: object) -> bool:
    """Equal, and not merely because True == 1; where a flag is wanted, the number will do."""
    return given == wanted and (isinstance(wanted, bool) or not isinstance(given, bool))


@dataclass(frozen=True, slots=True)
class Entry:
    """One library name. Fields that a role does not use keep their defaults.

    `parameters` are the names in positional order, without `self` (none when the call takes `*args`), and `defaults` the
    literal defaults of those that checks ask about. `target` is true when fitting uses y. `arguments` names truth and
    prediction of a metric (target and features where `kind` is estimator), or features and target of a fit-like function.
    `expects` is labels, scores, probabilities, values or any. `symmetric` metrics give the same number with truth and
    prediction swapped; `better` is higher or lower. `produces` says what a call returns where the role does not (frame,
    array, rows: a row for each row, data-target, bunch, train-test, ...). `kind` refines the role: over, under or mixed for
    resamplers, python, numpy, torch, ... for seeds and generators, pickle, joblib, torch, ... for save and restore,
    permutation, impurity, ... for explain, folds, stratified, groups, time or predefined for splitters, file or fetch for
    load, statistic, categories, bins, window, ... for learn; each catalogue file explains its own.
    """

    name: str
    role: str
    kind: str = ""
    parameters: tuple[str, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    target: bool = False
    random: Random | None = None
    arguments: tuple[str, ...] = ()
    expects: str = ""
    symmetric: bool = False
    better: str = ""
    produces: str = ""
    family: str = ""  # linear, tree, forest, boosting, neighbours, kernel, network, bayes, dummy, ...
    shuffles: str = ""  # splitters: always, never, or the parameter that decides
    scale_sensitive: bool = False
    seeds: tuple[str, ...] = ()  # seed: libraries it seeds
    examples: tuple[str, ...] = ()  # parameters of which only the shape is used, as of the example input of an export


ENTRY_FIELDS = frozenset(one.name for one in fields(Entry)) - {"name"}
RANDOM_FIELDS = frozenset(one.name for one in fields(Random))


def entry_of(name: str, described: Mapping[str, Any]) -> Entry:
    """Build an entry from its compiled description: lists become tuples, `random` a `Random`."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in described.items()
    }
    if "random" in values:
        random: dict[str, Any] = {
            key: {parameter: tuple(literals) for parameter, literals in value.items()}
            if isinstance(value, dict)
            else tuple(value)
            if isinstance(value, list)
            else value
            for key, value in values["random"].items()
        }
        values["random"] = Random(**random)
    return Entry(name=name, **values)


class Catalog:
    """Looks up library names. Entries are built when first asked for.

    `compiled` is what `rules/catalog.json` holds: `entries` (qualified name to fields), `aliases` (prefix to
    prefix), `signatures` (a name of earlier versions to its parameters, where they stood in another order) and `methods`
    (kind of value, then method name, to fields).
    """

    def __init__(self, compiled: Mapping[str, Mapping[str, Any]]) -> None:
        self._entries: Mapping[str, Mapping[str, Any]] = compiled.get("entries", {})
        self._aliases: Mapping[str, str] = compiled.get("aliases", {})
        self._signatures: Mapping[str, Iterable[str]] = compiled.get("signatures", {})
        self._methods: Mapping[str, Mapping[str, Mapping[str, Any]]] = compiled.get("methods", {})
        self._built: dict[str, Entry | None] = {}
        self._built_methods: dict[tuple[str, str], Entry | None] = {}
        self._canonical: dict[str, str] = {}
        self._libraries: frozenset[str] | None = None
        self._classes: dict[tuple[str, str], str] | None = None

    @classmethod
    def default(cls) -> Catalog:
        """The catalogue that ships with the package; read once per process."""
        return _default()

    def __len__(self) -> int:
        return len(self._entries)

    def names(self) -> Iterable[str]:
        """Every qualified name that has an entry of its own, in the order of the files."""
        return self._entries.keys()

    def lookup(self, qualified: str) -> Entry | None:
        """The entry for a qualified name, by whatever path it was imported; None when nothing is known of it."""
        if qualified not in self._built:
            name = self.canonical(qualified)
            described = self._entries.get(name)
            entry = None if described is None else entry_of(name, described)
            if entry is not None and qualified in self._signatures:
                entry = replace(entry, parameters=tuple(self._signatures[qualified]))
            self._built[qualified] = entry
        return self._built[qualified]

    def covers(self, library: str) -> bool:
        """Is anything known of this top-level package?"""
        if self._libraries is None:
            self._libraries = frozenset(name.partition(".")[0] for name in (*self._entries, *self._aliases))
        return library in self._libraries

    def method(self, kind: str, name: str) -> Entry | None:
        """The entry for a method of a value known only by kind: frame, array, dataset, generator, ..."""
        key = (kind, name)
        if key not in self._built_methods:
            described = self._methods.get(kind, {}).get(name)
            self._built_methods[key] = None if described is None else entry_of(f"{kind}.{name}", described)
        return self._built_methods[key]

    def canonical(self, name: str) -> str:
        """The name the catalogue uses for the same thing; `name` itself (aliases applied) when it has none."""
        if name not in self._canonical:
            self._canonical[name] = self._find(name)
        return self._canonical[name]

    def _find(self, name: str) -> str:
        if name in self._entries:
            return name
        name = self._without_alias(name)
        if name in self._entries:
            return name
        return self._shorter(name) or self._same_class(name) or name

    def _without_alias(self, name: str) -> str:
        for _ in range(4):  # an alias may lead to another; four is more than any library needs, and ends circles
            parts = name.split(".")
            for length in range(len(parts), 0, -1):
                target = self._aliases.get(".".join(parts[:length]))
                if target is not None:
                    name = ".".join((target, *parts[length:]))
                    break
            else:
                return name
        return name

    def _shorter(self, name: str) -> str | None:
        """`sklearn.metrics.classification.f1_score` is `sklearn.metrics.f1_score`: leave out inner modules."""
        parts = name.split(".")
        kept = 2 if len(parts) > 2 and parts[-2][:1].isupper() else 1
        for length in range(len(parts) - kept - 1, 0, -1):
            candidate = ".".join(parts[:length] + parts[-kept:])
            if candidate in self._entries:
                return candidate
        return None

    def _same_class(self, name: str) -> str | None:
        """The class of that name in the same library, when there is just one; methods go with their class."""
        parts = name.split(".")
        if len(parts) < 3 or ".".join(parts[:-1]) in self._entries:
            return None
        if parts[-1][:1].isupper():
            return self._class_index().get((parts[0], parts[-1])) or None
        if parts[-2][:1].isupper():
            owner = self._class_index().get((parts[0], parts[-2]))
            candidate = f"{owner}.{parts[-1]}"
            return candidate if owner and candidate in self._entries else None
        return None

    def _class_index(self) -> dict[tuple[str, str], str]:
        """(library, class name) to qualified name; "" when two classes of a library share the name."""
        if self._classes is None:
            self._classes = {}
            for name in self._entries:
                library, last = name.partition(".")[0], name.rpartition(".")[2]
                if last[:1].isupper():
                    self._classes[library, last] = "" if (library, last) in self._classes else name
        return self._classes

    def extended(self, paths: Iterable[Path]) -> Catalog:
        """The same catalogue with users' own YAML files added; theirs win.

        Raises `reprolint.catalog.compile.CatalogError`, which names the file and the key.
        """
        from reprolint.catalog.compile import compile_files

        added = compile_files(paths)
        methods = {kind: {**self._methods.get(kind, {}), **added["methods"].get(kind, {})} for kind in METHOD_KINDS}
        return Catalog(
            {
                "entries": {**self._entries, **added["entries"]},
                "aliases": {**self._aliases, **added["aliases"]},
                "signatures": {**self._signatures, **added["signatures"]},
                "methods": methods,
            }
        )


@lru_cache(maxsize=1)
def _default() -> Catalog:
    from reprolint import rulebook

    compiled = json.loads((rulebook.rules_folder() / "catalog.json").read_text(encoding="utf-8"))
    return Catalog(compiled)
