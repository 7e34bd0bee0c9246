"""Scripts: encodings, line ends, damage, percent cells and leftovers of IPython."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reprolint.source import read_bytes, read_file


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"x = 'a'\n", "a"),
        ("x = 'é'\n".encode(), "é"),
        (b"\xef\xbb\xbfx = 'a'\n", "a"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), "é"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"), "€"),
        ("# coding: utf-8\r\nx = 'é'\r\n".encode(), "é"),
        (b"import os\r\n\r\nx = 'a'\r\n", "a"),
        (b"import os\rx = 'a'\r", "a"),
        (b"\x0cimport os\n\x0c\nx = 'a'", "a"),
        (b"x = 'a'  # " + b"long " * 400_000 + b"\n", "a"),
        (b"y = 1\n" * 20_000 + b"x = 'a'\n", "a"),
    ],
    ids=["ascii", "utf-8", "bom", "latin-1", "second-line", "crlf-cookie", "crlf", "cr", "form-feed", "wide", "tall"],
)
def test_text_is_decoded_as_python_does(data: bytes, value: str) -> None:
    source, problems = read_bytes(data, "a.py")
    assert problems == ()
    assert source is not None
    assert "\r" not in source.text
    assigned = source.tree.body[-1]
    assert isinstance(assigned, ast.Assign)
    assert isinstance(assigned.value, ast.Constant)
    assert assigned.value.value == value


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment", b"\xef\xbb\xbf"])
def test_a_file_without_statements_is_a_source(data: bytes) -> None:
    source, problems = read_bytes(data, "a.py")
    assert problems == ()
    assert source is not None
    assert source.tree.body == []
    assert source.location(source.tree).line == 1


@pytest.mark.parametrize(
    ("data", "kind", "line", "words"),
    [
        ("x = 1\ny = 'é'\n".encode("latin-1"), "encoding", 2, "0xe9 in line 2 is not utf-8"),
        (b"# coding: klingon\nx = 1\n", "encoding", 1, "'klingon'"),
        (b"# coding: rot13\nk = 1\n", "encoding", 1, "'rot13'"),
        (b"# coding: punycode\nk = 1\n", "encoding", 1, "'punycode'"),
        ("x = 1\n".encode("utf-16"), "encoding", 1, "UTF-16"),
        (b"x = 1\ny = \0\n", "nul-byte", 2, "NUL"),
        (b"x = 1\nprint 'x'\n", "syntax-error", 2, "Python 2"),
        (b"try:\n    f()\nexcept IOError, e:\n    pass\n", "syntax-error", 3, "Python 2"),
        (b"raise ValueError, 'no'\n", "syntax-error", 1, "Python 2"),
        (b"mode = 0777\n", "syntax-error", 1, "Python 2"),
        (b"if x <> y:\n    pass\n", "syntax-error", 1, "Python 2"),
        (b"if x:\n    a\n\tb\n", "syntax-error", 3, "Python 2"),
        (b"x = 1\nx = = 2\n", "syntax-error", 2, "invalid syntax"),
        (b"def f():\n", "syntax-error", 1, "expected an indented block"),
        (b"x = '''never closed\n", "syntax-error", 1, "unterminated"),
        (b"x = 1\ny = " + b"(" * 10_000, "syntax-error", 2, "too many nested parentheses"),
        (b"x = 1\ny = " + b"-" * 10_000 + b"1\n", "too-deep", 2, "nested too deeply"),
        (b"x = 1\n" + b"+".join([b"y"] * 20_000) + b"\n", "too-deep", 2, "nested too deeply"),
        (b"<<<<<<< HEAD\nx = 1\n", "syntax-error", 1, "invalid syntax"),
        (b"\xff\xd8\xff\xe0" * 10, "encoding", 1, "0xff"),
        (b"x = 1\n" * 1_500_000, "too-large", 1, "9 million characters"),
    ],
)
def test_damage_is_a_problem_with_its_place_and_a_remedy(data: bytes, kind: str, line: int, words: str) -> None:
    source, problems = read_bytes(data, "a.py")
    assert source is None
    (problem,) = problems
    assert (problem.kind, problem.line, problem.cell, problem.path) == (kind, line, None, "a.py")
    assert words in problem.message
    assert ";" in problem.message  # what happened; what to do
    assert problem.incomplete


def test_warnings_of_the_parser_are_neither_shown_nor_errors(
    capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    source, problems = read_bytes(b"x = '\\d'\nif x is 'a': pass\n", "a.py")
    assert source is not None
    assert problems == ()
    assert list(recwarn) == []
    assert capfd.readouterr() == ("", "")


def test_a_path_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    for path, kind in [
        (tmp_path / "missing.py", "no-such-path"),
        (tmp_path, "unreadable-file"),
        (Path("a\0b.py"), "unreadable-file"),
        (tmp_path / ("n" * 5000 + ".py"), "unreadable-file"),
    ]:
        source, problems = read_file(path, "shown.py")
        assert source is None
        assert [(problem.kind, problem.path) for problem in problems] == [(kind, "shown.py")]


def test_a_file_too_large_to_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "large.ipynb"
    with path.open("wb") as file:
        file.truncate(600 * 1024 * 1024)  # takes no room on disk
    source, (problem,) = read_file(path, "large.ipynb")
    assert source is None
    assert (problem.kind, problem.line) == ("too-large", 1)
    assert "629 MB" in problem.message


def test_a_file_on_disk_is_read_by_its_suffix(tmp_path: Path) -> None:
    script = tmp_path / "a.py"
    script.write_text("x = 1\n", encoding="utf-8")
    notebook = tmp_path / "A.IPYNB"
    notebook.write_text('{"cells": [], "nbformat": 4}', encoding="utf-8")
    read_script, read_notebook = read_file(script, "a.py")[0], read_file(notebook, "A.IPYNB")[0]
    assert read_script is not None
    assert read_script.kind == "script"
    assert read_notebook is not None
    assert read_notebook.kind == "notebook"


def test_lines_of_ipython_are_masked_only_when_the_script_does_not_parse_with_them() -> None:
    exported = b"import os\n!pip install x\n%matplotlib inline\nif os:\n    !ls\ny = 2\n"
    source, problems = read_bytes(exported, "a.py")
    assert problems == ()
    assert source is not None
    assert [(magic.line, magic.kind, magic.name) for magic in source.magics] == [
        (2, "shell", "pip"),
        (3, "line", "matplotlib"),
        (5, "shell", "ls"),
    ]
    assert source.original.encode() == exported
    plain, _ = read_bytes(b"x = '''\n!pip install x\n'''\nget_ipython().system('ls')\n", "a.py")
    assert plain is not None
    assert plain.magics == ()
    assert plain.text is plain.original


def test_an_error_beside_lines_of_ipython_is_reported_at_its_own_place() -> None:
    source, (problem,) = read_bytes(b"%matplotlib inline\nx = 1\ny = (\n", "a.py")
    assert source is None
    assert problem.line == 3


PERCENT = """\
# licence
# %%
import os

