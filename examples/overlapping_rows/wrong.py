"""A model fitted on all rows and scored on some of them has seen every answer.

What is done: the last 100 of 400 rows are set aside as test rows, but the forest is fitted on all 400.
What goes wrong: the forest repeats the labels it has memorised, noise included (30 % of labels are redrawn).
Rule: LEA006 overlapping-rows.
Repair: right.py splits once and fits on the training rows only.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier

accuracies = []
baseline_accuracies = []
for seed in range(10):
    X, y = make_classification(n_samples=400, n_features=10, flip_y=0.3, random_state=seed)
    X_test, y_test = X[300:], y[300:]

    forest = RandomForestClassifier(n_estimators=30, random_state=seed)
    forest.fit(X, y)
    accuracies.append(forest.score(X_test, y_test))

    baseline = DummyClassifier(strategy="prior")
    baseline.fit(X[:300], y[:300])
    baseline_accuracies.append(baseline.score(X_test, y_test))

print(f"accuracy = {np.mean(accuracies):.3f} +/- {np.std(accuracies):.3f} (SD over {len(accuracies)} data sets)")
print(f"baseline accuracy = {np.mean(baseline_accuracies):.3f} +/- {np.std(baseline_accuracies):.3f}")
