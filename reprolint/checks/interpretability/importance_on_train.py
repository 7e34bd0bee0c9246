"""Permutation importance is computed on the rows that the model was trained on."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.graph.events import Explain
from reprolint.graph.overlap import Answer, overlaps
from reprolint.graph.rows import NOTHING, ancestors

HELP = "Permute held-out rows, such as the test part of the split, or show both parts side by side"


@check("INT001", needs={"explain", "fit"})
def importance_on_train(experiment: Experiment) -> Iterator[Finding]:
    """Asks each permutation whether its rows were learned from, and whether held-out rows of the model were permuted too."""
    looks = [event for event in experiment.explanations if event.method == "permutation" and event.rows != NOTHING]
    reported: set[object] = set()
    for look in looks:
        fits = frozenset(look.fits)
        if fits in reported or not _learned_from(look):
            continue
        fair = [other for other in looks if other.fits & fits and not _learned_from(other)]
        if any(other.order < look.order or _together(look, other) for other in fair):
            continue
        reported.add(fits)
        repeats = {
            other.place.node: other
            for other in looks
            if other.fits == fits and _learned_from(other) and not any(_together(other, one) for one in fair)
        }
        yield _finding(look, list(repeats.values()), fair)


def _learned_from(look: Explain) -> bool:
    """Did every fit that may be in force see rows that are permuted?"""
    return bool(look.fits) and all(overlaps(look.rows, fit.rows) is Answer.YES for fit in look.fits)


def _together(look: Explain, other: Explain) -> bool:
    """Does a reader meet both at once? The cells of a notebook are read one by one, a script as a whole."""
    source = look.place.source
    if not source.cells or source is not other.place.source:
        return True
    return source.cell_at(look.place.line) is source.cell_at(other.place.line)


def _finding(look: Explain, repeats: list[Explain], fair: list[Explain]) -> Finding:
    fit = min(look.fits, key=lambda each: each.order)
    related = [fit.place.location("trained here, on these rows")]
    related += [each.place.location("and here") for each in repeats if each.place.node is not look.place.node]
    if fair:
        return look.finding(
            f"`{look.name}` permutes rows that the model was trained on; held-out rows follow only in a later cell",
            label="training rows alone",
            related=(*related, fair[0].place.location("held-out rows")),
            help="Show the importance on held-out rows first, or both in one figure",
            severity=Severity.NOTE,
        )
    only = all(fit.rows in ancestors(look.rows) for fit in look.fits)
    return look.finding(
        f"`{look.name}` permutes {'' if only else 'also '}rows that the model was trained on, "
        "so what it memorised counts as importance",
        label="permuted here",
        related=tuple(related),
        help=HELP,
        confidence=None if only else Confidence.MEDIUM,
    )
