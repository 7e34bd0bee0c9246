"""A model scored on rows it was not fitted on cannot repeat memorised labels.

What is done: the same data sets and forest as in wrong.py, fitted on 300 rows and scored on the other 100.
What goes wrong in the twin: the test rows are a slice of the rows that the forest was fitted on.
Rule: LEA006 overlapping-rows.
Repair: one split; `fit` sees the training rows, `score` the test rows.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

accuracies = []
baseline_accuracies = []
for seed in range(10):
    X, y = make_classification(n_samples=400, n_features=10, flip_y=0.3, random_state=seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=100, stratify=y, random_state=seed)

    forest = RandomForestClassifier(n_estimators=30, random_state=seed)
    forest.fit(X_train, y_train)
    accuracies.append(forest.score(X_test, y_test))

    baseline = DummyClassifier(strategy="prior")
    baseline.fit(X_train, y_train)
    baseline_accuracies.append(baseline.score(X_test, y_test))

print(f"accuracy = {np.mean(accuracies):.3f} +/- {np.std(accuracies):.3f} (SD over {len(accuracies)} data sets)")
print(f"baseline accuracy = {np.mean(baseline_accuracies):.3f} +/- {np.std(baseline_accuracies):.3f}")
