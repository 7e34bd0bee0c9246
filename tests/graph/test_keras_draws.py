"""Weights of Keras networks whose layers are classes of the project, that are saved new, or whose rows TensorFlow shuffles."""

from __future__ import annotations

import pytest

from tests.graph.test_seeding import free

OWN = """
import keras
import tensorflow as tf

class Stack(keras.layers.Layer):
    def __init__(self, inner=None):
        super().__init__()
        self.inner = inner

    def call(self, x):
        return x * 2

class Watch(keras.callbacks.Callback):
    def __init__(self, other):
        super().__init__()
        self.other = other

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = [keras.layers.Dense(3), Stack(keras.layers.Dense(4))]
        self.whole = self

    def call(self, x):
        return self.parts[1](self.parts[0](x))
"""
TRAIN = "\nm.compile(loss='mse')\nm.fit(np.load('x.npy'), np.load('y.npy'))\nprint(m.evaluate(np.load('a.npy')))"
DENSE = "keras.layers.Dense"
FUNCTIONAL = (
    "i = keras.Input((4,))\nx = keras.layers.Dense(8)(i)\nx = {own}\nm = keras.Model(i, keras.layers.Dense(1)(x))"
)


@pytest.mark.parametrize(
    ("network", "names"),
    [
        (FUNCTIONAL.format(own="Stack()(x)"), [DENSE] * 2),
        (FUNCTIONAL.format(own="Stack()(inputs=x)"), [DENSE] * 2),
        (FUNCTIONAL.format(own="Stack()([x, i])"), [DENSE] * 2),
        (FUNCTIONAL.format(own="Stack()(tf.reshape(x, [-1, 4]))"), [DENSE] * 2),
        (FUNCTIONAL.format(own="tf.nn.relu(tf.concat([x, tf.cast(i, tf.float32)], 1))"), [DENSE] * 2),
        (FUNCTIONAL.format(own="keras.ops.exp(x)"), [DENSE] * 2),
        (FUNCTIONAL.format(own="keras.layers.concatenate([x, x]) * 2"), [DENSE] * 2),
        (FUNCTIONAL.format(own="Stack(keras.layers.Dense(2))(x)"), [DENSE] * 3),
        (FUNCTIONAL.format(own="keras.Model(i, x)(x)"), [DENSE] * 2),
        (FUNCTIONAL.format(own="keras.Sequential([keras.layers.Dense(9)])(x)"), [DENSE] * 3),
        (FUNCTIONAL.format(own="Stack(keras.layers.Dense(2, kernel_initializer='zeros'))(x)"), [DENSE] * 2),
        ("m = keras.Sequential([Stack(keras.layers.Dense(2))])", [DENSE]),
        ("m = keras.Sequential([])\nm.add(Stack(keras.layers.Dense(2)))", [DENSE]),
        ("m = Net()", [DENSE] * 2),
        ("m = Net()\nm.load_weights('net.h5')", []),
        ("m = keras.Sequential([Stack()])", []),
        ("m = Stack(Watch(keras.Sequential([keras.layers.Dense(2)])))", []),
    ],
)
def test_layers_of_the_project_keep_those_within_and_before_them(network, names):
    assert free(f"{OWN}{network}{TRAIN}") == names


@pytest.mark.parametrize(
    ("between", "names"),
    [
        ("", [DENSE]),
        ("m.load_weights('net.h5')\n", []),
    ],
)
def test_a_new_network_that_is_saved_has_drawn_its_weights(between, names):
    again = "m = keras.models.load_model(path)\nm.fit(np.load('x.npy'), np.load('y.npy'))\nm.save('last.keras')"
    assert free(f"import keras\nm = keras.Sequential([{DENSE}(3)])\n{between}m.save('first.keras')\n{again}") == names


ROWS = "import keras\nimport tensorflow as tf\nm = keras.models.load_model('m.keras')\nds = tf.data.Dataset.{rows}\n"
SLICES = "from_tensor_slices((np.load('x.npy'), np.load('y.npy')))"
FIT = "m.fit(ds)\nprint(m.evaluate(np.load('a.npy')))"
STEPS = (
    "opt = keras.optimizers.Adam()\nfor x, y in ds:\n    with tf.GradientTape() as tape:\n        loss = m(x) - y\n"
    "    opt.apply_gradients(zip(tape.gradient(loss, m.trainable_variables), m.trainable_variables))\nm.save('n.keras')"
)


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (f"{ROWS.format(rows=SLICES)}ds = ds.shuffle(len(df)).batch(4)\n{FIT}", ["ds.shuffle"]),
        (f"{ROWS.format(rows=SLICES)}ds = ds.map(str).cache().shuffle(9)\n{FIT}", ["ds.map().cache().shuffle"]),
        (f"{ROWS.format(rows=SLICES)}ds = ds.shuffle(9).batch(4)\n{STEPS}", ["ds.shuffle"]),
        (
            f"{ROWS.format(rows=SLICES)}ds = tf.data.TFRecordDataset('a').shuffle(9)\n{FIT}",
            ["tf.data.TFRecordDataset().shuffle"],
        ),
        (f"{ROWS.format(rows='from_generator(lab.rows, (float, int))')}ds = ds.shuffle(9)\n{FIT}", ["ds.shuffle"]),
        (f"{ROWS.format(rows=SLICES)}ds = ds.shuffle(9, seed=1)\n{FIT}", []),
        (f"{ROWS.format(rows=SLICES)}ds = ds.shuffle(9, 1)\n{FIT}", []),
        (f"{ROWS.format(rows=SLICES)}tf.random.set_seed(1)\nds = ds.shuffle(9)\n{FIT}", []),
        (f"{ROWS.format(rows=SLICES)}ds = ds.shuffle(9).batch(4)\nprint(m.evaluate(ds))", []),
        (f"{ROWS.format(rows=SLICES)}ds = ds.shuffle(9).take(4)\nprint(m.evaluate(ds))", ["ds.shuffle"]),
        (
            f"{ROWS.format(rows=SLICES)}ds = tf.data.Dataset.sample_from_datasets([ds, ds])\n{FIT}",
            ["tf.data.Dataset.sample_from_datasets"],
        ),
        (f"{ROWS.format(rows=SLICES)}ds = tf.data.Dataset.sample_from_datasets([ds, ds], seed=2)\n{FIT}", []),
        # the seed of a data set of another library may stand elsewhere, and its generator is another
        (f"import datasets\nds = datasets.load_dataset('a')['train'].shuffle(3)\nm = lab.load()\n{FIT}", []),
    ],
)
def test_rows_that_tensorflow_shuffles_are_drawn_unless_they_are_only_judged(program, names):
    assert free(program) == names
