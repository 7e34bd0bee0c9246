"""The best of 100 epochs, picked by the test score, beats chance even when there is nothing to learn.

What is done: a linear classifier is trained on noise for 100 epochs. After every epoch it is scored on the test rows
and the best model so far is kept, as checkpoints do. An honest accuracy is 0.5.
What goes wrong: the test rows decide when to stop, and the same test rows give the reported score.
Rule: LEA011 stopping-on-test.
Repair: right.py lets validation rows decide and scores the chosen epoch once on the test rows.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

from copy import deepcopy

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split


def train(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(250, 50))
    y = rng.permutation(np.repeat([0, 1], 125))
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=50, stratify=y, random_state=seed)

    model = SGDClassifier(learning_rate="constant", eta0=0.01, random_state=seed)
    best_accuracy = 0.0
    for _epoch in range(100):
        model.partial_fit(X_train, y_train, classes=[0, 1])
        accuracy = model.score(X_test, y_test)
        if accuracy > best_accuracy:
            best_accuracy = accuracy
            best_model = deepcopy(model)

    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    return best_model.score(X_test, y_test), baseline.score(X_test, y_test)


results = np.array([train(seed) for seed in range(20)])
mean, baseline_mean = results.mean(axis=0)
spread, baseline_spread = results.std(axis=0)
print(f"accuracy = {mean:.3f} +/- {spread:.3f} (SD over {len(results)} data sets)")
print(f"baseline accuracy = {baseline_mean:.3f} +/- {baseline_spread:.3f}")
