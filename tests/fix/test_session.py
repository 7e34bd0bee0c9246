"""What is repaired and what is left alone: only what is proved, and nothing that would make another finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from reprolint.api import repair_text
from reprolint.config import Config
from reprolint.findings import Confidence, Edit, Finding, Fix, Location, Report, Severity
from reprolint.fix.reproducibility.seeds import MODULES
from reprolint.fix.session import Repaired, Session
from reprolint.graph.seeds.seeding import SEEDED_BY

HEAD = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.preprocessing import StandardScaler

wines = pd.read_csv("wines.csv")
X, y = wines.drop(columns="region"), wines["region"]
"""
TAIL = """\
X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print("accuracy", model.score(X_test, y_test))
"""


def repaired(text: str, name: str = "study.py", *, unsafe: bool = True) -> Repaired:
    return repair_text(text, name, Config(), unsafe=unsafe)


def reason(text: str) -> str:
    """Why the first declined finding was; the text must be left as it is by LEA repairs."""
    file = repaired(text)
    assert not [one for one in file.applied if one.code.startswith("LEA")]
    return file.declined[0].reason


def test_step_moves_into_a_pipeline_and_its_comment_stays() -> None:
    text = HEAD + "X_scaled = StandardScaler().fit_transform(X)  # as in the paper\n" + TAIL
    after = repaired(text).after.decode()
    assert "make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)" in after
    assert "train_test_split(X, y, random_state=0)" in after
    assert "\n# as in the paper\n" in after


def test_where_the_model_is_used_in_other_ways_the_step_is_fitted_behind_the_split() -> None:
    text = HEAD + "X_scaled = StandardScaler().fit_transform(X)\n" + TAIL + "print(model.coef_)\n"
    after = repaired(text).after.decode()
    assert (
        "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
        "scaler = StandardScaler()\n"
        "X_train = scaler.fit_transform(X_train)\n"
        "X_test = scaler.transform(X_test)\n"
    ) in after
    assert "make_pipeline" not in after


def test_steps_that_follow_each_other_move_one_after_the_other_and_keep_their_order() -> None:
    text = HEAD.replace("import StandardScaler", "import PolynomialFeatures, StandardScaler") + (
        "from sklearn.impute import SimpleImputer\n"
        "X_filled = SimpleImputer().fit_transform(X)\nX_scaled = StandardScaler().fit_transform(X_filled)\n"
    )
    after = repaired(text + TAIL + "print(model.coef_)\n").after.decode()
    fills, scales = after.index("imputer.fit_transform"), after.index("scaler.fit_transform")
    assert after.index("train_test_split(X, y") < fills < scales


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("X = X.head(100)\n", "`X` may change in between"),
        ("X_scaled += 1\n", "cannot be followed"),
        ("exec('X_scaled = 1')\n", "cannot be followed"),
    ],
)
def test_rows_that_are_used_otherwise_keep_the_step_where_it_is(between: str, expected: str) -> None:
    assert expected in reason(HEAD + "X_scaled = StandardScaler().fit_transform(X)\n" + between + TAIL)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("X_scaled = StandardScaler().fit_transform(*[X])\n", "not plain ones"),
        ("X_scaled = StandardScaler().fit_transform(  # why\n    X)\n", "a comment stands inside"),
    ],
)
def test_steps_in_other_forms_are_left_alone(step: str, expected: str) -> None:
    assert expected in reason(HEAD + step + TAIL)


