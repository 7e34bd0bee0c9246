"""An experiment as boxes and arrows: plain values that every form of the picture is written from."""

from __future__ import annotations

from dataclasses import dataclass

from reprolint.findings import Location, Severity

KINDS = (
    "source",
    "resample",
    "preprocess",
    "split",
    "part",
    "model",
    "predictions",
    "score",
    "choice",
    "explanation",
    "file",
)
"""Kinds of boxes, in the order in which an experiment meets them."""

FLOWS = ("rows", "learned", "trained", "steered", "judged", "numbers", "predictions", "scores", "model")
"""Kinds of arrows: rows that go on; rows that a box learns from, is trained on, is steered by or is judged on; numbers that
were learned; predictions, scores and fitted models that go on."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding as the picture shows it: `words` are a few, `message` is the whole sentence."""

    code: str
    name: str
    severity: Severity
    words: str
    message: str
    place: Location


@dataclass(frozen=True, slots=True)
class Node:
    """A box.

    `details` are further lines of text below the title. `places` are where the code does it, in program order, `shown`
    where a score is printed or plotted. `members` are the titles of what was folded into the box, `count` how many
    they are. `role` is training, test, validation or "" (of parts). `marks` are findings about the box itself,
    `affected` those about other boxes whose consequences reach it.
    """

    id: str
    kind: str
    title: str
    role: str = ""
    details: tuple[str, ...] = ()
    places: tuple[Location, ...] = ()
    shown: tuple[Location, ...] = ()
    members: tuple[str, ...] = ()
    count: int = 1
    marks: tuple[Mark, ...] = ()
    affected: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from box `tail` to box `head`; `words` say what happens, `marks` are the faults in it."""

    tail: str
    head: str
    kind: str
    words: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """What happens to which rows in one file.

    `elsewhere` are findings about none of the boxes, `left_out` counts steps that no model or score rests on, `complete` is
    false when the file could not be followed to its end.
    """

    path: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    elsewhere: tuple[Mark, ...] = ()
    left_out: int = 0
    complete: bool = True

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every finding that is drawn, each once, in the order of the boxes."""
        on_boxes = [mark for node in self.nodes for mark in node.marks]
        on_arrows = [mark for edge in self.edges for mark in edge.marks]
        return tuple(dict.fromkeys([*on_boxes, *on_arrows]))


def severest(marks: tuple[Mark, ...]) -> Severity | None:
    """The worst of the marks; None when there are none."""
    return max((mark.severity for mark in marks), default=None)
