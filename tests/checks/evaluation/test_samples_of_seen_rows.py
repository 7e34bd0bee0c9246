"""EVA001, EVA002: intervals, groups and charted columns beside a score judge no model on rows that it has not seen."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

ALL = """
from sklearn.metrics import roc_auc_score
X, y = df[["a", "b"]], df["y"].to_numpy()
model = RandomForestClassifier().fit(X, y)
risk = model.predict_proba(X)[:, 1]
print(roc_auc_score(y, risk))
rng = np.random.default_rng(0)
"""
DRAWN = """
found = []
for _ in range(500):
    i = rng.integers(0, len(y), len(y))
    found.append(roc_auc_score(y[i], risk[i]))
print(np.percentile(found, [2.5, 97.5]))
"""
OPTIMISM = """
for _ in range(500):  # each sample leaves rows out, which are judged with the others
    i = rng.integers(0, len(y), len(y))
    again = RandomForestClassifier().fit(X.iloc[i], y[i])
    print(roc_auc_score(y[i], again.predict_proba(X.iloc[i])[:, 1]) - roc_auc_score(y, again.predict_proba(X)[:, 1]))
"""


@pytest.mark.parametrize(
    "more",
    [
        DRAWN,
        "print(roc_auc_score(y[df['sex'] == 'f'], risk[df['sex'] == 'f']))",
        "print(roc_auc_score(y, df['charted']))",
        "charted = df['charted'].to_numpy()\n" + DRAWN.replace("risk[i]", "charted[i]"),
    ],
)
def test_what_judges_no_model_on_other_rows(more):
    assert len(findings("EVA001", ALL + more)) == 1


@pytest.mark.parametrize(
    "more",
    [
        "new = pd.read_csv('new.csv')\nprint(roc_auc_score(new['y'], new['charted']))",
        "df['risk'] = lab.risk_of(df)\nprint(roc_auc_score(y, df['risk']))",
        "print(roc_auc_score(y, lab.risk_of(df)))",
        "print(roc_auc_score(y[:50], risk[:50]))",
        OPTIMISM,
    ],
)
def test_what_may_judge_one_on_other_rows(more):
    assert not findings("EVA001", "import lab\n" + ALL + more)


PARTS = """
from sklearn.dummy import DummyClassifier
seen, kept = train_test_split(df, random_state=0)
models = [DummyClassifier(), RandomForestClassifier()]
for model in models:
    model.fit(seen[["a", "b"]], seen["y"])
part = PART
rng = np.random.default_rng(0)
for model in models:
    hits = model.predict(part[["a", "b"]]) == part["y"]
    print(np.mean(hits))
    found = [hits.to_numpy()[rng.integers(0, len(hits), len(hits))].mean() for _ in range(500)]
    print(np.percentile(found, [2.5, 97.5]))
"""


def test_one_place_that_judges_a_baseline_first_and_models_after_it():
    (finding,) = findings("EVA002", PARTS.replace("PART", "seen"))
    assert finding.primary.snippet.strip() == "print(np.mean(hits))"
    assert not findings("EVA002", PARTS.replace("PART", "kept"))


@pytest.mark.parametrize("other", ["kept[kept['sex'] == 'f']", "kept.sample(frac=1.0, replace=True)"])
def test_a_sample_of_other_rows_is_a_judgement(other):
    seen = PARTS.replace("PART", "seen")
    assert not findings("EVA002", f"{seen}\nothers = {other}\nprint(model.score(others[['a', 'b']], others['y']))")


NAMED = """
parts = pd.read_csv("parts.csv")
seen = df.merge(parts[parts["part"] == "train"], on="id")
new = df.merge(parts[parts["part"] == "PART"], on="id")
model = RandomForestClassifier().fit(seen[["a", "b"]], seen["y"])
guesses = model.predict(new[["a", "b"]])
print(accuracy_score(new["y"], guesses))
chosen = np.random.default_rng(0).integers(0, len(new), len(new))
print(accuracy_score(new["y"].to_numpy()[chosen], guesses[chosen]))
"""


def test_rows_that_another_table_names_are_told_apart():
    assert not findings("EVA001", NAMED.replace("PART", "test")) + findings("EVA002", NAMED.replace("PART", "test"))
    assert findings("EVA001", NAMED.replace("PART", "train")) or findings("EVA002", NAMED.replace("PART", "train"))
