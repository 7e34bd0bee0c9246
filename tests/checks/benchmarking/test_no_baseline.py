"""BEN001: one elaborate model alone in its project, asked through summaries as the engine makes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprolint import checks
from reprolint.engine.summaries import summarise
from reprolint.findings import Finding
from reprolint.graph import build
from reprolint.project import Project
from reprolint.source import read_bytes, read_file

CHECK = next(check for check in checks.load() if check.code == "BEN001")
MODEL = """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import {metric}
train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
model = RandomForestClassifier().fit(train[["a"]], train["y"])
print({metric}(test["y"], model.predict(test[["a"]])))
"""


def asked(root: Path, **files: str) -> list[Finding]:
    for name, text in files.items():
        (root / name.replace("__", "/").replace("_py", ".py").replace("_md", ".md")).write_text(text, encoding="utf-8")
    sources = [read_file(path, path.name)[0] for path in sorted(root.glob("*.py"))]
    summaries = tuple(summarise(build(source)) for source in sources if source is not None)
    return list(CHECK.function(Project(root, summaries)))


def test_a_forest_alone(tmp_path):
    (finding,) = asked(tmp_path, a_py=MODEL.format(metric="accuracy_score"), b_py="x = 1\n")
    assert finding.primary.path == "a.py"
    assert "guess or a simple model reaches is not known" in finding.message
    assert finding.primary.label == "this model is scored here"


@pytest.mark.parametrize(
    "metric", ["roc_auc_score", "balanced_accuracy_score", "matthews_corrcoef", "cohen_kappa_score"]
)
def test_metrics_that_carry_their_baseline(tmp_path, metric):
    assert not asked(tmp_path, a_py=MODEL.format(metric=metric))


@pytest.mark.parametrize(
    "other",
    [
        {"README_md": "The baseline of the field reaches 0.7."},
        {"b_py": "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression()\n"},
        {"b_py": "import xgboost\n"},
        {"b_py": MODEL.format(metric="accuracy_score").replace("RandomForestClassifier", "ExtraTreesClassifier")},
    ],
)
def test_something_to_compare_with(tmp_path, other):
    assert not asked(tmp_path, a_py=MODEL.format(metric="accuracy_score"), **other)


def test_tests_of_the_project_do_not_count(tmp_path):
    assert not asked(tmp_path, test_a_py=MODEL.format(metric="accuracy_score"))


def test_the_model_inside_a_pipeline_and_a_search(tmp_path):
    program = """
import pandas as pd
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), {"svc__C": [1, 10]}).fit(train[["a"]], train["y"])
print(search.score(test[["a"]], test["y"]))
"""
    (finding,) = asked(tmp_path, a_py=program)
    assert finding.message.startswith("`SVC`")


@pytest.mark.parametrize(("search", "found"), [("grid_search", 0), ("randomized_search", 0), ("other_search", 1)])
def test_a_search_of_catboost_trains_the_model(tmp_path, search, found):
    program = f"""
from catboost import CatBoostRegressor
import pandas as pd
from sklearn.metrics import mean_absolute_error
train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
model = CatBoostRegressor()
model.{search}({{"depth": [5, 6]}}, train[["a"]], train["y"])
print(model.score(test[["a"]], test["y"]))
print(mean_absolute_error(test["y"], CatBoostRegressor().fit(train[["a"]], train["y"]).predict(test[["a"]])))
"""
    assert len(asked(tmp_path, a_py=program)) == found


def test_a_search_that_is_told_not_to_train():
    program = """
from catboost import CatBoostRegressor
import pandas as pd
train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
model = CatBoostRegressor()
model.grid_search({"depth": [5, 6]}, train[["a"]], train["y"], refit=%s)
print(model.score(test[["a"]], test["y"]))
"""
    source, _ = read_bytes((program % "True").encode(), "a.py")
    fits = build(source).fits
    assert [(fit.name, fit.target is not None) for fit in fits if fit.family == "model"] == [
        ("model.grid_search", True)
    ]
    source, _ = read_bytes((program % "False").encode(), "a.py")
    assert [fit for fit in build(source).fits if fit.family == "model"] == []
