"""Masking: what IPython adds disappears in place, what only looks like it stays."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprolint.source.magics import mask_cell
from tests.source.notebooks import UNHURRIED

HARMLESS = {"pass", "0", "None"}


def statements(text: str) -> list[str]:
    """The masked cell's statements as Python writes them."""
    return [ast.unparse(statement) for statement in ast.parse(mask_cell(text).text).body]


@pytest.mark.parametrize(
    ("line", "kind", "name", "text"),
    [
        ("%matplotlib inline", "line", "matplotlib", "inline"),
        ("% cd data", "line", "cd", "data"),
        ("%l", "line", "l", ""),
        ("%time", "line", "time", ""),
        ("%%time", "line", "time", ""),
        ("!pip install -q x", "shell", "pip", "install -q x"),
        ("!!ls", "shell", "ls", ""),
        ("!{sys.executable} -m pip install 'x'", "shell", "{sys.executable}", "-m pip install 'x'"),
        ("pip install x", "line", "pip", "install x"),
        ("?x", "help", "x", ""),
        ("x?", "help", "x", ""),
        ("np.mean??", "help", "np.mean", ""),
        ("%timeit?", "help", "%timeit", ""),
        ("%%bash?", "help", "%%bash", ""),
        ("?", "help", "", ""),
        ("%timeit for i in range(3): pass", "line", "timeit", "for i in range(3): pass"),
        ("!echo é 'open", "shell", "echo", "é 'open"),
    ],
)
@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_an_escape_becomes_a_harmless_statement(line: str, kind: str, name: str, text: str, indent: str) -> None:
    before = "if x:\n" if indent else "x = 1\n"
    masked = mask_cell(f"{before}{indent}{line}\ny = 2")
    (magic,) = masked.magics
    assert (magic.line, magic.kind, magic.name, magic.text) == (2, kind, name, text)
    assert len(masked.text.split("\n")[1]) == len(indent + line)
    first, *others = ast.parse(masked.text).body
    inner = first.body[0] if isinstance(first, ast.If) else others[0]
    assert ast.unparse(inner) in HARMLESS
    assert inner.col_offset == len(indent)
    assert ast.unparse(others[-1]) == "y = 2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = !ls", "x = 0"),
        ("files = !ls -l *.csv", "files = None"),
        ("t=%timeit -o f()", "t = None"),
        ("a.b[0] = !ls data", "a.b[0] = None"),
        ("a, b = !ls -1 d", "a, b = None"),
        ("d = f('x = !ls') ; y = !echo", "d = f('x = !ls')"),
    ],
)
def test_an_assigned_escape_becomes_a_harmless_value(text: str, expected: str) -> None:
    assert statements(text)[0] == expected
    assert len(mask_cell(text).magics) == 1
    assert len(mask_cell(text).text) == len(text)


def test_a_timed_statement_is_kept_at_its_column() -> None:
    masked = mask_cell("%time  model.fit(X, y)\nif x:\n    %timeit -n 10 -r3 f(x)")
    tree = ast.parse(masked.text)
    fit = tree.body[1]
    assert (ast.unparse(fit), fit.col_offset) == ("model.fit(X, y)", 7)
    assert "f(x)" in ast.unparse(tree)
    assert [magic.name for magic in masked.magics] == ["time", "timeit"]


def test_a_timed_statement_may_go_on_while_a_bracket_is_open() -> None:
    assert statements("%time f(x,\n        y)\nz = 1") == ["0", "f(x, y)", "z = 1"]


@pytest.mark.parametrize(
    "text",
    [
        "x = '''\n%matplotlib inline\n!ls\ny?\n'''",
        'x = r"""\\""" y"""\nz = """\n!ls"""',
        "y = (a\n% b)",
        "y = [a\n  != b, c\n% d]",
        "y = a \\\n% b",
        "y = a \\\n != b",
        "x = 'what?'\n# why?\nprint('x')  # really?",
        "x = 'a\\\n%b'",
        "x = a != b\ny = a %b\nx %= 3",
        "x = f'{y = !r}'",
        "x = 'it''s' # !\ny = {\n'a': 1, # (\n'%': 2}",
        "x = \"'''\"\ny = \"# '\"\nz = '%'",
    ],
)
def test_python_that_looks_like_an_escape_is_left_alone(text: str) -> None:
    masked = mask_cell(text)
    assert masked.magics == ()
    assert masked.text == text
    ast.parse(text)


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("%%time\nx = 1", ["pass", "x = 1"], ["time"]),
        ("\n# note\n%%capture out\nx = 1\n!ls", ["pass", "x = 1", "0"], ["capture", "ls"]),
        ("%%time\n\n%%capture\nx = 1", ["pass", "pass", "x = 1"], ["time", "capture"]),
        ("%%bash\nls | wc -l\necho 'x", [], ["bash"]),
        ("%%writefile a.py\nx = 1", [], ["writefile"]),
        ("%%time\n%%bash\nls -l |", ["pass"], ["time", "bash"]),
        ("%%html\n<b>?</b>", [], ["html"]),
        ("  %%time\n  x = 1", ["pass", "x = 1"], ["time"]),
        ("  %%time\n  %%bash\n  ls |", ["pass"], ["time", "bash"]),
    ],
)
def test_cell_magics_blank_the_body_unless_it_is_python(text: str, expected: list[str], names: list[str]) -> None:
    assert statements(text) == expected
    assert [magic.name for magic in mask_cell(text).magics] == names


