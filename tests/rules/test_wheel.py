"""The rules travel with the package: a built wheel in a fresh environment finds them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reprolint import rulebook

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json
from reprolint import rulebook
from reprolint.graph.catalog import Catalog
book = rulebook.load()
texts = [len(book.text(code)) for code in book.pages]
print(json.dumps([str(rulebook.rules_folder()), list(book.pages), list(book.checklists), min(texts), len(Catalog.default())]))
"""


def run(*command, cwd):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_an_installed_wheel_finds_its_rules(tmp_path):
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "fresh", cwd=tmp_path)
    (scripts,) = [folder for name in ("bin", "Scripts") if (folder := tmp_path / "fresh" / name).is_dir()]
    run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    folder, codes, checklists, shortest, entries = json.loads(run(scripts / "python", "-c", PROGRAM, cwd=tmp_path))
    assert Path(folder).is_relative_to(tmp_path / "fresh")
    assert codes == list(rulebook.load().pages)
    assert checklists == list(rulebook.load().checklists)
    assert shortest > 0
    assert entries > 0
    assert run(scripts / "reprolint", "explain", codes[0], cwd=tmp_path).startswith(f"# {codes[0]} ")
