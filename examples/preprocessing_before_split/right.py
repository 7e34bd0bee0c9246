"""Splitting first and scaling by the training rows costs nothing and leaves no doubt.

What is done: the same data sets, split and classifier as in wrong.py, with the scaler in a pipeline.
What goes wrong in the twin: the scaler learns from the test rows. The effect measured here is tiny.
Rule: LEA001 preprocessing-before-split.
Repair: `make_pipeline` fits the scaler on the training rows only and applies it to the test rows.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

scores = []
baseline_scores = []
for seed in range(20):
    X, y = make_classification(n_samples=200, n_features=10, flip_y=0.1, scale=None, random_state=seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)

    model = make_pipeline(StandardScaler(), KNeighborsClassifier()).fit(X_train, y_train)
    scores.append(model.score(X_test, y_test))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_scores.append(baseline.score(X_test, y_test))

print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} data sets)")
print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
