"""Ten rows of one patient, dealt out to training and test folds, let a forest recognise patients, not disease.

What is done: 40 patients with ten measurements each. Every patient has a signature of five numbers and a diagnosis
that has nothing to do with it. A random forest is cross-validated over the shuffled rows. Honest accuracy: 0.5.
What goes wrong: for nearly every test row, other rows of the same patient are in the training folds.
Rule: LEA007 ignored-groups.
Repair: right.py keeps all rows of a patient in one fold.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score

FEATURES = ["glucose", "sodium", "potassium", "calcium", "lactate"]


def measure_patients(seed):
    rng = np.random.default_rng(seed)
    patient = np.repeat(np.arange(40), 10)
    signature = rng.normal(size=(40, len(FEATURES)))
    diagnosis = rng.permutation(np.repeat([0, 1], 20))
    table = pd.DataFrame(signature[patient] + 0.3 * rng.normal(size=(400, len(FEATURES))), columns=FEATURES)
    return table.assign(patient_id=patient, diagnosis=diagnosis[patient])


scores, baseline_scores = [], []
for seed in range(20):
    table = measure_patients(seed)
    X, y = table[FEATURES], table["diagnosis"]
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    forest = RandomForestClassifier(n_estimators=10, random_state=seed)
    scores.extend(cross_val_score(forest, X, y, cv=folds))
    baseline_scores.extend(cross_val_score(DummyClassifier(strategy="prior"), X, y, cv=folds))

patients = table["patient_id"].nunique()
print(f"accuracy = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over folds, {patients} patients per data set)")
print(f"baseline accuracy = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