@pytest.mark.parametrize(
    "step",
    [
        "X_scaled = StandardScaler().fit_transform(X)\nplt.scatter(X_scaled[:, 0], X_scaled[:, 1])\n",
        "X_scaled = StandardScaler().fit_transform(X)\nX.drop(columns='age', inplace=True)\n",
        "X_scaled = StandardScaler().fit_transform(X)\ndef shown():\n    return X_scaled\n",
        "X_scaled = StandardScaler().fit_transform(X)\nX_scaled = X_scaled\n",
        "X_scaled = other = StandardScaler().fit_transform(X)\n",
        "X_scaled = StandardScaler().fit_transform(X); print(1)\n",
        "for _ in range(1):\n    X_scaled = StandardScaler().fit_transform(X)\n",
        "X_scaled = StandardScaler().fit_transform(wines[['a', 'b']])\n",
        "scaler = StandardScaler()\nscaler.fit(X)\nX_scaled = scaler.transform(X)\nscaler.fit(X)\n",
    ],
)
def test_where_a_step_cannot_move_the_training_rows_are_chosen_first(step: str) -> None:
    file = repaired(HEAD + step + TAIL)
    assert [one.code for one in file.applied] == ["LEA001"]
    assert not [one for one in file.declined if one.code == "LEA001"]
    after = file.after.decode()
    assert "train_rows, test_rows = train_test_split(range(len(" in after
    assert "X_scaled[train_rows], X_scaled[test_rows], y.iloc[train_rows], y.iloc[test_rows]\n" in after


def test_a_name_that_means_something_else_is_not_taken() -> None:
    text = HEAD + "make_pipeline = None\nX_scaled = StandardScaler().fit_transform(X)\n"
    text += "print(cross_val_score(LogisticRegression(), X_scaled, y, cv=5))\n"
    assert "`make_pipeline` is already used" in reason(text)


def test_named_transformer_that_is_used_later_learns_from_training_rows_only() -> None:
    text = HEAD + "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)\n" + TAIL + "print(scaler.mean_)\n"
    after = repaired(text).after.decode()
    assert "X_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)\n" in after


def test_lines_with_magics_are_left_alone() -> None:
    lines = (HEAD + "%time X_scaled = StandardScaler().fit_transform(X)\n" + TAIL).splitlines(keepends=True)
    cell = {"cell_type": "code", "source": lines, "metadata": {}, "outputs": [], "execution_count": None}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    file = repaired(text, "study.ipynb")
    assert not file.changed
    assert "shares its line" in file.declined[0].reason


def test_a_value_that_a_magic_reads_is_left_alone() -> None:
    source = HEAD + "X_scaled = StandardScaler().fit_transform(X)\n%timeit X_scaled.mean()\n" + TAIL
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    file = repaired(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "study.ipynb")
    assert [one.code for one in file.applied] == []
    assert file.declined[0].reason


def test_without_unsafe_nothing_that_changes_a_number_is_touched() -> None:
    text = HEAD + "X_scaled = StandardScaler().fit_transform(X)\n" + TAIL
    file = repaired(text, unsafe=False)
    assert not file.changed
    assert [one.code for one in file.withheld] == ["LEA001"]


def test_safe_repairs_add_output_and_change_none() -> None:
    text = """\
import pandas as pd
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

births = pd.read_csv("births.csv")
scores = cross_val_score(SVC(), births[["age", "weight"]], births["preterm"], cv=10)
print("accuracy", scores.mean())
"""
    file = repair_text(text, config=Config(select=("EVA004",), confidence=Confidence.LOW), unsafe=False)
    assert file.after.decode() == text.replace("scores.mean())", 'scores.mean(), "standard deviation", scores.std())')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # reprolint: ignore[LEA001] known\n", "x = 1\n"),
        ("# reprolint: ignore-file[LEA001] known\nx = 1\n", "x = 1\n"),
        ("x = 1  # checked # reprolint: ignore[LEA001] known\n", "x = 1  # checked\n"),
        ("x = 1  # reprolint: ignore[LEA001, REP001] known\n", "x = 1\n"),
        ("y = 'é'; x = 1  # reprolint: ignore[LEA001] known\n", "y = 'é'; x = 1\n"),
    ],
)
def test_suppressions_that_silence_nothing_go(before: str, after: str) -> None:
    file = repaired(before, unsafe=False)
    assert file.after.decode() == after
    assert not repaired(after, unsafe=False).changed


def test_suppression_that_is_needed_stays() -> None:
    text = HEAD + "X_scaled = StandardScaler().fit_transform(X)  # reprolint: ignore[LEA001] a toy\n" + TAIL
    assert not repaired(text).changed


