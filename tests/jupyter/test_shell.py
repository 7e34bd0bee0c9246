"""What the magics do in IPython: which runs count, which findings show when, and that the user's cell is left alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("IPython")

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config as Traits

import reprolint.jupyter
from reprolint.jupyter import extension, session
from reprolint.jupyter.extension import unwrap
from tests.jupyter.sessions import FETCH, FIT, IMPORTS, LEAK, LOAD, SCORE, SPLIT


class Session:
    """A shell of its own; `run` gives what a cell printed on stdout and stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        traits = Traits()
        traits.HistoryManager.enabled = False
        traits.InteractiveShell.colors = "nocolor"
        self.shell = InteractiveShell(config=traits)
        self.capsys = capsys
        self.run(LOAD)

    def run(self, code: str, cell_id: str | None = None, *, fails: bool = False) -> str:
        self.capsys.readouterr()
        result = self.shell.run_cell(code, store_history=True, cell_id=cell_id)
        printed = self.capsys.readouterr()
        assert result.success is not fails, printed.out + printed.err
        return printed.out + printed.err

    def run_all(self, *codes: str) -> str:
        return [self.run(code) for code in codes][-1]

    @property
    def names(self) -> dict[str, object]:
        return self.shell.user_ns


@pytest.fixture
def ipython(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Session]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "helper", raising=False)
    running = Session(capsys)
    yield running
    reprolint.jupyter.unload_ipython_extension(running.shell)


# --- %reprolint ----------------------------------------------------------------------------------------------------


def test_everything_that_ran_is_checked_as_one_story(ipython: Session) -> None:
    told = ipython.run_all(IMPORTS, LEAK, SPLIT, FIT, SCORE, "%reprolint")
    assert "In [3], line 1: error LEA003" in told
    assert "In [6]" in told
    assert "1 finding (1 error) in the 5 cells run so far." in told


def test_clean_session_is_one_line(ipython: Session) -> None:
    assert ipython.run_all("x = 1", "%reprolint") == "reprolint: no findings in the cell run so far.\n"


def test_true_order_counts_not_the_order_on_the_page(ipython: Session) -> None:
    """The cell that chooses columns stands first on the page, but ran after the split was scored."""
    assert "no findings" in ipython.run_all(IMPORTS, SPLIT, FIT, SCORE, LEAK, "%reprolint")


def test_code_that_the_notebook_no_longer_shows_counts(ipython: Session) -> None:
    for code, cell in [(IMPORTS, "a"), (LEAK, "b"), ("print(X.shape)", "b"), (SPLIT, "c"), (FIT, "d"), (SCORE, "e")]:
        ipython.run(code, cell)
    told = ipython.run("%reprolint")
    assert "LEA003" in told
    assert "In [3], changed since" in told


def test_mended_and_run_again_is_told_no_more(ipython: Session) -> None:
    for code, cell in [(IMPORTS, "a"), (LEAK, "b"), (SPLIT, "c"), (FIT, "d"), (SCORE, "e")]:
        ipython.run(code, cell)
    ipython.run(IMPORTS, "a")
    ipython.run("print(X.shape)", "b")
    assert "LEA003" in ipython.run("%reprolint"), "the printed score is still the old one"
    for code, cell in [(SPLIT, "c"), (FIT, "d"), (SCORE, "e")]:
        ipython.run(code, cell)
    assert "no findings" in ipython.run("%reprolint")


@pytest.mark.parametrize("cell_id", [None, "b"])
def test_cell_that_ran_again_is_told_of_once_at_its_last_run(ipython: Session, cell_id: str | None) -> None:
    for _ in range(3):
        ipython.run(FETCH, cell_id)
    told = ipython.run("%reprolint")
    assert "1 finding" in told
    assert "In [4], line 4" in told


def test_equal_cells_are_told_of_each(ipython: Session) -> None:
    ipython.run(FETCH, "a")
    ipython.run(FETCH, "b")
    assert "2 findings" in ipython.run("%reprolint")


def test_only_what_stands_above_the_magic_has_run(ipython: Session) -> None:
    assert "no findings" in ipython.run(f"%reprolint\n{FETCH}")
    assert "2 findings (2 warnings) in the 2 cells" in ipython.run(f"{FETCH}\n%reprolint")
    assert "3 findings" in ipython.run(f"def ask():\n    get_ipython().run_line_magic('reprolint', '')\n{FETCH}\nask()")