# %% [markdown]
# # Title
#%% [3]
x = 1
# %% [raw]
# %%"""


def test_percent_scripts_have_cells_with_lines_of_the_file() -> None:
    source, problems = read_bytes(PERCENT.encode(), "a.py")
    assert problems == ()
    assert source is not None
    assert source.kind == "percent"
    assert [(cell.number, cell.kind, cell.first_line, cell.line_count, cell.text) for cell in source.cells] == [
        (1, "code", 1, 1, "# licence"),
        (2, "code", 3, 2, "import os\n"),
        (3, "markdown", 6, 1, "# # Title"),
        (4, "code", 8, 1, "x = 1"),
        (5, "raw", 9, 0, ""),
        (6, "code", 10, 0, ""),
    ]
    assert [cell.execution_count for cell in source.cells] == [None, None, None, 3, None, None]
    assigned = source.location(source.tree.body[-1])
    assert (assigned.cell, assigned.line, assigned.snippet) == (None, 8, "x = 1")
    cell = source.cell_at(8)
    assert cell is not None
    assert cell.number == 4
    assert source.cell_at(7) is None
    assert source.cell_location(source.cells[2]).line == 6


def test_cell_magics_of_percent_scripts_are_masked_cell_by_cell() -> None:
    source, problems = read_bytes(b"# %%\n%%bash\nls | wc\n# %%\nx = 1\n# %%\n%%time\ny = 2\n", "a.py")
    assert problems == ()
    assert source is not None
    assert [(magic.line, magic.name) for magic in source.magics] == [(2, "bash"), (7, "time")]
    assert [ast.unparse(statement) for statement in source.tree.body] == ["x = 1", "pass", "y = 2"]
