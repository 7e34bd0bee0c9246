"""ROC AUC of predicted probabilities measures the ranking it is meant to measure.

What is done: the same data sets, split and logistic regression as in wrong.py.
What goes wrong in the twin: predicted labels, zeros and ones, are given to a metric of rankings.
Rule: EVA007 labels-to-ranking-metric.
Repair: the probability of the positive class, `predict_proba(X_test)[:, 1]`.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

aucs, baseline_aucs = [], []
for seed in range(10):
    X, y = make_classification(n_samples=1000, weights=[0.9], class_sep=0.7, random_state=seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)

    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)
    aucs.append(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_aucs.append(roc_auc_score(y_test, baseline.predict_proba(X_test)[:, 1]))

print(f"ROC AUC = {np.mean(aucs):.3f} +/- {np.std(aucs):.3f} (SD over {len(aucs)} data sets)")
print(f"baseline ROC AUC = {np.mean(baseline_aucs):.3f} +/- {np.std(baseline_aucs):.3f}")
