"""How leaks are told: which split, which call of a helper and which rows in common are named, and what counts as a score."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, related, snippets

SCALED = "from sklearn.preprocessing import MinMaxScaler\nX = MinMaxScaler().fit_transform(df[['a', 'b']])\n"
TWICE = """
X_train, X_rest, y_train, y_rest = train_test_split(X, df["y"], test_size=0.4, random_state=0)
X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, random_state=0)
"""
JUDGED = """
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""


def split_named(code: str, program: str) -> str:
    (one,) = findings(code, program)
    return next(line for line, label in related(one).items() if "split" in label)


def test_of_two_splits_in_a_row_the_one_beside_the_training_rows_is_named():
    assert split_named("LEA001", SCALED + TWICE + JUDGED).startswith("X_train, X_rest")


def test_a_model_trained_on_one_side_of_the_second_split_is_told_with_that_split():
    trained = JUDGED.replace("fit(X_train, y_train)", "fit(X_val, y_val)")
    assert split_named("LEA001", SCALED + TWICE + trained).startswith("X_val, X_test")


def test_rows_of_units_are_divided_where_training_and_test_rows_part():
    program = "X = df[['a', 'b']]\nprint(df['patient_id'].unique())\n" + TWICE + JUDGED
    (place,) = snippets(findings("LEA007", program))
    assert place.startswith("X_train, X_rest")


def test_rows_fitted_alone_were_set_apart_before():
    program = """
from sklearn.preprocessing import MinMaxScaler
train, rest = train_test_split(df, test_size=0.4, random_state=0)
X_train = MinMaxScaler().fit_transform(train[["a", "b"]])
X_rest = MinMaxScaler().fit_transform(rest[["a", "b"]])
X_val, X_test, y_val, y_test = train_test_split(X_rest, rest["y"], test_size=0.5, random_state=0)
model = LogisticRegression().fit(X_train, train["y"])
print(accuracy_score(y_test, model.predict(X_test)))
"""
    (one,) = findings("LEA013", program)
    assert (
        related(one)["train, rest = train_test_split(df, test_size=0.4, random_state=0)"] == "the rows were split here"
    )


INSIDE = """
import optuna
from sklearn.feature_selection import SelectKBest


def objective(trial, X, y):
    X_a, X_b, y_a, y_b = train_test_split(X, y, random_state=1)
    return Ridge(trial.suggest_float("alpha", 0.1, 10)).fit(X_a, y_a).score(X_b, y_b)


X, y = SelectKBest(k=9).fit_transform(df[["a", "b"]], df["y"]), df["y"]
study = optuna.create_study(direction="maximize")
study.optimize(lambda trial: objective(trial, X, y), n_trials=50)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
print("R2", Ridge(**study.best_params).fit(X_train, y_train).score(X_test, y_test))
"""


def test_a_split_inside_what_is_tuned_is_not_named_for_the_final_one():
    assert split_named("LEA003", INSIDE).startswith("X_train, X_test")


def test_rows_that_the_same_function_judges_later_are_not_forgotten():
    program = (
        """
def report(truth, guess):
    print(accuracy_score(truth, guess))
"""
        + SCALED
        + """
X_rest, X_test, y_rest, y_test = train_test_split(X, df["y"], random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
report(y_val, model.predict(X_val))
report(y_test, model.predict(X_test))
"""
    )
    assert split_named("LEA001", program).startswith("X_rest, X_test")


def test_a_selector_over_a_fitted_model_chooses_where_the_model_was_fitted():
    program = """
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.feature_selection import SelectFromModel
trees = ExtraTreesRegressor(random_state=1).fit(df[["a", "b"]], df["y"])
X = SelectFromModel(trees, prefit=True).transform(df[["a", "b"]])
X_train, X_test, y_train, y_test = train_test_split(X, df["y"], random_state=1)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
"""
    (place,) = snippets(findings("LEA003", program))
    assert place.startswith("trees = ExtraTreesRegressor")


@pytest.mark.parametrize("seed", ["0", "1"])
def test_of_two_equal_splits_the_last_one_before_the_training_is_named(seed):
    program = f"""
X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["y"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
df = pd.read_csv("table.csv")
df["b"] = df["b"].fillna(df["b"].median())
X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state={seed})
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
"""
    assert split_named("LEA001", program).endswith(f'train_test_split(df[["a", "b"]], df["y"], random_state={seed})')


@pytest.mark.parametrize(("first", "second"), [("once", "again"), ("again", "once")])
def test_of_two_equal_splits_the_one_that_the_judged_rows_came_out_of_is_named(first, second):
    program = f"""
{first} = train_test_split(df, random_state=0)
{second} = train_test_split(df, random_state=0)
train, test = once
everything = LogisticRegression().fit(df[["a", "b"]], df["y"])
print(everything.score(test[["a", "b"]], test["y"]))
"""
    (one,) = findings("LEA006", program)
    assert related(one)["once = train_test_split(df, random_state=0)"] == "these rows were set apart here"
    assert "again = train_test_split(df, random_state=0)" not in related(one)


