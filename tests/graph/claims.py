"""A small language to say what must be known of a program, for the cases in `programs/*.md`.

A trailing comment `# @name` labels a line. A line `#: …` claims something, about values as they are at the program's
end (`X_train`, `parts["test"]`) and about what happened on labelled lines (`@fit`; `@fit/2` for the second time;
`@split:train` for a split's rows). The claims are the functions below whose names begin with `claim_`: `#: a apart b`
calls `claim_apart`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from reprolint.graph import Answer, Experiment, Modules, ancestors, build, overlaps
from reprolint.graph.catalog import Catalog
from reprolint.graph.data import face
from reprolint.graph.events import Draw, Event, Explain, Fit, Load, Resample, Save, Score, Select, Show, Split
from reprolint.graph.interpreter import Frame, Interpreter
from reprolint.graph.roles.numbers import numbers_in
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import Rows
from reprolint.graph.values import Constant, Data, Estimator, Mapping, Number, Sequence, Unknown, Value
from reprolint.source import Source, read_bytes, read_file

LABEL = re.compile(r"#\s*@(\w+)\s*$")
E = TypeVar("E", bound=Event)
CLAIM = re.compile(r"^\s*#:\s*(.+?)\s*$", re.MULTILINE)
FAR = 1_000_000  # numbers that reading claims uses up must not be those of the program


class Known:
    """What the experiment graph knows of one program, of `main.py` or `main.ipynb` in `folder`."""

    def __init__(self, path: Path, folder: Path) -> None:
        source = read(path)
        self.source = source
        self.experiment: Experiment = build(source, Modules(folder, read, path.parent))
        self.labels: dict[str, tuple[str, int]] = {}
        for file in sorted(folder.rglob("*.py")) if path.suffix == ".py" else []:
            self._label(file.name, file.read_text(encoding="utf-8"))
        if path.suffix != ".py":
            self._label(path.name, source.text)
        self.scratch = Interpreter(Modules(), Catalog.default(), 10_000)
        self.scratch.frame = Frame(self.experiment.module.scope)
        self.scratch.serial = FAR

    def _label(self, name: str, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            if (found := LABEL.search(line)) is not None:
                assert found[1] not in self.labels, f"two lines are called @{found[1]}"
                self.labels[found[1]] = (name, number)

    def value(self, text: str) -> Value:
        """The value of an expression at the program's end."""
        return self.scratch.eval(ast.parse(text, mode="eval").body)

    def data(self, text: str) -> Data:
        """The value as rows."""
        value = self.value(text)
        if isinstance(value, Unknown):
            assert value.faces is not None, f"{text} was never used as data"
            value = value.faces["data"]
        if isinstance(value, Sequence):
            value = face(self.scratch, value) or value
        assert isinstance(value, Data), f"{text} is {type(value).__name__}, not data"
        return value

    def rows(self, text: str) -> Rows:
        """The rows of an expression's value, or of a labelled split's part."""
        if not text.startswith("@"):
            return self.data(text).rows
        label, _, role = text.partition(":")
        (rows,) = {split.parts[role] for split in self.events(label, Split)}
        return rows

    def events(self, label: str, kind: type[E]) -> list[E]:
        """Events of one kind on a labelled line."""
        name, _, nth = label.removeprefix("@").partition("/")
        place = self.labels[name]
        found = [event for event in self.experiment.of(kind) if self._place(event) == place]
        return found[int(nth) - 1 : int(nth)] if nth else found

    def some(self, label: str, kind: type[E]) -> list[E]:
        """As `events`, of which there must be one."""
        found = self.events(label, kind)
        assert found, f"no {kind.__name__.lower()} on line {label}"
        return found

    def all_events(self, label: str) -> list[Event]:
        """Everything that happened on a line."""
        return [event for event in self.experiment.events if self._place(event) == self.labels[label[1:]]]

    @staticmethod
    def _place(event: Event) -> tuple[str, int]:
        return Path(event.place.source.path).name, event.place.line

    def names_of(self, events: Iterable[Event]) -> set[str]:
        """Labels of the lines of events; for a line without one its number."""
        by_place = {place: f"@{name}" for name, place in self.labels.items()}
        return {by_place.get(self._place(event), f"line {event.place.line}") for event in events}


def read(path: Path) -> Source:
    """The source of a file that must be readable."""
    source, problems = read_file(path, path.name)
    assert source is not None, problems
    return source


