"""Which of several draws to name first: those that decide most, and draws that hardly decide anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.events import Explain, Save, Score, Select
from reprolint.graph.seeds.influence import Statement, reaching
from reprolint.graph.seeds.option_defaults import is_option_default, is_put_into_text
from reprolint.graph.seeds.unread import role_of
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.events import Draw
    from reprolint.graph.experiment import Experiment

# Linear models that draw with the solvers sag and saga only. With six seeds on three data sets of scikit-learn, scaled or
# not, accuracies were alike or differed by three of 450 test rows at most.
_ONE_OPTIMUM = frozenset(
    f"sklearn.linear_model.{name}"
    for name in ("LogisticRegression", "LogisticRegressionCV", "Ridge", "RidgeClassifier", "ridge_regression")
)
# With a tolerance of 0.1, or after 5 rounds, they have not come near it and differed by up to 7 of 143; with 0.01, by 1.
_LOOSE, _FEW_ROUNDS = 0.01, 100
_COUNTS = frozenset({"range", "trange", "xrange"})
_REORDERS = frozenset({"shuffle", "permutation", "randperm"})
_DIVIDES = frozenset({"split", "splitter", "resample"})  # roles of calls that choose rows


def most_telling_first(experiment: Experiment, draws: Iterable[Draw]) -> list[Draw]:
    """The draws in program order, those that a score, a choice or a stored file depends on before the others.

    Decision trees come after these: they draw only where two features are equally good. So do linear models whose solver
    takes the rows in random order. Defaults of options come last, as a user may give another value, and so does what is
    written into texts, such as names of files.
    """
    draws = list(draws)
    if len(draws) < 2:
        return draws
    judged = _judged(experiment, draws)
    late = {draw.place.node for draw in draws if is_option_default(draw) or is_put_into_text(draw)}
    return sorted(
        draws,
        key=lambda draw: (
            draw.place.node in late,
            only_breaks_ties(draw) or ends_at_one_optimum(draw),
            draw.place.node not in judged,
        ),
    )


def only_breaks_ties(draw: Draw) -> bool:
    """Is this a decision tree? It draws only where two features are equally good, so runs may differ and need not."""
    return draw.call is not None and draw.call.entry is not None and draw.call.entry.family == "tree"


def ends_at_one_optimum(draw: Draw) -> bool:
    """Is this a linear model whose solver only takes the rows in random order, on its way to the one best solution?"""
    call = draw.call
    if call is None or call.entry is None or call.entry.name not in _ONE_OPTIMUM:
        return False
    tolerance, rounds = call.constant("tol"), call.constant("max_iter")
    loose = isinstance(tolerance, (int, float)) and tolerance > _LOOSE
    return not loose and not (isinstance(rounds, int) and rounds < _FEW_ROUNDS)


def _judged(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Draws of the file itself that a score, a choice, a look into a model or a stored file depends on."""
    source = experiment.source
    ends = {event.place.node for event in experiment.events if isinstance(event, (Score, Save, Select, Explain))}

    def judges(statement: Statement) -> bool:
        return not statement.inside.isdisjoint(ends)

    nodes = {draw.place.node for draw in draws if draw.place.source is source}
    return reaching(experiment, source, nodes, judges, others=False) if ends else set()


def repeats(draws: Iterable[Draw]) -> bool:
    """Would one `random_state` make the rounds of a loop alike that are to differ?

    Those in which rows are divided anew, and those that are only counted, as in `for i in range(10):`.
    """
    return any(draw.loops and (role_of(draw) in _DIVIDES or any(map(_only_counts, draw.loops))) for draw in draws)


def _only_counts(loop: ast.AST) -> bool:
    return isinstance(loop, ast.For) and called(loop.iter) in _COUNTS
