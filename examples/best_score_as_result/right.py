"""Cross-validating the grid search itself shows that tuning found nothing, for there is nothing.

What is done: the same noise and grid as in wrong.py, with a second cross-validation around the search.
What goes wrong in the twin: `best_score_`, the maximum over 20 settings, is reported as the result.
Rule: EVA005 best-score-as-result.
Repair: nested cross-validation; the inner folds choose the setting, the outer folds score the choice.
Five data sets, seeds 0 to 4, are averaged; none was chosen.
"""

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

GRID = {"svc__C": np.logspace(-2, 2, 5), "svc__gamma": np.logspace(-3, 0, 4)}


def main():
    scores, baseline_scores = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(80, 10))
        y = rng.permutation(np.repeat([0, 1], 40))

        inner = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
        outer = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed + 100)
        search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), GRID, cv=inner)
        scores.extend(cross_val_score(search, X, y, cv=outer))
        baseline_scores.extend(cross_val_score(DummyClassifier(strategy="prior"), X, y, cv=outer))

    print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} outer folds)")
    print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")


if __name__ == "__main__":
    main()
