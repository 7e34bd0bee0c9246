"""Choosing the 20 best of 2000 noise features on all rows makes a classifier of noise look good.

What is done: 100 rows, 2000 features and labels, all random. `SelectKBest` keeps the 20 features that differ most
between the classes; a logistic regression on them is cross-validated. An honest accuracy is 0.5.
What goes wrong: the features were chosen with the labels of the rows that later serve as test rows.
Rule: LEA003 selection-before-split.
Repair: right.py puts the selection into the pipeline, so that every fold chooses from its own training rows.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score


def main():
    scores, baseline_scores = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(100, 2000))
        y = rng.permutation(np.repeat([0, 1], 50))

        X_best = SelectKBest(f_classif, k=20).fit_transform(X, y)

        folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
        scores.extend(cross_val_score(LogisticRegression(), X_best, y, cv=folds))
        baseline_scores.extend(cross_val_score(DummyClassifier(strategy="prior"), X_best, y, cv=folds))

    print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} folds)")
    print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")


if __name__ == "__main__":
    main()
