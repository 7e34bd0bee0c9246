"""LEA015: a model that learns from what others remember, where the rows come out of an archive."""

from __future__ import annotations

from tests.checks.leakage.asking import findings, snippets

STACK = """
from scipy.io import loadmat
from sklearn.model_selection import ShuffleSplit, cross_val_predict
from sklearn.svm import SVC
held = loadmat("leaves.mat", squeeze_me=True)
leaves, species = held["reflectance"], held["species"]
train, test = next(ShuffleSplit(1, random_state=0).split(leaves, species))
columns, new = {{}}, {{}}
for name, base in [("forest", RandomForestClassifier()), ("svm", SVC(probability=True))]:
    base.fit(leaves[train], species[train])
    columns[name] = {predicted}
    new[name] = base.predict_proba(leaves[test])
top = LogisticRegression()
top.fit(np.hstack(list(columns.values())), species[train])
print(top.score(np.hstack(list(new.values())), species[test]))
"""


def test_predictions_for_the_training_rows_of_a_table_in_an_archive():
    told = findings("LEA015", STACK.format(predicted="base.predict_proba(leaves[train])"))
    assert snippets(told) == ["top.fit(np.hstack(list(columns.values())), species[train])"]


def test_predictions_from_folds_are_not_told():
    inner = 'cross_val_predict(base, leaves[train], species[train], method="predict_proba")'
    assert findings("LEA015", STACK.format(predicted=inner)) == []
