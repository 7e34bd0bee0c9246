"""What is told of a leak holds in each of its labels: steps that change nothing, rows of a second stage, places left out."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reprolint.findings import NOT_MEASURED, Severity
from tests.checks.leakage.asking import findings, related

SPLIT = 'X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)\n'
JUDGED = SPLIT + "print(Ridge().fit(X_train, y_train).score(X_test, y_test))\n"
IMPORTS = """
from scipy.special import boxcox
from names import load_names
from scipy import stats
from sklearn.dummy import DummyRegressor
from sklearn.impute import SimpleImputer
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, PolynomialFeatures, StandardScaler
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("stats.boxcox(df['a'])[0]", 1),
        ("stats.boxcox(df['a'], lmbda=None)[0]", 1),
        ("stats.boxcox(df['a'], lmbda=0.3)", 0),
        ("stats.boxcox(df['a'], 0.3)", 0),
        ("stats.yeojohnson(df['a'], 0.3)", 0),
        ("boxcox(df['a'], 0.3)", 0),
    ],
)
def test_a_power_that_is_given_is_not_learned(value, expected):
    assert len(findings("LEA001", f"{IMPORTS}df['a'] = {value}\n{JUDGED}")) == expected


def test_a_power_learned_from_all_rows_is_learned_wherever_it_is_used():
    program = IMPORTS + "power = df['b'].skew()\ndf['a'] = stats.boxcox(df['a'], lmbda=power)\n" + JUDGED
    (one,) = findings("LEA001", program)
    assert one.primary.snippet.startswith("power = ")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("df['a'].expanding().mean()", 0),
        ("df['a'].ewm(halflife=9).mean()", 0),
        ("df.groupby('b')['a'].ewm(halflife=9).mean()", 0),
        ("df['a'].rolling(9).mean()", 0),
        ("df['a'].fillna(df['a'].mean())", 1),
    ],
)
def test_what_came_before_a_row_is_no_other_side_of_a_split(value, expected):
    split = SPLIT.replace("random_state=0", "shuffle=False")
    assert len(findings("LEA001", f"df['a'] = {value}\n{JUDGED.replace(SPLIT, split)}")) == expected


BLOCKS = """
from tensorflow import keras
df["most"] = df.groupby("breath")["flow"].transform("max")
X = {rows}
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    model = keras.Sequential([keras.layers.LSTM(8), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mae")
    model.fit(X[train], y[train], validation_data=(X[test], y[test]))
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('df[["flow", "most"]].to_numpy().reshape(-1, 80, 2)', 0),
        ('df[["flow", "most"]].to_numpy().reshape((-1, 80, 2))', 0),
        ('df[["flow", "most"]].to_numpy().reshape(len(df), 2, 1)', 1),
        ('df[["flow", "most"]].to_numpy().reshape(-1, 2)', 1),
        ('df[["flow", "most"]].to_numpy()', 1),
    ],
)
def test_what_is_learned_for_each_unit_stays_in_a_block_of_its_rows(rows, expected):
    program = "y = np.load('y.npy')\n" + BLOCKS.format(rows=rows)
    assert len(findings("LEA002", program)) == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("make_pipeline(StandardScaler(), Ridge())", 0),
        ("make_pipeline(SimpleImputer(strategy='median'), StandardScaler(), Ridge())", 0),
        ("make_pipeline(SimpleImputer(missing_values=0), StandardScaler(), Ridge())", 1),
        ("make_pipeline(SimpleImputer(strategy='constant', fill_value=0), StandardScaler(), Ridge())", 1),
        ("GridSearchCV(make_pipeline(StandardScaler(), Ridge()), {'ridge__alpha': [1, 10]})", 0),
        ("GridSearchCV(Ridge(), {'alpha': [1, 10]})", 1),
        ("make_pipeline(StandardScaler(with_std=False), Ridge())", 1),
        ("make_pipeline(Normalizer(), Ridge())", 1),
        ("make_pipeline(Ridge())", 1),
    ],
)
def test_columns_that_a_pipeline_scales_anew_forget_how_they_were_scaled(model, expected):
    program = IMPORTS + "df[['a', 'b']] = MinMaxScaler().fit_transform(df[['a', 'b']])\n"
    program += SPLIT + f"print({model}.fit(X_train, y_train).score(X_test, y_test))\n"
    assert len(findings("LEA001", program)) == expected


def test_a_later_scaler_of_all_columns_undoes_that_of_single_ones():
    program = IMPORTS + "df[['a']] = MinMaxScaler().fit_transform(df[['a']])\n" + SPLIT
    program += "scaler = StandardScaler().fit(X_train)\nmodel = Ridge().fit(scaler.transform(X_train), y_train)\n"
    program += "print(model.score(scaler.transform(X_test), y_test))\n"
    assert findings("LEA001", program) == []


def test_a_dummy_is_not_among_the_models_that_a_scaler_spoils():
    program = IMPORTS + "df[['a', 'b']] = MinMaxScaler().fit_transform(df[['a', 'b']])\n" + JUDGED
    program += "print(DummyRegressor().fit(X_train, y_train).score(X_test, y_test))\n"
    (one,) = findings("LEA001", program)
    assert not any("Dummy" in line for line in related(one))


FOREST = "print(cross_val_score(RandomForestClassifier(random_state=0), X, df['y'], cv=5).mean())\n"
BETWEEN = {
    "a model before the scaler": (
        """
