"""LEA004: when copies can be on both sides of a split, when they cannot, and how many findings that makes."""

from __future__ import annotations

import pytest

from reprolint.findings import NOT_MEASURED, Confidence, Severity
from tests.checks.leakage.asking import findings, related, snippets

SAMPLERS = """
from imblearn.over_sampling import SMOTE
from imblearn.under_sampling import RandomUnderSampler
from sklearn.utils import resample
X, y = df.drop(columns="y"), df["y"]
"""
ENDING = """
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""


def found(program: str, ending: str = ENDING):
    return findings("LEA004", SAMPLERS + program + ending)


def test_the_story_names_the_split_the_training_and_the_score():
    (one,) = found("""
X, y = SMOTE().fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y)
""")
    assert one.severity is Severity.ERROR
    assert one.confidence is Confidence.HIGH
    assert list(related(one).values()) == [
        "the rows are split here, afterwards",
        "the model is trained here",
        "this result is affected",
    ]


def test_leaving_rows_out_is_a_warning():
    (one,) = found("""
X, y = RandomUnderSampler().fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y)
""")
    assert one.severity is Severity.WARNING


def test_a_sampler_of_an_unknown_library_is_at_most_a_warning():
    (one,) = found("""
from smote_shop import Sampler
X, y = Sampler().fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y)
""")
    assert one.severity is Severity.WARNING
    assert one.confidence is Confidence.MEDIUM


def test_classes_resampled_one_by_one_are_one_finding():
    (one,) = found("""
first = resample(df[df["y"] == 1], n_samples=500)
second = resample(df[df["y"] == 2], n_samples=500)
both = pd.concat([df[df["y"] == 0], first, second])
X_train, X_test, y_train, y_test = train_test_split(both[["a", "b"]], both["y"])
""")
    assert snippets([one]) == ['first = resample(df[df["y"] == 1], n_samples=500)']
    assert related(one)['second = resample(df[df["y"] == 2], n_samples=500)'] == "resampled here, too"


def test_two_splits_after_one_resampling_are_one_finding():
    (one,) = found("""
X, y = SMOTE().fit_resample(X, y)
print(cross_val_score(LogisticRegression(), X, y))
X_train, X_test, y_train, y_test = train_test_split(X, y)
""")
    assert "print(cross_val_score(LogisticRegression(), X, y))" in related(one)


def test_two_experiments_are_two_findings():
    assert (
        len(
            found(
                """
for_one = SMOTE().fit_resample(X, y)
for_two = SMOTE().fit_resample(X, y)
print(cross_val_score(LogisticRegression(), *for_one))
print(cross_val_score(LogisticRegression(), *for_two))
""",
                "",
            )
        )
        == 2
    )


def test_a_share_of_the_test_rows_that_was_balanced_is_found():
    (one,) = found("""
X_train, X_test, y_train, y_test = train_test_split(X, y)
X_test, y_test = SMOTE().fit_resample(X_test, y_test)
""")
    assert "test rows" in one.message


SILENT = {
    "training rows only": """
X_train, X_test, y_train, y_test = train_test_split(X, y)
X_train, y_train = SMOTE().fit_resample(X_train, y_train)
""",
    "a bootstrap of the test rows, for an error bar": """
X_train, X_test, y_train, y_test = train_test_split(X, y)
for _ in range(100):
    X_again, y_again = resample(X_test, y_test)
    model = LogisticRegression().fit(X_train, y_train)
    print(accuracy_score(y_again, model.predict(X_again)))
""",
    "a bootstrap of the training rows": """
X_train, X_test, y_train, y_test = train_test_split(X, y)
X_train, y_train = resample(X_train, y_train)
""",
    "a smaller sample of everything": """
X, y = resample(X, y, replace=False, n_samples=1000)
X_train, X_test, y_train, y_test = train_test_split(X, y)
""",
    "rows shuffled with sample": """
df = df.sample(frac=1, random_state=0)
X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["y"])
""",
    "copies that a group split keeps together": """
both = pd.concat([df, df[df["y"] == 1].sample(n=500, replace=True)])
X, y = both[["a", "b"]].to_numpy(), both["y"].to_numpy()
for train, test in GroupKFold().split(X, y, both["number"]):
    X_train, y_train, X_test, y_test = X[train], y[train], X[test], y[test]
    model = LogisticRegression().fit(X_train, y_train)
    print(accuracy_score(y_test, model.predict(X_test)))
