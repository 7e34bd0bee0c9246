"""Repairs that choose the training rows before anything is learned: what the programs then print, and what is left alone."""

from __future__ import annotations

import contextlib
import io
from contextlib import chdir
from pathlib import Path

import pytest

from reprolint.api import check_text, repair_text
from reprolint.config import Config
from reprolint.fix.session import Repaired

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler, minmax_scale

"""
TABLE = """\
rng = np.random.RandomState(0)
pd.DataFrame({"age": rng.rand(80), "dose": rng.rand(80), "site": rng.choice(["a", "b", "c"], 80),
              "ill": rng.randint(0, 2, 80)}).mask(rng.rand(80, 4) < [0.3, 0.3, 0.3, 0]).to_csv("births.csv", index=False)
"""
READ = """\
births = pd.read_csv("births.csv")
"""
JUDGE = """\
model = KNeighborsClassifier().fit(X_train, y_train)
print(model.score(X_test, y_test), *(np.asarray(part, dtype=float).sum().round(9) for part in (X_train, X_test)))
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split({}, y, test_size=0.25, random_state=3)\n"
# Faulty programs, and the same ones as a careful person would have written them from the start.
PROGRAMS = {
    "a frame around the scaler": (
        READ
        + "numbers = births[['age', 'dose']].fillna(0)\ny = births['ill']\nscaler = StandardScaler()\n"
        + "X = pd.DataFrame(scaler.fit_transform(numbers), columns=numbers.columns)\nprint(X.shape)\n"
        + SPLIT.format("X")
        + JUDGE,
        READ
        + "numbers = births[['age', 'dose']].fillna(0)\ny = births['ill']\nprint(numbers.shape)\n"
        + SPLIT.format("numbers")
        + "scaler = StandardScaler().fit(X_train)\nX_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n"
        + JUDGE,
    ),
    "several columns are filled, and what was filled is counted": (
        READ
        + "births['age'] = births['age'].fillna(births['age'].mean())\n"
        + "births['dose'] = births.dose.fillna(births.dose.median())\n"
        + "births['site'] = births['site'].fillna(births['site'].mode()[0])\nprint(births.isnull().sum().sum())\n"
        + "births = pd.get_dummies(births, columns=['site'])\n"
        + "X = births.drop('ill', axis=1)\ny = births['ill']\n"
        + SPLIT.format("X")
        + JUDGE,
        READ
        + "X, y = births.drop('ill', axis=1), births['ill']\n"
        + SPLIT.format("X")
        + "parts = []\nfor part in (X_train, X_test):\n"
        + "    part = part.assign(age=part['age'].fillna(X_train['age'].mean()),\n"
        + "        dose=part['dose'].fillna(X_train['dose'].median()), site=part['site'].fillna(X_train['site'].mode()[0]))\n"
        + "    parts.append(pd.get_dummies(part, columns=['site']))\nX_train, X_test = parts\nprint(0)\n"
        + JUDGE,
    ),
    "columns are filled in a loop": (
        READ
        + "columns = ['age', 'dose']\nfor column in columns:\n"
        + "    births[column] = births[column].fillna(births[column].mean())\n"
        + "X, y = births[columns], births['ill']\n"
        + SPLIT.format("X")
        + JUDGE,
        READ
        + "X, y = births[['age', 'dose']], births['ill']\n"
        + SPLIT.format("X")
        + "means = X_train.mean()\nX_train, X_test = X_train.fillna(means), X_test.fillna(means)\n"
        + JUDGE,
    ),
    "a function goes over the columns": (
        READ
        + "numbers = births[['age', 'dose']].copy()\nnumbers = numbers.apply(lambda column: column.fillna(column.mean()))\n"
        + "y = births['ill']\n"
        + SPLIT.format("numbers")
        + JUDGE,
        READ
        + "y = births['ill']\n"
        + SPLIT.format("births[['age', 'dose']]")
        + "means = X_train.mean()\nX_train, X_test = X_train.fillna(means), X_test.fillna(means)\n"
        + JUDGE,
    ),
    "one step after the other": (
        READ
        + "X = births[['age', 'dose']]\ny = births['ill']\n"
        + "filled = SimpleImputer().fit_transform(X)\nprint(filled.shape)\n"
        + "scaled = StandardScaler().fit(filled).transform(filled)\nprint(scaled.shape)\n"
        + SPLIT.format("scaled")
        + JUDGE,
        READ
        + "X = births[['age', 'dose']]\ny = births['ill']\n"
        + SPLIT.format("X")
        + "imputer, scaler = SimpleImputer(), StandardScaler()\n"
        + "X_train = scaler.fit_transform(imputer.fit_transform(X_train))\n"
        + "X_test = scaler.transform(imputer.transform(X_test))\nprint(X.shape)\nprint(X.shape)\n"
        + JUDGE,
    ),
    "split twice in the same way": (
        "X, y = load_wine(return_X_y=True)\nX = StandardScaler().fit_transform(X)\n"
        + SPLIT.format("X")
        + JUDGE
        + SPLIT.format("X")
        + "print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))\n",
        "X, y = load_wine(return_X_y=True)\n"
        + SPLIT.format("X")
        + "scaler = StandardScaler().fit(X_train)\nX_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n"
        + JUDGE
        + "print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))\n",
    ),
    "a scaling function, strata and a name for the split's size": (
        "X, y = load_wine(return_X_y=True)\nshare = 0.4\nX = minmax_scale(X, feature_range=(0, 2))\nprint(X.shape)\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=share, stratify=y, random_state=3)\n"
        + JUDGE,
        "from sklearn.preprocessing import MinMaxScaler\nX, y = load_wine(return_X_y=True)\nprint(X.shape)\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.4, stratify=y, random_state=3)\n"
        "scaler = MinMaxScaler(feature_range=(0, 2)).fit(X_train)\n"
        "X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n" + JUDGE,
    ),
    "two statements on one line": (
        READ
        + "low = births.age.min(); high = births.age.max()\n"
        + "births['age'] = (births.age - low) / (high - low)\nX, y = births[['age']].fillna(0), births['ill']\n"
        + SPLIT.format("X")
        + JUDGE,
        READ
        + "y = births['ill']\n"
        + SPLIT.format("births[['age']]")
        + "low, high = X_train.age.min(), X_train.age.max()\n"
        + "X_train = ((X_train - low) / (high - low)).fillna(0)\nX_test = ((X_test - low) / (high - low)).fillna(0)\n"
        + JUDGE,
    ),
    "parts that are written into": (
        READ
        + "births['age'] = births['age'].fillna(births['age'].mean())\nX, y = births[['age']], births['ill']\n"
        + SPLIT.format("X")
        + "X_train['twice'] = 2 * X_train['age']\nX_test['twice'] = 2 * X_test['age']\n"
        + JUDGE,
        READ
        + "y = births['ill']\n"
        + SPLIT.format("births[['age']]")
        + "mean = X_train['age'].mean()\nX_train, X_test = X_train.fillna(mean), X_test.fillna(mean)\n"
        + "X_train['twice'] = 2 * X_train['age']\nX_test['twice'] = 2 * X_test['age']\n"
        + JUDGE,
    ),
}
FOLLOWS = SPLIT.format("X") + JUDGE
FILLED = READ + "births['age'] = births['age'].fillna(births['age'].mean())\n"
PARTS = "X, y = births[['age']], births['ill']\n"
# Programs that keep their fault, and a part of the reason that is given.
DECLINED = {
    "rows dropped afterwards": (FILLED + "births = births.dropna()\n" + PARTS + FOLLOWS, "added, dropped or moved"),
    "rows dropped in place": (FILLED + "births.drop([3], inplace=True)\n" + PARTS + FOLLOWS, "added, dropped or moved"),
    "shuffled": (FILLED + "births = births.sample(frac=1)\n" + PARTS + FOLLOWS, "`sample` may change the rows"),
    "sorted in place": (FILLED + "births.sort_values('dose', inplace=True)\n" + PARTS + FOLLOWS, "another order"),
    "a row is added": (FILLED + "births.loc[len(births)] = [0, 0, 'a', 1]\n" + PARTS + FOLLOWS, "a new row"),
    "reindexed": (
        FILLED + "births = pd.DataFrame(births, index=order)\n" + PARTS + FOLLOWS, "`DataFrame` may change the rows",
    ),
    "a function of the file in between": (
        "def clean(frame):\n    return frame.assign(dose=0)\n" + FILLED + "births = clean(births)\n" + PARTS + FOLLOWS,
        "`clean` may change the rows",
    ),
    "a function that shuffles in place": (
        "def mix(frame):\n    np.random.shuffle(frame.values)\n" + FILLED + "mix(births)\n" + PARTS + FOLLOWS,
        "another order",
    ),
    "learned inside a function": (
        "def fill(frame):\n    frame['age'] = frame['age'].fillna(frame['age'].mean())\n    return frame\n"
        + READ + "births = fill(births)\n" + PARTS + FOLLOWS,
        "inside a function",
    ),
    "split again with another seed": (
        FILLED + PARTS + FOLLOWS + FOLLOWS.replace("random_state=3", "random_state=4"), "split again in another way",
    ),
    "split again without a seed": (
        FILLED + PARTS + 2 * FOLLOWS.replace(", random_state=3", ""), "split again in another way",
    ),
    "a cross-validation of the same rows": (
        FILLED + PARTS + FOLLOWS + "from sklearn.model_selection import cross_val_score\n"
        "print(cross_val_score(KNeighborsClassifier(), X, y))\n", "such as those of a cross-validation",
    ),
    "strata that come later": (
        FILLED + PARTS + SPLIT.format("X").replace(")", ", stratify=y)") + JUDGE, "`y` is not known yet",
    ),
    "strata that are made later": (
        FILLED + "births['old'] = births['age'] > 0.5\n" + PARTS
        + SPLIT.format("X").replace(")", ", stratify=births['old'])") + JUDGE, "`births` is not known yet",
    ),
    "split twice by one generator": (
        "rng = np.random.RandomState(1)\n" + FILLED + PARTS + 2 * FOLLOWS.replace("=3", "=rng"), "in another way",
    ),
    "bins": (
        READ + "births['age'] = pd.qcut(births['age'], 4, labels=False)\n" + PARTS + FOLLOWS,
        "learns from all rows and changes them in one step",
    ),
    "an unknown container": (
        "import inhouse\nX, y = inhouse.load()\nX = pd.DataFrame(StandardScaler().fit_transform(X))\nprint(X.shape)\n"
        + FOLLOWS, "may be a list, a frame or an array",
    ),
    "a loop around the split": (
        FILLED + PARTS + "for _ in range(3):\n    " + FOLLOWS.replace("\n", "\n    ").rstrip() + "\n", "in a loop",
    ),
    "a comment inside the split": (
        FILLED + PARTS + SPLIT.format("X").replace("y, test", "y,  # by hand\n    test") + JUDGE, "a comment",
    ),
}  # fmt: skip