df['c'] = KNeighborsClassifier().fit(df[['a', 'b']], df['kind']).predict(df[['a', 'b']])
X = StandardScaler().fit_transform(df[['a', 'b', 'c']])
""",
        Severity.NOTE,
    ),
    "a model after the scaler": (
        """
Z = StandardScaler().fit_transform(df[['a', 'b']])
df['c'] = KNeighborsClassifier().fit(df[['a', 'b']], df['kind']).predict(Z)
X = df[['a', 'b', 'c']].values
""",
        None,
    ),
    "trees after the scaler": (
        """
Z = StandardScaler().fit_transform(df[['a', 'b']])
df['c'] = RandomForestClassifier(random_state=0).fit(Z, df['kind']).predict(Z)
X = df[['a', 'b', 'c']].values
""",
        Severity.NOTE,
    ),
    "columns that are multiplied": (
        "X = PolynomialFeatures(2).fit_transform(StandardScaler().fit_transform(df[['a', 'b']]))\n",
        None,
    ),
    "rows that are made as long as each other": (
        "X = make_pipeline(StandardScaler(), Normalizer()).fit_transform(df[['a', 'b']])\n",
        None,
    ),
}


@pytest.mark.parametrize(("lines", "severity"), BETWEEN.values(), ids=list(BETWEEN))
def test_a_scaler_before_trees_is_a_note_where_nothing_between_them_heeds_it(lines, severity):
    (one,) = findings("LEA002", IMPORTS + lines + FOREST)
    assert one.severity is severity


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("df.loc[:, ['a', 'b']] = StandardScaler().fit_transform(df[['a', 'b']])", Severity.NOTE),
        ("df[['a', 'b']] = StandardScaler().fit_transform(df[['a', 'b']])", Severity.NOTE),
        ("names = load_names()\ndf[names] = StandardScaler().fit_transform(df[names])", Severity.NOTE),
        ("df.loc[df['b'] > 0, 'a'] = df['a'] - df['a'].mean()", None),
        ("df['a'] = df['a'] / df['a'].std()", Severity.NOTE),
    ],
)
def test_only_whole_columns_are_scaled_in_vain_before_trees(line, severity):
    program = IMPORTS + line + "\n" + JUDGED.replace("Ridge()", "RandomForestClassifier(random_state=0)")
    (one,) = findings("LEA001", program)
    assert one.severity is severity


SPREAD = "df['a'] / df['a'].std()"


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        (SPREAD, Severity.NOTE),
        (f"-({SPREAD}) * 2", Severity.NOTE),
        (f"np.log({SPREAD})", Severity.NOTE),
        (f"({SPREAD} - 1).abs()", None),
        (f"abs({SPREAD} - 1)", None),
        (f"({SPREAD} - 1) ** 2", None),
        (f"({SPREAD}) % 1", None),
        (f"({SPREAD}) > 1", None),
        (f"(({SPREAD}) > 1).astype(int)", None),
        (f"1 / ({SPREAD} - 1)", None),
        (f"np.clip({SPREAD}, 0, 3)", None),
        (f"({SPREAD}).clip(0, 3)", None),
        (f"({SPREAD}).round()", None),
    ],
)
def test_a_scaled_column_is_the_same_to_trees_while_its_order_is(value, severity):
    program = f"df['a'] = {value}\n" + JUDGED.replace("Ridge()", "RandomForestClassifier(random_state=0)")
    (one,) = findings("LEA001", program)
    assert one.severity is severity


@pytest.mark.parametrize(("value", "expected"), [(SPREAD, 0), (f"np.log({SPREAD} + 1)", 1), (f"np.sqrt({SPREAD})", 1)])
def test_a_column_that_was_bent_is_not_scaled_back(value, expected):
    program = IMPORTS + f"df['a'] = {value}\n" + JUDGED.replace("Ridge()", "make_pipeline(StandardScaler(), Ridge())")
    assert len(findings("LEA001", program)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("df['c'] = df['a'].std()\n", 0),
        ("df['c'] = np.std(df['a'])\n", 0),
        ("df['c'] = np.std(df['a'])\ndf['b'] = df['b'] - df['c'] * df['a']\n", 1),
        ("df['c'] = df.groupby('kind')['a'].transform('std')\n", 1),
        ("df.loc[df['b'] > 0, 'c'] = df['a'].std()\n", 1),
    ],
)
def test_a_column_that_is_the_same_number_in_all_rows_tells_no_model_anything(lines, expected):
    program = lines + JUDGED.replace('df[["a", "b"]]', 'df[["a", "b", "c"]]')
    assert len(findings("LEA001", program)) == expected


def test_rows_that_a_score_judges_are_told_where_others_pass_the_same_line():
    program = (
        IMPORTS
        + """
    train, rest = train_test_split(df, random_state=0)
    parts = {"train": train, "rest": rest, "new": pd.read_csv("new.csv")}
    for name, part in parts.items():
        part[["a"]] = StandardScaler().fit_transform(part[["a"]])
    model = LogisticRegression().fit(parts["train"][["a"]], parts["train"]["y"])
    print(model.predict(parts["new"][["a"]]))
    print(model.score(parts["rest"][["a"]], parts["rest"]["y"]))
    """.replace("\n    ", "\n")
    )
    (one,) = findings("LEA013", program)
    assert "judged on" in one.message


def test_a_table_of_groups_of_which_only_the_order_goes_on_is_not_told_beside_others():
    program = """
    table = pd.DataFrame({"name": df["title"].value_counts().index, "n": list(df["title"].value_counts())})
    table = table.set_index("name")
    table = pd.concat([table, df.groupby("title")["age"].min()], axis=1)
    rest = list((table.sort_values("n", ascending=False)[4:]).index)
    df["group"] = df["title"].replace(rest, "rest")
    X = pd.get_dummies(df[["group", "fare"]])
    print(cross_val_score(LogisticRegression(), X, df["survived"], cv=5).mean())
    """
    (one,) = findings("LEA002", program)
    assert one.severity is Severity.NOTE
    assert not any("groupby" in line for line in [one.primary.snippet, *related(one)])


STAGES = """
X_a, X_b, y_a, y_b = train_test_split(df[["a", "b"]], df["y"], test_size=0.5, random_state=0)
first = LogisticRegression().fit(StandardScaler().fit_transform(X_a), y_a)
scaled = StandardScaler().fit_transform(X_b)
"""


def test_rows_of_a_second_stage_are_not_called_test_rows():
    program = IMPORTS + STAGES + "second = LogisticRegression().fit(first.predict(scaled).reshape(-1, 1), y_b)\n"
    (one,) = findings("LEA013", program)
    assert "test rows" not in one.message + one.primary.label
    assert "rows that the model is applied to" in one.message


def test_predictions_are_not_told_beside_scores():
    program = IMPORTS + STAGES + "print(first.score(scaled, y_b))\n"
    program += "new = pd.read_csv('new.csv')[['a', 'b']]\n"
    program += "print(first.predict(StandardScaler().fit_transform(new)))\n"
    found = findings("LEA013", program)
    assert ["judged on" in one.message for one in found] == [True, False]
    assert not any("predictions" in label for label in related(found[0]).values())


def test_rows_that_were_divided_before_as_well_are_split_afterwards():
    program = IMPORTS + JUDGED + "X = StandardScaler().fit_transform(df[['a', 'b']])\n"
    program += SPLIT.replace('df[["a", "b"]]', "X") + "print(Ridge().fit(X_train, y_train).score(X_test, y_test))\n"
    (one,) = findings("LEA001", program)
    assert "the rows are split here, afterwards" in related(one).values()
    assert not any("only" in label for label in related(one).values())


def test_folds_of_another_file_are_not_the_split_of_the_story():
    program = (
        IMPORTS
        + """