def test_statement_that_failed_did_not_happen(ipython: Session) -> None:
    ipython.run(IMPORTS)
    ipython.run(f"rows = X\n{LEAK.replace('X, y', 'nowhere, y')}\n{FETCH}", fails=True)
    assert ipython.names["rows"] is ipython.names["X"]
    assert "no findings" in ipython.run_all(SPLIT, FIT, SCORE, "%reprolint")


def test_what_ran_before_a_failure_counts(ipython: Session) -> None:
    ipython.run(f"{FETCH}\n1 / 0", fails=True)
    assert "SHR002" in ipython.run("%reprolint")


def test_interrupted_loop_counts(ipython: Session) -> None:
    body = "\n".join(f"    {line}" for line in FETCH.splitlines())
    ipython.run(f"for _ in range(2):\n{body}\n    1 / 0", fails=True)
    assert "SHR002" in ipython.run("%reprolint")


def test_cell_that_is_no_python_never_ran(ipython: Session) -> None:
    ipython.run("def broken(:", fails=True)
    assert ipython.run("%reprolint") == "reprolint: no findings in the 0 cells run so far.\n"


def test_names_from_failed_cells_are_not_called_hidden(ipython: Session) -> None:
    ipython.run("print(later)", fails=True)
    assert "no findings" in ipython.run_all("later = 1", "print(later + 1)", "%reprolint")


def test_name_without_a_cell_is_hidden_state(ipython: Session) -> None:
    ipython.names["from_nowhere"] = 3
    assert "NBK003" in ipython.run_all("print(from_nowhere)", "%reprolint")


def test_runs_from_before_loading_count(ipython: Session) -> None:
    ipython.run("%unload_ext reprolint")
    ipython.run("print(later)", fails=True)
    ipython.run("def broken(:", fails=True)
    ipython.run_all("later = 1", FETCH, LOAD)
    told = ipython.run("%reprolint")
    assert "In [6], line 4: warning SHR002" in told
    assert "NBK003" not in told
    assert "syntax" not in told


def test_modules_beside_the_notebook_are_read(ipython: Session, tmp_path: Path) -> None:
    body = "    return SelectKBest(k=5).fit_transform(X, y)\n"
    (tmp_path / "helper.py").write_text(f"from sklearn.feature_selection import SelectKBest\ndef choose(X, y):\n{body}")
    told = ipython.run_all(IMPORTS, "from helper import choose\nX = choose(X, y)", SPLIT, FIT, SCORE, "%reprolint")
    assert "LEA003" in told
    assert "helper.py" in told


def test_configuration_of_the_folder_is_read(ipython: Session, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.reprolint]\nignore = ["SHR002"]\n')
    assert "no findings" in ipython.run_all(FETCH, "%reprolint")
    (tmp_path / "other.toml").write_text("")
    assert "SHR002" in ipython.run("%reprolint --config other.toml")


def test_comments_silence(ipython: Session) -> None:
    silenced = FETCH + "  # reprolint: ignore[SHR002] one file only"
    assert "no findings" in ipython.run_all(silenced, "%reprolint")
    early = ipython.run_all("x = 1  # reprolint: ignore[LEA001] a later cell shows why", "%reprolint")
    assert "unused" not in early


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("--select SHR", True),
        ("--select LEA", False),
        ("--ignore unsafe-load", False),
        ("--select LEA --extend-select SHR002", True),
        ("--min-severity error", False),
        ("--confidence high --select SHR002", True),
    ],
)
def test_options_are_those_of_the_command(ipython: Session, options: str, found: bool) -> None:
    assert ("SHR002" in ipython.run_all(FETCH, f"%reprolint {options}")) is found


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--selct SHR", "No such option"),
        ("--min-severity bad", "'note', 'warning', 'error'"),
        ("--select SHR99", "did you mean"),
        ("onn", "'on', 'off'"),
        ("--select 'SHR", "No closing quotation"),
        ("--config nowhere.toml", "no such file"),
    ],
)
def test_wrong_options_are_said_and_cost_nothing(ipython: Session, options: str, message: str) -> None:
    told = ipython.run(f"%reprolint {options}\nafter = 1")
    assert message in told
    assert "nothing was checked" in told
    assert ipython.names["after"] == 1


def test_help_lists_the_options(ipython: Session) -> None:
    told = ipython.run("%reprolint --help")
    assert "%reprolint on" in told
    assert all(f"--{option}" in told for option in ("select", "extend-select", "ignore", "min-severity", "confidence"))
    assert "--jobs" not in told


# --- %%reprolint ---------------------------------------------------------------------------------------------------


def test_cell_is_checked_then_run_once(ipython: Session) -> None:
    ipython.run("count = 0")
    told = ipython.run(f"%%reprolint\ncount += 1\n{FETCH}\nprint('ran')\ncount")
    assert ipython.names["count"] == 1
    assert told.index("SHR002") < told.index("ran\n") < told.index("Out[3]: 1")
    assert "In [3], line 6" in told


