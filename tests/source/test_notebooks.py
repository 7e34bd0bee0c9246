"""Notebooks: cells joined into one module, and damage that costs as little as possible."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from typing import Any

import pytest

from reprolint.source import read_bytes
from tests.source.notebooks import code, markdown, notebook, notebook_bytes


def test_code_cells_are_joined_and_keep_their_numbers() -> None:
    source = notebook(markdown("# Title"), "x = 1\ny = 2", "", code(["z = 3\n", "w = x\n"], execution_count=7))
    assert source.kind == "notebook"
    assert source.text == "x = 1\ny = 2\n\nz = 3\nw = x\n\n"
    assert [(cell.number, cell.kind, cell.first_line, cell.line_count) for cell in source.cells] == [
        (1, "markdown", 0, 1),
        (2, "code", 1, 2),
        (3, "code", 3, 1),
        (4, "code", 4, 3),
    ]
    assert source.cells[3].execution_count == 7
    last = source.location(source.tree.body[-1], "here")
    assert (last.path, last.cell, last.line, last.column, last.end_line, last.end_column) == ("n.ipynb", 4, 2, 1, 2, 6)
    assert (last.snippet, last.label) == ("w = x", "here")


def test_metadata_outputs_tags_and_ignores_are_kept() -> None:
    metadata = {
        "kernelspec": {"name": "python3", "language": "python"},
        "language_info": {"name": "python"},
        "widgets": {"large": 1},
        "reprolint": {"ignore": ["LEA001", "unseeded"]},
    }
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b\n"]},
        {"output_type": "execute_result", "data": {"text/plain": "0.9" * 1000, "image/png": "AAAA"}},
        {"output_type": "error", "ename": "NameError", "evalue": "name 'x'", "traceback": ["..."]},
        "nonsense",
    ]
    cell = code("x", outputs=outputs, metadata={"tags": ["slow", 3], "reprolint": {"skip": True}})
    source = notebook(cell, metadata=metadata)
    assert source.ignores == ("LEA001", "unseeded")
    assert sorted(source.metadata) == ["kernelspec", "language_info"]
    (read,) = source.cells
    assert (read.tags, read.ignores) == (("slow",), ("*",))
    assert [output.kind for output in read.outputs] == ["stream", "execute_result", "error"]
    assert read.outputs[0].text == "a\nb\n"
    assert len(read.outputs[1].text) == 2000
    assert (read.outputs[2].error_name, read.outputs[2].error_value) == ("NameError", "name 'x'")


@pytest.mark.parametrize(
    ("cells", "broken"),
    [
        (["x = 1", "y = = 2", "z = 3"], [(2, 1)]),
        (["x = 1", "def f():\n    return 1\n  2", "z = 3"], [(2, 3)]),
        (["if x:", "    y = 1"], [(1, 1)]),
        (["x = [1,", "2]"], [(1, 1), (2, 1)]),
        (["x = '''", "y = 1", "'''"], [(1, 1), (3, 1)]),
        (["@decorated", "def f():\n    pass"], [(1, 1)]),
        (["x = 1 + \\", "2"], [(1, 1)]),
        (["if x:\n    y = 1", "else:\n    y = 2"], [(2, 1)]),
        (["x = 1", ",f a b", "/f a"], [(2, 1), (3, 1)]),
        (["x = 1\0", "y = 2"], [(1, 1)]),
        (["y = " + "-" * 10_000 + "1", "y = 2"], [(1, 1)]),
        (["print 'a'", "y = 2"], [(1, 1)]),
    ],
)
def test_a_broken_cell_costs_that_cell_only(cells: list[str], broken: list[tuple[int, int]]) -> None:
    source = notebook(markdown("text"), *cells)
    assert [(problem.cell, problem.line) for problem in source.problems] == [(cell + 1, line) for cell, line in broken]
    assert all(problem.incomplete for problem in source.problems)
    lost = {cell for cell, _ in broken}
    for number, text in enumerate(cells, 1):
        cell = source.cells[number]
        assert cell.parsed is (number not in lost)
        assert cell.text == text
        lines = source.text.split("\n")[cell.first_line - 1 : cell.first_line - 1 + cell.line_count]
        assert "\n".join(lines).strip() == ("" if number in lost else text.strip())


def test_cells_that_parse_alone_but_not_together_are_all_lost_with_a_problem_each() -> None:
    long = "x = 1  #" + "data" * 1_250_000
    source = notebook(long, "y = = 2", long)
    assert sorted((problem.cell or 0, problem.kind) for problem in source.problems) == [
        (1, "syntax-error"),
        (2, "syntax-error"),
        (3, "syntax-error"),
    ]
    assert source.tree.body == []


@pytest.mark.parametrize("entry", [3, {"ignore": 3}, ["LEA001"]])
def test_a_suppression_that_cannot_be_read_is_told(entry: Any) -> None:
    source = notebook("x = 1", metadata={"reprolint": entry})
    (problem,) = source.problems
    assert (problem.kind, problem.cell, problem.incomplete) == ("bad-suppression", None, False)
    assert source.ignores == ()
    assert notebook("x = 1", metadata={"reprolint": {"ignore": "LEA001"}}).ignores == ("LEA001",)


def test_magics_are_counted_in_the_joined_text() -> None:
    source = notebook("x = 1\n%time f(x)", markdown("!ls"), "!pip install x\n", "%%bash\nls |")
    assert source.problems == ()
    assert [(magic.line, magic.kind, magic.name) for magic in source.magics] == [
        (2, "line", "time"),
        (3, "shell", "pip"),
        (5, "cell", "bash"),
    ]
    assert source.original.split("\n")[2] == "!pip install x"


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"language_info": {"name": "R"}}, "R"),
        ({"kernelspec": {"language": "julia", "name": "julia-1.9"}}, "julia"),
        ({"kernelspec": {"name": "ir"}}, "R"),
    ],
)
def test_other_languages_are_named_and_left_out(metadata: dict[str, Any], language: str) -> None:
    source = notebook("x <- 1 # note", "library(y)", metadata=metadata)
    (problem,) = source.problems
    assert (problem.kind, problem.incomplete) == ("not-python", False)
    assert repr(language) in problem.message
    assert source.tree.body == []
    assert source.text.split() == []
    assert [cell.text for cell in source.cells] == ["x <- 1 # note", "library(y)"]


@pytest.mark.parametrize("metadata", [{}, {"language_info": {"name": "ipython"}}, {"kernelspec": {"name": "x"}}, [1]])
def test_a_notebook_that_names_no_other_language_is_python(metadata: Any) -> None:
    source, problems = read_bytes(json.dumps({"cells": [code("x = 1")], "metadata": metadata}).encode(), "n.ipynb")
    assert problems == ()
    assert source is not None
    assert len(source.tree.body) == 1


WHOLE = notebook_bytes(code("x = 1"), code("y = 2"))


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", "broken-notebook", "empty"),
        (b"  \n", "broken-notebook", "empty"),
        (b"{", "broken-notebook", "cut off"),
        (b"[]", "broken-notebook", "JSON list"),
        (b"3", "broken-notebook", "JSON value"),
        (b"{}", "broken-notebook", "no list of `cells`"),
        (b'{"cells": {}, "nbformat": 4}', "broken-notebook", "no list of `cells`"),
        (b"[" * 100_000, "broken-notebook", "too deeply"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "broken-notebook", "cannot be read"),
        (b"<<<<<<< HEAD\n{}\n=======\n[]\n>>>>>>> theirs\n", "broken-notebook", "merge conflict"),
        (b"\xff\xfe\x00", "encoding", "UTF-8"),
        (b'{"cells": ["\xe9"]}', "encoding", "0xe9 in line 1"),
        (b"not json", "broken-notebook", "damaged in line 1"),
        (b'{"nbformat": 3, "worksheets": 5}', "broken-notebook", "format 4"),
        (b'{"nbformat": 2, "worksheets": [{"cells": [{"cell_type": 3}]}]}', "broken-notebook", "format 4"),
        (b'{"nbformat": -1}', "broken-notebook", "cannot be read"),
    ],
)
def test_a_file_that_is_no_notebook_is_a_problem(data: bytes, kind: str, words: str) -> None:
    source, problems = read_bytes(data, "n.ipynb")
    assert source is None
    assert problems[-1].kind == kind
    assert words in problems[-1].message
    assert all(problem.incomplete for problem in problems)


@pytest.mark.parametrize("cut", [WHOLE.index(b"y = 2"), len(WHOLE) - 1, WHOLE.index(b'"metadata": {}, "nbformat"')])
def test_cells_before_damage_are_still_read(cut: int) -> None:
    source, (problem,) = read_bytes(WHOLE[:cut], "n.ipynb")
    assert source is not None
    assert source.cells[0].text == "x = 1"
    assert (problem.kind, problem.cell, problem.incomplete) == ("broken-notebook", None, True)
    assert "restore it" in problem.message


def test_damage_names_its_line() -> None:
    pretty = json.dumps(json.loads(WHOLE), indent=1).replace('"y = 2"', '"y = 2')
    source, (problem,) = read_bytes(pretty.encode(), "n.ipynb")
    assert source is not None
    assert [cell.text for cell in source.cells] == ["x = 1"]
    assert pretty.split("\n")[problem.line - 1].strip().startswith('"source": "y = 2')


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (code(3), "broken-cell"),
        (code(None), "broken-cell"),
        (code(["x = 1\n", 5]), "broken-cell"),
        (17, "broken-cell"),
        ("text", "broken-cell"),
        ({**code("y = 1"), "cell_type": "heading"}, "broken-cell"),
        ({**code("y = 1"), "cell_type": ["code"]}, "broken-cell"),
        (code("y = 1", metadata={"reprolint": 3}), "bad-suppression"),
        (code("y = 1", metadata={"reprolint": {"ignore": [1]}}), "bad-suppression"),
    ],
)
def test_a_malformed_cell_costs_itself_and_says_what_to_do(cell: Any, kind: str) -> None:
    source, (problem,) = read_bytes(notebook_bytes(code("x = 1"), cell, code("z = 2")), "n.ipynb")
    assert source is not None
    assert (problem.kind, problem.cell) == (kind, 2)
    assert "cell 2: " in problem.message
    assert problem.incomplete is (kind == "broken-cell")
    assert [cell.number for cell in source.cells] == [1, 2, 3]
    names = {name.id for name in ast.walk(source.tree) if isinstance(name, ast.Name)}
    assert {"x", "z"} <= names


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": "x = 1"},
        code("x = 1", outputs=None, metadata=None, execution_count="3"),
        code("x = 1", outputs={"a": 1}, metadata=[], execution_count=True),
        code("x = 1", outputs=[None, {"output_type": 3, "data": {"text/plain": 5}, "text": {}}], metadata={"tags": 1}),
    ],
)
def test_what_is_missing_beside_the_code_costs_nothing(cell: Any) -> None:
    source, problems = read_bytes(notebook_bytes(cell), "n.ipynb")
    assert problems == ()
    assert source is not None
    assert source.cells[0].execution_count is None
    assert len(source.tree.body) == 1


def test_repeated_keys_count_last_and_are_told() -> None:
    data = b'{"cells": [{"cell_type": "code", "source": "x = 1", "source": "y = 2"}], "cells": null, "nbformat": 4}'
    assert read_bytes(data, "n.ipynb")[0] is None
    source, (problem,) = read_bytes(data.replace(b', "cells": null', b""), "n.ipynb")
    assert source is not None
    assert source.cells[0].text == "y = 2"
    assert (problem.kind, problem.cell, problem.incomplete) == ("repeated-key", 1, False)


def test_halves_of_characters_are_replaced_so_that_everything_can_be_printed() -> None:
    outputs = [{"output_type": "stream", "text": "\ud83d"}]
    source = notebook(code("x = '\ud83d'  # \udc00", outputs=outputs), markdown("\ud83d"))
    assert source.problems == ()
    shown = [source.text, source.original, *(cell.text for cell in source.cells), source.cells[0].outputs[0].text]
    "".join(shown).encode()
    assert source.location(source.tree.body[0]).end_column == 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
def test_json_may_come_in_any_unicode_encoding(encoding: str) -> None:
    content = json.dumps({"cells": [code("x = 'é'\r\ny = 1\r")]}, ensure_ascii=False)
    source, problems = read_bytes(content.encode(encoding), "n.ipynb")
    assert problems == ()
    assert source is not None
    assert source.text == "x = 'é'\ny = 1\n\n"


def test_large_outputs_are_read_quickly_and_not_kept() -> None:
    picture = {
        "output_type": "display_data",
        "data": {"image/png": "A" * 50_000_000, "text/plain": ["B" * 5_000_000] * 2},
    }
    data = notebook_bytes(code("x = 1", outputs=[picture]))
    start = time.process_time()
    source, problems = read_bytes(data, "n.ipynb")
    assert time.process_time() - start < 5
    assert problems == ()
    assert source is not None
    assert source.cells[0].outputs[0].text == "B" * 2000


OLD_CODE = {
    "cell_type": "code",
    "input": ["x = 1\n", "%time y = 2"],
    "language": "python",
    "outputs": [],
    "collapsed": False,
}


@pytest.mark.parametrize(
    "content",
    [
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": "old"},
            "worksheets": [
                {"cells": [{"cell_type": "heading", "level": 1, "source": "T"}, {**OLD_CODE, "prompt_number": 4}]},
                {"cells": [{"cell_type": "markdown", "source": "text"}]},
            ],
        },
        {
            "nbformat": 2,
            "worksheets": [{"cells": [{"cell_type": "markdown", "source": "T"}, {**OLD_CODE, "prompt_number": 4}]}],
        },
        {
            "nbformat": 1,
            "cells": [
                {"cell_type": "text", "text": "T"},
                {"cell_type": "code", "code": "x = 1\n%time y = 2", "prompt_number": 4},
            ],
        },
        {
            "worksheets": [{"cells": [{"cell_type": "markdown", "source": "T"}, {**OLD_CODE, "prompt_number": 4}]}],
            "metadata": {},
        },
    ],
    ids=["3", "2", "1", "unversioned"],
)
def test_older_formats_are_upgraded_silently(content: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    source, problems = read_bytes(json.dumps(content).encode(), "n.ipynb")
    assert problems == ()
    assert source is not None
    assert source.cells[1].text == "x = 1\n%time y = 2"
    assert source.cells[1].execution_count == 4
    assert len(source.tree.body) == 3
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "cells", [[{"cell_type": "code"}], 3, [None], [{"cell_type": "code", "input": "x", "outputs": 3}]]
)
def test_a_malformed_old_notebook_is_a_problem_and_prints_nothing(cells: Any) -> None:
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    program = (
        "from reprolint.source import read_bytes\n"
        f"source, problems = read_bytes({data!r}, 'n.ipynb'); assert source or problems"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_reading_a_notebook_imports_no_more_than_it_needs() -> None:
    program = (
        "import sys; from reprolint.source import read_bytes\n"
        f"source, problems = read_bytes({WHOLE!r}, 'n.ipynb'); assert source and not problems\n"
        "print(sorted({'nbformat', 'libcst', 'rich', 'numpy', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