def test_a_step_fitted_within_the_loop_over_folds_is_not_said_to_come_before_it():
    program = """
from sklearn.preprocessing import MinMaxScaler
X, y = df[["a", "b"]].to_numpy(), df["y"].to_numpy()
scores = []
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    scaler = MinMaxScaler().fit(X)
    model = LogisticRegression().fit(scaler.transform(X[train]), y[train])
    scores.append(accuracy_score(y[test], model.predict(scaler.transform(X[test]))))
"""
    (one,) = findings("LEA002", program)
    assert "before" not in one.message
    assert "left out included" in one.message


HELPER = """
def evaluate(model, X_train, y_train, X_test, y_test):
    model.fit(X_train, y_train)
    print(accuracy_score(y_test, model.predict(X_test)))
X, y = df[["a", "b"]], df["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""


def test_the_wrong_one_of_several_calls_of_a_helper_is_named():
    program = """
evaluate(LogisticRegression(), X_train, y_train, X_test, y_test)
evaluate(RandomForestClassifier(), X, y, X_test, y_test)
"""
    (one,) = findings("LEA006", HELPER + program)
    called = [line for line, label in related(one).items() if label == "`evaluate` is called here"]
    assert called == ["evaluate(RandomForestClassifier(), X, y, X_test, y_test)"]


def test_the_wrong_call_is_named_through_another_helper():
    program = """
def both(X_train, y_train):
    evaluate(LogisticRegression(), X_train, y_train, X_test, y_test)
both(X_train, y_train)
both(X, y)
"""
    (one,) = findings("LEA006", HELPER + program)
    assert [line for line, label in related(one).items() if label == "`both` is called here"] == ["both(X, y)"]


def test_a_helper_that_is_always_called_wrongly_needs_no_call_named():
    program = """
evaluate(LogisticRegression(), X, y, X_test, y_test)
evaluate(RandomForestClassifier(), X, y, X_test, y_test)
"""
    (one,) = findings("LEA006", HELPER + program)
    assert not any(label.endswith("called here") for label in related(one).values())


def test_without_a_split_the_rows_in_common_are_shown():
    program = """
from sklearn.utils import resample
new = pd.read_csv("new.csv")
sick = df[df["y"] == 1]
train = pd.concat([df[df["y"] == 0], resample(sick, n_samples=900, random_state=1)])
test = pd.concat([new[new["y"] == 0], resample(sick, n_samples=900, random_state=2)])
model = LogisticRegression().fit(train[["a"]], train["y"])
print(model.score(test[["a"]], test["y"]))
"""
    (one,) = findings("LEA006", program)
    told = related(one)
    assert [label for line, label in told.items() if line.startswith("train =")] == [
        "training rows are taken from the same ones here"
    ]
    assert [label for line, label in told.items() if line.startswith("test =")] == [
        "judged rows are taken from them here"
    ]


UNUSED = """
X, y = df[["a", "b"]], df["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
model.fit(X, y)
def review():
    return model.score(X_test, y_test)
"""


def test_a_score_in_a_function_that_nothing_calls_is_a_note_that_says_so():
    (one,) = findings("LEA006", UNUSED)
    assert one.severity is Severity.NOTE
    assert "nothing here calls `review`" in one.message


@pytest.mark.parametrize("use", ["review()", "register(review)", "hooks = {'review': review}", "exec('review()')"])
def test_a_function_that_is_named_anywhere_may_be_called(use):
    (one,) = findings("LEA006", UNUSED + use)
    assert one.severity is None
    assert "nothing here calls" not in one.message


def test_a_second_fit_in_a_function_that_nothing_calls_is_a_note():
    program = """
from sklearn.preprocessing import StandardScaler
def plain(train, truth, blind):
    return LogisticRegression().fit(train, truth).predict(blind)
def scaled(train, truth, blind):
    train = StandardScaler().fit_transform(train)
    blind = StandardScaler().fit_transform(blind)
    return LogisticRegression().fit(train, truth).predict(blind)
print(plain(df[["a"]], df["y"], pd.read_csv("blind.csv")))
"""
    (one,) = findings("LEA013", program)
    assert one.severity is Severity.NOTE
    assert "nothing here calls `scaled`" in one.message


NETWORK = """
from keras.models import Sequential
df["a"] = (df["a"] - df["a"].min()) / df["a"].max()
X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["y"], random_state=0)
model = Sequential()
"""
FIT = "model.fit(X_train, y_train, validation_data=(X_test, y_test)"


@pytest.mark.parametrize("silent", [f"{FIT}, verbose=0)", f"course = {FIT}, verbose=0)"])
def test_validation_scores_that_nobody_sees_judge_nothing(silent):
    assert not findings("LEA001", NETWORK + silent)


@pytest.mark.parametrize(
    "seen",
    [
        f"{FIT})",
        f"course = {FIT}, verbose=0)\nprint(course.history['val_loss'])",
        f"{FIT}, verbose=0, callbacks=[board])",
        f"{FIT}, verbose=loud)",
    ],
)
def test_validation_scores_that_are_printed_or_kept_are_named_as_such(seen):
    (one,) = findings("LEA001", NETWORK + seen)
    assert "the validation score of `model.fit`" in one.message


def test_statistics_of_one_category_after_the_other_are_one_cause():
    program = """
