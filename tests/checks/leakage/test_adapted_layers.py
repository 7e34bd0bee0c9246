"""LEA001 where a layer of Keras learns from the rows, and the network that it is a part of is judged."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

PROGRAM = """
import keras

spectra, grades = np.load("spectra.npy"), np.load("grades.npy")
layer = keras.layers.Normalization()
{before}
def build(layer):
    given = keras.Input(spectra.shape[1:])
    hidden = keras.layers.Dense(32)({called})
    net = keras.Model(given, keras.layers.Dense(4)(hidden))
    net.compile("adam", "sparse_categorical_crossentropy")
    return net

for seed in range(3):
    keep, aside = train_test_split(np.arange(len(grades)), random_state=seed)
    {between}
    net = build(layer)
    net.fit(spectra[keep], grades[keep])
    print(accuracy_score(grades[aside], net.predict(spectra[aside]).argmax(1)))
"""


def told(before: str = "", between: str = "pass", called: str = "layer(given)") -> list[str]:
    return snippets(findings("LEA001", PROGRAM.format(before=before, between=between, called=called)))


def test_a_layer_in_a_functional_network_is_adapted_to_all_rows():
    assert told("layer.adapt(spectra)") == ["layer.adapt(spectra)"]


@pytest.mark.parametrize(
    "silent",
    [
        {"between": "layer.adapt(spectra[keep])"},
        {"before": "layer.adapt(spectra)", "between": "layer.adapt(spectra[keep])"},
        {"before": "layer.adapt(spectra)", "called": "given"},
        {"before": "layer.adapt(spectra)", "between": "layer = keras.layers.Normalization()"},
    ],
)
def test_what_was_adapted_to_the_training_rows_or_is_no_part_of_the_network_leaks_nothing(silent):
    assert told(**silent) == []
