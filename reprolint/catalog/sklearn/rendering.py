"""Writes the entries for scikit-learn as a catalogue file, one line per name, and compares it with the one that exists."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any

from reprolint.catalog.sklearn.estimators import estimator_entries
from reprolint.catalog.sklearn.former import SIGNATURES
from reprolint.catalog.sklearn.functions import function_entries, splitter_entries
from reprolint.catalog.sklearn.metrics import metric_entries
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from pathlib import Path

FILE = "sklearn.yaml"
HEADER = """\
# Generated from scikit-learn {version} by `python -m reprolint.catalog.sklearn`; change the tables there, not this file.
library: scikit-learn
versions: "{version}"
source: https://scikit-learn.org/stable/api/index.html
"""
# Modules that older code imports from. What is not here is found by leaving out inner modules.
ALIASES = {
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.grid_search": "sklearn.model_selection",
    "sklearn.learning_curve": "sklearn.model_selection",
    "sklearn.externals.joblib": "joblib",
    "sklearn.preprocessing.Imputer": "sklearn.impute.SimpleImputer",
    "sklearn.preprocessing.imputation.Imputer": "sklearn.impute.SimpleImputer",
    "sklearn.mixture.GMM": "sklearn.mixture.GaussianMixture",
    "sklearn.lda.LDA": "sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
    "sklearn.qda.QDA": "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis",
    "sklearn.decomposition.RandomizedPCA": "sklearn.decomposition.PCA",
    "sklearn.linear_model.RandomizedLogisticRegression": "sklearn.linear_model.LogisticRegression",
    "sklearn.covariance.EllipticEnvelop": "sklearn.covariance.EllipticEnvelope",
    "sklearn.metrics.plot_confusion_matrix": "sklearn.metrics.ConfusionMatrixDisplay.from_estimator",
    "sklearn.metrics.plot_det_curve": "sklearn.metrics.DetCurveDisplay.from_estimator",
    "sklearn.metrics.plot_precision_recall_curve": "sklearn.metrics.PrecisionRecallDisplay.from_estimator",
    "sklearn.metrics.plot_roc_curve": "sklearn.metrics.RocCurveDisplay.from_estimator",
    "sklearn.inspection.plot_partial_dependence": "sklearn.inspection.PartialDependenceDisplay.from_estimator",
    "sklearn.utils.random.check_random_state": "sklearn.utils.check_random_state",
}
PLAIN = pattern(r"[A-Za-z_][\w.-]*")
# Words that YAML 1.1 reads as truth values or null.
WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def installed_version() -> str:
    """The version of the installed scikit-learn."""
    import sklearn

    return str(sklearn.__version__)


def entries() -> dict[str, dict[str, Any]]:
    """Every entry, sorted by qualified name."""
    everything: dict[str, dict[str, Any]] = {}
    for source in (estimator_entries, splitter_entries, metric_entries, function_entries):
        for name, fields in source():
            everything.setdefault(name, fields)
    return dict(sorted(everything.items()))


def rendered() -> str:
    """The whole catalogue file for the installed scikit-learn."""
    lines = [HEADER.format(version=installed_version()), "aliases:"]
    lines += [f"  {name}: {target}" for name, target in sorted(ALIASES.items())]
    lines += ["", "signatures:"]
    lines += [f"  {name}: {flow(names.split())}" for name, names in sorted(SIGNATURES.items())]
    lines += ["", "entries:"]
    lines += [f"  {name}: {flow(fields)}" for name, fields in entries().items()]
    return "\n".join(lines) + "\n"


def flow(value: Any) -> str:
    """A value in YAML's flow style; text is quoted only where YAML would take it for something else."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    return json.dumps(value)


def check(path: Path) -> tuple[int, str]:
    """Compare the file with what would be written: (exit code, message). Another version of scikit-learn only gives a note."""
    if not path.is_file():
        return 1, f"{path.name} does not exist; write it with `python -m reprolint.catalog.sklearn`"
    before = path.read_text(encoding="utf-8")
    recorded = re.search(r'^versions: "(.+)"$', before, re.MULTILINE)
    version = installed_version()
    if recorded and recorded[1] != version:
        return 0, f"not compared: {path.name} describes scikit-learn {recorded[1]}, installed is {version}"
    after = rendered()
    if before == after:
        return 0, f"{path.name} is up to date with scikit-learn {version}"
    difference = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "recorded", "installed", lineterm="", n=0
    )
    return 1, "\n".join(difference)
