"""A model is given its own target, or columns that the target was computed from, among its features."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.graph.events import Fit, Place
from reprolint.graph.roles.families import kind_of_model
from reprolint.graph.seen_columns import seen_columns
from reprolint.graph.values import Columns, Data
from reprolint.records import dataclass

SHOWN = 3  # places of one kind that are pointed at
PREDICTS = frozenset({"classifier", "regressor", "network", "unknown"})


@dataclass(slots=True)
class Copied:
    """One target that its own features give away: fits that could read it off, and how."""

    target: str
    by: str
    fits: list[Fit] = field(default_factory=list)


@check("LEA009", needs={"fit"})
def target_in_features(experiment: Experiment) -> Iterator[Finding]:
    """Report each target once, with every fit that is given it."""
    found: dict[tuple[object, str, str], Copied] = {}
    for fit in experiment.fits:
        if (pair := _columns(fit)) is not None:
            features, target = pair
            told = _by_position(features, target) or _by_name(features, target)
            if told is not None and not (told[1] and (features.numeric or _is_simulated(fit, features, target))):
                found.setdefault((target.table, *told), Copied(*told)).fits.append(fit)
    told_of: set[Place] = set()  # another round of a loop makes another table at the same place
    for copied in found.values():
        if copied.fits[0].place not in told_of:
            told_of |= {fit.place for fit in copied.fits}
            yield _finding(experiment, copied)


def _columns(fit: Fit) -> tuple[Columns, Columns] | None:
    """Which columns features and target are, when both belong to the same rows of one table."""
    x, y = fit.data, fit.target
    if fit.family not in {"model", "unknown"} or not fit.supervised or kind_of_model(fit.estimator) not in PREDICTS:
        return None
    given, target = fit.columns, fit.target_columns
    if not isinstance(y, Data) or x is None or given is None or target is None:
        return None
    features = seen_columns(fit.estimator, given)
    if features is None or x.rows != y.rows or features.table != target.table or features == target or y.predicted_by:
        return None
    if features.numeric and not target.numeric and not _is_number(fit, y):
        return None  # a target of texts is not among the columns that hold numbers
    return features, target


def _is_number(fit: Fit, target: Data) -> bool:
    """Does the target hold numbers in the table, as what a regression predicts does?"""
    return kind_of_model(fit.estimator) == "regressor" and not target.all_learned and "recoded" not in target.traits


def _is_simulated(fit: Fit, features: Columns, target: Columns) -> bool:
    """Are these invented features, and is the target meant to be computed from all of them?"""
    sources = frozenset(target.names).union(*(used for _, used in target.derived))
    return fit.data is not None and fit.data.synthetic and (features.inverted or features.names <= sources)


def _by_name(features: Columns, target: Columns) -> tuple[str, str] | None:
    """The target's name, "" when it has none, and the features that give it away, "" when that is the target itself."""
    if target.inverted or target.positions is not None or features.positions is not None:
        return None
    if not features.inverted and features.names <= target.names:
        return None  # it learns to repeat its input, as an autoencoder does
    made = dict(target.derived)
    if target.computed:
        given = all(_gives(features, source, made, depth=3) for source in target.names)
        return ("", "` and `".join(sorted(target.names))) if given else None
    for name in sorted(target.names):
        if _holds(features, name, made):
            return name, ""
        sources = made.get(name, frozenset())
        if sources and all(_gives(features, source, made, depth=3) for source in sources):
            return name, "` and `".join(sorted(sources))
    for name, sources in features.derived:
        if (
            sources
            and sources <= target.names
            and name not in target.names
            and _holds(features, name, dict(features.derived))
        ):
            return min(sources), name
    return None


def _holds(features: Columns, name: str, made: dict[str, frozenset[str]]) -> bool:
    """Is the column among the features? One that the program made is only there if it was made before the features were taken."""
    if (name in features.names) is features.inverted:
        return False
    return name not in made or any(name == known for known, _ in features.derived)


def _gives(features: Columns, name: str, made: dict[str, frozenset[str]], depth: int) -> bool:
    """Is the column among the features, or are all that it was computed from?"""
    if _holds(features, name, made):
        return True
    sources = made.get(name, frozenset())
    return depth > 0 and bool(sources) and all(_gives(features, source, made, depth - 1) for source in sources)


def _by_position(features: Columns, target: Columns) -> tuple[str, str] | None:
    """`data[:, 1:]` holds column -1, `data[:, :9]` column 8; columns counted in tables of different make-up are not compared."""
    column = target.positions
    if not isinstance(column, int) or features.names != target.names or features.derived != target.derived:
        return None
    if isinstance(features.positions, int):
        return None
    held = features.inverted if features.positions is None else _within(column, *features.positions)
    return (f"column {column}", "") if held else None


def _within(column: int, start: int | None, stop: int | None) -> bool:
    """Is the column in the slice, whatever the width of the table (of three columns at least)? 0-based, negative from the end."""
    if column >= 0:
        after = start is None or (0 <= start <= column)
        before = stop is None or (stop > column if stop >= 0 else column == 0 and stop >= -2)
    else:
        after = start is None or (start <= column if start < 0 else column == -1 and start <= 2)
        before = stop is None or (stop < 0 and stop > column)
    return after and before


def _finding(experiment: Experiment, copied: Copied) -> Finding:
    fits = sorted(copied.fits, key=lambda fit: (fit.automatic, fit.order))
    first = fits[0]
    certain = any(fit.certain for fit in fits)
    if copied.by:
        target = f"`{copied.target}`" if copied.target else "a target"
        message = f"`{first.name}` predicts {target} from `{copied.by}`, and one was computed from the other"
    else:
        message = (
            f"`{first.name}` is given its own target `{copied.target}` among the features, so it only has to copy it"
        )
    trained = dict.fromkeys((fit.place for fit in fits if fit.place != first.place), "and here")
    judged = (score.place for score in experiment.scores if not score.fits.isdisjoint(fits))
    scored = dict.fromkeys(
        (place for place in judged if place not in {first.place, *trained}), "this score is affected"
    )
    return first.finding(
        message,
        label=f"`{copied.by or copied.target}` is among the features",
        related=tuple(place.location(text) for part in (trained, scored) for place, text in list(part.items())[:SHOWN]),
        severity=None if certain else Severity.WARNING,
        confidence=Confidence.HIGH if certain and not copied.by else Confidence.MEDIUM,
    )
