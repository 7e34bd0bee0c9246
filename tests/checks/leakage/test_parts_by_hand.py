"""LEA011 where the program divides the rows itself, by masks and slices, and no name of a splitter says what they are for."""

from __future__ import annotations

import pytest

from reprolint.findings import Confidence, Severity
from tests.checks.leakage.asking import findings, snippets

MASKED = """
import keras
from sklearn.metrics import roc_auc_score
waves = np.load("waves.npz")
X, y, buoy = waves["height"], waves["storm"], waves["buoy"]

def apart(seed):
    names = np.random.default_rng(seed).permutation(np.unique(buoy))
    held, more = np.isin(buoy, names[:9]), np.isin(buoy, names[9:15])
    return {parts}

for seed in [1, 2, 3]:
    keras.utils.set_random_seed(seed)
    fitted, {name}, last = apart(seed)
    net = keras.Sequential([keras.layers.Dense(1)])
    net.compile(loss="mse")
    stop = keras.callbacks.EarlyStopping({settings})
    net.fit(X[fitted], y[fitted], validation_data=(X[{name}], y[{name}]), epochs=90, callbacks=[stop])
    print("{text}", roc_auc_score(y[last], net.predict(X[last])))
"""
TWO, THREE = "~held, held, held", "~(held | more), more, held"


@pytest.mark.parametrize(
    ("parts", "name", "settings", "text", "told"),
    [
        (TWO, "out", "patience=5", "AUC", 1),
        (TWO, "out", "patience=5, restore_best_weights=True", "AUC on the buoys left out", 1),
        (THREE, "out", "patience=5", "AUC", 0),  # others judge
        (TWO, "val", "patience=5", "AUC", 0),
        (TWO, "out", "patience=5", "validation AUC", 0),
        (TWO, "out", "monitor='loss', patience=5", "AUC", 0),
        ("held, held, held", "out", "patience=5", "AUC", 0),  # trained on them, which is another fault
        ("more, held, held", "out", "patience=5", "AUC", 0),  # which may be the same rows, as far as is known
    ],
)
def test_the_rows_that_a_mask_leaves_out_stop_the_training(parts, name, settings, text, told):
    found = findings("LEA011", MASKED.format(parts=parts, name=name, settings=settings, text=text))
    assert [line.split("(")[0] for line in snippets(found)] == ["net.fit"] * told
    assert all("the only result told is the score on these rows" in one.message for one in found)
    assert all((one.severity, one.confidence) == (Severity.WARNING, Confidence.MEDIUM) for one in found)


SLICED = """
import lightgbm as lgb
from sklearn.metrics import mean_absolute_error
tides = pd.read_csv("tides.csv")
X, y = tides[["wind", "moon"]], tides["level"]
cut = int(0.8 * len(tides))
model = lgb.LGBMRegressor(n_estimators=5000)
model.fit(X[:cut], y[:cut], eval_set=[(X[cut:], y[cut:])], callbacks=[lgb.early_stopping(50)])
print("error", mean_absolute_error(y[cut:], model.predict(X[cut:])))
{besides}
"""


@pytest.mark.parametrize(
    ("besides", "told"), [("", 1), ("""print(model.predict(pd.read_csv("next.csv")[["wind", "moon"]]))""", 0)]
)
def test_the_later_rows_stop_the_training(besides, told):
    assert len(findings("LEA011", SLICED.format(besides=besides))) == told


@pytest.mark.parametrize("name", ["Xval", "Xva", "X_dev", "yval"])
def test_names_of_validation_rows_are_known_by_their_letters(name):
    program = SLICED.format(besides="").replace("X[cut:], y[cut:])]", f"{name}, y[cut:])]")
    program = program.replace("model = lgb", f"{name} = X[cut:]\nmodel = lgb")
    assert findings("LEA011", program) == []
