"""`reprolint init`: what it proposes suits the project, loads without mistakes, and costs no byte of what was there."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from reprolint import config
from reprolint.cli import main
from reprolint.start import hooks

WORKFLOW = Path(".github/workflows/reprolint.yml")
HOOKS = Path(".pre-commit-config.yaml")
PYPROJECT = """\
# a comment, and  odd   spacing
[project]
name = "study"   # kept
version = "1.0"

[tool.ruff]
line-length=100
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    lay_out("train.py", "notebooks/paper.ipynb", "tests/test_train.py")
    return folder


def lay_out(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        Path(name).write_text(json.dumps(notebook) if name.endswith(".ipynb") else "print(1)\n")


def init(*options: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, ["init", *options], input=answers)


def loads() -> config.Config:
    """The settings as a check reads them; the check itself must not complain either."""
    checked = CliRunner().invoke(main, ["check", "--no-cache", "train.py"])
    assert checked.exit_code == 0, checked.output
    return config.load(Path.cwd())


def snapshot() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_without_pyproject_a_file_of_our_own_is_written() -> None:
    result = init("--yes")
    assert result.exit_code == 0, result.output
    text = Path("reprolint.toml").read_text()
    assert "2 scripts and 1 notebook" in text
    assert "tests" in text
    assert loads().file == Path.cwd() / "reprolint.toml"


@pytest.mark.parametrize(
    "before",
    [
        PYPROJECT,
        PYPROJECT.rstrip("\n"),
        PYPROJECT.replace("\n", "\r\n"),
        "",
        "[tool]\n",
        '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.11"\n',
        '\ufeff[project]\nname = "é"\n',
    ],
)
def test_appending_keeps_every_other_byte(before: str) -> None:
    raw = before.encode("utf-8")
    Path("pyproject.toml").write_bytes(raw)
    assert init("--yes").exit_code == 0
    after = Path("pyproject.toml").read_bytes()
    assert after.startswith(raw)
    added = after[len(raw) :]
    assert b"[tool.reprolint]" in added
    if b"\r\n" in raw:
        assert added.count(b"\n") == added.count(b"\r\n")
    new, old = tomllib.loads(after.decode("utf-8-sig")), tomllib.loads(raw.decode("utf-8-sig"))
    assert new.pop("tool").keys() == {*old.pop("tool", {}).keys(), "reprolint"}
    assert new == old
    assert loads().file == Path.cwd() / "pyproject.toml"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", "[tool.reprolint]\n"),
        ("reprolint.toml", ""),
        ("pyproject.toml", "tool.reprolint.ignore = []\n"),
    ],
)
def test_settings_that_are_there_stay(name: str, content: str) -> None:
    Path(name).write_text(content)
    result = init("--yes")
    assert result.exit_code == 0
    assert f"{name} speaks of reprolint already" in result.output
    assert Path(name).read_text() == content
    assert WORKFLOW.exists()  # the rest is still offered


def test_a_second_time_changes_nothing() -> None:
    assert init("--yes").exit_code == 0
    before = snapshot()
    again = init("--yes")
    assert again.exit_code == 0
    assert again.output.count("already; left as it is") == 3
    assert snapshot() == before


@pytest.mark.parametrize("content", [b"[project\n", b"\xff\xfe", b"tool = {ruff = {line-length = 100}}\n"])
def test_a_file_that_cannot_be_added_to_stops_everything(content: bytes) -> None:
    Path("pyproject.toml").write_bytes(content)
    before = snapshot()
    result = init("--yes")
    assert result.exit_code == 2
    assert result.stderr.startswith("reprolint: pyproject.toml: ")
    assert snapshot() == before


def test_printing_writes_nothing() -> None:
    Path("pyproject.toml").write_text(PYPROJECT)
    before = snapshot()
    result = init("--print")
    assert result.exit_code == 0
    assert snapshot() == before
    assert all(word in result.output for word in ("[tool.reprolint]", "repos:", "pip install"))