mr = np.nanmedian(df[df["title"] == "Mr"]["a"])
mrs = np.nanmedian(df[df["title"] == "Mrs"]["a"])
df.loc[df["a"].isnull() & (df["title"] == "Mr"), "a"] = mr
df.loc[df["a"].isnull() & (df["title"] == "Mrs"), "a"] = mrs
X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)
"""
    (one,) = findings("LEA001", program + JUDGED)
    assert related(one)['mrs = np.nanmedian(df[df["title"] == "Mrs"]["a"])'] == "and here"


@pytest.mark.parametrize(
    ("imported", "expected"),
    [
        ("from sklearn.learning_curve import learning_curve", 0),
        ("from sklearn import learning_curve as curves\nlearning_curve = curves.learning_curve", 0),
        ("import sklearn.learning_curve\nlearning_curve = sklearn.learning_curve.learning_curve", 0),
        ("from sklearn.model_selection import learning_curve", 1),
    ],
)
def test_the_fourth_argument_of_the_old_learning_curve_is_no_group(imported, expected):
    program = f"{imported}\nn, train, test = learning_curve(Ridge(), df[['a']], df['y'], df['fourth'], cv=5)\n"
    assert len(findings("LEA007", program)) == expected


@pytest.mark.parametrize(
    ("module", "call", "expected"),
    [
        ("cross_validation", "cross_val_score(Ridge(), df[['a']], df['y'], 'r2', 5)", 0),
        ("model_selection", "cross_val_score(Ridge(), df[['a']], df['y'], df['patient'], cv=5)", 1),
    ],
)
def test_the_fourth_argument_of_cross_val_score_depends_on_its_module(module, call, expected):
    assert len(findings("LEA007", f"from sklearn.{module} import cross_val_score\n{call}\n")) == expected


def test_target_means_of_stacked_tables_are_known_as_such():
    program = """
both = pd.concat([df, pd.read_csv("new.csv")], keys=["old", "new"])
means = both.groupby("street")["price"].mean()
both["street_price"] = both["street"].map(means)
rows = both.loc["old"]
print(cross_val_score(Ridge(), rows[["street_price", "a"]], rows["price"], cv=5))
"""
    assert len(findings("LEA010", program)) == 1
    assert not findings("LEA002", program)


def test_a_call_is_told_with_the_name_of_what_is_called():
    program = """
from sklearn.preprocessing import StandardScaler
def scaled(rows):
    return StandardScaler().fit_transform(rows)
def judge(rows):
    X_train, X_test, y_train, y_test = train_test_split(rows, df["y"], random_state=0)
    print(Ridge().fit(X_train, y_train).score(X_test, y_test))
judge(df[["a"]])
judge(scaled(df[["a"]]))
"""
    (one,) = findings("LEA001", program)
    assert related(one)['judge(scaled(df[["a"]]))'] == "`judge` is called here"


def test_a_cross_validation_that_is_affected_is_not_told_as_a_split():
    program = """
from sklearn.decomposition import PCA
X, y = PCA(2).fit_transform(df[["a", "b", "c"]]), df["y"]
def first():
    print(cross_val_score(Ridge(), X, y))
first()
search = GridSearchCV(LogisticRegression(), {"C": [1, 10]})
search.fit(X, y)
print(search.best_score_)
"""
    (one,) = findings("LEA002", program)
    assert "the rows are split here, afterwards" not in related(one).values()
    assert related(one)["search.fit(X, y)"] == "this score is affected"


SCORED = """
def trained(X_train, X_test, y_train, y_test):
    model = LogisticRegression().fit(X_train, y_train)
    {score}
X, y = StandardScaler().fit_transform(df[["a", "b"]]), df["y"]
outcome = trained(*train_test_split(X, y, random_state=0))
print("accuracy", outcome)
"""


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ("return model, model.score(X_test, y_test)", "`model.score`"),
        ("return accuracy_score(y_test, model.predict(X_test))", "`accuracy_score`"),
        ("return np.mean(model.predict(X_test) == y_test)", "`trained`"),
    ],
)
def test_a_score_that_has_a_name_goes_by_it(score, name):
    (one,) = findings("LEA001", "from sklearn.preprocessing import StandardScaler\n" + SCORED.format(score=score))
    assert f"so {name} can come out too good" in one.message
