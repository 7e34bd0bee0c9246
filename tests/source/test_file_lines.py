"""Lines of a notebook's file for lines of its cells, checked against the text of the file itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprolint import check, check_text
from reprolint.findings import Finding, Location, Problem, Report, Suppressed
from reprolint.source import read_bytes
from reprolint.source.file_lines import cell_lines, with_file_lines

LEAK = """\
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
import pandas as pd
births = pd.read_csv("births.csv")
X, y = SMOTE(random_state=0).fit_resample(births.drop(columns="preterm"), births["preterm"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))"""


def cell(source: str | list[str], kind: str = "code", **rest: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **rest}


def notebook(*cells: Any, indent: int | None = 1, **rest: Any) -> bytes:
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **rest}
    return json.dumps(content, indent=indent, ensure_ascii=False).encode()


def text_of(data: bytes, line: int | None) -> str:
    """What stands on a line of the file, without blanks, quotes and the comma."""
    assert line is not None
    return data.decode("utf-8-sig").split("\n")[line - 1].strip().rstrip(",").strip('"')


def test_each_line_stands_where_the_file_has_it() -> None:
    data = notebook(cell(["# a\n", "b"], "markdown"), cell([]), cell(["x = 1\n", "\n", 'print("ü")\n', "x"]))
    lines = cell_lines(data)
    assert text_of(data, lines.line(1, 1)) == r"# a\n"
    assert text_of(data, lines.line(1, 2)) == "b"
    assert text_of(data, lines.line(3, 1)) == r"x = 1\n"
    assert text_of(data, lines.line(3, 2)) == r"\n"
    assert text_of(data, lines.line(3, 3)) == r"print(\"ü\")\n"
    assert text_of(data, lines.line(3, 4)) == "x"
    assert [lines.line(*place) for place in [(0, 1), (3, 5), (4, 1), (2, 1), (3, 0)]] == [None] * 5


def test_source_in_one_text_stands_on_one_line() -> None:
    data = notebook(cell("x = 1\ny = 2\n"), cell("z = 3"))
    lines = cell_lines(data)
    assert lines.line(1, 1) == lines.line(1, 2) == lines.line(1, 3)
    assert "x = 1" in text_of(data, lines.line(1, 2))
    assert "z = 3" in text_of(data, lines.line(2, 1))


def test_notebook_on_one_line_has_one_line() -> None:
    lines = cell_lines(notebook(cell(["a\n", "b"]), indent=None))
    assert [lines.line(1, 1), lines.line(1, 2)] == [1, 1]


def test_byte_order_mark_and_windows_line_ends() -> None:
    data = notebook(cell(["a\n", "b"])).replace(b"\n", b"\r\n")
    plain = cell_lines(notebook(cell(["a\n", "b"])))
    assert cell_lines(data) == cell_lines(b"\xef\xbb\xbf" + data) == plain


@pytest.mark.parametrize("parts", [["a\r", "\nb"], ["a\r\n", "b"], ["a\r", "b"], ["a", "\n", "b"], ["a\n", "", "b"]])
def test_line_ends_inside_and_between_texts(parts: list[str]) -> None:
    data = notebook(cell(parts))
    source, _ = read_bytes(data, "n.ipynb")
    assert source is not None
    count = source.cells[0].text.count("\n") + 1
    lines = cell_lines(data)
    assert lines.line(1, count + 1) is None
    assert text_of(data, lines.line(1, count)).endswith("b")


def test_worksheets_of_old_notebooks() -> None:
    sheets = [{"cells": [cell(["# t"], "markdown")]}, {"cells": [{"cell_type": "code", "input": ["x\n", "y"]}]}]
    data = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": sheets}, indent=2).encode()
    lines = cell_lines(data)
    assert text_of(data, lines.line(1, 1)) == "# t"
    assert text_of(data, lines.line(2, 2)) == "y"


def test_cells_before_damage_are_found() -> None:
    data = notebook(cell(["a\n", "b"]), cell(["c"]))
    cut = data[: data.index(b'"c"') + 2]
    lines = cell_lines(cut)
    assert text_of(cut, lines.line(1, 2)) == "b"
    assert lines.line(2, 1) is None


def test_repeated_keys_count_as_python_reads_them() -> None:
    data = b'{"cells": [{"cell_type": "code",\n"source": ["old"],\n"source": ["new"]}]}'
    assert cell_lines(data).line(1, 1) == 3


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff\xfe\xff", b'{"cells": 3}', b"[" * 100_000, b'{"cells": [3]}']
)
def test_what_is_no_notebook_has_no_lines(data: bytes) -> None:
    assert cell_lines(data).line(1, 1) is None


@given(
    st.lists(st.lists(st.text('ab\n\r\\"\u2028é', max_size=8), max_size=4), max_size=4),
    st.sampled_from([None, 0, 1, 4]),
)
def test_any_cells_have_as_many_lines_as_reading_finds(sources: list[list[str]], indent: int | None) -> None:
    data = json.dumps({"cells": [cell(source) for source in sources], "nbformat": 4}, indent=indent).encode()
    source, _ = read_bytes(data, "n.ipynb")
    assert source is not None
    lines = cell_lines(data)
    last = data.count(b"\n") + 1
    for each, parts in zip(source.cells, sources, strict=True):
        if parts:
            count = each.text.count("\n") + 1
            found = [lines.line(each.number, number) for number in range(1, count + 1)]
            assert all(line is not None and 1 <= line <= last for line in found)
            assert found == sorted(found, key=lambda line: line or 0)
            assert lines.line(each.number, count + 1) is None


def test_real_notebook_as_jupyter_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Study\n\nof births"), nbformat.v4.new_code_cell(LEAK)]
    )
    nbformat.write(made, tmp_path / "study.ipynb")
    monkeypatch.chdir(tmp_path)
    data = (tmp_path / "study.ipynb").read_bytes()
    (finding,) = (each for each in with_file_lines(check(["study.ipynb"])).findings if each.code == "LEA004")
    for place in (finding.primary, *finding.related):
        assert text_of(data, place.file_line).replace('\\"', '"').removesuffix("\\n") == place.snippet


def test_places_that_are_known_and_places_in_scripts_stay() -> None:
    known = Location("n.ipynb", 1, 1, 1, 2, 1, file_line=99)
    script = Location("a.py", 5, 1, 5, 2)
    one = Finding("m", known, (script,))
    problem = Problem("n.ipynb", 1, "syntax-error", "m", cell=1)
    report = Report((one,), (Suppressed(one, "comment", ""),), (problem,), 1, 1, 1)
    read: list[str] = []

    def reading(path: str) -> bytes | None:
        read.append(path)
        return notebook(cell(["x"]))

    placed = with_file_lines(report, reading)
    assert placed.findings[0].primary.file_line == placed.suppressed[0].finding.primary.file_line == 99
    assert placed.findings[0].related[0].file_line is None
    assert text_of(notebook(cell(["x"])), placed.problems[0].file_line) == "x"
    assert read == ["n.ipynb"]


def test_notebook_that_is_gone_has_no_lines(tmp_path: Path) -> None:
    gone = Location((tmp_path / "gone.ipynb").as_posix(), 1, 1, 1, 2, 1)
    assert with_file_lines(Report((Finding("m", gone),), (), (), 1, 1, 1)).findings[0].primary.file_line is None


def test_reports_do_not_pay_for_it_unless_asked() -> None:
    report = check_text(notebook(cell(LEAK)), "study.ipynb")
    assert all(finding.primary.file_line is None for finding in report.findings)
