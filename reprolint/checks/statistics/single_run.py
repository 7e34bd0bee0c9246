"""A model whose training is random is trained once, with one seed, and its one score is told as the result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Call, Fit, Score, Seed
from reprolint.graph.roles.families import predictor
from reprolint.graph.shown import scores_shown
from reprolint.graph.values import Constant, Value
from reprolint.patterns import pattern

CHANCE = frozenset({"forest", "network"})  # families whose training depends on the seed with every setting
# The seed, or the repetition, may come from outside the program.
FROM_OUTSIDE = frozenset(
    {
        "argparse",
        "click",
        "typer",
        "hydra",
        "fire",
        "absl",
        "omegaconf",
        "sacred",
        "wandb",
        "papermill",
        "sys",
        "optuna",
        "ray",
    }
)

if TYPE_CHECKING:
    from reprolint.project import Project
INTERVAL = frozenset({"bootstrap", "resample", "sem", "t", "norm", "proportion_confint"})
SWEEP = pattern(r"seed|for\s+\w+\s+in|multirun|array", re.IGNORECASE)


@check("STA001", needs={"fit", "score", "show"}, with_project=True)
def single_run(experiment: Experiment, project: Project) -> Iterator[Finding]:
    """One fit of a forest or network under a literal seed, one score on other rows, no repetition anywhere in sight."""
    models = [fit for fit in experiment.fits if fit.family == "model"]
    if len({fit.place for fit in models}) != 1 or _repeats(experiment, models[0]):
        return
    fit = models[0]
    core = predictor(fit.estimator)
    if core is None or core.entry is None or core.entry.family not in CHANCE:
        return
    seed = _literal(core.parameters.get("random_state")) or _only_seed(experiment)
    score = next((score for score in experiment.scores if _is_result(experiment, score, fit)), None)
    if seed is None or score is None or any(SWEEP.search(text) for text in project.drivers.values()):
        return
    yield score.finding(
        f"This score comes from one training of `{core.short_name}` with one seed, so how much of it is luck is not known",
        label="one run",
        related=(fit.place.location(f"trained once, with seed {seed}"),),
    )


def _repeats(experiment: Experiment, fit: Fit) -> bool:
    """Is anything done more than once, or may it be, from outside?"""
    if fit.loops or not fit.entry_point or not experiment.complete:
        return True
    if any(score.cross_validated or score.loops for score in experiment.scores):
        return True
    if any(split.kind == "folds" for split in experiment.splits):
        return True
    return any(_gives_interval(call) for call in experiment.calls) or bool(FROM_OUTSIDE & _imports(experiment))


def _gives_interval(call: Call) -> bool:
    library, _, name = call.qualified.partition(".")
    return name.rpartition(".")[2] in INTERVAL and library in {"scipy", "sklearn", "statsmodels"}


def _imports(experiment: Experiment) -> set[str]:
    names = re.findall(r"^\s*(?:import|from)\s+(\w+)", experiment.text, re.MULTILINE)
    return set(names)


def _literal(value: Value | None) -> int | None:
    number = value.value if isinstance(value, Constant) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _only_seed(experiment: Experiment) -> int | None:
    """The seed, when all seedings of the program use one number."""
    seeds = {_literal(event.value) for event in experiment.of(Seed)}
    return seeds.pop() if len(seeds) == 1 else None


def _is_result(experiment: Experiment, score: Score, fit: Fit) -> bool:
    shown = any(score in scores_shown(show) for show in experiment.shown)
    return shown and score.fits == {fit} and overlaps(score.rows, fit.rows) is Answer.NO
