"""The pipeline as a function, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import reprolint
from reprolint import Config, ConfigurationError, api, check, check_text, render
from reprolint.api import engine_for
from reprolint.engine import Engine
from reprolint.errors import PathNotFoundError

LISTED = "import os\nlabels = {name: number for number, name in enumerate(os.listdir('data'))}\n"
HEAVY = ("libcst", "rich", "nbformat", "numpy", "sklearn", "yaml", "click", "multiprocessing")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported_by(code: str) -> list[str]:
    """Heavy modules that a fresh interpreter has imported after `code`."""
    code += f"\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [name for name in HEAVY if f"'{name}'" in done.stdout.splitlines()[-1]]


def test_importing_the_api_imports_nothing_heavy() -> None:
    assert imported_by("import reprolint.api") == []


def test_checking_a_script_imports_nothing_heavy(project: Path) -> None:
    (project / "a.py").write_text(LISTED)
    assert imported_by("import reprolint\nprint(reprolint.render(reprolint.check(['.']), 'text'))") == []


def test_writing_any_format_imports_nothing_heavy(project: Path) -> None:
    (project / "a.py").write_text(LISTED)
    program = "import reprolint, reprolint.report as r\nreport = reprolint.check(['.'])\n"
    assert imported_by(program + "print([len(r.render(report, form)) for form in r.FORMATS])") == []


def test_every_public_name_can_be_had() -> None:
    assert all(getattr(reprolint, name) is not None for name in reprolint.__all__)
    assert set(reprolint.__all__) <= set(dir(reprolint))
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = reprolint.nothing_like_this  # type: ignore[attr-defined]


def test_paths_are_relative_to_the_working_directory(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "a.py").write_text("def\n")
    assert "sub/a.py" in [problem.path for problem in check([project / "sub"]).problems]


def test_missing_path_is_an_error() -> None:
    with pytest.raises(PathNotFoundError, match=r"nowhere\.py"):
        check(["nowhere.py"])


def test_configuration_with_unknown_rules_are_an_error() -> None:
    with pytest.raises(ConfigurationError, match="did you mean"):
        check_text("x = 1", config=Config(select=("LEA04",)))


def test_configuration_of_the_project_is_used(project: Path) -> None:
    (project / "reprolint.toml").write_text('extend-exclude = ["old"]\n')
    (project / "old").mkdir()
    (project / "old" / "a.py").write_text("x = 1\n")
    (project / "b.py").write_text("x = 1\n")
    assert check().files == 1


@pytest.mark.parametrize(
    ("markers", "paths", "facts", "whole"),
    [
        (["pyproject.toml"], ["."], ".", True),
        (["pyproject.toml"], ["src"], ".", False),
        (["pyproject.toml"], ["src", "."], ".", True),
        (["pyproject.toml"], ["a.py"], ".", False),
        ([], ["."], ".", True),
        ([], ["src"], "src", True),
        ([], ["src", "lib"], "src", False),
        ([], ["a.py"], ".", False),
    ],
)
def test_project_rules_are_asked_when_all_of_the_project_is_named(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    markers: list[str],
    paths: list[str],
    facts: str,
    whole: bool,
) -> None:
    (project / "src").mkdir()
    (project / "lib").mkdir()
    for name in ["a.py", *markers]:
        (project / name).touch()
    seen: dict[str, object] = {}

    def remember(config: Config, root: Path, **given: object) -> Engine:
        seen.update(given)
        return engine_for(config, root, facts=project, whole=False)

    monkeypatch.setattr(api, "engine_for", remember)
    check(paths)
    assert seen == {"facts": (project / facts).resolve(), "whole": whole}


def test_text_is_read_by_the_kind_of_its_name() -> None:
    assert [check_text(text).lines for text in ("", "x = 1", "x = 1\n", "x = 1\ny = 2")] == [0, 1, 1, 2]
    assert "broken-notebook" in [problem.kind for problem in check_text("{", "a.ipynb").problems]
    assert "a.py" in [problem.path for problem in check_text(b"\xff\xfe", "a.py").problems]


def test_same_bytes_from_any_number_of_processes(project: Path) -> None:
    for number in range(5):
        (project / f"part{number}.py").write_text(LISTED)
    assert len({render(check(jobs=jobs), "json") for jobs in (1, 2, 3)}) == 1


def test_a_folder_outside_of_the_project_we_stand_in_has_facts_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "ours" / "requirements.txt").write_text("tensorflow==2.8\n", encoding="utf-8")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "requirements.txt").write_text("tensorflow==2.16\n", encoding="utf-8")
    (tmp_path / "theirs" / "study.py").write_text(
        "import tensorflow as tf\n"
        "tf.random.set_seed(1)\n"
        "model = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"
        "model.compile(loss='mse')\n"
        "model.fit([[1.0]], [[2.0]])\n"
        "print(model.evaluate([[1.0]], [[2.0]]))\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path / "ours")
    inside = {finding.code for finding in check([tmp_path / "theirs"]).findings}
    monkeypatch.chdir(tmp_path / "theirs")
    assert {finding.code for finding in check([tmp_path / "theirs"]).findings} == inside >= {"REP003"}