HUB = """\
from transformers import AutoModel, AutoTokenizer

words = AutoTokenizer.from_pretrained("protein-lab/folding", revision={revision})
model = AutoModel.from_pretrained("protein-lab/folding", trust_remote_code=True)
print(model, words)
"""


def test_commit_that_the_file_names_for_the_same_repository_is_used() -> None:
    text = HUB.format(revision='"5f1c2a7d9e3b"')
    after = repaired(text).after.decode()
    assert after == text.replace("trust_remote_code=True", 'trust_remote_code=True, revision="5f1c2a7d9e3b"')


def test_commit_is_never_made_up() -> None:
    assert "look it up" in reason(HUB.format(revision='"main"'))


def finding(line: int, text: str, code: str = "LEA001") -> Finding:
    place = Location("a.py", line, 1, line, 2)
    fix = Fix("Change it", (Edit(place, text),), safe=True)
    return Finding("m", place, severity=Severity.ERROR, code=code, fix=fix, fingerprint=f"{line}{code}")


def session(data: bytes, examine: Callable[[bytes], list[Finding]]) -> Repaired:
    def report(content: bytes) -> Report:
        return Report(tuple(examine(content)), (), (), 1, 0, 1)

    def build(source: object) -> object:
        raise AssertionError(source)

    return Session("a.py", data, report, build, lambda _: True, unsafe=True).run()  # type: ignore[arg-type]


def test_of_two_repairs_that_overlap_the_second_waits_and_is_made_afresh() -> None:
    def examine(content: bytes) -> list[Finding]:
        found = {b"a": {"LEA001": "b", "REP001": "c"}, b"b": {"REP001": "d"}, b"d": {}}[content[:1]]
        return [finding(1, text, code) for code, text in found.items()]

    file = session(b"a\n", examine)
    assert file.after == b"d\n"
    assert len(file.applied) == 2


def test_repair_that_leaves_the_finding_is_taken_back() -> None:
    file = session(b"a\n", lambda _: [finding(1, "b")])
    assert not file.changed
    assert file.declined[0].reason == "the finding would still be there afterwards"


def test_repair_that_makes_another_finding_is_taken_back() -> None:
    def examine(content: bytes) -> list[Finding]:
        return [finding(1, "b")] if content == b"a\n" else [replace(finding(1, "a", "REP001"), fix=None)]

    file = session(b"a\n", examine)
    assert not file.changed
    assert file.declined[0].reason == "REP001 would be found in the repaired program"


def test_of_several_repairs_one_that_fails_does_not_cost_the_others() -> None:
    def examine(content: bytes) -> list[Finding]:
        lines = content.split(b"\n")
        return [finding(1, "b")] * (lines[0] in {b"a", b"b"}) + [finding(2, "y", "REP001")] * (lines[1] == b"x")

    file = session(b"a\nx\n", examine)
    assert file.after == b"a\ny\n"
    assert [one.code for one in file.declined] == ["LEA001"]


def test_repair_that_overlaps_one_that_fails_is_made_all_the_same() -> None:
    def examine(content: bytes) -> list[Finding]:
        wrong = [finding(1, "b")]
        return [*wrong, finding(1, "c", "REP001")] if content == b"a\n" else wrong

    file = session(b"a\n", examine)
    assert file.after == b"c\n"
    assert [one.code for one in file.declined] == ["LEA001"]


def test_fixer_that_crashes_costs_its_own_repair_only() -> None:
    def examine(content: bytes) -> list[Finding]:
        crashes = replace(
            finding(1, "b", "REP005"), fix=None
        )  # its fixer asks for the experiment, which cannot be built
        return [crashes, finding(2, "y")] if content == b"a\nx\n" else [crashes]

    file = session(b"a\nx\n", examine)
    assert file.after == b"a\ny\n"
    assert [one.reason for one in file.declined] == ["AssertionError in reprolint itself"]


