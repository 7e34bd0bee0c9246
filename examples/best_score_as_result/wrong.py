"""The best cross-validated score of a grid search is the luckiest of its candidates, not the score of a model.

What is done: an SVM with 20 settings is tuned on 80 rows of noise, and `best_score_` is reported as its accuracy.
An honest accuracy is 0.5.
What goes wrong: the maximum of 20 noisy estimates is taken for the estimate of the winner.
Rule: EVA005 best-score-as-result.
Repair: right.py cross-validates the whole search, so that every score comes from rows the search never used.
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

        folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
        search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), GRID, cv=folds)
        search.fit(X, y)
        scores.append(search.best_score_)
        baseline_scores.extend(cross_val_score(DummyClassifier(strategy="prior"), X, y, cv=folds))

    print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} data sets)")
    print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")


if __name__ == "__main__":
    main()
