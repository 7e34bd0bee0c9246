"""Loads examples/measure.py, which is a script beside the examples and not part of the package."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder with the examples."""
    return EXAMPLES


@pytest.fixture(scope="session")
def measure() -> ModuleType:
    """The module examples/measure.py."""
    spec = importlib.util.spec_from_file_location("examples_measure", EXAMPLES / "measure.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
