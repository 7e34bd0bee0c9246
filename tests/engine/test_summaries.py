"""What of an experiment the rules about whole projects get to see, built by the real graph."""

from __future__ import annotations

import pickle

from reprolint.engine.running import event_names
from reprolint.engine.summaries import summarise
from reprolint.graph import build
from reprolint.project import FileSummary
from reprolint.source import read_bytes

STUDY = b"""\
import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

# a comment
np.random.seed(7)
table = pd.read_csv("table.csv")
X_train, X_test, y_train, y_test = train_test_split(table.drop(columns="y"), table["y"])
model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
joblib.dump(model, "model.joblib")
"""


def summary(text: bytes, path: str = "study.py") -> FileSummary:
    source, problems = read_bytes(text, path)
    assert source is not None
    assert not problems
    return summarise(build(source))


def test_study_is_summarised() -> None:
    found = summary(STUDY)
    (scored,) = found.scored
    assert (scored.qualified.rpartition(".")[2], scored.location.line) == ("RandomForestClassifier", 13)
    assert found.imports == ("joblib", "numpy", "pandas", "sklearn")
    assert (found.code_lines, found.functions) == (12, 0)
    assert not found.is_test


def test_tests_are_known_by_their_names() -> None:
    assert [summary(b"x = 1\n", path).is_test for path in ("test_a.py", "a_test.py", "tests/a.py", "latest.py")] == [
        True
    ] * 3 + [False]


def test_file_without_events() -> None:
    found = summary(b"\n  # nothing\nasync def f():\n\treturn 1  # one\n")
    assert (found.scored, found.functions, found.code_lines) == ((), 1, 2)


def test_summary_travels_between_processes() -> None:
    found = summary(STUDY)
    assert pickle.loads(pickle.dumps(found)) == found


def test_events_are_named_as_checks_name_them() -> None:
    source, _ = read_bytes(STUDY, "study.py")
    assert source is not None
    assert {"load", "split", "fit", "predict", "score", "seed", "save", "call"} <= event_names(build(source).events)