from sklearn.model_selection import KFold
scaler, other = StandardScaler(), pd.read_csv("other.csv")[["a", "b"]]
model = LogisticRegression().fit(scaler.fit_transform(df[["a", "b"]]), df["y"])
for train, test in KFold(3).split(other):
    rows = other.iloc[test]
    print(model.predict(scaler.fit_transform(rows)))
"""
    )
    (one,) = findings("LEA013", program)
    assert not any("split here" in label for label in related(one).values())


@pytest.mark.parametrize(
    ("model", "severity"),
    [
        ("naive_bayes.GaussianNB()", Severity.NOTE),
        ("discriminant_analysis.LinearDiscriminantAnalysis()", Severity.NOTE),
        ("discriminant_analysis.LinearDiscriminantAnalysis(solver='lsqr', shrinkage='auto')", None),
        ("svm.SVC()", None),
    ],
)
def test_classifiers_that_compare_with_the_spread_of_each_class_ignore_scales(model, severity):
    program = (
        IMPORTS
        + "from sklearn import discriminant_analysis, naive_bayes, svm\nX = StandardScaler().fit_transform(df[['a', 'b']])\n"
    )
    program += f"print(cross_val_score({model}, X, df['y']).mean())\n"
    (one,) = findings("LEA002", program)
    assert one.severity is severity


@pytest.mark.parametrize(
    ("step", "measured"), [("StandardScaler()", False), ("make_pipeline(StandardScaler(), PCA(2))", True)]
)
def test_the_measured_harm_is_told_of_what_was_measured(step, measured):
    program = (
        IMPORTS
        + f"from sklearn.decomposition import PCA\nfrom sklearn.svm import SVC\nX = {step}.fit_transform(df[['a', 'b']])\n"
    )
    (one,) = findings("LEA002", program + "print(cross_val_score(SVC(), X, df['y']).mean())\n")
    assert (one.effect is not NOT_MEASURED) == measured


def test_a_file_that_is_read_twice_is_named_where_its_rows_were_read():
    program = IMPORTS + "a = pd.read_csv('t.csv')\nprint(a.shape)\nb = pd.read_csv('t.csv')\n"
    program += "model = KNeighborsClassifier().fit(b[['x']][:50], b['y'][:50])\n"
    program += "print(model.score(b[['x']][20:80], b['y'][20:80]))\n"
    (one,) = findings("LEA006", program)
    assert "a = pd.read_csv('t.csv')" not in {place.snippet.strip() for place in one.related}


def test_a_line_that_spoils_one_model_is_no_note_for_another():
    program = (
        IMPORTS
        + "from sklearn.naive_bayes import GaussianNB\nX = df[['a', 'b']]\nX = (X - X.min()) / (X.max() - X.min())\n"
    )
    program += (
        SPLIT.replace('df[["a", "b"]]', "X")
        + "print(KNeighborsClassifier().fit(X_train, y_train).score(X_test, y_test))\n"
    )
    both = program + "print(GaussianNB().fit(X_train, y_train).score(X_test, y_test))\n"
    assert [one.severity for one in findings("LEA001", both)] == [one.severity for one in findings("LEA001", program)]


def test_cross_validating_the_test_rows_judges_other_models():
    program = IMPORTS + SPLIT + "model = Ridge().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
    (one,) = findings("LEA013", program + "print(cross_val_score(model, X_test, y_test).mean())\n")
    assert "that judges models trained on most of them" in one.message
    assert one.effect is NOT_MEASURED


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("Ridge().fit(X_train, y_train)", "most of them, not the one that was trained for them"),
        ("", "most of them, and nothing here is trained on the training rows"),
        ("StandardScaler().fit(X_train)", "most of them"),
        ("print(cross_val_score(Ridge(), X_train, y_train))", "most of them"),
        ("from lab import train\ntrain(X_train)", "most of them"),
    ],
)
def test_only_a_model_that_was_trained_is_spoken_of(before, said):
    program = f"{IMPORTS}{SPLIT}{before}\nprint(cross_val_score(Ridge(), X_test, y_test).mean())\n"
    (one,) = findings("LEA013", program)
    assert one.message.endswith(said)


@pytest.mark.parametrize(("model", "severity"), [("DecisionTreeRegressor()", Severity.NOTE), ("Ridge()", None)])
def test_a_learned_power_keeps_the_order_of_the_values(model, severity):
    given = "_, power = stats.boxcox(df['a'])\ndf['a'] = stats.boxcox(df['a'], lmbda=power)\n"
    for step in ("df['a'] = stats.yeojohnson(df['a'])[0]\n", given):
        program = f"{IMPORTS}from sklearn.tree import DecisionTreeRegressor\n{step}"
        (one,) = findings("LEA001", program + JUDGED.replace("Ridge()", model))
        assert one.severity is severity


def test_the_change_between_two_states_of_a_table_is_no_score():
    program = (
        IMPORTS
        + """
