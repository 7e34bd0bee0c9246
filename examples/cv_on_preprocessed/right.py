"""Principal components learned inside each fold meet test rows they have never seen.

What is done: the same spectra, folds and regression as in wrong.py, with scaler and PCA as steps of a pipeline.
What goes wrong in the twin: scaler and components are learned from the test rows of every fold.
Rule: LEA002 cv-on-preprocessed.
Repair: `make_pipeline(scaler, PCA, regression)` is cross-validated as one model.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def record_spectra(seed):
    rng = np.random.default_rng(seed)
    substances = rng.normal(size=(60, 5))
    spectra = substances @ rng.normal(size=(5, 500)) + 6.0 * rng.normal(size=(60, 500))
    concentration = substances[:, 0] + 0.3 * rng.normal(size=60)
    return spectra, concentration


scores, baseline_scores = [], []
for seed in range(20):
    X, y = record_spectra(seed)
    model = make_pipeline(StandardScaler(), PCA(n_components=10, random_state=seed), LinearRegression())

    folds = KFold(n_splits=5, shuffle=True, random_state=seed)
    scores.extend(cross_val_score(model, X, y, cv=folds, scoring="r2"))
    baseline_scores.extend(cross_val_score(DummyRegressor(strategy="mean"), X, y, cv=folds, scoring="r2"))

print(f"R2 = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} folds)")
print(f"baseline R2 = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
