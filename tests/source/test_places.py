"""Places: from nodes and lines of the joined text to the user's cells, lines and columns."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprolint.source import Source, read_bytes
from tests.source.notebooks import UNHURRIED, markdown, notebook


def script(text: str) -> Source:
    source, problems = read_bytes(text.encode(), "dir/a.py")
    assert source is not None, problems
    return source


def test_columns_count_characters_from_one() -> None:
    source = script("é = f('日本', 'x')\n")
    call = source.tree.body[0].value  # type: ignore[attr-defined]
    place = source.location(call.args[1], "label")
    assert (place.path, place.cell, place.line, place.column, place.end_column) == ("dir/a.py", None, 1, 13, 16)
    assert place.snippet[place.column - 1 : place.end_column - 1] == "'x'"
    assert place.label == "label"


def test_spans_over_lines_keep_their_lines_and_long_ones_are_cut() -> None:
    source = script("def f():\n" + "    x = 1\n" * 20)
    place = source.location(source.tree.body[0])
    assert (place.line, place.end_line, place.end_column) == (1, 21, 10)
    assert place.snippet == "def f():\n" + "\n".join(["    x = 1"] * 5)


def test_nodes_without_a_position_stand_on_line_one() -> None:
    source = script("def f(x): pass\n")
    function = source.tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    for node in (source.tree, function.args, ast.Load()):
        place = source.location(node)
        assert (place.line, place.column, place.end_line, place.end_column) == (1, 1, 1, 15)


def test_nodes_beyond_the_text_are_moved_into_it() -> None:
    source = script("x = 1\n")
    place = source.location(ast.Name("x", lineno=9, col_offset=70, end_lineno=8, end_col_offset=3))
    assert (place.line, place.end_line) == (2, 2)
    place = source.location(ast.Name("x", lineno=1, col_offset=70))
    assert (place.line, place.column, place.end_column) == (1, 6, 6)


def test_a_span_ends_with_its_cell() -> None:
    source = notebook("x = 1\ny = 2", "z = 3")
    place = source.location(ast.Name("x", lineno=1, col_offset=0, end_lineno=3, end_col_offset=5))
    assert (place.cell, place.line, place.end_line, place.end_column) == (1, 1, 2, 6)


def test_whole_lines_and_cells_have_places() -> None:
    source = notebook(markdown("# Title\ntext"), "!ls é\nx = 1")
    place = source.line_location(1, "label")
    assert (place.cell, place.line, place.column, place.end_column) == (2, 1, 1, 6)
    assert (place.snippet, place.label) == ("!ls é", "label")
    place = source.cell_location(source.cells[0], line=2)
    assert (place.cell, place.line, place.column, place.end_column, place.snippet) == (1, 2, 1, 5, "text")
    assert source.cell_location(source.cells[1], line=99).line == 2
    assert source.line_location(-5).line == 1


def test_a_notebook_without_code_still_has_a_place() -> None:
    source = notebook(markdown("# Title"))
    place = source.location(source.tree)
    assert (place.line, place.column, place.end_line, place.end_column, place.cell) == (1, 1, 1, 1, None)
    assert source.cell_at(1) is None


def test_a_source_can_be_a_key() -> None:
    one, other = script("x = 1"), script("x = 1")
    assert len({one, other}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", []),
        ("x = '# no'  # yes", [(1, 13, "# yes")]),
        ("# a\nx = '''\n# no\n'''\n    # b", [(1, 1, "# a"), (5, 5, "# b")]),
        ("é = '日'  # c", [(1, 10, "# c")]),
        ("if x:\n    # d\n    y = f'{z!r}#'", [(2, 5, "# d")]),
        ("x = \\\n  1  # e", [(2, 6, "# e")]),
        ("# f\x0c\n", [(1, 1, "# f\x0c")]),
    ],
)
def test_comments_are_real_comments(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert list(script(text).comments()) == expected


def test_comments_on_masked_lines_count() -> None:
    source = notebook(
        "x = 1  # a\n!pip install x#y  # b\n%time f()  # c", "%%bash\nls # d", "y = = 2  # e", "z = 3  # f"
    )
    assert list(source.comments()) == [
        (1, 8, "# a"),
        (2, 19, "# b"),
        (3, 12, "# c"),
        (5, 4, "# d"),
        (6, 10, "# e"),
        (7, 8, "# f"),
    ]


LINES = st.sampled_from(
    [
        "x = 1",
        "",
        "  # é",
        "y = f('日', \"b\")",
        "!ls é",
        "if x:\n    %time y",
        "= broken",
        "    indented = 1",
        "%%bash",
    ]
)
CELLS = st.lists(st.lists(LINES, max_size=4).map("\n".join), max_size=5)


@UNHURRIED
@given(CELLS)
def test_every_line_of_every_cell_maps_to_the_joined_text_and_back(texts: list[str]) -> None:
    cells = [part for text in texts for part in (text, markdown("between"))]
    source = notebook(*cells)
    joined, original = source.text.split("\n"), source.original.split("\n")
    assert [len(line) for line in joined] == [len(line) for line in original]
    covered = []
    for cell in source.cells:
        if cell.kind != "code":
            assert cell.first_line == 0
            continue
        for offset, written in enumerate(cell.text.split("\n")):
            line = cell.first_line + offset
            covered.append(line)
            assert source.cell_at(line) is cell
            assert original[line - 1] == written
            place = source.line_location(line)
            assert (place.cell, place.line, place.snippet) == (cell.number, offset + 1, written)
    assert covered == list(range(1, len(joined)))


@UNHURRIED
@given(CELLS)
def test_every_node_maps_to_the_text_it_was_made_from(texts: list[str]) -> None:
    source = notebook(*texts)
    for node in ast.walk(source.tree):
        segment = ast.get_source_segment(source.text, node)
        if segment is None:
            continue
        place = source.location(node)
        cell = source.cells[(place.cell or 0) - 1]
        lines = cell.text.split("\n")[place.line - 1 : place.end_line]
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        assert [len(line) for line in lines] == [len(line) for line in segment.split("\n")]
        if isinstance(node, ast.Name):
            assert lines == [node.id]
