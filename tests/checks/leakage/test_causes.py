"""Which fits are told as one cause, which of them is named first, and which learn too little to tell."""

from __future__ import annotations

import pytest

from reprolint.findings import Confidence, Severity
from tests.checks.leakage.asking import findings, related, snippets

SPLIT = """
X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)
model = {model}.fit(X_train, y_train)
print(model.score(X_test, y_test))
"""
JUDGED = SPLIT.format(model="Ridge()")
SCALER = "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler()\n"
MORE = """
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVR
"""


@pytest.mark.parametrize(
    "lines",
    [
        "df['a'] = scaler.fit_transform(df[['p', 'q']])[:, 0]\ndf['b'] = scaler.fit_transform(df[['p', 'q']])[:, 1]\n",
        "df['a'] = scaler.fit_transform(df[['a']])\ndf['b'] = StandardScaler().fit_transform(df[['b']])\n",
        "df['a'] = pd.qcut(df['a'], 4, labels=False)\ndf['b'] = pd.qcut(df['b'], 5, labels=False)\n",
    ],
)
def test_the_same_step_again_for_the_same_scores_is_one_cause(lines):
    (one,) = findings("LEA001", SCALER + lines + JUDGED)
    assert "and 1 more learn from" in one.message
    assert "and here" in related(one).values()


@pytest.mark.parametrize(("between", "expected"), [("", 1), ("print(a.shape)\nprint(a.mean())\n", 2)])
def test_steps_for_different_scores_are_one_cause_where_they_stand_together(between, expected):
    program = SCALER + f"a = scaler.fit_transform(df[['a']])\n{between}b = scaler.fit_transform(df[['b']])\n"
    for name in "ab":
        program += f"{name}_train, {name}_test, y_train, y_test = train_test_split({name}, df['y'], random_state=0)\n"
        program += f"print(Ridge().fit({name}_train, y_train).score({name}_test, y_test))\n"
    assert len(findings("LEA001", program)) == expected


def test_a_step_that_builds_upon_another_is_a_second_one():
    lines = (
        "df['a'] = scaler.fit_transform(df[['a']])\ndf['b'] = StandardScaler().fit_transform(df[['a', 'b']])[:, 1]\n"
    )
    assert len(findings("LEA001", SCALER + lines + JUDGED)) == 2


def test_steps_of_different_kinds_are_two_causes():
    lines = "from sklearn.impute import KNNImputer\ndf[['a', 'b']] = KNNImputer().fit_transform(df[['a', 'b']])\n"
    assert len(findings("LEA001", SCALER + lines + "df[['a']] = scaler.fit_transform(df[['a']])\n" + JUDGED)) == 2


def test_one_scaler_fitted_again_to_the_test_rows_of_several_tables_is_one_cause():
    program = SCALER
    for name in ("north", "south"):
        program += f"{name} = pd.read_csv('{name}.csv')\n{name}_train, {name}_test = train_test_split({name})\n"
        program += f"{name}_train_X, {name}_test_X = ("
        program += f"scaler.fit_transform({name}_train[['a']]), scaler.fit_transform({name}_test[['a']]))\n"
    program += """
for X, y, X_test, y_test in [
    (north_train_X, north_train["y"], north_test_X, north_test["y"]),
    (south_train_X, south_train["y"], south_test_X, south_test["y"]),
]:
    model = Ridge().fit(X, y)
    print(model.score(X_test, y_test))
"""
    (one,) = findings("LEA013", program)
    assert "and 1 more learn from rows that the model is judged on" in one.message


