"""An ablation called "without scaling" that removes the scaled columns as well measures something else.

What is done: an SVM tells three simulated penguin species apart by bill and flipper (mm), mass (g) and island. For
the ablation, the line with the scaler is taken out of the `ColumnTransformer`.
What goes wrong: columns that no line names are dropped, so the variant lacks the scaling and all three measurements.
Rule: ABL002 confounded-ablation.
Repair: right.py keeps the columns and passes them through unscaled.
Five data sets, seeds 0 to 4, are averaged; none was chosen.
"""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

NUMERIC = ["bill_mm", "flipper_mm", "mass_g"]


def measure_penguins(seed):
    rng = np.random.default_rng(seed)
    species = np.repeat([0, 1, 2], 50)
    typical = np.array([[39.0, 190.0, 3700.0], [49.0, 196.0, 3730.0], [47.0, 217.0, 5080.0]])
    X = pd.DataFrame(typical[species] + rng.normal(size=(150, 3)) * [2.9, 6.6, 440.0], columns=NUMERIC)
    return X.assign(island=rng.choice(["Biscoe", "Dream", "Torgersen"], size=150)), species


full, no_scaling, baseline = [], [], []
for seed in range(5):
    X, y = measure_penguins(seed)
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    num = ("num", StandardScaler(), NUMERIC)
    cat = ("cat", OneHotEncoder(handle_unknown="ignore"), ["island"])
    full.extend(cross_val_score(make_pipeline(ColumnTransformer([num, cat]), SVC()), X, y, cv=folds))
    no_scaling.extend(cross_val_score(make_pipeline(ColumnTransformer([cat]), SVC()), X, y, cv=folds))
    baseline.extend(cross_val_score(DummyClassifier(strategy="prior"), X, y, cv=folds))

print(f"accuracy without scaling = {np.mean(no_scaling):.3f} +/- {np.std(no_scaling):.3f} (SD over folds)")
print(f"accuracy of the full model = {np.mean(full):.3f} +/- {np.std(full):.3f}")
print(f"baseline accuracy = {np.mean(baseline):.3f} +/- {np.std(baseline):.3f}")
