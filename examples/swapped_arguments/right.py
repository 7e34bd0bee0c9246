"""`precision_score` with the truth first reports precision.

What is done: the same data sets, split and logistic regression as in wrong.py.
What goes wrong in the twin: the predictions stand where scikit-learn expects the truth.
Rule: EVA008 swapped-arguments.
Repair: truth first, predictions second, as in all metrics of scikit-learn.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def evaluate(model, seed):
    X, y = make_classification(n_samples=1000, weights=[0.8], class_sep=0.7, random_state=seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)
    model.fit(X_train, y_train)
    y_pred = model.predict(X_test)
    return precision_score(y_test, y_pred)


seeds = range(10)
scores = [evaluate(make_pipeline(StandardScaler(), LogisticRegression()), seed) for seed in seeds]
baseline_scores = [evaluate(DummyClassifier(strategy="stratified", random_state=seed), seed) for seed in seeds]
print(f"precision = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} data sets)")
print(f"baseline precision = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