def experiment_of(text: str) -> Experiment:
    """The experiment of one script."""
    source, problems = read_bytes(text.encode(), "main.py")
    assert source is not None, problems
    return build(source)


def claims_of(text: str) -> list[str]:
    """The claims in a program's comments, in order."""
    return CLAIM.findall(text)


def check(known: Known, claim: str) -> None:
    """Raise AssertionError when the graph does not know what the claim says."""
    found = WORDS.match(claim)
    assert found is not None, f"not a claim: {claim}"
    CLAIMS[found["verb"]](known, found["left"], (found["right"] or "").strip())


# --- rows ----------------------------------------------------------------------------------------------------------


def claim_apart(known: Known, left: str, right: str) -> None:
    """No row is in both."""
    assert _answer(known, left, right) is Answer.NO


def claim_shares(known: Known, left: str, right: str) -> None:
    """Some row is in both."""
    assert _answer(known, left, right) is Answer.YES


def claim_unclear(known: Known, left: str, right: str) -> None:
    """Nobody can know from the program whether a row is in both."""
    assert _answer(known, left, right) is Answer.UNKNOWN


def _answer(known: Known, left: str, right: str) -> Answer:
    a, b = known.rows(left), known.rows(right)
    answer = overlaps(a, b)
    assert overlaps(b, a) is answer
    return answer


def claim_within(known: Known, left: str, right: str) -> None:
    """All rows of the first come from the second, but not the other way round."""
    a, b = known.rows(left), known.rows(right)
    assert a is not b
    assert any(step is b for step in ancestors(a))


def claim_same(known: Known, left: str, right: str) -> None:
    """Both hold the very same rows."""
    assert known.rows(left) is known.rows(right), f"{known.rows(left)} and {known.rows(right)}"


# --- values --------------------------------------------------------------------------------------------------------


def claim_learned(known: Known, left: str, right: str) -> None:
    """The numbers come from exactly these fits; for a score, the numbers of its inputs and models."""
    if left.startswith("@"):
        fits: set[Fit] = set()
        for score in known.some(left, Score):
            fits |= score.learned
    else:
        fits = set(known.data(left).all_learned)
    assert known.names_of(fits) == _names(right)


def claim_equals(known: Known, left: str, right: str) -> None:
    """The value is this literal."""
    assert plain(known.value(left)) == ast.literal_eval(right)


def claim_unknown(known: Known, left: str, right: str) -> None:
    """Nothing is known of the value."""
    assert not right
    assert isinstance(known.value(left), Unknown)


def plain(value: Value) -> object:
    """A value of constants as Python has it."""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, Sequence) and value.rest is None:
        items = [plain(item) for item in value.items]
        return tuple(items) if value.kind == "tuple" else items
    if isinstance(value, Mapping) and value.rest is None:
        return {key: plain(item) for key, item in value.items.items()}
    raise AssertionError(f"{type(value).__name__} is not a constant")


def claim_fitted(known: Known, left: str, right: str) -> None:
    """`model fitted by @line`: the fits in force."""
    value = known.value(left)
    assert isinstance(value, Estimator), type(value).__name__
    assert known.names_of(value.fits) == _names(right)


def claim_predicted(known: Known, left: str, right: str) -> None:
    """`p predicted by @line`: the models whose outputs these are."""
    assert known.names_of(known.data(left).predicted_by) == _names(right)


def claim_number(known: Known, left: str, right: str) -> None:
    """`x number of @line`: computed from these scores."""
    value = known.value(left)
    assert isinstance(value, Number), type(value).__name__
    assert known.names_of(value.scores) == _names(right)


# --- events --------------------------------------------------------------------------------------------------------


def claim_fits(known: Known, left: str, right: str) -> None:
    """`@line fits transformer`, or `fits nothing`."""
    found = [fit.family for fit in known.events(left, Fit)]
    assert set(found) == ({right} - {"nothing"}), found


def claim_learns(known: Known, left: str, right: str) -> None:
    """The fit on that line saw exactly the rows of the value."""
    fits = [fit for fit in known.some(left, Fit) if not fit.automatic] or known.some(left, Fit)
    assert {fit.rows for fit in fits} == {known.rows(right)}


def claim_scores(known: Known, left: str, right: str) -> None:
    """`@line scores accuracy`, or `scores nothing`."""
    found = [score.metric for score in known.events(left, Score)]
    assert set(found) == ({right} - {"nothing"}), found


