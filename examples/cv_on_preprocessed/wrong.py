"""Principal components of all rows, taken before cross-validation, contain the test rows of every fold.

What is done: 60 spectra of 500 channels are standardised and reduced to ten principal components, all rows
together; then a linear regression of a concentration on the components is cross-validated.
What goes wrong: scaler and components were learned from the rows that each fold later calls test rows. With 60 rows
and 500 noisy channels the components fit the noise of every row they learn from. A hard case: with half the noise
the two R2 differ by 0.01, and with the scaler alone outside the pipeline by 0.01 too, downwards.
Rule: LEA002 cv-on-preprocessed.
Repair: right.py puts scaler and PCA into the pipeline, so that every fold learns them from its training rows.
Twenty data sets, seeds 0 to 19, are averaged; none was chosen.
"""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_score
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

    X_scaled = StandardScaler().fit_transform(X)
    components = PCA(n_components=10, random_state=seed).fit_transform(X_scaled)

    folds = KFold(n_splits=5, shuffle=True, random_state=seed)
    scores.extend(cross_val_score(LinearRegression(), components, y, cv=folds, scoring="r2"))
    baseline_scores.extend(cross_val_score(DummyRegressor(strategy="mean"), components, y, cv=folds, scoring="r2"))

print(f"R2 = {np.mean(scores):.3f} +/- {np.std(scores):.3f} (SD over {len(scores)} folds)")
print(f"baseline R2 = {np.mean(baseline_scores):.3f} +/- {np.std(baseline_scores):.3f}")
