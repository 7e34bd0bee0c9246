"""EVA012: what Keras averages over batches, how the finding names it, and how much it matters."""

from __future__ import annotations

import pytest

from reprolint.findings import Finding, Severity
from tests.checks.leakage.asking import findings

KERAS = """
import keras
import keras.backend as K

def precision(y_true, y_pred):
    return K.sum(y_true * y_pred) / (K.sum(y_pred) + K.epsilon())

def recall(y_true, y_pred):
    return K.sum(y_true * y_pred) / (K.sum(y_true) + K.epsilon())

def f1(y_true, y_pred):
    first, second = precision(y_true, y_pred), recall(y_true, y_pred)
    return 2 * first * second / (first + second)

def concordance(y_true, y_pred):
    pairs = K.expand_dims(y_pred, 1) - y_pred
    return K.sum(K.cast(pairs > 0, "float32")) / K.sum(K.cast(y_true > 0, "float32"))

def share(y_true, y_pred):
    return K.mean(y_true * y_pred)

def layers():
    return keras.Sequential([keras.layers.Dense(1)])

model = {model}
model.compile(optimizer="adam", loss="mse", metrics=["mae", {metrics}])
{after}
"""
FITTED = "model.fit(df[['a']], df['y'])"
JUDGED = "print(model.evaluate(df[['a']], df['y']))"


def told(metrics: str, after: str = JUDGED, model: str = "layers()") -> list[Finding]:
    return findings("EVA012", KERAS.format(metrics=metrics, after=after, model=model))


def test_all_ratios_of_a_model_are_named_also_those_made_of_others():
    (finding,) = told("f1, share, precision, recall")
    assert finding.message.startswith("Keras computes `f1`, `precision` and `recall` for each batch and averages")
    assert len(finding.related) == 2
    assert not told("share")


def test_an_object_is_advised_where_there_is_one():
    (finding,) = told("precision")
    assert finding.help.endswith("or use a `keras.metrics` object, which keeps counts")
    (finding,) = told("concordance")
    assert finding.help == "Compute it once from the predictions for all rows"


def test_a_loaded_model_is_compiled_as_well():
    (finding,) = told("recall", model='keras.models.load_model("best.keras")')
    assert finding.severity is None
    rest = f"{JUDGED}\nfrom lab import words\nwords.fit(3)"
    (finding,) = told("recall", rest, model='keras.models.load_model("best.keras")')
    assert finding.severity is None


@pytest.mark.parametrize(
    ("after", "severity"),
    [
        (FITTED, Severity.NOTE),
        (f"{FITTED}\nother = layers()\nother.compile(loss='mse')\nother.evaluate(df[['a']], df['y'])", Severity.NOTE),
        (f"{FITTED}\nif df.empty:\n    model = other()\nprint(model.evaluate(df[['a']], df['y']))", None),
        (f"{FITTED}\n{JUDGED}", None),
        ("history = model.fit(df[['a']], df['y'])\nprint(max(history.history['val_recall']))", None),
        (f"{FITTED}\nfrom lab import judge\njudge.evaluate(model)", None),
        ("", None),
    ],
)
def test_what_only_shows_the_progress_of_a_training_is_a_note(after, severity):
    (finding,) = told("recall", after)
    assert finding.severity is severity


LOOP = """
import torch
from sklearn.metrics import f1_score
from torch.utils.data import DataLoader, TensorDataset

net = torch.load("net.pt", weights_only=False)
loader = DataLoader(TensorDataset(torch.load("a.pt"), torch.load("b.pt")), batch_size={size})
total = 0
for batch in loader:
    x, y = batch["image"], batch["kind"]
    total += f1_score(y.numpy(), net(x).argmax(1).numpy(), average="macro")
print({mean})
"""


@pytest.mark.parametrize(
    ("size", "mean", "count"),
    [(2, "total / len(loader)", 1), (1, "total / len(loader)", 0), (2, "total", 0)],
)
def test_batches_may_be_dicts(size, mean, count):
    assert len(findings("EVA012", LOOP.format(size=size, mean=mean))) == count
