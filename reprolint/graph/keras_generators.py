"""Which generator Keras draws from: it depends on the version, and often the version can be told."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# May a distribution (first) have a version between the second and the third (None: no end)? None when nothing names it.
Admits = Callable[[str, str, str | None], bool | None]

NUMPY, TENSORFLOW, PYTHON = "numpy", "tensorflow", "python"
# Of the package `keras`. Up to 2.3 initializers ask `np.random.randint` for their seed; then the operations of TensorFlow draw
# by its global seed; from 2.10 on (`RandomGenerator._create_seed`, in Keras 3 `make_default_seed`) the seed is drawn by `random`.
BY_VERSION = (
    ("0", "2.4", frozenset({NUMPY})),
    ("2.4", "2.8", frozenset({TENSORFLOW})),
    ("2.8", "2.10", frozenset({TENSORFLOW, PYTHON})),
    ("2.10", None, frozenset({PYTHON})),
)
TENSORFLOWS = ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos")
TOGETHER = "2.6"  # from this TensorFlow on, `keras` has its version
ANY = frozenset({NUMPY, TENSORFLOW, PYTHON})
PART_OF_TENSORFLOW = frozenset({TENSORFLOW, PYTHON})  # never NumPy
_EARLY_OUTPUT = pattern(r"Using (?:TensorFlow|Theano|CNTK) backend")  # printed up to version 2.3
_BACKEND_OF_3 = pattern(r"KERAS_BACKEND['\"]?\]?\s*=\s*['\"]?(?:jax|torch)\b")
# What is gone since version 2.6, and all of TensorFlow 1; `set_random_seed` came with 2.7.
_EARLY_CALL = pattern(r"\.predict_classes\(")
_TENSORFLOW_1 = pattern(
    r"\btf\.(?:placeholder|Session|InteractiveSession|get_variable|global_variables_initializer|set_random_seed)\("
)
_PART_OF_TENSORFLOW = pattern(r"\b(?:tensorflow|tf)\.(?:python\.)?keras\b")
_ONLY_IN_3 = ("keras.random.", "keras.ops.")


def keras_generators(experiment: Experiment, admits: Admits | None = None) -> frozenset[str]:
    """Those libraries whose global generator may serve the draws of Keras in this file; one when the version is known.

    `admits` answers for the requirements that hold for the file, None when there are none.
    """
    if "keras generators" not in experiment.answers or admits is not None:
        experiment.answers["keras generators"] = _generators(experiment, admits or _nothing_known)
    answer: frozenset[str] = experiment.answers["keras generators"]
    return answer


def how_to_seed_keras(experiment: Experiment, generators: frozenset[str]) -> list[str]:
    """The calls that reach all draws of Keras, in the words of this file."""
    if generators <= {NUMPY, TENSORFLOW}:
        graph = "tf.set_random_seed(seed)" if is_tensorflow_1(experiment) else "tf.random.set_seed(seed)"
        return ["np.random.seed(seed)"] * (NUMPY in generators) + [graph] * (TENSORFLOW in generators)
    itself, within = imported_keras(experiment.sources)
    plain = itself and (not within or generators == {PYTHON})  # Keras 3 is a package of its own
    return ["keras.utils.set_random_seed(seed)" if plain else "tf.keras.utils.set_random_seed(seed)"]


def early_keras(calls: str, generators: frozenset[str] = ANY) -> str:
    """What to add to advice that names the call of Keras, unless the version is known to have it."""
    if "set_random_seed(" not in calls or "keras.utils" not in calls or generators == {PYTHON}:
        return ""
    return "; Keras before 2.7 has no such call, there it takes the seeds of `random`, NumPy and TensorFlow"


def is_tensorflow_1(experiment: Experiment) -> bool:
    """Is it written for the first version of TensorFlow, whose calls have other names?"""
    return _TENSORFLOW_1.search(experiment.text) is not None


def imported_keras(sources: Iterable[Source]) -> tuple[bool, bool]:
    """Do the files import the package `keras` itself, and do they import TensorFlow, which has a part of that name?"""
    names: list[str] = []
    for source in sources:
        names += [node.module or "" for node in source.nodes_of(ast.ImportFrom) if not node.level]
        names += [alias.name for node in source.nodes_of(ast.Import) for alias in node.names]
    packages = {name.partition(".")[0] for name in names}
    return "keras" in packages, "tensorflow" in packages


def _generators(experiment: Experiment, admits: Admits) -> frozenset[str]:
    source = experiment.source
    itself, within = imported_keras(experiment.sources)
    early = any(_EARLY_OUTPUT.search(output.text) for cell in source.cells for output in cell.outputs)
    if early and not (within and _PART_OF_TENSORFLOW.search(experiment.text)):
        return frozenset({NUMPY})
    if _BACKEND_OF_3.search(experiment.text) or any(call.qualified.startswith(_ONLY_IN_3) for call in experiment.calls):
        return frozenset({PYTHON})
    found: frozenset[str] = frozenset()
    if itself:
        found |= _of_package(admits)
    if within or not itself:
        found |= _within_tensorflow(admits)
    early = early or _EARLY_CALL.search(experiment.text) is not None or is_tensorflow_1(experiment)
    return (found - {PYTHON} if early else found) or found


def _nothing_known(distribution: str, low: str, high: str | None) -> bool | None:  # noqa: ARG001 - as `Admits` has it
    return None


def _of_package(admits: Admits) -> frozenset[str]:
    if admits("keras", "0", None) is not None:
        return _served("keras", admits) or ANY
    for name in TENSORFLOWS:
        if admits(name, "0", TOGETHER) is False:
            return _served(name, admits) or ANY
    return ANY


def _within_tensorflow(admits: Admits) -> frozenset[str]:
    if admits("keras", "0", "2.10") is False:
        return frozenset({PYTHON})
    for name in TENSORFLOWS:
        if admits(name, "0", None) is not None:
            served = _served(name, admits)
            return (served - {NUMPY}) | ({TENSORFLOW} if NUMPY in served else frozenset()) or PART_OF_TENSORFLOW
    return PART_OF_TENSORFLOW


def _served(distribution: str, admits: Admits) -> frozenset[str]:
    """Generators of all versions that may be installed; a requirement that cannot be read excludes none."""
    served = [names for low, high, names in BY_VERSION if admits(distribution, low, high) is not False]
    return frozenset().union(*served)