@pytest.mark.parametrize("from_a_copy", [True, False])
def test_who_has_a_copy_is_told_that_the_lines_want_a_release(
    from_a_copy: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "site" / "reprolint_ml-0.1.0.dist-info"
    record.mkdir(parents=True)
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: reprolint-ml\nVersion: 0.1.0\n")
    if from_a_copy:
        (record / "direct_url.json").write_text('{"url": "file:///home/me/reprolint"}')
    monkeypatch.syspath_prepend(record.parent)
    assert ("was installed from a copy" in init("--yes").stderr) == from_a_copy
    assert "copy" not in init("--yes").stderr  # nothing was written this time


def test_without_a_terminal_only_settings_are_written() -> None:
    before = snapshot()
    result = init(answers="y\ny\n")
    assert result.exit_code == 0
    assert snapshot().keys() - before.keys() == {"reprolint.toml"}
    assert result.output.count("`reprolint init --yes` would write") == 2


def test_code_of_others_is_left_out_and_drafts_are_treated_mildly() -> None:
    lay_out("third_party/net.py", "src/vendor/old.py", "notebooks/scratch/try.ipynb", "modules/loader/a.py")
    Path(".gitmodules").write_text('[submodule "loader"]\n\tpath = modules/loader\n\turl = x\n')
    assert init("--yes").exit_code == 0
    settings = loads()
    assert settings.extend_exclude == ("src/vendor/", "third_party/", "modules/loader/")
    assert settings.per_file_ignores == (("notebooks/scratch", ("NBK",)),)
    assert "2 scripts and 2 notebooks" in Path("reprolint.toml").read_text()
    every = CliRunner().invoke(main, ["check", "--no-cache", "--format", "json"])
    assert json.loads(every.stdout)["summary"]["files"] == 4


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_folders_with_odd_names_do_no_harm() -> None:
    lay_out('a"b/vendor/x.py', "a]\n[tool.evil]\nb/vendor/x.py", "a\n[evil]/tests/x.py", "[x]*/vendor/a.py")
    lay_out("\n[evil]\n/n.ipynb", "a\x7f/drafts/n.ipynb")
    assert init("--yes").exit_code == 0
    raw = tomllib.loads(Path("reprolint.toml").read_text())
    assert set(raw) <= {"extend-exclude", "per-file-ignores"}
    loads()


def test_a_large_project_is_told_of_the_baseline() -> None:
    lay_out(*(f"runs/run{number}.py" for number in range(201)))
    init("--yes")
    assert "So many files" in Path("reprolint.toml").read_text()


PLAIN = """\
# hooks
repos:
  - repo: https://example.org/a   # kept
    rev: v1
    hooks:
      - id: a
"""


@pytest.mark.parametrize(
    "before",
    [PLAIN, PLAIN.rstrip("\n"), PLAIN.replace("  -", "-").replace("\n    ", "\n  "), PLAIN.replace("\n", "\r\n"), None],
)
def test_the_hook_is_added_to_plain_files(before: str | None) -> None:
    if before is not None:
        HOOKS.write_bytes(before.encode())
    assert init("--yes").exit_code == 0
    after = HOOKS.read_bytes()
    assert after.startswith((before or "").encode())
    repos = yaml.safe_load(after)["repos"]
    assert repos[-1] == yaml.safe_load(hooks.ENTRY)[0]
    assert len(repos) == (1 if before is None else 2)


def test_what_is_added_is_valid_for_pre_commit() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib")
    HOOKS.write_text(PLAIN)
    init("--yes")
    loaded = clientlib.load_config(str(HOOKS))
    assert [hook["id"] for hook in loaded["repos"][-1]["hooks"]] == ["reprolint"]


@pytest.mark.parametrize(
    "before", ["repos: []\n", PLAIN + "ci:\n  autofix_prs: false\n", "repos: [\n", "- a\n", "&a [*a]\n"]
)
def test_the_hook_is_printed_where_it_cannot_be_appended(before: str) -> None:
    HOOKS.write_text(before)
    result = init("--yes")
    assert result.exit_code == 0
    assert HOOKS.read_text() == before
    assert "by hand" in result.output
    assert "id: reprolint" in result.output


def test_the_workflow_is_valid_and_the_job_for_gitlab_is_printed() -> None:
    init("--yes")
    steps = yaml.safe_load(WORKFLOW.read_text())["jobs"]["check"]["steps"]
    assert any(step.get("run", "").startswith("reprolint check") for step in steps)
    WORKFLOW.unlink()
    Path(".gitlab-ci.yml").write_text("stages: [test]\n")
    result = init("--yes")
    assert Path(".gitlab-ci.yml").read_text() == "stages: [test]\n"
    assert not WORKFLOW.exists()
    assert yaml.safe_load(result.output.split("cannot be done without changing what is there\n")[1].split("\n\n")[0])


def test_outside_of_git_only_settings_are_offered(project: Path) -> None:
    (project / ".git").rmdir()
    init("--yes")
    assert not HOOKS.exists()
    assert not WORKFLOW.exists()


@pytest.mark.skipif(os.name == "nt", reason="pseudo terminals")
def test_on_a_terminal_it_asks(project: Path) -> None:
    import pty

    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - another process
        os.execv(sys.executable, [sys.executable, "-m", "reprolint", "init"])
    seen = b""
    answers = [b"n\n", b"y\n"]
    while True:
        try:
            part = os.read(terminal, 1000)
        except OSError:  # the other side has closed
            break
        seen += part
        if seen.rstrip().endswith(b"[Y/n]:") and answers:
            os.write(terminal, answers.pop(0))
            seen += b"\n"
        if not part:
            break
    os.waitpid(child, 0)
    assert b"pre-commit: write" in seen
    assert not HOOKS.exists()
    assert WORKFLOW.exists()
