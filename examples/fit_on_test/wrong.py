"""A scaler fitted anew on the test rows measures training and test rows with two different rulers.

What is done: concentrations (log-normal) are brought to the range 0 to 1, the training rows by their own extremes
and the test rows by theirs, by calling `fit_transform` on both. A logistic regression is scored on the test rows.
What goes wrong: the extremes of 40 test rows are not those of 160 training rows, so the same concentration gets two
values. The score is that of no model anyone could use, and here it is too low. With a StandardScaler, which does
not hang on extremes, the same fault moves the accuracy by 0.002 only.
Rule: LEA013 fit-on-test.
Repair: right.py calls `fit_transform` on the training rows and `transform` on the test rows.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler


def draw_samples(seed):
    rng = np.random.default_rng(seed)
    concentrations = rng.lognormal(sigma=1.0, size=(200, 5))
    polluted = np.log(concentrations).sum(axis=1) + rng.normal(size=200) > 0
    return concentrations, polluted


accuracies, baseline_accuracies = [], []
for seed in range(20):
    X, y = draw_samples(seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)

    scaler = MinMaxScaler()
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.fit_transform(X_test)

    model = LogisticRegression(C=100.0, max_iter=1000).fit(X_train, y_train)
    accuracies.append(model.score(X_test, y_test))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_accuracies.append(baseline.score(X_test, y_test))

print(f"accuracy = {np.mean(accuracies):.3f} +/- {np.std(accuracies):.3f} (SD over {len(accuracies)} data sets)")
print(f"baseline accuracy = {np.mean(baseline_accuracies):.3f} +/- {np.std(baseline_accuracies):.3f}")
