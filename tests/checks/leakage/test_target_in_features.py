"""LEA009: when a model could read its target off, told by name, by position and by derivation, and when it could not."""

from __future__ import annotations

import pytest

from reprolint.findings import Confidence, Severity
from tests.checks.leakage.asking import findings, related, snippets

COMPOSED = (
    "from sklearn.compose import ColumnTransformer, make_column_selector, make_column_transformer\n"
    "from sklearn.pipeline import make_pipeline, make_union\n"
    "from sklearn.preprocessing import StandardScaler\n"
)
FOUND = {
    "through a scaler": (
        "from sklearn.preprocessing import StandardScaler\n"
        "LogisticRegression().fit(StandardScaler().fit_transform(df.drop(columns='id')), df['y'])"
    ),
    "through a frame made of scaled values": (
        "from sklearn.preprocessing import StandardScaler\n"
        "X = df.drop(columns='id')\n"
        "X = pd.DataFrame(StandardScaler().fit_transform(X), columns=X.columns)\n"
        "LogisticRegression().fit(X, df['y'])"
    ),
    "a frame as it is": "LogisticRegression().fit(df, df.y)",
    "a target in another shape": "LogisticRegression().fit(df.drop(columns='id').values, df['y'].values.ravel())",
    "a target with its own codes": (
        "from sklearn.preprocessing import LabelEncoder\n"
        "df['y'] = LabelEncoder().fit_transform(df['y'])\nLogisticRegression().fit(df, df['y'])"
    ),
    "named columns": "LogisticRegression().fit(df[['a', 'y']], df['y'])",
    "one of several targets": "Ridge().fit(df[['a', 'b', 'v']], df[['u', 'v']])",
    "the last column, counted from 1 on": "LogisticRegression().fit(df.iloc[:, 1:], df.iloc[:, -1])",
    "a column within a slice": "LogisticRegression().fit(df.iloc[:, 0:8], df.iloc[:, 7])",
    "the first column, from the end": "LogisticRegression().fit(df.iloc[:, :-1], df.iloc[:, 0])",
    "computed from a feature": "df['y'] = np.where(df['a'] > 3, 1, 0)\nLogisticRegression().fit(df[['a', 'b']], df['y'])",
    "computed on the spot": "LogisticRegression().fit(df[['a', 'b']], (df['a'] > 3).astype(int))",
    "computed on the spot from two columns": "LogisticRegression().fit(df[['a', 'b', 'c']], df['a'] > df['b'])",
    "computed from features in two steps": (
        "df['ratio'] = df['a'] / df['b']\ndf['y'] = df['ratio'] > 1\nLogisticRegression().fit(df[['a', 'b', 'c']], df['y'])"
    ),
    "a feature computed from it": "df['log'] = np.log(df['y'])\nRidge().fit(df[['a', 'log']], df['y'])",
    "in a search": "GridSearchCV(Ridge(), {'alpha': [1, 2]}).fit(df.drop(columns='id'), df['y'])",
    "named for a column transformer": (
        COMPOSED + "front = ColumnTransformer([('scaled', StandardScaler(), ['a', 'y'])])\n"
        "make_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "let pass by a column transformer": (
        COMPOSED + "front = ColumnTransformer([('scaled', StandardScaler(), ['a'])], remainder='passthrough')\n"
        "make_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "left by one that drops another": (
        COMPOSED + "front = make_column_transformer(('drop', ['id']), remainder=StandardScaler())\n"
        "GridSearchCV(make_pipeline(front, Ridge()), {'ridge__alpha': [1, 2]}).fit(df, df['y'])"
    ),
    "seen by one member of a vote": (
        COMPOSED + "from sklearn.ensemble import VotingRegressor\n"
        "front = make_column_transformer((StandardScaler(), ['a', 'b']))\n"
        "VotingRegressor([('few', make_pipeline(front, Ridge())), ('all', Ridge())]).fit(df, df['y'])"
    ),
    "a table that is made of a dict, other columns too": (
        "table = pd.DataFrame({'y': df['y'], **{name: df[name] for name in df.columns if name.startswith('x')}})\n"
        "LogisticRegression().fit(table, table['y'])"
    ),
    "by all names of the features": (
        "X = df.drop(columns='id')\nnames = X.columns\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "by a list of all names": (
        "X = df.drop(columns='id')\ntrain, test = train_test_split(df.index)\n"
        "for names in (['a', 'b'], list(X.columns)):\n"
        "    LogisticRegression().fit(X.loc[train, names], df['y'][train])"
    ),
    "all names for a column transformer": (
        COMPOSED + "X = df.drop(columns='id')\nfront = make_column_transformer((StandardScaler(), list(X.columns)))\n"
        "make_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "a scaler in a pipeline": COMPOSED + "make_pipeline(StandardScaler(), Ridge()).fit(df, df['y'])",
}
SILENT = {
    "not among those that a column transformer names": (
        COMPOSED + "front = ColumnTransformer([('scaled', make_pipeline(StandardScaler()), ['a', 'b']), ('as it is', "
        "'passthrough', ['c'])])\nmake_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "the same in cross-validation": (
        COMPOSED + "front = make_column_transformer((StandardScaler(), ['a', 'b']))\n"
        "cross_val_score(make_pipeline(front, Ridge()), df, df['y'])"
    ),
    "the same in a search, below another step": (
        COMPOSED + "front = make_column_transformer((StandardScaler(), ['a', 'b']))\n"
        "model = make_pipeline(make_pipeline(front, StandardScaler()), Ridge())\n"
        "GridSearchCV(model, {'ridge__alpha': [1, 2]}).fit(df, df['y'])"
    ),
    "columns for a transformer that depend on the data": (
        COMPOSED + "front = make_column_transformer((StandardScaler(), make_column_selector(pattern='^x')))\n"
        "make_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "dropped by a column transformer": (
        COMPOSED + "front = make_column_transformer(('drop', ['id', 'y']), remainder='passthrough')\n"
        "make_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "dropped by one that drops what the data say": (
        COMPOSED + "gone = [name for name in df.columns if name.startswith('y')]\n"
        "front = make_column_transformer(('drop', gone), remainder='passthrough')\n"
        "make_pipeline(front, Ridge()).fit(df, df['y'])"
    ),
    "columns that a step of the project takes": (
        COMPOSED + "from shop import Take\nmake_pipeline(Take(['a', 'b']), StandardScaler(), Ridge()).fit(df, df['y'])"
    ),
    "a function as the first step": (
        COMPOSED + "from sklearn.preprocessing import FunctionTransformer\n"
        "make_pipeline(FunctionTransformer(lambda rows: rows[['a', 'b']]), Ridge()).fit(df, df['y'])"
    ),
    "all that is known by its names in a union": (
        COMPOSED
        + "scaled, kept = make_column_transformer((StandardScaler(), ['a'])), make_column_transformer(('passthrough', ['b']))\n"
        "make_pipeline(make_union(scaled, kept), Ridge()).fit(df, df['y'])"
    ),
    "all names of features that do not hold it": (
        "names = list(df.drop(columns='y').columns)\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "its name removed from the list": (
        "names = list(df.columns)\nnames.remove('y')\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "its name removed by a function": (
        "def without(names):\n    names.pop()\nnames = list(df.columns)\nwithout(names)\n"
        "LogisticRegression().fit(df[names], df['y'])"
    ),
    "its name removed on one way": (
        "names = list(df.columns)\nif len(df) > 9:\n    del names[0]\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "a slice of all names": "names = list(df.columns)[1:]\nLogisticRegression().fit(df[names], df['y'])",
    "all names but those of a test": (
        "names = [name for name in list(df.columns) if name != 'y']\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "what is left of a set of all names": (
        "names = sorted(set(df.columns) - {'y'})\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "names without some": "names = df.columns.difference(['y'])\nLogisticRegression().fit(df[names], df['y'])",
    "a filter of all names": (
        "names = list(filter(lambda name: name != 'y', df.columns))\nLogisticRegression().fit(df[names], df['y'])"
    ),
    "a dummy looks at no column": "from sklearn.dummy import DummyRegressor\nDummyRegressor().fit(df, df['y'])",
    "a dummy, or a pipeline that names its columns": (
        COMPOSED + "from sklearn.dummy import DummyRegressor\n"
        "front = make_column_transformer((StandardScaler(), ['a', 'b']))\n"
        "model = DummyRegressor() if len(df) < 9 else make_pipeline(front, Ridge())\nmodel.fit(df, df['y'])"
    ),
    "dropped": "LogisticRegression().fit(df.drop(columns=['id', 'y']), df['y'])",
    "dropped in place": "y = df['y']\ndf.drop('y', axis=1, inplace=True)\nLogisticRegression().fit(df, y)",
    "deleted": "y = df['y']\ndel df['y']\nLogisticRegression().fit(df, y)",
    "popped": "y = df.pop('y')\nLogisticRegression().fit(df, y)",
    "a list that a comprehension made": "LogisticRegression().fit(df[[c for c in df.columns if c != 'y']], df['y'])",
    "a list sliced from the names": "d = df[['z', 'm', 'a']]\nLogisticRegression().fit(d[d.columns[:-1]], d['m'])",
    "only numbers": "LogisticRegression().fit(df.select_dtypes('number'), df['y'])",
    "all but the last": "LogisticRegression().fit(df.iloc[:, :-1], df.iloc[:, -1])",
    "positions of tables that differ": "a = df.drop(columns='id')\nLogisticRegression().fit(a.iloc[:, :9], df.iloc[:, 8])",
    "last by position, target by name": "LogisticRegression().fit(df.iloc[:, :-1], df['y'])",
    "a target made after the features were taken": "X = df.copy()\ndf['y'] = range(100)\nLogisticRegression().fit(X, df['y'])",
    "a column inserted after the features were taken": (
        "X = df.copy()\ndf.insert(0, 'y', range(100))\nLogisticRegression().fit(X, df['y'])"
    ),
    "a target from another table": "y = df.merge(pd.read_csv('b.csv'))['y']\nLogisticRegression().fit(df, y)",
    "a target from the same file, read in parts": (
        "X = pd.read_csv('c.csv', usecols=['a', 'b'])\nLogisticRegression().fit(X, pd.read_csv('c.csv', usecols=['y'])['y'])"
    ),
    "renamed": "d = df.rename(columns={'price': 'y'})\nRidge().fit(df.drop(columns='price'), d['y'])",
    "computed from two columns of which one is a feature": (
        "df['y'] = df['a'] + df['b']\nLogisticRegression().fit(df[['a', 'c']], df['y'])"
    ),
    "computed on the spot from two columns of which one is a feature": (
        "LogisticRegression().fit(df[['a', 'c']], df['a'] > df['b'])"
    ),
    "computed with noise": "df['y'] = df['a'] + noise(df['b'])\nRidge().fit(df[['a']], df['y'])",
    "a forecast": "df['y'] = df['a'].shift(-1)\nRidge().fit(df[['a', 'b']], df['y'])",
    "a forecast by slices": "Ridge().fit(df[['a']][:-1], df['a'][1:])",
    "its own past": "df['past'] = df.groupby('id')['y'].shift(1)\nRidge().fit(df[['a', 'past']], df['y'])",
    "a rolling mean": "df['week'] = df['y'].rolling(7).mean()\nRidge().fit(df[['a', 'week']], df['y'])",
    "only a part of the rows is set from a feature": (
        "df['y'] = df['a'] > 1\ndf.loc[df['b'] > 2, 'y'] = True\nLogisticRegression().fit(df[['a']], df['y'])"
    ),
    "a simulated target with noise": (
        "rng = np.random.default_rng(0)\n"
        "X = pd.DataFrame({'a': rng.normal(size=9), 'b': rng.normal(size=9)})\n"
        "Ridge().fit(X, 2 * X['a'] + X['b'] + rng.normal(size=9))"
    ),
    "a simulated target without noise": (
        "rng = np.random.default_rng(0)\n"
        "X = pd.DataFrame({'a': rng.normal(size=9), 'b': rng.normal(size=9)})\n"
        "Ridge().fit(X, 2 * X['a'] + X['b'])"
    ),
    "a simulated target of unnamed columns": (
        "rng = np.random.default_rng(0)\n"
        "X = pd.DataFrame(rng.normal(size=(9, 3)), columns=['a', 'b', 'c'])\nRidge().fit(X, X['a'] > 0)"
    ),
    "an autoencoder": "Ridge().fit(df[['a', 'b']], df[['a', 'b']])",
    "groups instead of predictions": "from sklearn.cluster import KMeans\nKMeans().fit(df, df['y'])",
    "a transformer that ignores the target": (
        "from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(df, df['y'])"
    ),
}


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND.keys())
def test_found(program):
    (one,) = findings("LEA009", program)
    assert one.severity in {None, Severity.ERROR}


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT.keys())
def test_silent(program):
    assert findings("LEA009", program) == []


def test_one_target_is_one_finding_with_all_its_fits():
    (one,) = findings(
        "LEA009",
        """
        X_train, X_test, y_train, y_test = train_test_split(df.drop(columns="id"), df["y"])
        first = LogisticRegression().fit(X_train, y_train)
        second = RandomForestClassifier().fit(X_train, y_train)
        print(first.score(X_test, y_test))
    """,
    )
    assert snippets([one]) == ["first = LogisticRegression().fit(X_train, y_train)"]
    assert related(one) == {
        "second = RandomForestClassifier().fit(X_train, y_train)": "and here",
        "print(first.score(X_test, y_test))": "this score is affected",
    }


def test_rounds_of_a_loop_are_one_finding():
    (one,) = findings(
        "LEA009",
        """
        for seed in range(9):
            rng = np.random.default_rng(seed)
            d = pd.DataFrame({"a": rng.normal(size=9), "b": rng.normal(size=9)})
            d["y"] = d["a"] > 0
            RandomForestClassifier().fit(d[["a", "b"]], d["y"])
        """,
    )
    assert "from `a`" in one.message


def test_a_model_of_an_unknown_class_is_a_warning():
    (one,) = findings("LEA009", "from shop import Model\nmodel = Model()\nmodel.fit(df.drop(columns='id'), df['y'])")
    assert one.severity is Severity.WARNING
    assert one.confidence is Confidence.MEDIUM


def test_a_derivation_is_less_sure_than_the_column_itself():
    (one,) = findings("LEA009", "df['y'] = df['a'] > 1\nLogisticRegression().fit(df[['a', 'b']], df['y'])")
    assert one.confidence is Confidence.MEDIUM
    assert "from `a`" in one.message


def test_a_column_dropped_in_place_within_a_branch_is_not_among_the_features():
    program = """
def divided(rows):
    target = rows["y"]
    rows.drop(columns="y", inplace=True)
    return rows, target
if len(df) > 10:
    X, y = divided(df[["a", "y"]])
    Ridge().fit(X, y)
"""
    assert not findings("LEA009", program)
