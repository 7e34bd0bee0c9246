"""Sessions for tests: IPython in this process, a real kernel in another, and code whose faults need no data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from tests.docs.reading import ROOT

LOAD = "%load_ext reprolint"
FETCH = """\
import pickle
from urllib.request import urlopen
def fetch():
    return pickle.load(urlopen('https://example.org/a.pkl'))"""  # SHR002, line 4; nothing calls it
IMPORTS = """\
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.feature_selection import SelectKBest
X, y = make_classification(200, random_state=0)"""
LEAK = "X = SelectKBest(k=5).fit_transform(X, y)"  # LEA003, once there is a score
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
FIT = "model = LogisticRegression().fit(X_train, y_train)"
SCORE = "print('score', model.score(X_test, y_test))"


@dataclass
class Kernel:
    """A real kernel; cells are run one by one."""

    client: Any

    def run(self, code: str, *, may_fail: bool = False) -> list[Any]:
        """The outputs of a cell."""
        cell = nbformat.v4.new_code_cell(code)
        cell.metadata["tags"] = ["raises-exception"] if may_fail else []
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return list(cell.outputs)


@contextmanager
def kernel(folder: Path) -> Iterator[Kernel]:
    """Start a kernel whose working directory is `folder`."""
    from nbclient import NotebookClient

    client = NotebookClient(nbformat.v4.new_notebook(), timeout=120, kernel_name="python3")
    client.km = client.create_kernel_manager()
    client.start_new_kernel(cwd=str(folder), env=_environment(folder))
    client.start_new_kernel_client()
    try:
        yield Kernel(client)
    finally:
        client._cleanup_kernel()


def _environment(folder: Path) -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / ".ipython")}


def html_of(outputs: list[Any]) -> str:
    """The HTML among outputs, joined."""
    return "".join(output["data"].get("text/html", "") for output in outputs if "data" in output)


def plain_of(outputs: list[Any]) -> str:
    """The plain form of what was displayed."""
    return "\n".join(output["data"].get("text/plain", "") for output in outputs if "data" in output)


def stream_of(outputs: list[Any], name: str = "stdout") -> str:
    """What was printed."""
    return "".join(output["text"] for output in outputs if output["output_type"] == "stream" and output["name"] == name)