def test_context_is_what_ran_before(ipython: Session) -> None:
    ipython.run_all(IMPORTS, LEAK, SPLIT, FIT)
    assert "LEA003" in ipython.run(f"%%reprolint\n{SCORE}")
    assert "no findings in this cell" in ipython.run("%%reprolint\nx = 1")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("import asyncio\nawait asyncio.sleep(0)\nprint('waited')", "waited"),
        ("%%time\nprint('inner')", "inner"),
        ("%%capture kept\nprint('inner')", "no findings"),
        ("%precision 3\n0.12345", "0.123"),
        ("from __future__ import annotations\nprint('future')", "future"),
        ("x = 5\nx;", "no findings"),
        ("!echo shell", "shell"),
        ("", "no findings"),
    ],
)
def test_cell_runs_like_any_other(ipython: Session, body: str, expected: str) -> None:
    assert expected in ipython.run(f"%%reprolint\n{body}")


def test_cell_under_another_magic_is_checked_too(ipython: Session) -> None:
    assert "SHR002" in ipython.run(f"%%time\n%%reprolint\n{FETCH}")
    assert "fetch" in ipython.names


def test_error_of_the_cell_is_an_ordinary_one(ipython: Session) -> None:
    told = ipython.run("%%reprolint\nx = 1\n1 / 0", fails=True)
    assert "----> 3 1 / 0" in told
    assert "reprolint/" not in told
    assert told.count("Traceback") + told.count("ZeroDivisionError: division by zero") <= 2


def test_wrong_options_do_not_keep_the_cell_from_running(ipython: Session) -> None:
    told = ipython.run("%%reprolint --selct SHR\nran = True")
    assert "No such option" in told
    assert "the cell runs without a check" in told
    assert ipython.names["ran"] is True


def test_magic_called_as_a_function_runs_the_body_once(ipython: Session) -> None:
    ipython.run("count = 0\nget_ipython().run_cell_magic('reprolint', '', 'count += 1')")
    assert ipython.names["count"] == 1


def test_typing_a_cell_in_a_terminal_is_not_cut_short(ipython: Session) -> None:
    assert ipython.shell.check_complete("%%reprolint\n")[0] == "incomplete"
    assert ipython.shell.check_complete("%%reprolint\nx = 1")[0] == "incomplete"


def test_other_cells_are_not_touched() -> None:
    for lines in ([], ["x = 1\n"], ["%%reprolinter\n", "x\n"], ["%%time\n", "%%reprolint\n"]):
        assert unwrap(list(lines)) == lines


# --- %reprolint on -------------------------------------------------------------------------------------------------


def test_on_is_quiet_until_something_is_new(ipython: Session) -> None:
    assert "after each cell" in ipython.run("%reprolint on")
    assert [ipython.run(code) for code in (IMPORTS, LEAK, SPLIT, FIT)] == [""] * 4
    told = ipython.run(SCORE)
    assert "LEA003" in told
    assert told.startswith("score")
    assert ipython.run("x = 1") == ""


def test_on_tells_again_under_a_cell_that_ran_again(ipython: Session) -> None:
    """Jupyter replaces the cell's output, and with it what was told there."""
    ipython.run("%reprolint on")
    assert "SHR002" in ipython.run(FETCH, "a")
    assert "SHR002" in ipython.run(FETCH, "a")
    assert ipython.run("y = 2", "b") == ""
    assert ipython.run("y = 3", "a") == ""


def test_on_begins_with_what_is_there(ipython: Session) -> None:
    assert "SHR002" in ipython.run_all(FETCH, "%reprolint on --select SHR")
    assert ipython.run("x = 1") == ""


def test_off_ends_it(ipython: Session) -> None:
    assert ipython.run_all("%reprolint on", "%reprolint off", FETCH) == ""


def test_failed_cell_is_checked_as_far_as_it_ran(ipython: Session) -> None:
    ipython.run("%reprolint on")
    assert "SHR002" in ipython.run(f"{FETCH}\n1 / 0", fails=True)
    assert "reprolint" not in ipython.run("def broken(:", fails=True)


def test_cell_that_was_just_checked_is_not_told_twice(ipython: Session) -> None:
    ipython.run("%reprolint on")
    assert ipython.run(f"%%reprolint\n{FETCH}").count("SHR002 ") == 1