""",
    "copies of training rows, told apart from the test rows by their number": """
train_rows, test_rows = train_test_split(df.index, random_state=0)
rare = df[df.index.isin(train_rows)].query("y == 1")
both = pd.concat([df, rare.sample(n=500, replace=True)])
train, test = both[both.index.isin(train_rows)], both[both.index.isin(test_rows)]
X_train, y_train, X_test, y_test = train[["a"]], train["y"], test[["a"]], test["y"]
""",
    "another table was resampled": """
other = pd.read_csv("other.csv")
A, b = SMOTE().fit_resample(other[["a"]], other["b"])
X_train, X_test, y_train, y_test = train_test_split(X, y)
""",
    "a search that only tunes, on resampled training rows": """
X_train, X_test, y_train, y_test = train_test_split(X, y)
A, b = SMOTE().fit_resample(X_train, y_train)
search = GridSearchCV(LogisticRegression(), {"C": [1, 10]}).fit(A, b)
print(search.best_score_, search.score(X_test, y_test))
""",
    "a search on training rows and copies of them, told apart from the test rows by their number": """
train_rows, test_rows = train_test_split(df.index, random_state=0)
rare = df[df.index.isin(train_rows)].query("y == 1")
both = pd.concat([df, rare.sample(n=500, replace=True)])
train, test = both[both.index.isin(train_rows)], both[both.index.isin(test_rows)]
search = GridSearchCV(LogisticRegression(), {"C": [1, 10]}).fit(train[["a"]], train["y"])
print(search.best_score_, search.score(test[["a"]], test["y"]))
X_train, y_train, X_test, y_test = train[["a"]], train["y"], test[["a"]], test["y"]
""",
    "no model at all": """
X_more, y_more = SMOTE().fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y)
print(y_more.value_counts())
""",
    "an array repeated to make channels": """
X = np.repeat(np.load("images.npy")[..., np.newaxis], 3, axis=-1)
X_train, X_test, y_train, y_test = train_test_split(X, y)
""",
}


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT.keys())
def test_silent(program):
    assert found(program) == []


SEARCHED = """
X_train, X_test, y_train, y_test = train_test_split(X, y)
plain = LogisticRegression().fit(X_train, y_train)
print(plain.score(X_test, y_test))
A, b = SMOTE().fit_resample(X_train, y_train)
search = GridSearchCV(LogisticRegression(), {"C": [1, 10]}).fit(A, b)
print(search.best_score_)
"""


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", 1),
        ("print(plain.score(X_test, y_test))", 1),
        ("print(search.score(X_test, y_test))", 0),
        ("print(search.best_estimator_.score(X_test, y_test))", 0),
        ("print(LogisticRegression(**search.best_params_).fit(X_train, y_train).score(X_test, y_test))", 0),
        ("print(LogisticRegression(C=search.best_params_['C']).fit(A, b).score(X_test, y_test))", 0),
    ],
)
def test_only_a_later_score_of_its_choice_replaces_that_of_a_search(after, expected):
    assert len(found(SEARCHED + after, "")) == expected


def test_where_only_folds_divide_the_new_rows_the_words_are_about_folds():
    (copied,) = found(SEARCHED, "")
    assert "before the folds are made, so rows of the fold left out are known from training" in copied.message
    assert copied.primary.label == "resampled here, before the folds"
    assert copied.severity is Severity.WARNING
    assert copied.help.startswith("Resample the training rows of each fold")
    assert related(copied)['search = GridSearchCV(LogisticRegression(), {"C": [1, 10]}).fit(A, b)'] == (
        "the folds are made here, afterwards"
    )
    (validated,) = found(SEARCHED + "print(cross_val_score(LogisticRegression(), A, b))", "")
    assert validated.severity is Severity.ERROR
    thinned = SEARCHED.replace("SMOTE()", "RandomUnderSampler()")
    (left_out,) = found(thinned, "")
    assert "before the folds are made, so the rows of the fold left out are not the population" in left_out.message
    assert left_out.primary.label == "thinned out here, rows of every fold"


GROUPS = """
from sklearn.metrics import roc_auc_score
class Telling(GroupKFold):
    def split(self, X, y=None, groups=None):
        for pair in super().split(X, y, groups):
            print("next fold")
            yield pair
