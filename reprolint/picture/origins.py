"""From which box rows come: the source, part or resampling that made them, and what they passed through since."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from reprolint.graph.events import Event, Fit, Load, Resample, Split
from reprolint.graph.rows import All, Choice, Copies, Cut, Part, Pick, Related, Rows, Union, Where, in_order
from reprolint.graph.values import Data
from reprolint.picture import wording
from reprolint.picture.sketch import Box, Sketch


class Origins:
    """Answers in boxes of one sketch. A step that is met for the first time gets its box then."""

    def __init__(self, sketch: Sketch, splits: Iterable[Split], resamples: Iterable[Resample]) -> None:
        self.sketch = sketch
        self.fitted: dict[Fit, Box] = {}
        self._sources: dict[Rows, Box] = {}
        self._splits: dict[tuple[Hashable, str], Split] = {}
        self._resamples: dict[Hashable, Resample] = {}
        self._split_boxes: dict[Split, Box] = {}
        for split in splits:
            for rows in split.parts.values():
                if isinstance(rows, Part):
                    self._splits.setdefault((rows.split, rows.role), split)
        for resample in resamples:
            result = resample.result
            if isinstance(result, (Copies, Where)):
                self._resamples[result.by if isinstance(result, Copies) else result.test] = resample

    def load(self, event: Load) -> Box:
        """The box of data that came in; the same file is one box."""
        key: Hashable = ("file", event.path) if event.path else ("load", event.place.source.path, event.place.node)
        box = self.sketch.box(key, "source", wording.source_title(event), details=wording.source_details(event))
        return box.stands_at(event.place.location())

    def split(self, event: Split) -> Box:
        """The box of a split, with arrows from what was split."""
        made = self._split_boxes.get(event)
        if made is not None:
            return made
        parents = self.of(event.parent, event, event.data)
        key = ("split", event.place.source.path, event.place.node, *(box.id for box in parents))
        title, details = wording.split_title(event)
        box = self._split_boxes[event] = self.sketch.box(key, "split", title, details=details)
        box.stands_at(event.place.location())
        others = [value for value in event.arrays if isinstance(value, Data) and not _is_made_here(value.rows)]
        arrays = [event.data, *others] if event.data is not None else others
        tails = [tail for data in arrays for tail in self.carriers(data.rows, data.all_learned, event, data)]
        for tail in tails:  # of features that were prepared and a target that was not, the longer way says all
            if not any(other is not tail and self.sketch.leads(tail, other) for other in tails):
                self.sketch.arrow([tail], box, "rows")
        return box

    def split_behind(self, rows: Rows) -> Split | None:
        """The split that made this part."""
        return self._splits.get((rows.split, rows.role)) if isinstance(rows, Part) else None

    def of(self, rows: Rows, event: Event, data: Data | None) -> list[Box]:
        """The boxes that made these rows, whatever was learned from them since."""
        return self._trace(rows, frozenset(), event, data)

    def carriers(self, rows: Rows, learned: frozenset[Fit], event: Event, data: Data | None) -> list[Box]:
        """The boxes that the values come from: what was last fitted to the very rows, else what made the rows."""
        return self._trace(rows, learned, event, data)

    def _trace(self, rows: Rows, learned: frozenset[Fit], event: Event, data: Data | None) -> list[Box]:
        passed = [fit for fit in learned if fit.rows is rows and fit in self.fitted]
        if passed:
            return [self.fitted[max(passed, key=lambda fit: fit.order)]]
        if isinstance(rows, All):
            return [self._source(rows, event, data)]
        if isinstance(rows, Part):
            return [self._part(rows, learned, event, data)]
        if isinstance(rows, Copies) or (isinstance(rows, Where) and rows.test in self._resamples):
            return self._copies(rows, learned, event, data)
        if isinstance(rows, Cut):
            parents = self._trace(rows.parent, learned, event, data)
            key = ("cut", rows.start, rows.stop, *(box.id for box in parents))
            box = self.sketch.box(key, "part", wording.cut_title(rows))
            self.sketch.arrow(parents, box, "rows")
            return [box]
        if isinstance(rows, Pick):
            part = self._named_part(rows.index)
            if part is not None:
                return [self._part(part, learned, event, data)]
        if isinstance(rows, (Pick, Where)):
            return self._trace(rows.parent, learned, event, data)
        if isinstance(rows, (Union, Choice, Related)):
            members = in_order(rows.members)
            found = [box for member in members for box in self._trace(member, learned, event, data)]
            return list(dict.fromkeys(found))
        return []

    def _named_part(self, index: Rows) -> Part | None:
        """The part whose positions an index holds."""
        while isinstance(index, (Pick, Where, Cut)):
            index = index.parent
        return index if isinstance(index, Part) else None

    def _source(self, rows: All, event: Event, data: Data | None) -> Box:
        known = self._sources.get(rows)
        if known is not None:
            return known
        loads = data.loads if data is not None else ()
        if len(loads) == 1:
            box = self.load(loads[0])
        else:
            hint = data.hint if data is not None else ""
            title, details = wording.unseen_title(rows.key, hint)
            # A second round of a loop has rows of its own: the place where they are first used makes them the same.
            key = ("unseen", title, event.place.source.path, event.place.node)
            box = self.sketch.box(key, "source", title, details=details)
        self._sources[rows] = box
        return box

    def remember(self, load: Load) -> None:
        """Rows that a load made are its own."""
        box = self.load(load)
        if load.data is not None and isinstance(load.data.rows, All):
            self._sources.setdefault(load.data.rows, box)

    def _part(self, rows: Part, learned: frozenset[Fit], event: Event, data: Data | None) -> Box:
        split = self.split_behind(rows)
        if split is not None and split.internal:
            return self.split(split)  # the library deals out the folds by itself: no code names them
        title, role = wording.part_title(split, rows.role)
        before = [self.split(split)] if split is not None else self._trace(rows.parent, learned, event, data)
        box = self.sketch.box(("part", rows.role, *(one.id for one in before)), "part", title, role=role)
        self.sketch.arrow(before, box, "rows")
        return box

    def _copies(self, rows: Copies | Where, learned: frozenset[Fit], event: Event, data: Data | None) -> list[Box]:
        resample = self._resamples.get(rows.by if isinstance(rows, Copies) else rows.test)
        if resample is None:
            return self._trace(rows.parent, learned, event, data)
        before = resample.data.all_learned if resample.data is not None else frozenset()
        parents = self._trace(rows.parent, before, event, resample.data)
        title, details = wording.resample_title(resample)
        key = ("resample", resample.place.source.path, resample.place.node, *(box.id for box in parents))
        box = self.sketch.box(key, "resample", title, details=details).stands_at(resample.place.location())
        self.sketch.arrow(parents, box, "rows")
        return [box]


def _is_made_here(rows: Rows) -> bool:
    """Numbers that stand in the program, such as labels or row numbers beside the data."""
    return isinstance(rows, All) and isinstance(rows.key, tuple) and rows.key[:1] in {("positions",), ("literal",)}
