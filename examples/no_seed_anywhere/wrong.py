"""Without seeds, running an experiment again gives another result.

What is done: a random forest predicts the course of diabetes (the data come with scikit-learn); five runs are
made, and made again, as a reader would who checks the reported scores.
What goes wrong: split and forest draw anew in every run, so nobody can obtain the reported score again.
Rule: REP001 no-seed-anywhere.
Repair: right.py hands a seed to everything that draws.
The spread below is itself different in every run of this script.
"""

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split


def run_experiment():
    X, y = load_diabetes(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25)
    forest = RandomForestRegressor(n_estimators=20).fit(X_train, y_train)
    baseline = DummyRegressor(strategy="mean").fit(X_train, y_train)
    return forest.score(X_test, y_test), baseline.score(X_test, y_test)


results = np.array([run_experiment() for _ in range(5)])
again = np.array([run_experiment() for _ in range(5)])
print(f"R2 spread between runs = {np.abs(results - again).max():.3f} (largest difference between first and second run)")
print(f"R2 over five runs: mean {results[:, 0].mean():.3f}, SD {results[:, 0].std():.3f}")
print(f"baseline R2 = {results[:, 1].mean():.3f} +/- {results[:, 1].std():.3f}")