def repaired(program: str, code: str = "LEA001", name: str = "study.py") -> Repaired:
    return repair_text(program, name, Config(select=(code,)), unsafe=True)


def printed(program: str, folder: Path) -> str:
    """What the program prints when it is run in a folder."""
    shown = io.StringIO()
    with chdir(folder), contextlib.redirect_stdout(shown):
        exec(compile(program, "study.py", "exec"), {"__name__": "__main__"})
    return shown.getvalue()


@pytest.mark.parametrize("name", PROGRAMS)
def test_repaired_program_prints_what_the_careful_one_prints(name: str, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the programs are run")
    faulty, careful = PROGRAMS[name]
    printed(HEAD + TABLE, tmp_path)
    file = repaired(HEAD + faulty)
    assert any("raining rows" in one.description for one in file.applied)
    assert not file.declined
    after = file.after.decode()
    assert not check_text(after, "study.py", Config(select=("LEA",))).findings
    assert "train_rows, test_rows = " in after
    assert printed(after, tmp_path) == printed(HEAD + careful, tmp_path) != ""
    assert printed(HEAD + faulty, tmp_path) != printed(after, tmp_path)
    assert not repaired(after).changed


def test_of_two_steps_that_build_on_each_other_one_is_left_with_its_reason(tmp_path: Path) -> None:
    """A known limit: each step is a finding of its own, and once the rows are chosen for one the split is no plain split."""
    pytest.importorskip("sklearn", reason="the programs are run")
    faulty = (
        "texts = [f'ward{n % 7} bed{n % 5} night{n * n % 11}' for n in range(60)]\n"
        "y = np.array([n % 2 for n in range(60)])\n"
        "counts = CountVectorizer().fit_transform(texts)\nprint(counts.shape[0])\n"
        "X = TruncatedSVD(2, random_state=0).fit_transform(counts)\nprint(len(X))\n" + SPLIT.format("X") + JUDGE
    )
    file = repaired(HEAD + faulty)
    after = file.after.decode()
    assert "fit(counts[train_rows]).transform(counts)" in after
    (left,) = file.declined
    assert "CountVectorizer" in left.place.snippet
    assert "the rows are chosen later" in left.reason
    (told,) = check_text(after, "study.py", Config(select=("LEA001",))).findings
    assert "CountVectorizer" in told.message  # what is not repaired stays reported
    assert printed(after, tmp_path)
    assert not repaired(after).changed


@pytest.mark.parametrize("name", DECLINED)
def test_what_may_change_the_rows_leaves_the_program_alone(name: str) -> None:
    faulty, reason = DECLINED[name]
    file = repaired(HEAD + faulty)
    assert check_text(HEAD + faulty, "study.py", Config(select=("LEA001",))).findings
    assert not file.changed
    assert {one.code for one in file.declined} == {"LEA001"}
    assert reason in file.declined[0].reason


def test_import_below_is_made_above_and_others_stay() -> None:
    program = READ.join(["import pandas as pd\n", "births = births.fillna(births.mean())\n"])
    program += "from sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n" + PARTS
    program += SPLIT.format("X") + "print(SVC().fit(X_train, y_train).score(X_test, y_test))\n"
    after = repaired(program).after.decode()
    assert after.splitlines()[2:4] == [
        "from sklearn.model_selection import train_test_split",
        "train_rows, test_rows = train_test_split(range(len(births)), test_size=0.25, random_state=3)",
    ]


def test_an_old_release_keeps_its_module() -> None:
    program = "import pandas as pd\n" + FILLED + "from sklearn.cross_validation import train_test_split\n"
    program += "from sklearn.svm import SVC\n" + PARTS + SPLIT.format("X")
    after = repaired(program + "print(SVC().fit(X_train, y_train).score(X_test, y_test))\n").after.decode()
    assert after.count("from sklearn.cross_validation import train_test_split\n") == 2
    assert "model_selection" not in after


def test_names_that_are_taken_are_left_to_their_owners() -> None:
    after = repaired(HEAD + "train_rows = 3\n" + FILLED + PARTS + FOLLOWS).after.decode()
    assert "train_rows_2, test_rows = train_test_split(" in after
    assert "births['age'].iloc[train_rows_2].mean()" in after


def test_long_choice_gets_a_line_for_each_part() -> None:
    split = SPLIT.format("births.drop(columns=['ill', 'site', 'dose'])").replace(" y,", " births['ill'],")
    after = repaired(HEAD + FILLED + split + JUDGE).after.decode()
    assert "y_test = (\n    births.drop(columns=['ill', 'site', 'dose']).iloc[train_rows],\n" in after
    assert max(len(line) for line in after.splitlines() if "train_rows" in line) <= 120
