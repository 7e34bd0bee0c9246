"""ROC AUC of predicted labels throws the ranking away and reports a good model as a poor one.

What is done: 10 % of the rows are positive. A logistic regression is fitted, and the ROC AUC is computed from
`model.predict(X_test)`, that is from zeros and ones.
What goes wrong: the metric asks how well positives are ranked before negatives. Labels know two ranks only, cut at
probability 0.5, where hardly any rare positive arrives.
Rule: EVA007 labels-to-ranking-metric.
Repair: right.py passes `model.predict_proba(X_test)[:, 1]`.
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
    aucs.append(roc_auc_score(y_test, model.predict(X_test)))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_aucs.append(roc_auc_score(y_test, baseline.predict_proba(X_test)[:, 1]))

print(f"ROC AUC = {np.mean(aucs):.3f} +/- {np.std(aucs):.3f} (SD over {len(aucs)} data sets)")
print(f"baseline ROC AUC = {np.mean(baseline_aucs):.3f} +/- {np.std(baseline_aucs):.3f}")
