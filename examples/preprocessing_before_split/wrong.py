"""Scaling all rows before the split is a fault of method, yet here it hardly moves the score.

What is done: `StandardScaler` is fitted on all 200 rows, then the rows are split and a k-nearest-neighbours
classifier is scored on the test rows.
What goes wrong: mean and standard deviation were learned from the test rows too. With rows drawn alike, those
numbers are nearly the same with or without the test rows, so the harm is tiny. It grows with few rows, outliers,
or test rows of another origin, and with other preprocessing: see selection_before_split, resample_before_split.
Rule: LEA001 preprocessing-before-split.
Repair: right.py splits first and fits the scaler on the training rows, in a pipeline.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

scores = []
baseline_scores = []
for seed in range(20):
    X, y = make_classification(n_samples=200, n_features=10, flip_y=0.1, scale=None, random_state=seed)

    X_scaled = StandardScaler().fit_transform(X)
    X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, test_size=0.3, stratify=y, random_state=seed)

    model = KNeighborsClassifier().fit(X_train, y_train)
    scores.append(model.score(X_test, y_test))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_scores.append(baseline.score(X_test, y_test))

print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} data sets)")
print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