X, y = SMOTE().fit_resample(X, y)
g = X.pop("g")
model = LogisticRegression()
"""
SEARCH = "search = GridSearchCV(model, {'C': [1, 10]}, cv=FOLDS).fit(X, y)\nprint(search.best_score_)"


@pytest.mark.parametrize(
    "judging",
    [
        "cross_val_score(model, X, y, cv=GroupKFold(5), groups=g)",
        "cross_val_score(model, X, y, cv=GroupKFold(5).split(X, y, g))",
        SEARCH.replace("FOLDS", "GroupKFold(5).split(X, y, g)"),
        SEARCH.replace("FOLDS", "list(GroupKFold(5).split(X, y, groups=g))"),
        SEARCH.replace("FOLDS", "Telling(5).split(X, y, g)"),
        "for a, b in GroupKFold(5).split(X, y, g):\n    model.fit(X.iloc[a], y.iloc[a]).score(X.iloc[b], y.iloc[b])",
    ],
)
def test_rows_of_whole_groups_are_not_known_but_no_population(judging):
    (one,) = found(GROUPS, judging)
    assert one.severity is Severity.WARNING
    assert one.message.endswith("copies or imitates rows before the split, so the test rows are not the population")
    assert one.effect is NOT_MEASURED
    (one,) = found(GROUPS.replace("SMOTE", "RandomUnderSampler"), judging)
    assert one.message.endswith(
        "leaves out rows of some classes before the split, so the test rows are not the population"
    )


def test_another_share_of_cases_by_chance_leaves_the_area_under_the_curve_as_it_is():
    judging = "cross_val_score(model, X, y, cv=GroupKFold(5), groups=g, scoring='roc_auc')"
    assert not found(GROUPS.replace("SMOTE", "RandomUnderSampler"), judging)


def test_copies_that_cross_one_split_are_told_once_although_another_keeps_them_together():
    (one,) = found(
        GROUPS, "cross_val_score(model, X, y, cv=GroupKFold(5), groups=g)\ncross_val_score(model, X, y, cv=5)"
    )
    assert one.severity is Severity.ERROR
    assert "known from training" in one.message


BY_HAND = """
rare = df[df["y"] == 1].sample(n=100, replace=True, random_state=1)
{joined}
{divided}
X_train, X_test, y_train, y_test = train.drop(columns="y"), test.drop(columns="y"), train["y"], test["y"]
"""
LEFT = "test = both.sample(frac=0.1, random_state=2)\ntrain = both.drop(test.index)"


@pytest.mark.parametrize(
    "joined",
    [
        "both = pd.concat([df, rare], ignore_index=True)",
        "both = pd.concat([df, rare]).reset_index(drop=True)",
        "both = pd.concat([df, rare]).sample(frac=1.0, random_state=1).reset_index(drop=True)",
        "both = pd.concat([df, rare])\nboth.reset_index(inplace=True)",
        "df = df.reset_index(drop=True)\nboth = pd.concat([df, rare]).dropna().reset_index().dropna()",
        "both = pd.concat([df, df[df['y'] == 1]], ignore_index=True)",
    ],
)
@pytest.mark.parametrize(
    "divided",
    [
        LEFT,
        "train = both.sample(frac=0.8)\ntest = both[~both.index.isin(train.index)]",
        "test = both.sample(frac=0.1, random_state=2)\nboth.drop(test.index, inplace=True)\ntrain = both",
    ],
)
def test_copies_whose_labels_were_counted_anew_are_parted_by_a_sample(joined, divided):
    (one,) = found(BY_HAND.format(joined=joined, divided=divided))
    assert "copies or imitates rows before they are split" in one.message


@pytest.mark.parametrize(
    ("joined", "divided"),
    [
        ("both = pd.concat([df, rare])", LEFT),
        ("df = df.reset_index(drop=True)\nboth = pd.concat([df, rare])", LEFT),
        ("both = pd.concat([df.reset_index(drop=True), rare], ignore_index=False)", LEFT),
        (
            "both = pd.concat([df, rare], ignore_index=True)",
            "train = both.sample(frac=0.8)\ntest = both[~both['name'].isin(train['name'])]",
        ),
        ("both = pd.concat([df, df[df['y'] == 1]]).drop_duplicates().reset_index(drop=True)", LEFT),
        (
            "both = df.reset_index(drop=True)",
            f"{LEFT}\ntrain = pd.concat([train, train[train['y'] == 1]], ignore_index=True)",
        ),
    ],
)
def test_copies_that_a_sample_takes_along_with_their_rows(joined, divided):
    assert found(BY_HAND.format(joined=joined, divided=divided)) == []
