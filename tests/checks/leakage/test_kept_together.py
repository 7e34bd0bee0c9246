"""LEA007: what an inner cross-validation keeps together was divided row by row before."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

DIVIDED = "train, test = train_test_split(df, random_state=1)\n"
SCORED = "\nmodel.fit(train[['a']], train['y'])\nprint(accuracy_score(test['y'], model.predict(test[['a']])))\n"
MODEL = "model = LogisticRegression()\n"
SEARCH = (
    DIVIDED + "model = GridSearchCV(LogisticRegression(), {'C': [1, 2]}, cv=GroupKFold(3))\n"
    "model.fit(train[['a']], train['y'], groups=train['herd'])\n"
    "print(accuracy_score(test['y'], model.predict(test[['a']])))\n"
)
FOUND = {
    "in a search": SEARCH,
    "in cross-validation": (
        DIVIDED
        + MODEL
        + "cross_val_score(model, train[['a']], train['y'], groups=train['herd'], cv=GroupKFold(3))"
        + SCORED
    ),
    "in a loop": (
        DIVIDED + MODEL + "for i, j in GroupKFold(3).split(train, train['y'], train['herd']):\n"
        "    model.fit(train[['a']].iloc[i], train['y'].iloc[i])" + SCORED
    ),
    "after a filter": (
        DIVIDED + MODEL + "kept = train[train['a'] > 0]\n"
        "cross_val_score(model, kept[['a']], kept['y'], groups=kept['herd'], cv=GroupKFold(3))" + SCORED
    ),
    "names that were made before": "df['herd'] = df['ear_tag'].str[:4]\n" + SEARCH,
    "names that went along": (
        "X, t, y, s, g, h = train_test_split(df[['a']], df['y'], df['herd'], random_state=1)\n"
        "model = GridSearchCV(LogisticRegression(), {'C': [1, 2]}, cv=GroupKFold(3)).fit(X, y, groups=g)\n"
        "print(accuracy_score(s, model.predict(t)))"
    ),
}
SILENT = {
    "divided by units as well": (
        "from sklearn.model_selection import GroupShuffleSplit\n"
        "i, j = next(GroupShuffleSplit(n_splits=1, random_state=1).split(df, groups=df['herd']))\n"
        "train, test = df.iloc[i], df.iloc[j]\n" + SEARCH.replace(DIVIDED, "")
    ),
    "elsewhere the whole table is": (
        "cross_val_score(LogisticRegression(), df[['a']], df['y'], groups=df['herd'], cv=GroupKFold(3))\n" + SEARCH
    ),
    "numbers for copies that were made of the training rows": (
        DIVIDED
        + "train['herd'] = range(len(train))\ntrain = pd.concat([train, train.assign(a=-train['a'])])\n"
        + SEARCH.replace(DIVIDED, "")
    ),
    "numbers that were given to the training rows": (
        DIVIDED + "train['herd'] = np.arange(len(train)) // 9\n" + SEARCH.replace(DIVIDED, "")
    ),
    "one row of each unit": "df = df.drop_duplicates('herd')\n" + SEARCH,
    "the same share of each unit on both sides": SEARCH.replace("random_state=1", "stratify=df['herd']"),
    "in order": SEARCH.replace("random_state=1", "shuffle=False"),
    "places": SEARCH.replace("herd", "hospital"),
    "units are divided, then their rows follow": (
        "herds = df['herd'].unique()\nold, new = train_test_split(herds, random_state=1)\n"
        "train, test = df[df['herd'].isin(old)], df[df['herd'].isin(new)]\n" + SEARCH.replace(DIVIDED, "")
    ),
    "rows that nothing is scored on": SEARCH.rpartition("print")[0],
}


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND.keys())
def test_found(program):
    (one,) = findings("LEA007", program)
    assert "train_test_split" in one.message
    assert "`herd`" in one.message


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT.keys())
def test_silent(program):
    assert findings("LEA007", program) == []


def test_it_stands_where_the_rows_were_divided():
    found = findings("LEA007", SEARCH)
    assert snippets(found) == [DIVIDED.strip()]
    assert "`herd` keeps rows together that were divided before" in related(found[0]).values()
