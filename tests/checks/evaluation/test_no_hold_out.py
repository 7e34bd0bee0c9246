"""EVA001, EVA002: one finding for a file, what may be a judgement on other rows, and what claims nothing."""

from __future__ import annotations

import pytest

from reprolint import check
from reprolint.findings import Confidence, Severity
from tests.checks.leakage.asking import HEAD, findings, related

SEEN = """
X, y = df[["a", "b"]], df["y"]
model = RandomForestClassifier().fit(X, y)
print(model.score(X, y))
"""


def test_several_scores_are_one_finding():
    (finding,) = findings("EVA001", SEEN + "print(accuracy_score(y, model.predict(X)))")
    assert finding.confidence is Confidence.HIGH
    assert list(related(finding).values()) == ["fitted to these rows", "and here"]


@pytest.mark.parametrize(
    "more",
    [
        "cross_val_score(model, X, y)",
        "train_test_split(X, y)",
        "from lab import review\nreview(model)",
        "for train, test in KFold().split(X):\n    pass",
        "accuracy_score(truth, guesses)",
        "import keras\nnet = keras.Sequential()\nnet.fit(X, y, validation_split=0.2)\nnet.evaluate(X, y)",
    ],
)
def test_what_may_judge_on_other_rows(more):
    assert not findings("EVA001", SEEN + more)


def test_rows_between_labels_are_some_of_all():
    program = """
train, test = df[:"2004"], df["2005":]
model = RandomForestClassifier().fit(train[["a", "b"]], train["y"])
print(model.score(test[["a", "b"]], test["y"]))
"""
    assert not findings("EVA001", program)
    assert not findings("EVA001", program.replace("df[", "df.loc["))
    assert findings("EVA001", program.replace('df[:"2004"], df["2005":]', "df, df"))


@pytest.mark.parametrize("code", ["EVA001", "EVA002"])
def test_a_model_that_cross_validates_itself_has_scores_on_other_rows(code):
    program = "from sklearn.linear_model import LogisticRegressionCV\n" + SEEN
    own = program.replace("RandomForestClassifier()", "LogisticRegressionCV()")
    other = "\na, b = train_test_split(df)\nLogisticRegression().fit(a[['a']], a['y']).score(b[['a']], b['y'])\n"
    assert findings(code, (program if code == "EVA001" else program + other))
    assert not findings(code, (own if code == "EVA001" else own + other))


def test_rows_that_the_program_made_up_are_a_demonstration():
    made = "from sklearn.datasets import make_moons\nX, y = make_moons()\n"
    assert not findings("EVA001", made + "model = RandomForestClassifier().fit(X, y)\nprint(model.score(X, y))")


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        ("print('On the training rows:')\nprint(score)", Severity.NOTE),
        ("print('On the training rows:')\nprint('a', score)\nprint('b', score)", Severity.NOTE),
        ("print('training rows', len(X))\nprint(score)", None),
        ("print('On the training rows:')\nprint(len(X))\nprint(score)", None),
        ("print('Results:')\nprint(score)", None),
    ],
)
def test_a_heading_that_names_the_scores_below_it_leaves_a_note(lines, severity):
    program = SEEN.replace("print(model.score(X, y))", f"score = model.score(X, y)\n{lines}")
    (one,) = findings("EVA001", program)
    assert one.severity is severity
    assert one.confidence is (Confidence.HIGH if severity is None else Confidence.MEDIUM)


def test_an_announced_training_is_no_heading():
    program = "X, y = df[['a', 'b']], df['y']\nprint('Training')\nmodel = RandomForestClassifier().fit(X, y)\n"
    assert len(findings("EVA001", program + "print(model.score(X, y))")) == 1


DRAWN = """
from matplotlib import pyplot as plt
from sklearn.inspection import DecisionBoundaryDisplay
X, y = df[["a", "b"]], df["y"]
xx, yy = np.meshgrid(np.arange(5), np.arange(5))
grid = np.c_[xx.ravel(), yy.ravel()]
figure, ax = plt.subplots()
axes = plt.subplots(1, 2)[1]
model = MODEL.fit(X, y)
print(model.score(X, y))
"""


@pytest.mark.parametrize(
    ("model", "picture"),
    [
        ("RandomForestClassifier()", "DecisionBoundaryDisplay.from_estimator(model, X)"),
        ("RandomForestClassifier()", "plt.contourf(xx, yy, model.predict(grid).reshape(xx.shape))"),
        ("RandomForestClassifier()", "ax.contourf(xx, yy, model.predict(grid).reshape(xx.shape))"),
        ("LogisticRegression()", "plt.imshow(model.coef_.reshape(1, 2))"),
        (
            "LogisticRegression()",
            "for a, weights in zip(axes, [model.coef_]):\n    a.imshow(np.abs(weights.reshape(1, 2)))",
        ),
    ],
)
def test_beside_a_picture_of_what_was_learned_the_score_is_an_aside(model, picture):
    program = DRAWN.replace("MODEL", model) + picture
    assert not findings("EVA001", program) + findings("EVA002", program)