table = df[["a", "b"]].copy()
table["a"] = table["a"].fillna(table["a"].mean())
for _ in range(5):
    before = table.copy()
    table["a"] = Ridge().fit(table[["b"]], table["a"]).predict(table[["b"]])
    print((table - before).abs().max().max())
"""
    )
    assert findings("LEA001", program) == []


THINNED = """
from imblearn.under_sampling import NearMiss, RandomUnderSampler
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score
X, y = {sampler}.fit_resample(df[["a", "b"]], df["y"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.decision_function(X_test)))
print(balanced_accuracy_score(y_test, model.predict(X_test)))
"""


def test_rates_within_classes_do_not_feel_rows_left_out_by_chance():
    thinned = THINNED.format(sampler="RandomUnderSampler(random_state=0)")
    assert findings("LEA004", thinned) == []
    [found] = findings("LEA004", thinned + "print(f1_score(y_test, model.predict(X_test)))\n")
    affected = [place.snippet for place in found.related if place.label == "this result is affected"]
    assert affected == ["print(f1_score(y_test, model.predict(X_test)))"]
    assert len(findings("LEA004", THINNED.format(sampler="NearMiss()"))) == 1
    assert len(findings("LEA004", THINNED.format(sampler="SMOTE(random_state=0)"))) == 1


@pytest.mark.parametrize("fewer", ["{}[:, kept]", "np.delete({}, gone, axis=1)", "np.take({}, kept, axis=1)", "{}"])
def test_fewer_columns_stay_columns_of_their_own(fewer):
    program = """
    scaled = StandardScaler().fit_transform(df[["a", "b", "c"]])
    X_train, X_test, y_train, y_test = train_test_split(scaled, df["y"], random_state=0)
    model = RandomForestClassifier().fit({train}, y_train)
    print(model.score({test}, y_test))
    """.format(train=fewer.format("X_train"), test=fewer.format("X_test"))
    [found] = findings("LEA001", "from sklearn.preprocessing import StandardScaler\n" + dedent(program))
    assert found.severity is Severity.NOTE


def test_of_equal_splits_the_one_that_the_scores_come_from_is_named():
    program = """
    X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)
    other_train, other_test = train_test_split(df, random_state=0)
    print(other_test.describe())
    best = 0
    for width in [1, 2, 3]:
        score = RandomForestClassifier(max_depth=width).fit(X_train, y_train).score(X_test, y_test)
        if score > best:
            best = score
    print(best)
    """
    [found] = findings("LEA012", program)
    [split] = [place for place in found.related if "set apart" in place.label]
    assert split.snippet.strip().startswith("X_train")


@pytest.mark.parametrize("end", ["return np.mean(hits)", "share = np.mean(hits)\n    return share"])
def test_a_metric_written_by_hand_goes_by_its_function(end):
    program = f"""