def test_a_blanked_body_is_kept_in_the_magic() -> None:
    (magic,) = mask_cell("%%bash -s x\npip install y\nls").magics
    assert magic.text == "-s x\npip install y\nls"


@pytest.mark.parametrize("newline", ["\\\n", "\\\n\\\n"])
def test_a_backslash_carries_an_escape_on(newline: str) -> None:
    text = f"!pip install {newline}  'a b' (\nx = 1"
    masked = mask_cell(text)
    assert statements(text) == ["pass", "x = 1"]
    assert masked.magics[0].text.split() == ["install", "'a", "b'", "("]
    assert [len(line) for line in masked.text.split("\n")] == [len(line) for line in text.split("\n")]


@pytest.mark.parametrize("indent", [" ", "    ", "\t", "\t  "])
def test_an_indented_cell_is_read_as_ipython_does_and_keeps_its_columns(indent: str) -> None:
    text = f"\n{indent}x = 1\n{indent}if x:\n{indent}    y = '''\n{indent}z'''\n{indent}!ls -l\nw = 2"
    tree = ast.parse(mask_cell(text).text)
    assert [statement.lineno for statement in tree.body] == [2, 3, 6, 7]
    assert [statement.col_offset for statement in tree.body] == [len(indent)] * 3 + [0]


ESCAPES = st.sampled_from(
    ["%magic x", "!ls -l", "x?", "?x", "y = !ls", "%time f(x)", "%timeit -n 1 f(x)", "!a \\", "x = 1"]
)


@UNHURRIED
@given(parts=st.lists(st.tuples(st.integers(0, 3), ESCAPES), min_size=1, max_size=8), indented=st.booleans())
def test_escapes_at_any_depth_leave_python_behind(*, parts: list[tuple[int, str]], indented: bool) -> None:
    lines = []
    depth = 0
    for wanted, escape in parts:
        depth = min(depth + 1, wanted)
        lines += ["    " * level + "if x:" for level in range(depth)]
        lines.append("    " * depth + escape)
        lines += ["    " * depth + "go on"] if escape.endswith("\\") else []
    text = "\n".join("  " * indented + line for line in lines)
    masked = mask_cell(text)
    ast.parse(masked.text)
    assert [len(line) for line in masked.text.split("\n")] == [len(line) for line in text.split("\n")]
    assert len(masked.magics) == sum(escape != "x = 1" for _, escape in parts)


PIECES = st.sampled_from([*"%!?#'\"\\\n()[]{}= \tx1,", "'''", '"""', "%%", "\n%%bash\n", "é", "if x:\n    ", "\f"])


@UNHURRIED
@given(st.lists(PIECES, max_size=40).map("".join))
def test_masking_any_text_keeps_every_line_and_its_length(text: str) -> None:
    masked = mask_cell(text)
    assert [len(line) for line in masked.text.split("\n")] == [len(line) for line in text.split("\n")]
    assert [magic.line for magic in masked.magics] == sorted(magic.line for magic in masked.magics)
    if not masked.magics and "\f" not in masked.text:
        assert masked.text == text


@pytest.mark.parametrize(
    ("text", "line", "name", "rest"),
    [
        ("run ./other.ipynb", 1, "run", "./other.ipynb"),
        ("# first\n\ncd lab/data\n", 3, "cd", "lab/data"),
        ("load_ext tensorboard", 1, "load_ext", "tensorboard"),
    ],
)
def test_the_only_line_of_a_cell_may_be_a_magic_without_its_sign(text, line, name, rest):
    masked = mask_cell(text)
    (magic,) = masked.magics
    assert (magic.line, magic.kind, magic.name, magic.text) == (line, "line", name, rest)
    assert [len(one) for one in masked.text.split("\n")] == [len(one) for one in text.split("\n")]
    ast.parse(masked.text.strip())


@pytest.mark.parametrize(
    "text", ["run = 3", "run if store else ls", "ls -1", "load in rows", "run ./a.py\nx = 1", "cd\n", "running ./a.py"]
)
def test_no_line_that_may_be_python_and_no_line_among_others_is_an_automagic(text):
    assert mask_cell(text).magics == ()
