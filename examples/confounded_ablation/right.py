"""An ablation that changes one thing: the same columns, unscaled.

What is done: the same penguins, folds and SVM as in wrong.py.
What goes wrong in the twin: taking the scaler's line out of the `ColumnTransformer` drops its columns too.
Rule: ABL002 confounded-ablation.
Repair: the scaler is replaced by "passthrough"; one function builds the full model and the variant.
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


def build_model(numeric_step):
    columns = [("num", numeric_step, NUMERIC), ("cat", OneHotEncoder(handle_unknown="ignore"), ["island"])]
    return make_pipeline(ColumnTransformer(columns), SVC())


full, no_scaling, baseline = [], [], []
for seed in range(5):
    X, y = measure_penguins(seed)
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    full.extend(cross_val_score(build_model(StandardScaler()), X, y, cv=folds))
    no_scaling.extend(cross_val_score(build_model("passthrough"), X, y, cv=folds))
    baseline.extend(cross_val_score(DummyClassifier(strategy="prior"), X, y, cv=folds))

print(f"accuracy without scaling = {np.mean(no_scaling):.3f} +/- {np.std(no_scaling):.3f} (SD over folds)")
print(f"accuracy of the full model = {np.mean(full):.3f} +/- {np.std(full):.3f}")
print(f"baseline accuracy = {np.mean(baseline):.3f} +/- {np.std(baseline):.3f}")
