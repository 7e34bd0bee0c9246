"""Which fits are one cause of a leak, and which of them matters most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from reprolint.graph.evaluations import Evaluation
from reprolint.graph.events import Event, Fit, Place
from reprolint.graph.rows import Rows, Where
from reprolint.graph.values import Constant, Estimator
from reprolint.records import dataclass

LITTLE = frozenset({"pandas.cut", "sklearn.feature_selection.VarianceThreshold"})


@dataclass(slots=True)
class Leak:
    """One cause: fits that learned from rows they should not have seen, and the evaluations they reach."""

    fits: list[Fit] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    events: dict[Event, None] = field(default_factory=dict)  # all of them, also where the same code ran again
    judged: dict[Rows, Evaluation] = field(default_factory=dict)  # the first on each set of rows, also there
    pairs: list[tuple[Fit, Evaluation]] = field(default_factory=list)  # which fit reaches which evaluation

    def add(self, fit: Fit, evaluation: Evaluation) -> None:
        """Another fit or evaluation of the same cause."""
        self.pairs.append((fit, evaluation))
        self.events |= dict.fromkeys((fit, evaluation.model, evaluation.event))
        self.judged.setdefault(evaluation.rows, evaluation)
        if all(known.place != fit.place for known in self.fits):
            self.fits.append(fit)
        if all(
            known.event.place != evaluation.event.place or known.model.place != evaluation.model.place
            for known in self.evaluations
        ):
            self.evaluations.append(evaluation)

    def join(self, other: Leak) -> None:
        """All fits and evaluations of another leak, which turned out to have the same cause."""
        for fit, evaluation in other.pairs:
            self.add(fit, evaluation)

    def of_scores(self) -> Leak:
        """What of it reaches scores; all of it where nothing does. A prediction may be for rows that nothing is known of."""
        if all(evaluation.scored for evaluation in self.evaluations):
            return self
        scored = Leak()
        for fit, evaluation in self.pairs:
            if evaluation.scored:
                scored.add(fit, evaluation)
        return scored if scored.fits else self


def gather(pairs: Iterable[tuple[Fit, Evaluation]]) -> Iterator[Leak]:
    """Group by cause: a fitted object is one, all statistics taken from the same rows or by category from them are one.

    So is the same transformer fitted again on the next line, or for the same scores. The first fit of each leak is the one
    that matters most: a number that is only added to all rows hardly does, nor does the most frequent category. Of a table with
    numbers for each group it is not known which are looked up.
    """
    leaks: dict[object, Leak] = {}
    for fit, evaluation in pairs:
        key: object = (fit.place.line, fit.place.source.path)
        if fit.family == "statistic":
            key = ("statistics", _unfiltered(fit.rows))
        leaks.setdefault(key, Leak()).add(fit, evaluation)
    for leak in map(Leak.of_scores, _joined(list(leaks.values()))):
        leak.fits.sort(key=lambda fit: (_is_shift(fit, leak), learns_little(fit), _is_table(fit)))
        yield leak


def _unfiltered(rows: Rows) -> Rows:
    """The rows of which these are those that pass a test on their values: the median age of each title in turn is one habit."""
    while isinstance(rows, Where):
        rows = rows.parent
    return rows


def _joined(leaks: list[Leak]) -> list[Leak]:
    """Leaks of one object, or of one class on the same rows, are one where they reach the same scores or stand together."""
    kept: list[Leak] = []
    for leak in leaks:
        same = next((known for known in kept if _is_again(known, leak)), None)
        if same is None:
            kept.append(leak)
        else:
            same.join(leak)
    return kept


def _is_again(known: Leak, leak: Leak) -> bool:
    first, again = known.fits[0], leak.fits[0]
    same_object = first.estimator is again.estimator and first.estimator is not None
    if any(fit in one.learned for fit in known.fits for one in leak.fits):
        return False  # one builds upon the other: two steps
    if not same_object and (not class_of(first) or class_of(first) != class_of(again) or first.rows != again.rows):
        return False
    reached = {_places_of(one) for one in known.evaluations} == {_places_of(one) for one in leak.evaluations}
    return reached or any(_stands_by(fit, again) for fit in known.fits)


def _stands_by(first: Fit, again: Fit) -> bool:
    """Is it fitted again on the next line, or on the next but one, where training and test rows take turns?"""
    end = getattr(first.place.node, "end_lineno", first.place.line)
    return first.place.source is again.place.source and first.place.line < again.place.line <= end + 2


def class_of(fit: Fit) -> str:
    """The class of the fitted object, or the function; "" when not known."""
    return fit.estimator.qualified if isinstance(fit.estimator, Estimator) else fit.qualified


def _places_of(evaluation: Evaluation) -> tuple[Place, Place]:
    return evaluation.model.place, evaluation.event.place


def learns_little(fit: Fit) -> bool:
    """Was nothing learned but which categories are frequent, where bins of equal width end, or which columns hardly vary?"""
    counts = fit.family == "statistic" and fit.name.rpartition(".")[2] in {"mode", "value_counts"}
    return counts or class_of(fit) in LITTLE


def _is_table(fit: Fit) -> bool:
    grouping = fit.data is not None and fit.data.kind == "groupby"
    return grouping and not fit.name.endswith((".transform", ".apply"))


def _is_shift(fit: Fit, leak: Leak) -> bool:
    return all(only_shifts(fit, one) for one in leak.evaluations if fit in one.learned)


def only_shifts(fit: Fit, evaluation: Evaluation) -> bool:
    """Was nothing done with it but adding the same number to every row?"""
    if isinstance(fit.estimator, Estimator) and fit.estimator.qualified == "sklearn.preprocessing.StandardScaler":
        spread = fit.estimator.parameters.get("with_std")
        return isinstance(spread, Constant) and spread.value is False
    return evaluation.given is not None and fit in evaluation.given.shifted_by
