"""Over-sampling the rare class before cross-validation makes pure noise look almost perfectly predictable.

What is done: 10 % of the rows are positive. The positives are drawn again, with replacement, until both classes
are equally frequent; then a random forest is cross-validated. The labels are random, so an honest ROC AUC is 0.5.
What goes wrong: copies of one row land in the training and in the test folds. The forest recognises them.
Rule: LEA004 resample-before-split.
Repair: right.py over-samples inside the pipeline, so that only the training rows of each fold are repeated.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
from imblearn.over_sampling import RandomOverSampler
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score

scores = []
baseline_scores = []
for seed in range(10):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(500, 20))
    y = rng.permutation(np.repeat([0, 1], [450, 50]))

    X_balanced, y_balanced = RandomOverSampler(random_state=seed).fit_resample(X, y)

    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    forest = RandomForestClassifier(n_estimators=20, random_state=seed)
    scores.extend(cross_val_score(forest, X_balanced, y_balanced, cv=folds, scoring="roc_auc"))
    baseline = DummyClassifier(strategy="prior")
    baseline_scores.extend(cross_val_score(baseline, X_balanced, y_balanced, cv=folds, scoring="roc_auc"))

print(f"ROC AUC = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} folds)")
print(f"baseline ROC AUC = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
