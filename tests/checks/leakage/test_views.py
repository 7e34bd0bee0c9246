"""LEA005: several forms of all images below each other, beside labels that are tiled."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

SHAPE = """
scans, ill = np.load("scans.npy"), np.load("ill.npy")
{before}
X_train, X_test, y_train, y_test = train_test_split({split}, random_state=0)
{after}
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""
MIRRORED = "X, y = np.concatenate([scans, scans[:, :, ::-1]]), np.tile(ill, 2)"
MORE = """
def more(images, labels):
    forms = [images, np.flip(images, 1), images + np.random.default_rng(0).normal(size=images.shape)]
    return np.vstack(forms), np.tile(labels, len(forms))
X, y = more(scans, ill)"""


@pytest.mark.parametrize("before", [MIRRORED, MORE])
def test_forms_of_all_rows_beside_tiled_labels(before):
    (line,) = snippets(findings("LEA005", SHAPE.format(before=before, split="X, y", after="")))
    assert line in before


@pytest.mark.parametrize(
    ("before", "split", "after"),
    [
        ("", "scans, ill", MORE.replace("X, y = more(scans, ill)", "X_train, y_train = more(X_train, y_train)")),
        ("X, y = np.concatenate([scans, np.load('others.npy')]), np.tile(ill, 2)", "X, y", ""),  # two sessions
        ("X, y = np.hstack([scans[:, 0], scans[:, 1]]), ill", "X, y", ""),
        ("X, y = np.concatenate([scans, scans[:, ::-1]], axis=1), ill", "X, y", ""),
        ("X, y = np.concatenate([scans, scans[:, ::-1]], axis=1), np.tile(ill, (1, 2))", "X, y", ""),
        ("X, y = np.concatenate([scans[:50], scans[50:]]), np.tile(ill, 2)", "X, y", ""),
    ],
)
def test_other_rows_and_columns_beside_each_other_are_no_copies(before, split, after):
    assert findings("LEA005", SHAPE.format(before=before, split=split, after=after)) == []