SHIFT = "df['a'] = df['a'].max() - df['a']\n"


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("Ridge()", 0),
        ("LinearRegression(fit_intercept=False)", 1),
        ("KNeighborsRegressor()", 0),
        ("RandomForestClassifier()", 0),
        ("SVR()", 0),
        ("SVR(kernel='poly')", 1),
        ("MLPRegressor()", 1),
        ("make_pipeline(LinearRegression())", 0),
        ("GridSearchCV(SVR(), {'C': [1, 10]})", 0),
    ],
)
def test_a_number_added_to_all_rows_is_told_where_the_model_heeds_it(model, expected):
    assert len(findings("LEA001", MORE + SHIFT + SPLIT.format(model=model))) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("df['a'] = df['a'] - df['a'].mean()", 0),
        ("df['a'] -= df['a'].mean()", 0),
        ("df['a'] = (df['a'] - df['a'].min()).astype(float) * 2", 0),
        ("df['a'] = (df['a'] - df['a'].mean()) / df['a'].std()", 1),
        ("df['a'] = (df['a'] - df['a'].min()) / (df['a'].max() - df['a'].min())", 1),
        ("df['a'] = df['a'] / df['a'].max()", 1),
        ("df['a'] = np.log(df['a'] - df['a'].min() + 1)", 1),
        ("df['a'] = (df['a'] - df['a'].mean()) ** 2", 1),
        ("df['a'] = (df['a'] - df['a'].mean()).abs()", 1),
        ("df['a'] = df['a'].fillna(df['a'].mean())", 1),
        ("df[['a', 'b']] = StandardScaler(with_std=False).fit_transform(df[['a', 'b']])", 0),
    ],
)
def test_what_more_than_shifts_is_told(line, expected):
    assert len(findings("LEA001", f"{SCALER}{line}\n" + JUDGED)) == expected


def test_the_step_that_matters_most_is_named_first():
    fill = "df['b'] = df['b'].fillna(df['b'].median())\n"
    (one,) = findings("LEA001", MORE + SHIFT + fill + SPLIT.format(model="MLPRegressor()"))
    assert one.message.startswith("`df[…].median` and 1 more learn")
    assert related(one)[SHIFT.strip()] == "and here"
    (one,) = findings("LEA001", SHIFT + fill + JUDGED)
    assert snippets([one]) == [fill.strip()]
    assert "more learn" not in one.message


MODE = "df['kind'] = df['kind'].fillna(df['kind'].mode()[0])\n"
COUNTS = "df['often'] = df['kind'].map(df['kind'].value_counts())\n"
DUMMIES = """
X = pd.get_dummies(df.drop(columns="y"))
X_train, X_test, y_train, y_test = train_test_split(X, df["y"], random_state=0)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
"""


@pytest.mark.parametrize("lines", [MODE, COUNTS, MODE + COUNTS])
def test_which_categories_are_frequent_is_a_note_that_is_hidden(lines):
    (one,) = findings("LEA001", lines + DUMMIES)
    assert (one.severity, one.confidence) == (Severity.NOTE, Confidence.MEDIUM)


def test_beside_the_most_frequent_category_another_fill_value_is_named():
    fill = "df['b'] = df['b'].fillna(df['b'].median())\n"
    (one,) = findings("LEA001", MODE + fill + DUMMIES)
    assert snippets([one]) == [fill.strip()]
    assert (one.severity, one.confidence) == (None, Confidence.HIGH)
    assert related(one)[MODE.strip()] == "and here"


def test_a_fill_value_is_named_before_a_table_of_groups():
    table = "oldest = df.groupby('kind')['b'].max()\ndf['c'] = df['kind'].map(oldest)\n"
    fill = "df['b'] = df['b'].fillna(df['b'].median())\n"
    (one,) = findings("LEA001", table + fill + DUMMIES)
    assert snippets([one]) == [fill.strip()]


@pytest.mark.parametrize(
    ("bins", "hidden"), [("pd.cut(df['a'], 5, labels=False)", True), ("pd.qcut(df['a'], 5)", False)]
)
def test_bins_of_equal_width_learn_too_little(bins, hidden):
    (finding,) = findings("LEA001", f"df['a'] = {bins}\n" + JUDGED)
    assert (finding.severity is Severity.NOTE and finding.confidence is Confidence.MEDIUM) is hidden


