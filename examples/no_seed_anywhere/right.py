"""With a seed for everything that draws, the experiment can be run again with the same result.

What is done: the same experiment as in wrong.py, for five seeds, and for the same seeds again.
What goes wrong in the twin: split and forest draw anew in every run.
Rule: REP001 no-seed-anywhere.
Repair: `random_state=seed` for the split and the forest. How much the result depends on the seed is reported too:
a seed makes a number repeatable, it does not make it certain.
"""

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split


def run_experiment(seed):
    X, y = load_diabetes(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=seed)
    forest = RandomForestRegressor(n_estimators=20, random_state=seed).fit(X_train, y_train)
    baseline = DummyRegressor(strategy="mean").fit(X_train, y_train)
    return forest.score(X_test, y_test), baseline.score(X_test, y_test)


results = np.array([run_experiment(seed) for seed in range(5)])
again = np.array([run_experiment(seed) for seed in range(5)])
print(f"R2 spread between runs = {np.abs(results - again).max():.3f} (largest difference between first and second run)")
print(f"R2 over five seeds: mean {results[:, 0].mean():.3f}, SD {results[:, 0].std():.3f}")
print(f"baseline R2 = {results[:, 1].mean():.3f} +/- {results[:, 1].std():.3f}")
