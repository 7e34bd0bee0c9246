"""The cache gives the same bytes as no cache, whatever has changed, and believes nothing that it did not write."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reprolint.cli import main
from reprolint.engine import cache as caching
from reprolint.engine.cache import FOLDER, Cache, opened
from reprolint.engine.outcome_json import from_json, to_json
from reprolint.engine.running import Engine

HELPER = """\
from sklearn.preprocessing import StandardScaler

def scaled(rows):
    return StandardScaler().fit_transform(rows)
"""
HARMLESS = "def scaled(rows):\n    return rows\n"
STUDY = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from {module} import scaled

births = pd.read_csv("births.csv")
X = scaled(births.drop(columns="preterm"))
X_train, X_test, y_train, y_test = train_test_split(X, births["preterm"])  # reprolint: ignore[REP001] seeds vary
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""
LOADING = "import torch\nfrom helpers import scaled\nnetwork = torch.load('network.pt')\nprint(network)\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with helpers, a helper that is not there yet, a notebook, and files that cannot be read to the end."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "study"\ndependencies = ["torch==2.1.0"]\n')
    (folder / "helpers.py").write_text(HELPER)
    (folder / "one.py").write_text(STUDY.format(module="helpers"))
    (folder / "two.py").write_text(STUDY.format(module="later"))
    (folder / "load.py").write_text(LOADING)
    (folder / "broken.py").write_text("def\n")
    cell = {"cell_type": "code", "source": STUDY.format(module="helpers"), "metadata": {}, "outputs": []}
    (folder / "n.ipynb").write_text(
        json.dumps({"cells": [{**cell, "execution_count": 2}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    )
    monkeypatch.chdir(folder)
    return folder


def checked(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["check", "--format", "json", "--select", "ALL", *arguments])
    assert result.exit_code in {1, 4}, result.output
    return result.stdout


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are really analysed, in this process."""
    names: list[str] = []
    own = Engine.analyse

    def analyse(self: Engine, item: Any) -> Any:
        names.append(item.display)
        return own(self, item)

    monkeypatch.setattr(Engine, "analyse", analyse)
    return names


def test_cold_warm_and_none_give_the_same_bytes(analysed: list[str]) -> None:
    none = checked("--no-cache")
    assert not Path(FOLDER).exists()
    assert checked() == none
    del analysed[:]
    assert checked() == none
    assert analysed == []
    assert "LEA001" in none
    assert json.loads(none)["suppressed"]
    assert json.loads(none)["problems"]


def test_processes_and_their_number_make_no_difference() -> None:
    none = checked("--no-cache")
    assert checked("--jobs", "2") == none
    assert checked("--jobs", "2") == none
    assert checked("--jobs", "1") == none
    shutil.rmtree(FOLDER)
    assert checked("--jobs", "1") == none
    assert checked("--jobs", "2") == none


def changes() -> dict[str, tuple[Callable[[], object], set[str]]]:
    """What may change between two runs, and which files then have to be analysed again."""
    return {
        "nothing": (lambda: None, set()),
        "the file": (lambda: Path("one.py").write_text("x = 1\n"), {"one.py"}),
        "a helper": (lambda: Path("helpers.py").write_text(HARMLESS), {"helpers.py", "one.py", "n.ipynb", "load.py"}),
        "a helper is removed": (lambda: Path("helpers.py").unlink(), {"one.py", "n.ipynb", "load.py"}),
        "a helper appears": (lambda: Path("later.py").write_text(HELPER), {"later.py", "two.py"}),
        "a helper appears that wins": (
            lambda: (Path("helpers").mkdir(), Path("helpers/__init__.py").write_text(HARMLESS)),
            {"helpers/__init__.py"},  # the module beside it is still found first
        ),
        "a fact of the repository": (
            lambda: Path("pyproject.toml").write_text('[project]\nname = "study"\ndependencies = ["torch==2.7.0"]\n'),
            {"load.py"},
        ),
        "a file that nothing asks for": (lambda: Path("notes.md").write_text("# Notes\n"), set()),
        "times only": (lambda: [os.utime(path, (1, 1)) for path in Path().glob("*.py")], set()),
        "settings": (lambda: Path("reprolint.toml").write_text('[per-file-ignores]\n"one.py" = ["LEA"]\n'), None),
    }  # type: ignore[return-value]


@pytest.mark.parametrize("name", list(changes()))
def test_only_what_rests_on_a_change_is_analysed_again(name: str, analysed: list[str]) -> None:
    change, again = changes()[name]
    checked()
    del analysed[:]
    change()
    second = checked()
    if again is not None:
        assert set(analysed) == again
    else:
        assert len(analysed) == 6
    assert second == checked("--no-cache")


def test_what_other_files_write_is_a_fact_too(analysed: list[str]) -> None:
    Path("trust.py").write_text("import torch\nprint(torch.load('best.pt', weights_only=False))\n")
    assert "switches the protection" in checked()
    del analysed[:]
    Path("train.py").write_text("import torch\ntorch.save({}, 'best.pt')\n")
    second = checked()
    assert set(analysed) == {"trust.py", "train.py"}
    assert "switches the protection" not in second
    assert second == checked("--no-cache")