def test_edits_in_another_file_are_declined() -> None:
    elsewhere = replace(finding(1, "b"), fix=Fix("x", (Edit(Location("b.py", 1, 1, 1, 2), "b"),), safe=True))
    assert "another file" in session(b"a\n", lambda _: [elsewhere]).declined[0].reason


DRAWS = """\
import pandas as pd
from sklearn.model_selection import KFold, train_test_split

# é
rows = pd.read_csv("rows.csv")
folds = KFold(shuffle=True, random_state=1)
train, test = train_test_split(rows)
"""
FIT = 'print(LogisticRegression().fit(train[["a"]], train["b"]).score(test[["a"]], test["b"]))\n'
FITTED = "from sklearn.linear_model import LogisticRegression\n" + DRAWS + FIT


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(FITTED.replace("\n", "\r\n").encode(), id="carriage returns"),
        pytest.param(b"\xef\xbb\xbf" + FITTED.encode(), id="byte order mark"),
        pytest.param(("# coding: latin-1\n" + FITTED).encode("latin-1"), id="latin-1"),
        pytest.param(FITTED.replace("# é", "# %% é").encode(), id="percent script"),
        pytest.param(FITTED.removesuffix("\n").encode(), id="no newline at the end"),
        pytest.param(FITTED.replace("# é", "%matplotlib inline\n!ls -l").encode(), id="exported magics"),
    ],
)
def test_every_byte_beside_the_repair_stays(before: bytes) -> None:
    file = repair_text(before, "study.py", Config(select=("REP005",)), unsafe=True)
    assert file.after == before.replace(b"train_test_split(rows)", b"train_test_split(rows, random_state=0)")
    assert file.changed


def test_seed_stands_behind_a_run_of_imports_and_above_the_first_draw() -> None:
    text = (
        "import sys\nprint(sys.path)\nimport numpy as np\nimport pandas as pd\n"
        "from sklearn.linear_model import Ridge\n\n"
        'rows = pd.read_csv("a.csv")\nnoise = np.random.normal(size=3)\nimport os\n'
        'print(Ridge().fit(rows[["x"]], rows["y"]).score(rows[["x"]], rows["y"]), noise, os.getcwd())\n'
    )
    file = repair_text(text, "study.py", Config(select=("REP001",)), unsafe=True)
    assert file.after.decode() == text.replace("import Ridge\n", "import Ridge\n\nnp.random.seed(0)\n")


@pytest.mark.parametrize(
    ("module", "lines"),
    [
        ("keras", "import keras\n\nkeras.utils.set_random_seed(0)\n"),
        ("tensorflow.keras", "import tensorflow as tf\n\ntf.keras.utils.set_random_seed(0)\n"),
    ],
)
def test_library_of_which_only_parts_are_imported_is_imported_for_its_seed(module: str, lines: str) -> None:
    text = (
        f"import numpy as np\nfrom {module}.layers import Dense\nfrom {module}.models import Sequential\n\n"
        'X, y = np.load("x.npy"), np.load("y.npy")\nmodel = Sequential([Dense(1)])\nmodel.compile(loss="mse")\n'
        "model.fit(X[10:], y[10:])\nprint(model.evaluate(X[:10], y[:10]))\n"
    )
    file = repair_text(text, "study.py", Config(select=("REP001",), confidence=Confidence.LOW), unsafe=True)
    assert file.after.decode() == text.replace("import Sequential\n", f"import Sequential\n{lines}")


def test_every_library_with_a_generator_can_be_seeded() -> None:
    assert set(MODULES) == set(SEEDED_BY)


def test_where_an_assignment_may_have_been_meant_nothing_is_asserted() -> None:
    program = "def f(a, rows):\n    if rows:\n        a.count == len(rows)\n    else:\n        a.count = 0\n"
    repaired = repair_text(program.encode(), "analysis.py", Config(select=("TST005",)), unsafe=True)
    assert not repaired.changed
    assert [one.reason for one in repaired.declined] == ["`=` may have been meant"]