def claim_judges(known: Known, left: str, right: str) -> None:
    """The models of that score were trained on these lines."""
    fits: set[Fit] = set()
    for score in known.some(left, Score):
        fits |= score.fits
    assert known.names_of(fits) == _names(right)


def claim_on(known: Known, left: str, right: str) -> None:
    """The score (or explanation) was computed on exactly the rows of the value."""
    events = [*known.events(left, Score), *known.events(left, Explain)]
    assert events, f"nothing was judged on line {left}"
    assert {event.rows for event in events} == {known.rows(right)}


def claim_draws(known: Known, left: str, right: str) -> None:
    """`@line draws nothing`, `draws seeded by @line`, `draws seeded` (by its argument), `draws unseeded` or `draws unclear`."""
    draws = known.events(left, Draw)
    state = {_seeding(known, draw, by_line="@" in right) for draw in draws} or {"nothing"}
    assert state == {right}


def _seeding(known: Known, draw: Draw, *, by_line: bool) -> str:
    if not draw.known:
        return "unclear"
    if draw.seeded_by is None:
        return "unseeded"
    if by_line:
        assert isinstance(draw.seeded_by, Event), "seeded by an argument"
        return f"seeded by {min(known.names_of([draw.seeded_by]))}"
    return "seeded"


def claim_splits(known: Known, left: str, right: str) -> None:
    """`@line splits folds shuffled stratified`: the kind, and which of shuffled, stratified, grouped and temporal hold."""
    for split in known.some(left, Split):
        marks = {"shuffled": split.shuffles, "stratified": split.stratified, "grouped": split.grouped}
        marks["temporal"] = split.temporal
        assert " ".join([split.kind, *(name for name, mark in marks.items() if mark)]) == right


def claim_selects(known: Known, left: str, right: str) -> None:
    """`@line selects max @score …`: a choice by these scores."""
    kind, _, names = right.partition(" ")
    selections = known.some(left, Select)
    assert {selection.kind for selection in selections} == {kind}
    assert known.names_of(score for selection in selections for score in selection.scores) == _names(names)


def claim_shows(known: Known, left: str, right: str) -> None:
    """`@line shows @score` or `shows name` or `shows nothing`."""
    shown = [part for show in known.events(left, Show) for value in show.values for part in values_shown(value, 4)]
    if right == "nothing":
        assert not shown
    elif right.startswith("@"):
        scores = {score for value in shown for score in numbers_in(value)}
        assert known.names_of(scores) == _names(right)
    else:
        assert known.value(right) in shown


def claim_saves(known: Known, left: str, right: str) -> None:
    """`@line saves name to 'path' as joblib`."""
    name, path, kind = re.fullmatch(r"(.+) to (.+) as (\w+)", right).groups()  # type: ignore[union-attr]
    (save,) = known.some(left, Save)
    assert save.value is known.value(name)
    assert plain(save.path) == ast.literal_eval(path)
    assert save.format == kind


def claim_loads(known: Known, left: str, right: str) -> None:
    """`@line loads 'path'`."""
    assert {load.path for load in known.some(left, Load)} == {ast.literal_eval(right)}


def claim_resamples(known: Known, left: str, right: str) -> None:
    """`@line resamples over`."""
    assert {event.kind for event in known.events(left, Resample)} == {right} - {"nothing"}


def claim_reached(known: Known, left: str, right: str) -> None:
    """Running the program runs this line."""
    assert not right
    events = known.all_events(left)
    assert events
    assert all(event.entry_point for event in events)


def claim_uncalled(known: Known, left: str, right: str) -> None:
    """The line was read, but running the program does not run it."""
    assert not right
    events = known.all_events(left)
    assert events
    assert not any(event.entry_point for event in events)


def claim_unread(known: Known, left: str, right: str) -> None:
    """The line can never run, and nothing is reported of it."""
    assert not right
    assert known.all_events(left) == []


def claim_times(known: Known, left: str, right: str) -> None:
    """`@fit times 3`: how many fits were followed on that line."""
    assert len(known.some(left, Fit)) == int(right)


def _names(text: str) -> set[str]:
    return {name for name in text.split() if name not in {"nothing", "by", "of"}}


CLAIMS: dict[str, Callable[[Known, str, str], None]] = {
    name.removeprefix("claim_"): claim for name, claim in dict(globals()).items() if name.startswith("claim_")
}
WORDS = re.compile(rf"(?P<left>.+?) (?P<verb>{'|'.join(CLAIMS)})(?: (?P<right>.*))?$")