from sklearn.preprocessing import StandardScaler
def share_of_hits(model, X, y):
    hits = model.predict(X) == y
    {end}
X_train, X_test, y_train, y_test = train_test_split(StandardScaler().fit_transform(df[["a"]]), df["y"], random_state=0)
print(share_of_hits(LogisticRegression().fit(X_train, y_train), X_test, y_test))
"""
    [found] = findings("LEA001", program)
    assert "so `share_of_hits` can come out too good" in found.message


def test_features_left_out_by_their_score_are_chosen_where_the_candidates_are_scored():
    program = """
    X_train, X_test, y_train, y_test = train_test_split(df[["a", "b", "c"]].to_numpy(), df["y"], random_state=0)
    best = accuracy_score(y_test, RandomForestClassifier().fit(X_train, y_train).predict(X_test))
    gone = []
    for column in range(3):
        model = RandomForestClassifier().fit(np.delete(X_train, gone + [column], axis=1), y_train)
        score = accuracy_score(y_test, model.predict(np.delete(X_test, gone + [column], axis=1)))
        if score > best:
            gone.append(column)
            best = score
    """
    [found] = findings("LEA003", program)
    assert found.primary.snippet.strip().startswith("score = accuracy_score")


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        ("rows = df.sample(n=500, replace=True, random_state=0)", "", Severity.NOTE),
        (
            "rows = df",
            "scaled, rows = SMOTE(random_state=0).fit_resample(scaled, rows['y']); rows = {'y': rows}",
            Severity.WARNING,
        ),
        ("rows = df", "", Severity.NOTE),
    ],
)
def test_rows_repeated_before_they_are_scaled_keep_their_order_for_trees(before, after, severity):
    program = f"""