def test_filters_of_the_display_need_no_new_analysis(analysed: list[str]) -> None:
    checked()
    del analysed[:]
    filtered = checked("--min-severity", "error", "--confidence", "low")
    assert analysed == []
    assert filtered == checked("--min-severity", "error", "--confidence", "low", "--no-cache")


def test_other_rules_and_other_folders_are_other_runs(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked()
    runner = CliRunner()
    some = runner.invoke(main, ["check", "--select", "LEA001", "--format", "json"]).stdout
    assert some == runner.invoke(main, ["check", "--select", "LEA001", "--format", "json", "--no-cache"]).stdout
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    assert checked("..") == checked("..", "--no-cache")


def entries() -> list[Path]:
    return sorted(Path(FOLDER).glob("*.json"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"LEA", b"REP"),
        lambda raw: b"0" * 64 + raw[64:],
        lambda _: b"\xff" * 100,
        lambda raw: raw.partition(b"\n")[0] + b"\n" + b"[" * 100_000,
        lambda _: b"x" * 2_000_000,
    ],
)
def test_damaged_entries_are_made_again(damage: Callable[[bytes], bytes]) -> None:
    none = checked()
    before = {path: path.read_bytes() for path in entries()}
    for path, raw in before.items():
        path.write_bytes(damage(raw))
    assert checked() == none
    assert {path: path.read_bytes() for path in entries()} == before


def test_entries_under_another_name_are_not_believed(analysed: list[str]) -> None:
    none = checked()
    names = entries()
    contents = [path.read_bytes() for path in names]
    for path, content in zip(names, contents[1:] + contents[:1], strict=True):
        path.write_bytes(content)
    del analysed[:]
    assert checked() == none
    assert len(analysed) == len(names)


def test_a_cache_of_somebody_else_is_not_believed(
    analysed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = checked()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another home"))
    del analysed[:]
    assert checked() == none
    assert len(analysed) == 6


def test_signed_nonsense_is_made_again() -> None:
    none = checked()
    cache = opened(Path(), {}, [])
    assert cache is not None
    body = json.dumps([1, "a", None]).encode()
    (cache.folder / cache._entry("one")).write_bytes(cache._code("one", body) + b"\n" + body)
    assert cache.get("one", b"", dict) is None
    assert checked() == none


def test_the_folder_keeps_out_of_git_and_backups() -> None:
    checked()
    assert Path(FOLDER, ".gitignore").read_text() == "*\n"
    assert Path(FOLDER, "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert not list(Path(FOLDER).glob(".new-*"))


def test_no_cache_where_none_can_be_kept(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = checked("--no-cache")
    (project / FOLDER).write_text("a file stands in the way")
    assert checked() == none
    (project / FOLDER).unlink()
    (tmp_path / "elsewhere").mkdir()
    (project / FOLDER).symlink_to(tmp_path / "elsewhere")
    assert checked() == none
    assert not list((tmp_path / "elsewhere").iterdir())
    (project / FOLDER).unlink()
    (tmp_path / "no folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no folder"))
    assert checked() == none
    assert not (project / FOLDER).exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not stop the superuser")
def test_a_project_that_cannot_be_written_to_is_checked(project: Path) -> None:
    none = checked("--no-cache")
    project.chmod(0o500)
    try:
        assert checked() == none
    finally:
        project.chmod(0o700)


def test_a_folder_that_is_no_project_gets_no_cache(project: Path) -> None:
    (project / "pyproject.toml").unlink()
    checked()
    assert not (project / FOLDER).exists()


def test_the_oldest_entries_go(monkeypatch: pytest.MonkeyPatch) -> None:
    checked()
    old = entries()
    for path in old:
        os.utime(path, (1, 1))
    monkeypatch.setattr(caching, "MAX_ENTRIES", len(old))
    Path("new.py").write_text("x = 1\n")
    checked()
    assert len(entries()) == len(old)
    assert len(set(entries()) - set(old)) >= 1
    monkeypatch.setattr(caching, "MAX_BYTES", 0)
    Path("new.py").write_text("x = 2\n")
    checked()
    assert entries() == []


def test_a_crash_of_ours_is_not_kept(monkeypatch: pytest.MonkeyPatch, analysed: list[str]) -> None:
    def stop(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "_built", stop)
        checked()
    assert len(entries()) == 1  # of the file that cannot be parsed, and so was never built


def test_outcomes_are_read_back_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    own = Cache.put

    def put(self: Cache, name: str, outcome: Any) -> None:
        kept.append(outcome)
        own(self, name, outcome)

    monkeypatch.setattr(Cache, "put", put)
    checked()
    assert len(kept) == 6
    for outcome in kept:
        outcome.about_project = []
        assert from_json(json.loads(json.dumps(to_json(outcome)))) == outcome
        # equality of places leaves out their labels and excerpts
        assert repr(from_json(json.loads(json.dumps(to_json(outcome))))) == repr(outcome)
    assert any(outcome.seen.facts for outcome in kept)
    assert any(None in outcome.seen.files.values() for outcome in kept)


def test_nothing_but_what_was_written_can_be_read() -> None:
    for raw in (None, [], {}, [1], [True] + [[]] * 8, ["1", [], [], [], None, [], "", [[], []], []]):
        with pytest.raises((TypeError, ValueError)):
            from_json(raw)
