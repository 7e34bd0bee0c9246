"""Over-sampling inside the pipeline shows what is in the data: nothing.

What is done: the same noise, forest and folds as in wrong.py, with the over-sampling as a step of the pipeline.
What goes wrong in the twin: copies of one row are in the training and in the test folds.
Rule: LEA004 resample-before-split.
Repair: imbalanced-learn's pipeline resamples the training rows of each fold and leaves the test rows as they are.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score

scores = []
baseline_scores = []
for seed in range(10):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(500, 20))
    y = rng.permutation(np.repeat([0, 1], [450, 50]))

    model = make_pipeline(
        RandomOverSampler(random_state=seed),
        RandomForestClassifier(n_estimators=20, random_state=seed),
    )
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    scores.extend(cross_val_score(model, X, y, cv=folds, scoring="roc_auc"))
    baseline = DummyClassifier(strategy="prior")
    baseline_scores.extend(cross_val_score(baseline, X, y, cv=folds, scoring="roc_auc"))

print(f"ROC AUC = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} folds)")
print(f"baseline ROC AUC = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
