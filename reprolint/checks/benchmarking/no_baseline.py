"""A project judges one elaborate model and nothing simple beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.patterns import pattern

ELABORATE = frozenset({"forest", "boosting", "kernel", "network", "ensemble"})
# They are zero, or one half, for a guess: the comparison is in the number.
ANCHORED = pattern(
    r"r2|r²|roc_auc|matthews|kappa|balanced_accuracy|explained_variance|d2_|skill|rand_score|mutual_info", re.IGNORECASE
)
BASELINE = pattern(
    r"base.?line|dummy|majority|persistence|naive|chance level|random guess|most frequent|null model"
    r"|(logistic|linear)regression\(|ridge\w*\(|lasso\w*\(|\w+nb\(|kneighbors\w+\(|decisiontree\w+\(|constant predict"
    r"|\b(nu)?sv[cr]\([^)]*\bkernel\s*=\s*\\?[\"']linear",
    re.IGNORECASE,
)

if TYPE_CHECKING:
    from reprolint.project import FileSummary, Project, ScoredModel
# Other libraries that models come from: one of theirs may be the comparison, out of our sight.
MODELLING = frozenset(
    {"sklearn", "xgboost", "lightgbm", "catboost", "torch", "tensorflow", "keras", "jax", "flax", "statsmodels", "transformers",
     "pytorch_lightning", "lightning", "fastai", "prophet", "pmdarima", "sktime", "darts", "autogluon", "h2o", "tpot", "pyspark"}
)  # fmt: skip


TABLES = frozenset({"confusion_matrix", "classification_report"})


@check("BEN001", over="project")
def no_baseline(project: Project) -> Iterator[Finding]:
    """Every score in the project belongs to one class of model, and its metric does not tell what a guess would reach."""
    files = [summary for summary in project.summaries if not summary.is_test]
    scored = [model for summary in files for model in summary.scored]
    if len({model.qualified for model in scored}) != 1 or any(model.family not in ELABORATE for model in scored):
        return
    if any(ANCHORED.search(model.metric) for model in scored) or _compared_elsewhere(project, files, scored[0]):
        return
    first = next((model for model in scored if model.metric not in TABLES), scored[0])
    name = first.qualified.rpartition(".")[2]
    places = list(dict.fromkeys(model.location for model in scored))
    yield Finding(
        f"`{name}` is the only model that is scored here, so what a guess or a simple model reaches is not known",
        replace(first.location, label="this model is scored here"),
        related=tuple(replace(place, label="and here") for place in places if place != first.location)[:3],
    )


def _compared_elsewhere(project: Project, files: list[FileSummary], model: ScoredModel) -> bool:
    """Is a baseline spoken of, or may a model of another library have been judged unseen?"""
    imports = {name for summary in files for name in summary.imports}
    others = (imports & MODELLING) - {model.qualified.partition(".")[0], "sklearn"}
    if others or BASELINE.search(project.readme_text):
        return True
    paths = project.folder.matching("*.py", "*.ipynb", "*.R", "*.jl")
    return any(BASELINE.search(project.folder.read(path) or "") for path in paths)