def test_slow_checks_are_spoken_of_once(ipython: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ipython.run("%reprolint on")
    monkeypatch.setattr(extension, "SLOW", 0.0)
    assert "%reprolint off" in ipython.run("x = 1")
    assert ipython.run("x = 2") == ""


# --- when something of ours breaks ---------------------------------------------------------------------------------


def broken(*_: object, **__: object) -> None:
    message = "a fault of ours"
    raise RuntimeError(message)


@pytest.mark.parametrize("where", ["check_runs", "findings_of", "show", "extent"])
def test_crash_of_ours_costs_no_cell(ipython: Session, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setattr(extension, where, broken)
    told = ipython.run(f"%reprolint\n{FETCH}\nfirst = 1")
    assert told.count("reprolint: stopped: RuntimeError: a fault of ours; nothing was checked") == 1
    told = ipython.run(f"%%reprolint\n{FETCH}\nsecond = 2")
    assert told.count("the cell runs without a check") == (where != "extent")
    assert (ipython.names["first"], ipython.names["second"]) == (1, 2)


def test_crash_after_a_cell_ends_the_checks(ipython: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ipython.run("%reprolint on")
    monkeypatch.setattr(extension, "check_runs", broken)
    told = ipython.run("x = 1")
    assert told == (
        "reprolint: stopped: RuntimeError: a fault of ours; your cell was not affected, "
        "and checks after each cell are off now\n"
    )
    assert ipython.run("x = 2") == ""


def test_crash_while_noting_a_cell_costs_nothing(ipython: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extension.History, "starts", broken)
    monkeypatch.setattr(extension.History, "ended", broken)
    assert ipython.run("x = 1").count("your cell was not affected") == 2
    assert ipython.names["x"] == 1


def test_interrupt_of_a_check_before_a_cell_leaves_the_cell(ipython: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extension, "check_runs", interrupted)
    assert "the check was interrupted" in ipython.run("%%reprolint\nx = 1")
    assert ipython.names["x"] == 1
    ipython.run("%reprolint\nx = 2", fails=True)
    assert ipython.names["x"] == 1, "an interrupt ends the cell that asked for a check"


def test_crashed_rule_is_a_problem_and_the_others_go_on(ipython: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    real = session.api.checks.load

    def load(pages: Iterable[str] | None = None) -> list[object]:
        return [replace(one, function=broken) if one.code == "SHR002" else one for one in real(pages)]

    monkeypatch.setattr(session.api.checks, "load", load)
    told = ipython.run_all(FETCH, "%reprolint")
    assert "RuntimeError in rule SHR002" in told


# --- what is left alone --------------------------------------------------------------------------------------------


def test_history_is_only_read(ipython: Session) -> None:
    ipython.run("count = 0")
    ipython.run("count += 1")
    manager = ipython.shell.history_manager
    before, names = list(manager.input_hist_raw), set(ipython.names)
    told = ipython.run("%reprolint")
    assert "no findings" in told
    ipython.run("%reprolint on")
    ipython.run("%%reprolint\ncount += 1")
    assert ipython.names["count"] == 2
    assert manager.input_hist_raw[: len(before)] == before
    assert manager.input_hist_raw[len(before) :] == ["%reprolint", "%reprolint on", "%%reprolint\ncount += 1"]
    assert {name for name in set(ipython.names) - names if not name.startswith("_")} == set()


def test_cell_that_ipython_keeps_no_record_of(ipython: Session) -> None:
    """It leaves out cells that hold a magic and the word `paste`; the cells around it keep their numbers."""
    ipython.run("%reprolint on")
    ipython.run("x = 1", "a")
    ipython.run("%precision 3\nnote = 'paste'\n1 / 0", "b", fails=True)
    told = ipython.run(FETCH, "c")
    number = ipython.shell.execution_count - 1  # whether the one before got a number depends on IPython's version
    assert f"In [{number}], line 4" in told
    assert ipython.shell.history_manager.input_hist_raw[-1] == FETCH
    assert len(ipython.shell.history_manager.input_hist_raw) == 5


def test_unloading_takes_everything_back(ipython: Session) -> None:
    transformers = len(ipython.shell.input_transformers_cleanup)
    ipython.run("%unload_ext reprolint")
    assert len(ipython.shell.input_transformers_cleanup) == transformers - 1
    assert "reprolint" not in ipython.shell.magics_manager.magics["line"]
    assert "not found" in ipython.run("%reprolint", fails=True)
    ipython.run("%load_ext reprolint")
    ipython.run("%reload_ext reprolint")
    assert len(ipython.shell.input_transformers_cleanup) == transformers


def test_package_is_loaded_only_with_its_extension() -> None:
    code = "import reprolint.api, sys; print('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
