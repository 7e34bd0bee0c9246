"""LEA001: what is computed from one file is of that file, however the program goes through the files."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

HEAD = """
import os
import cv2
from sklearn.svm import SVC


def loaded(path):
    image = {read}(path)
    return image / image.max()


files = pd.read_csv("files.csv")
names = {names}
"""
ENDING = """
X_train, X_test, y_train, y_test = train_test_split(X.reshape(len(X), -1), files["label"], random_state=0)
print(SVC().fit(X_train, y_train).score(X_test, y_test))
"""
ROUNDS = [
    "X = np.array([loaded(name) for name in names])",
    "X = np.array([loaded(f'scans/{name}.npy') for name in names])",
    "X = np.stack([loaded(os.path.join('scans', name)) for name in names])",
    "X = np.array(list(map(loaded, names)))",
    "X = np.array([image.ravel() for image in (loaded(name) for name in names)])",
    "X = []\nfor name in names:\n    X.append(loaded(name))\nX = np.array(X)",
]
NAMES = ["files['name']", "files['name'].values", "sorted(os.listdir('scans'))"]


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("read", ["np.load", "cv2.imread"])
def test_the_brightest_point_of_a_picture_is_learned_from_no_other_picture(read, names, rounds):
    assert findings("LEA001", HEAD.format(read=read, names=names) + rounds + ENDING) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_that_of_all_pictures_is(rounds):
    program = HEAD.format(read="np.load", names=NAMES[0]) + rounds + "\nX = X / X.max()" + ENDING
    (one,) = findings("LEA001", program)
    assert one.primary.snippet.strip() == "X = X / X.max()"
