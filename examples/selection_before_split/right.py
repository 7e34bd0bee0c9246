"""Choosing features inside each fold shows that noise cannot be classified.

What is done: the same noise, selection and classifier as in wrong.py, with the selection as a step of a pipeline.
What goes wrong in the twin: the labels of the test rows take part in choosing the features.
Rule: LEA003 selection-before-split.
Repair: the pipeline fits the selection on the training rows of each fold only.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline


def main():
    scores, baseline_scores = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(100, 2000))
        y = rng.permutation(np.repeat([0, 1], 50))

        model = make_pipeline(SelectKBest(f_classif, k=20), LogisticRegression())

        folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
        scores.extend(cross_val_score(model, X, y, cv=folds))
        baseline_scores.extend(cross_val_score(DummyClassifier(strategy="prior"), X, y, cv=folds))

    print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} folds)")
    print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")


if __name__ == "__main__":
    main()