from imblearn.over_sampling import SMOTE
from sklearn.preprocessing import StandardScaler
{before}
scaled = StandardScaler().fit_transform(rows[["a", "b"]])
{after}
X_train, X_test, y_train, y_test = train_test_split(scaled, rows["y"], random_state=0)
print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))
"""
    [found] = findings("LEA001", program)
    assert (found.severity or Severity.WARNING) is severity


READ_TWICE = """
def load():
    table = pd.read_csv("table.csv")[["last_a", "y"]]
    table.columns = ["a", "y"]
    return table.dropna()
last = load()
model = RandomForestClassifier().fit(last[["a"]], last["y"])
first = pd.read_csv("table.csv")[["first_a", "y"]]
first.columns = ["a", "y"]
first = first.dropna()
print(accuracy_score(first["y"], model.predict(first[["a"]])))
"""


def test_other_columns_of_the_same_records_are_no_memory():
    (one,) = findings("LEA006", READ_TWICE)
    assert one.severity is Severity.WARNING
    assert one.effect is NOT_MEASURED
    assert one.message.endswith("trains on records that `accuracy_score` judges it on, so they are not new to it")
    assert [(place.snippet.strip()[:12], place.label) for place in one.related] == [
        ("table = pd.r", "read here for the training"),
        ("first = pd.r", "read here for the judging"),
        ("print(accura", "judged on records it was trained on"),
    ]


GATHERED = """
from sklearn.feature_selection import SelectKBest
X, y, g = np.load("x.npy"), np.load("y.npy"), np.load("g.npy")
scores = []
for a, b in KFold(5).split(X, y):
    some = []
    for one in np.unique(g):
        GATHER
    Z = SelectKBest(k=5).fit(X[some], y[some]).transform(X)
    scores.append(LogisticRegression().fit(Z[a], y[a]).score(Z[b], y[b]))
print(np.mean(scores), np.std(scores))
"""


@pytest.mark.parametrize(
    ("gather", "expected"),
    [
        ("some.extend(a[g[a] == one][:10])", 0),
        ("some += list(a[g[a] == one][:10])", 0),
        ("some.append(a[np.argmax(g[a] == one)])", 0),
        ("some.append(a[g[a] == one])\n    some = np.concatenate(some)", 0),
        ("some.extend(a[g[a] == one])\n    some = np.array(some)", 0),
        ("some = np.append(np.array(some, dtype=int), a[g[a] == one])", 0),
        ("pass\n    some = np.concatenate([a, b])", 1),
        ("some.extend(np.where(g == one)[0][:10])", 1),
    ],
)
def test_positions_in_a_list_are_those_they_were_taken_from(gather, expected):
    assert len(findings("LEA003", GATHERED.replace("GATHER", gather))) == expected


PER_STAY = """
first = df.groupby("stay")[["a", "b"]].ONE
lowest = df.groupby("stay")[["a", "b"]].min().add_suffix("_min")
table = TABLE
stays = pd.read_csv("stays.csv").set_index("stay")
table = table.merge(stays[["y"]], left_index=True, right_index=True)
train, test = train_test_split(table, random_state=0)
print(LogisticRegression().fit(train.drop(columns="y"), train["y"]).score(test.drop(columns="y"), test["y"]))
"""


@pytest.mark.parametrize("one", ["first()", "last()", "nth(0)", "sum()", "max()"])
@pytest.mark.parametrize(
    "table", ["pd.concat([first, lowest], axis=1)", "pd.concat([lowest, first], axis=1)", "first.join(lowest)"]
)
def test_tables_of_one_row_for_each_unit_stay_so_side_by_side(one, table):
    assert not findings("LEA001", PER_STAY.replace("ONE", one).replace("TABLE", table))


def test_a_mean_of_all_rows_is_no_units_own():
    table = "pd.concat([first.fillna(df[['a', 'b']].mean()), lowest], axis=1)"
    assert findings("LEA001", PER_STAY.replace("ONE", "first()").replace("TABLE", table))