@pytest.mark.parametrize(
    ("picture", "severity"),
    [
        ("plt.bar(range(2), model.coef_[0])", Severity.NOTE),
        ("plt.plot(y, model.predict(X))", None),
        ("ax.plot(y, model.predict(X))", None),
        ("DecisionBoundaryDisplay.from_estimator(other, X)", None),
        ("print(model.coef_)", None),
        ("plt.imshow(model.coef_)\nother = RandomForestClassifier().fit(X, y)\nprint(other.score(X, y))", None),
    ],
)
def test_other_pictures_leave_the_claim_as_it_is_and_bars_a_note(picture, severity):
    (one,) = findings("EVA001", DRAWN.replace("MODEL", "LogisticRegression()") + picture)
    assert one.severity is severity


RANKED = """
X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)
forest = RandomForestClassifier().fit(X_train, y_train)
pd.Series(forest.feature_importances_, X_train.columns).plot(kind="barh")
print(forest.score(X_train, y_train))
"""
JUDGED = "model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (RANKED + JUDGED, 0),
        (RANKED, 1),
        (RANKED.replace("feature_importances_", "n_features_in_") + JUDGED, 1),
        (RANKED + JUDGED + "forest.predict(pd.read_csv('new.csv'))", 1),
    ],
)
def test_a_model_that_only_ranks_features_claims_no_score(program, expected):
    assert len(findings("EVA002", program)) == expected


def test_two_predictions_that_agree_are_no_score():
    program = """
    train, test = train_test_split(df, random_state=0)
    model = RandomForestClassifier().fit(train[["a", "b"]], train["y"])
    likely = np.argmax(model.predict_proba(train[["a", "b"]]), axis=1)
    print(np.sum(model.predict(train[["a", "b"]]) {compared}))
    """
    assert findings("EVA002", program.format(compared="!= likely")) == []
    assert len(findings("EVA002", program.format(compared='!= train["y"]'))) == 1


def test_a_mapping_in_a_loaded_array_is_not_one_table():
    assert findings("EVA001", 'data = np.load("d.npy", allow_pickle=True).item()\n' + PARTS_OF) == []


PARTS_OF = """
model = RandomForestClassifier().fit(data["X_train"], data["y_train"])
print("accuracy", model.score(data["X_test"], data["y_test"]))
"""


@pytest.mark.parametrize(
    "kept",
    [
        "train_accuracy = model.score(X, y)",
        "scores = {'trainScore': model.score(X, y)}",
        "train_scores = []\ntrain_scores.append(model.score(X, y))",
        "table['accuracy_train'] = model.score(X, y)",
        "row = pd.Series(data=[model.score(X, y), 'train'])",
        "def judge():\n    return {'accuracy': model.score(X, y)}\ntraining_results = judge()",
    ],
)
@pytest.mark.parametrize("code", ["EVA001", "EVA002"])
def test_a_name_in_the_code_calls_it_a_training_score(code, kept):
    fitted = SEEN.replace("print(model.score(X, y))\n", "table = {}\n")
    assert not findings(code, fitted + kept)


@pytest.mark.parametrize(
    "kept",
    [
        "trained_accuracy = model.score(X, y)",
        "def train():\n    print(model.score(X, y))\n    return model\ntrain_model = train()",
        "row = ['train', 0]\nresult = model.score(X, y)",
        "constraint_score = model.score(X, y)",
    ],
)
def test_other_names_do_not(kept):
    assert findings("EVA001", SEEN.replace("print(model.score(X, y))\n", "") + kept)


def test_the_same_file_read_for_other_columns_gives_other_rows():
    program = """
def load():
    table = pd.read_csv("table.csv")[["last_a", "y"]]
    table.columns = ["a", "y"]
    return table
last = load()
model = RandomForestClassifier().fit(last[["a"]], last["y"])
first = pd.read_csv("table.csv")[["first_a", "y"]]
first.columns = ["a", "y"]
print(accuracy_score(first["y"], model.predict(first[["a"]])))
"""
    assert not findings("EVA001", program)
    assert findings("EVA001", program.replace('first = pd.read_csv("table.csv")[["first_a", "y"]]', "first = load()"))


def test_a_program_is_named_where_the_score_stands_in_another_file(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "judging.py").write_text("def judge(model, X, y):\n    return model.score(X, y)\n", encoding="utf-8")
    program = tmp_path / "final.py"
    program.write_text(HEAD + "from judging import judge\n" + SEEN.replace("model.score(", "judge(model, "), "utf-8")
    (finding,) = (one for one in check([program]).findings if one.code == "EVA001")
    assert "nothing that `final.py` runs judges it on any others" in finding.message
    assert [(place.path.rpartition("/")[2], place.label) for place in finding.related] == [
        ("final.py", "fitted to these rows"),
        ("final.py", "called from here"),
    ]
