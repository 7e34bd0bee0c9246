"""A fitted model is pickled, and nothing records the version of the library that can open it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Save
from reprolint.graph.values import Constant, Estimator, Mapping, Sequence, Value
from reprolint.patterns import pattern

PICKLES = frozenset({"pickle", "joblib", "dill", "cloudpickle"})
DISTRIBUTIONS = {
    "sklearn": "scikit-learn",
    "imblearn": "imbalanced-learn",
    "xgboost": "xgboost",
    "lightgbm": "lightgbm",
    "category_encoders": "category-encoders",
}
# Any of these in the code says that versions are written down somewhere, printed at the least.
RECORDED = pattern(
    r"__version__|watermark|show_versions|session_info|(pip|uv)3?\s+(freeze|list)|conda\s+(env\s+export|list)|importlib.metadata|pkg_resources"
)

if TYPE_CHECKING:
    from reprolint.project import Project
PASSING = pattern(r"cache|tmp|temp|checkpoint", re.IGNORECASE)


@check("SHR001", needs={"save"}, with_project=True)
def pickle_without_versions(experiment: Experiment, project: Project) -> Iterator[Finding]:
    """One finding for a file, with all places where a model is pickled."""
    sites: dict[object, tuple[Save, Estimator, str]] = {}
    for save in experiment.saves:
        if save.format not in PICKLES or save.qualified.endswith(".dumps") or _is_passing(save.path):
            continue
        for model in _models_in(save.value):
            distribution = DISTRIBUTIONS.get(model.qualified.partition(".")[0])
            if distribution is not None and not project.pinned(distribution):
                sites.setdefault(save.place.node, (save, model, distribution))
    if not sites or project.locked or _records_versions(experiment):
        return
    sites = {node: site for node, site in sites.items() if not _is_stated(project, experiment.source.path, site[2])}
    if not sites:
        return
    (first, model, distribution), *others = sites.values()
    yield first.finding(
        f"`{first.name}` pickles {_named(model)}, "
        f"and neither the file nor the repository's requirements or README say with which version of {distribution}",
        label="opens reliably only with the same version",
        related=tuple(
            save.place.location("and here" if needed == distribution else f"here, {_named(other)} of {needed}")
            for save, other, needed in others
        ),
    )


def _models_in(value: Value, depth: int = 2) -> Iterator[Estimator]:
    """Estimators of a library, also as entries of a dict, list or tuple, one by one or made alike."""
    if isinstance(value, Estimator):
        yield value
    elif depth and isinstance(value, (Mapping, Sequence)):
        for part in (*(value.items.values() if isinstance(value, Mapping) else value.items), value.rest):
            if part is not None:
                yield from _models_in(part, depth - 1)


def _is_passing(path: Value) -> bool:
    """Is this a cache, or some other file that nobody will be given?"""
    return isinstance(path, Constant) and isinstance(path.value, str) and bool(PASSING.search(path.value))


def _is_stated(project: Project, path: str, distribution: str) -> bool:
    """Does a README give the version, under the library's name or that of its import?"""
    imported = [package for package, name in DISTRIBUTIONS.items() if name == distribution]
    return project.stated(path, distribution, *imported) is not None


def _records_versions(experiment: Experiment) -> bool:
    texts = [f"{magic.name} {magic.text}" for source in experiment.sources for magic in source.magics]
    for node in (node for source in experiment.sources for node in source.nodes()):
        if isinstance(node, ast.Attribute):
            texts.append(node.attr)
        elif isinstance(node, ast.Name):
            texts.append(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            texts += [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    return any(RECORDED.search(text) for text in texts)


def _named(model: Estimator) -> str:
    """`make_pipeline` and `train` are how a model is made, not what it is; of a search what it found is what matters."""
    if model.entry is not None and model.entry.role == "search":
        return f"a `{model.short_name}` or the model that it found"
    if model.short_name == "train":
        return "a `Booster`"
    return "a pipeline" if model.short_name.startswith("make_") else f"a `{model.short_name}`"
