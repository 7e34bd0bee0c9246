"""A label computed from a column that stays among the features is not predicted but looked up.

What is done: patients count as diabetic when their HbA1c exceeds 6.5 %. A random forest predicts the diagnosis from
all remaining columns of the table, HbA1c among them.
What goes wrong: HbA1c is the label in another dress. At the time a prediction is wanted it is not known.
Rule: LEA009 target-in-features.
Repair: right.py drops HbA1c along with the label.
Ten data sets, seeds 0 to 9, are averaged; none was chosen.
"""

import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

aucs, baseline_aucs = [], []
for seed in range(10):
    rng = np.random.default_rng(seed)
    df = pd.DataFrame({"age": rng.normal(55, 12, size=400), "bmi": rng.normal(28, 5, size=400)})
    df["hba1c"] = 6.0 + 0.02 * (df["age"] - 55) + 0.05 * (df["bmi"] - 28) + rng.normal(0, 0.5, size=400)
    df["diabetic"] = (df["hba1c"] > 6.5).astype(int)

    X = df.drop(columns=["diabetic"])
    y = df["diabetic"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)

    forest = RandomForestClassifier(n_estimators=50, random_state=seed).fit(X_train, y_train)
    aucs.append(roc_auc_score(y_test, forest.predict_proba(X_test)[:, 1]))
    baseline = DummyClassifier(strategy="prior").fit(X_train, y_train)
    baseline_aucs.append(roc_auc_score(y_test, baseline.predict_proba(X_test)[:, 1]))

print(f"ROC AUC = {np.mean(aucs):.3f} +/- {np.std(aucs):.3f} (SD over {len(aucs)} data sets)")
print(f"baseline ROC AUC = {np.mean(baseline_aucs):.3f} +/- {np.std(baseline_aucs):.3f}")
