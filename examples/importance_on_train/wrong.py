"""Permutation importance on the training rows credits a feature of pure noise.

What is done: two features carry the signal and a third, `noise`, is random. A forest of full-grown trees is fitted and
the importance of `noise` is computed by permuting it among the training rows.
What goes wrong: the forest has used the noise to memorise single training rows. On them it matters; elsewhere not.
Rule: INT001 importance-on-train.
Repair: right.py permutes the test rows.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

importances, accuracies, baseline_accuracies = [], [], []
for seed in range(10):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.normal(size=(300, 3)), columns=["dose", "age", "noise"])
    y = (X["dose"] + 0.5 * X["age"] + rng.normal(size=300) > 0).astype(int)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)

    forest = RandomForestClassifier(n_estimators=20, random_state=seed).fit(X_train, y_train)
    accuracies.append(forest.score(X_test, y_test))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_accuracies.append(baseline.score(X_test, y_test))

    result = permutation_importance(forest, X_train, y_train, n_repeats=10, random_state=seed)
    importances.extend(result.importances[X.columns.get_loc("noise")])

print(f"importance of noise = {np.mean(importances):.3f} +/- {np.std(importances):.3f} (accuracy lost, SD of repeats)")
print(f"accuracy of the model = {np.mean(accuracies):.3f} +/- {np.std(accuracies):.3f}")
print(f"baseline accuracy = {np.mean(baseline_accuracies):.3f} +/- {np.std(baseline_accuracies):.3f}")