@pytest.mark.parametrize(
    ("selector", "hidden"), [("VarianceThreshold(0.1).fit(X)", True), ("SelectKBest(k=1).fit(X, df['y'])", False)]
)
def test_columns_left_out_without_a_look_at_the_target_are_a_hidden_note(selector, hidden):
    program = f"""
from sklearn.feature_selection import SelectKBest, VarianceThreshold
X = df[["a", "b"]]
kept = {selector}.get_support()
X_train, X_test, y_train, y_test = train_test_split(X.loc[:, kept], df["y"], random_state=0)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
"""
    (finding,) = findings("LEA001", program) + findings("LEA003", program)
    assert (finding.severity is Severity.NOTE and finding.confidence is Confidence.MEDIUM) is hidden


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("X.loc[i, 'a'].mean()", 0),
        ("X.iloc[i].max()", 0),
        ("array[i].mean()", 0),
        ("np.mean(array[i])", 0),
        ("array[i].mean() if i else X['a'].mean()", 1),
        ("X['a'].mean()", 1),
        ("X.iloc[:i].mean()", 1),
    ],
)
def test_the_mean_of_one_row_is_no_other_rows(value, expected):
    program = f"""
from sklearn.tree import DecisionTreeRegressor
X = df[["a", "b"]]
array = X.values
for i in range(len(X)):
    X.loc[i, "b"] = {value}
X_train, X_test, y_train, y_test = train_test_split(X, df["y"], random_state=0)
print(DecisionTreeRegressor().fit(X_train, y_train).score(X_test, y_test))
"""
    assert len(findings("LEA001", program)) == expected


@pytest.mark.parametrize(("model", "expected"), [("RandomForestClassifier()", 0), ("MLPClassifier()", 1)])
def test_means_kept_in_a_table_are_followed_to_what_they_do(model, expected):
    program = f"""
from sklearn.neural_network import MLPClassifier
means = pd.DataFrame()
for kind in df["y"].unique():
    means[str(kind)] = df[df["y"] == kind].mean()
means = means.T
for name in ["a", "b"]:
    column = means[name]
    for i in range(3):
        df[name + str(i)] = df[name] - column[i]
X_train, X_test, y_train, y_test = train_test_split(df[["a0", "b0"]], df["y"], random_state=0)
print({model}.fit(X_train, y_train).score(X_test, y_test))
"""
    assert len(findings("LEA001", program)) == expected


@pytest.mark.parametrize("first", ["df.groupby('well')['a'].mean()", "df['a'].mean()"])
def test_a_table_that_gets_rows_after_all_is_a_table_of_rows(first):
    program = f"""
table = pd.DataFrame()
for name in df.columns:
    table[name + "_mean"] = {first}
    table[name + "_path"] = df.groupby("well")[name].apply(len)
X = StandardScaler().fit_transform(table)
print(cross_val_score(Ridge(), X, df["y"]).mean())
"""
    assert findings("LEA002", SCALER + program)


@pytest.mark.parametrize(("what", "expected"), [("count", 0), ("size", 0), ("mean", 1)])
def test_how_many_rows_a_category_has_is_not_learned_from_their_values(what, expected):
    line = f"df['a'] = df.groupby('kind')['b'].transform('{what}')\n"
    assert len(findings("LEA001", line + JUDGED)) == expected


PRIOR = """
def encoded(series, target, weight=10):
    means = pd.concat([series, target], axis=1).groupby(series.name)[target.name].agg(["mean", "count"])
    prior = target.mean()
    smooth = (means["mean"] * means["count"] + prior * weight) / (means["count"] + weight)
    return series.map(smooth).fillna(prior)

dropped = [name for name in df.columns if name.startswith("calc")]
df = df.drop(dropped, axis=1)
df["a"] = encoded(df["kind"], df["y"])
df = pd.concat([df, pd.get_dummies(df["b"])], axis=1)
y = df["y"].values
X = df.drop("y", axis=1)
print(cross_val_score(Ridge(), X, y).mean())
"""


