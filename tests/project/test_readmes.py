"""A README that names the exact version of a library states it; bounds, ranges, scores and pip's answers do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprolint.project import Project


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def stated(root: Path, text: str, *names: str, file: str = "README.md", code: str = "analysis.py") -> str | None:
    """What the file, with this text, says about a library."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Project(root).stated(code, *(names or ("scikit-learn", "sklearn")))


@pytest.mark.parametrize(
    "text",
    [
        "Works with scikit-learn >= 0.21.3.",
        "scikit-learn>=0.21.3,<1.0",
        "scikit-learn ~= 1.6.1",
        "scikit-learn (>=0.19.0)",
        "scikit-learn < 0.18",
        "scikit-learn 0.21.3+",
        "scikit-learn 0.24.1 or later",
        "scikit-learn 1.0.2 (or higher)",
        "scikit-learn version 0.24 and above",
        "scikit-learn 0.24.* will do",
        "scikit-learn==1.2.x",
        "scikit-learn 0.20.1 - 0.24.2",
        "scikit-learn 0.20.1 to 0.24.2",
        "at least scikit-learn 0.24.1",
        "scikit-learn",
        "scikit-learn 3",
        "pip install sklearn==0.0",
        "Our model: 0.95, sklearn: 0.93",
        "- sklearn: 0.93",
        "| sklearn | 12.3 | 4.5 |",
        "sklearn 12.3 s, ours 4.5 s",
        "auto-sklearn-like 0.14.1",
        "See https://example.org/scikit-learn/0.24.1/guide",
        "```\n$ pip install -r requirements.txt\nCollecting scikit-learn==0.24.1\n  Using cached x.whl\n```",
        "```\n$ pip install .\nSuccessfully installed numpy-1.19.5 scikit-learn-0.24.1 scipy-1.5.4\n```",
        "    Installing collected packages: a\n    a scikit-learn-0.24.1",
    ],
)
def test_no_version_is_stated(tmp_path: Path, text: str) -> None:
    assert stated(tmp_path, text) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Requirements: Python 3.6, scikit-learn 0.21.3, numpy 1.17.3", "0.21.3"),
        ("numpy 1.17.3<br>\nscikit-learn 0.21.3<br>", "0.21.3"),
        (" * scikit_learn-0.14.1", "0.14.1"),
        ("sklearn==0.24", "0.24"),
        ("conda install python=3.8 scikit-learn=1.0", "1.0"),
        ("* SciKit-Learn version 0.22.1", "0.22.1"),
        ("- sklearn (0.19.1)", "0.19.1"),
        ("- scikit-learn 0.24", "0.24"),
        ("Trained with Python 3.8 and scikit-learn 1.0.", "1.0"),
        ("Trained with scikit-learn v1.2 on a laptop", "1.2"),
        ("**scikit-learn**: `0.21.3`", "0.21.3"),
        ("[scikit-learn](https://scikit-learn.org/stable/) 0.21.3", "0.21.3"),
        ("| scikit-learn | 0.21.3 |", "0.21.3"),
        ("scikit-learn\uff1a0.21.3", "0.21.3"),
        ("```\npip install scikit-learn==0.24.2\n```", "0.24.2"),
        ("```\nSuccessfully installed scikit-learn-1.1.1\n```\nscikit-learn 0.24.1 was used", "0.24.1"),
    ],
)
def test_a_version_is_stated(tmp_path: Path, text: str, version: str) -> None:
    assert stated(tmp_path, text) == version


def test_methods_have_scores_and_libraries_versions(tmp_path: Path) -> None:
    assert stated(tmp_path, "| XGBoost | 0.85 |\n| LightGBM | 12.5 |", "xgboost") is None
    assert stated(tmp_path, "python 3.7\nxgboost 0.90\n", "xgboost") == "0.90"


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("README.md", True),
        ("readme.rst", True),
        ("README_zh.md", True),
        ("INSTALL", True),
        ("INSTALL.txt", True),
        ("models/README.md", True),
        ("models/svm/README.md", True),
        ("other/README.md", False),
        ("install.sh", False),
        ("notes.md", False),
    ],
)
def test_only_what_stands_beside_the_code_or_above_it_speaks_for_it(tmp_path: Path, file: str, found: bool) -> None:
    version = stated(tmp_path, "scikit-learn 0.24.1\n", file=file, code="models/svm/fit.py")
    assert (version == "0.24.1") is found
