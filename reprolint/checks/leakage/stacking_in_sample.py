"""A model learns to combine predictions that other models made for rows they were fitted to."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.archives import is_member
from reprolint.graph.events import Fit
from reprolint.graph.roles.families import kind_of_model
from reprolint.graph.rows import Choice, Cut, Pick, Related, Where, ancestors

PREDICTS = frozenset({"classifier", "regressor", "network"})
PLACES = 4
# After these steps rows may be others than they seem, as when out-of-fold predictions are put together.
UNCLEAR = (Choice, Cut, Pick, Related, Where)


@check("LEA015", needs={"fit", "predict"})
def stacking_in_sample(experiment: Experiment) -> Iterator[Finding]:
    """`meta.fit(np.column_stack([forest.predict(X), svm.predict(X)]), y)` after `forest.fit(X, y)` and `svm.fit(X, y)`."""
    causes: dict[frozenset[Fit], list[Fit]] = {}
    for meta in experiment.fits:
        bases = _remembering(meta)
        if bases:
            causes.setdefault(frozenset(bases), []).append(meta)
    for learned, metas in causes.items():
        yield _finding(sorted(learned, key=lambda fit: fit.order), metas)


def _finding(bases: list[Fit], metas: list[Fit]) -> Finding:
    meta = metas[0]
    names = "these models have" if len(bases) > 1 else f"`{bases[0].name}` has"
    related = [base.place.location("fitted to the rows it then predicts") for base in bases[:PLACES]]
    others = dict.fromkeys(other.place for other in metas if other.place != meta.place)
    related += [place.location("and here") for place in list(others)[:PLACES]]
    return meta.finding(
        f"`{meta.name}` learns from predictions for rows that {names} been fitted to, which are better than for new rows",
        label="learns from remembered answers",
        related=tuple(related),
    )


def _remembering(meta: Fit) -> list[Fit]:
    """The supervised models whose predictions for their own training rows are the features of this one."""
    data = meta.data
    if meta.automatic or meta.family != "model" or meta.target is None or data is None or not data.predicted_by:
        return []
    if data.output not in {"labels", "probabilities", "values", "scores"} or data.statistic:
        return []
    if any(isinstance(step, UNCLEAR) and not is_member(step) for step in ancestors(data.rows)):
        return []
    bases = sorted(data.predicted_by, key=lambda fit: fit.order)
    return bases if all(_remembers(base, meta) for base in bases) else []


def _remembers(base: Fit, meta: Fit) -> bool:
    if base.automatic or base.base is not None or base.target is None or base is meta:
        return False
    if kind_of_model(base.estimator) not in PREDICTS or base.estimator is meta.estimator:
        return False
    return base.rows == meta.rows and overlaps(base.rows, meta.rows) is Answer.YES