def test_the_prior_of_an_encoder_by_hand_is_no_preprocessing():
    assert not findings("LEA002", PRIOR)


def test_how_a_column_goes_with_the_target_is_more_than_its_mean():
    program = """
weak = []
for name in df.columns:
    relation = df["y"].corr(df[name])
    if np.abs(relation) < 0.2:
        weak.append(relation)
df["a"] = df["a"].fillna(weak[0])
print(cross_val_score(Ridge(), df.drop("y", axis=1), df["y"]).mean())
"""
    assert len(findings("LEA002", program)) == 1
    assert not findings("LEA002", program.replace('df["y"].corr(df[name])', 'df["y"].mean()'))


def test_a_column_that_is_filled_with_its_own_mean_is():
    filled = PRIOR.replace('encoded(df["kind"], df["y"])', 'df["a"].fillna(df["a"].mean())')
    assert len(findings("LEA002", filled)) == 1


LOOPS = {
    "for name, rows in df.groupby('well'):": "rows",
    "for name in df['well'].unique():": "df[df['well'] == name]",
    "grouped = df.groupby('well')\nfor name in grouped.groups.keys():": "grouped.get_group(name)",
}
BY_WELL = "GroupKFold(5), groups=whole['well']"
ONE_BY_ONE = """
parts = []
{loop}
    rows = {rows}.copy()
    rows["a"] = {value}
    parts.append(rows)
whole = pd.concat(parts)
scores = cross_val_score(Ridge(), whole[["a", "b"]], whole["y"], cv={cv})
print(scores.mean(), scores.std())
"""


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    ("value", "cv", "expected"),
    [
        ("rows['a'].fillna(rows['a'].mean())", BY_WELL, 0),
        ("StandardScaler().fit_transform(rows[['a']])", BY_WELL, 0),
        ("np.clip(rows['a'], 0, np.median(np.vstack((rows['a'], rows['a']))))", BY_WELL, 1),
        ("rows['a'].fillna(rows['a'].mean())", "KFold(5)", 1),
        ("rows['a'].fillna(df['a'].mean())", BY_WELL, 1),
    ],
)
def test_what_is_learned_from_each_group_alone_stays_with_it(loop, value, cv, expected):
    program = SCALER + ONE_BY_ONE.format(loop=loop, rows=LOOPS[loop], value=value, cv=cv)
    assert len(findings("LEA002", program)) == expected


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("scaled", ["StandardScaler().fit_transform(rows[['a']])", "rows[['a']] / rows['a'].max()"])
def test_a_model_for_each_group_is_judged_on_rows_of_the_same(loop, scaled):
    program = f"""
{loop}
    rows = {LOOPS[loop]}
    X = {scaled}
    y = rows["y"].values
    model = Ridge().fit(X[:800], y[:800])
    print(model.score(X[800:], y[800:]))
"""
    assert len(findings("LEA001", SCALER + program)) == 1


def test_groups_put_together_again_are_all_rows():
    program = ONE_BY_ONE.format(
        loop="for name, rows in df.groupby('well'):", rows="rows", value="rows['a']", cv=BY_WELL
    )
    filled = "pd.concat(parts)\nwhole['a'] = whole['a'].fillna(whole['a'].mean())"
    assert len(findings("LEA002", program.replace("pd.concat(parts)", filled))) == 1


def test_one_group_that_is_named_is_no_unit():
    line = "df.loc[df['sex'] == 'm', 'a'] = df[df['sex'] == 'm']['a'].mean()\n"
    judged = "print(cross_val_score(Ridge(), df[['a', 'b']], df['y'], cv=GroupKFold(5), groups=df['well']).mean())\n"
    assert len(findings("LEA002", line + judged)) == 1
