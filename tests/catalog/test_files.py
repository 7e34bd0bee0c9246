"""The catalogue files that ship: current, consistent, and true of the libraries that are installed here."""

import importlib
import inspect
import json
import random
import warnings

import pytest

from reprolint import rulebook
from reprolint.catalog.compile import compile_catalog

# In the catalogue because code in the wild uses them, though one of the versions in use lacks them.
NOT_EVERYWHERE = {
    "numpy.in1d", "pandas.read_gbq", "pandas.value_counts", "pathlib.Path.walk", "random.binomialvariate", "time.clock",
    "numpy.random.random_integers", "glob.glob1",
}  # fmt: skip
STANDARD = {
    "asyncio", "collections", "concurrent", "csv", "datetime", "glob", "hashlib", "json", "logging", "marshal",
    "multiprocessing", "os", "pathlib", "pickle", "pprint", "random", "secrets", "shelve", "statistics", "time", "timeit",
    "urllib", "uuid", "warnings", "zipfile", "zlib",
}  # fmt: skip


@pytest.fixture(scope="module")
def compiled():
    return compile_catalog(rulebook.rules_folder() / "catalog")


def test_the_index_is_compiled_from_the_files(compiled):
    index = json.loads((rulebook.rules_folder() / "catalog.json").read_text(encoding="utf-8"))
    assert {key: index[key] for key in compiled} == compiled


def test_aliases_lead_to_names_that_exist(compiled):
    starts = {name[:end] for name in compiled["entries"] for end, letter in enumerate(name + ".") if letter == "."}
    lost = {
        alias: target
        for alias, target in compiled["aliases"].items()
        if target not in starts | set(compiled["aliases"])
    }
    assert lost == {}


def test_seeding_calls_say_what_they_seed(compiled):
    known = {"python", "numpy", "torch", "torch-cuda", "torch-mps", "tensorflow", "keras", "environment"}
    for name, fields in compiled["entries"].items():
        if fields["role"] == "seed" and not name.startswith("torch.Generator."):
            assert fields["seeds"], name
            assert set(fields["seeds"]) <= known, name


def test_conditions_on_randomness_name_parameters_with_a_recorded_default(compiled):
    for named in (compiled["entries"], *compiled["methods"].values()):
        for name, fields in named.items():
            for condition in ("active", "inert", "unsure"):
                for parameter, literals in fields.get("random", {}).get(condition, {}).items():
                    assert literals == [] or parameter in fields["defaults"], name


def test_metrics_of_predictions_say_truth_before_prediction(compiled):
    for name, fields in compiled["entries"].items():
        if fields["role"] == "metric" and "arguments" in fields and fields.get("kind") not in {"internal", "estimator"}:
            assert fields["arguments"][0] not in {"preds", "y_pred", "prediction", "y_score"}, name


@pytest.mark.parametrize(
    "library", [*sorted(STANDARD), "numpy", "pandas", "scipy", "imblearn", "joblib", "cloudpickle"]
)
def test_names_and_parameters_are_those_of_the_installed_library(compiled, library):
    if library not in STANDARD:
        pytest.importorskip(library)
    for name, fields in compiled["entries"].items():
        if name.partition(".")[0] != library or name in NOT_EVERYWHERE:
            continue
        found = _find(name)
        expected = fields.get("parameters", [])
        try:
            actual = [one for one in inspect.signature(found).parameters if one != "self"]
        except (TypeError, ValueError):  # written in C, without a signature
            continue
        assert set(expected) <= set(actual), name
        assert actual[: len(expected)] == expected, name


def test_methods_of_frames_exist(compiled):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1, 2]})
    owners = [pandas.DataFrame, pandas.Series, pandas.Index, pandas.DatetimeIndex, frame.groupby("a"), frame.rolling(2)]
    removed = {"append", "applymap", "as_matrix", "backfill", "iteritems", "mad", "pad", "product"}
    of_spark = {
        "dropDuplicates", "randomSplit", "toPandas", "unionAll", "unionByName", "withColumn", "withColumnRenamed",
    }  # fmt: skip
    names = set(compiled["methods"]["frame"])
    assert {name for name in names if not any(hasattr(owner, name) for owner in owners)} <= removed | of_spark


def test_methods_of_generators_exist(compiled):
    numpy = pytest.importorskip("numpy")
    owners = [numpy.random.Generator, numpy.random.RandomState, random.Random]
    for name in compiled["methods"]["generator"]:
        assert any(hasattr(owner, name) for owner in owners), name


def _find(name):
    parts = name.split(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for length in range(len(parts) - 1, 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:length]))
            except ImportError:
                continue
            for part in parts[length:]:
                found = getattr(found, part)
            return found
    raise LookupError(name)
