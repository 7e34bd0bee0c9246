"""Names across cells: what a fresh run of a notebook would not find, and everything that looks like it and is not."""

from __future__ import annotations

import pytest

from reprolint.graph.cellnames import unbound_names
from tests.source.notebooks import code, markdown, notebook


def missing(*cells: object, **more: object) -> dict[str, int | None]:
    """Names that are not bound when they are read; the cell that binds them later, None when none does."""
    source = notebook(*cells, **more)
    found = {}
    for one in unbound_names(source):
        found[one.name] = one.bound_later.location().cell if one.bound_later is not None else None
    return found


def test_a_name_that_no_cell_binds():
    assert missing("x = 1", "print(x + y)") == {"y": None}


def test_a_name_that_only_a_later_cell_binds():
    assert missing("print(x)", markdown("text"), "x = 1") == {"x": 3}


def test_every_read_before_the_binding_is_a_place():
    [lost] = unbound_names(notebook("a = x", "b = x", "x = 1", "c = x"))
    assert [place.location().cell for place in lost.reads] == [1, 2]


@pytest.mark.parametrize(
    "cell",
    [
        "f = dict(x=1)\nf.x",
        "[x for x in range(3)]",
        "{x: y for x, y in zip(range(2), range(2))}",
        "[y for x in [[1]] for y in x if y]",
        "(lambda x, *y, **z: x + y)(1)",
        "for x in range(3):\n    print(x)",
        "with open('a') as x:\n    print(x)",
        "try:\n    1 / 0\nexcept ZeroDivisionError as x:\n    print(x)",
        "if (x := 3) > 2:\n    print(x)",
        "import os.path as x, sys\nprint(x, sys)",
        "def x(): return x\nx()",
        "class x:\n    y = 1\n    z = y\nx()",
        "match 3:\n    case [x, *y]: print(x, y)\n    case {'a': z, **w}: print(z, w)\n    case v: print(v)",
        "while True:\n    if 'a' == 'b':\n        print(x)\n    x = 1",
        "def f():\n    global x\n    x = 1\nf()\nprint(x)",
        "def f():\n    y = 1\n    def g():\n        nonlocal y\n        y = 2\n    return g\nf()",
        "def f(a: Unknown) -> Unknown: ...\nx: int = 1\nf(x)",
        "print(In, Out, _, __, _i, _12, display, get_ipython, __name__, len)",
        "try:\n    unicode\nexcept NameError:\n    unicode = str",
        "try:\n    x\nexcept Exception:\n    x = 1",
        "if 'x' in globals():\n    print(x)",
        "if False:\n    print(x)",
        "a, (b, *c) = 1, (2, 3)\nprint(a, b, c)",
    ],
)
def test_nothing_is_missing_in(cell):
    assert missing(cell) == {}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("x += 1", "x"),
        ("x[0] = 1", "x"),
        ("x.y = 1", "x"),
        ("@x\ndef f(): ...", "x"),
        ("def f(a=x): ...", "x"),
        ("class A(x): ...", "x"),
        ("class A:\n    y = x", "x"),
        ("class A:\n    y = 1\nprint(y)", "y"),
        ("[a for a in x]", "x"),
        ("[a for a in range(3) if x]", "x"),
        ("for a in x: ...", "x"),
        ("f'{x}'", "x"),
        ("del_me = lambda a=x: a", "x"),
        ("try:\n    x\nexcept ValueError:\n    pass", "x"),
    ],
)
def test_a_read_in(cell, name):
    assert list(missing(cell)) == [name]


def test_bodies_of_functions_are_looked_up_late():
    assert missing("def f(): return x", "x = 1", "f()") == {}
    assert missing("def f(): return x", "x = 1\nf()") == {}


def test_a_body_that_needs_a_name_from_nowhere_counts_when_the_function_is_used():
    assert missing("def f(): return x", "f()") == {"x": None}
    assert missing("class A:\n    def f(self): return x", "A().f()") == {"x": None}
    assert missing("g = lambda: x") == {}
    assert missing("g = lambda: x\ng()") == {"x": None}
    assert missing("sorted([], key=lambda y: x)") == {"x": None}
    assert missing("def f(): return x", "2") == {}
    assert missing("def f(): assert 1, x", "f()") == {}


NESTED = """def outer():
    def first(): return x
    def second(): return first()
    {body}
outer()
"""


def test_functions_within_functions_run_when_they_are_asked_for():
    assert missing(NESTED.format(body="return 1")) == {}
    assert missing(NESTED.format(body="return second()")) == {"x": None}
    assert missing(NESTED.format(body="return first")) == {"x": None}
    method = "class A:\n    def f(self):\n        def g(): return x\n        return g()"
    assert missing(method, "A().f()") == {"x": None}


ABSTRACT = """class A:
    def __init__(self): self.value = self.f()
    def f(self): raise Unimplemented()
class B(A):
    def f(self): {body}
"""


def test_methods_that_every_object_replaces_do_not_run():
    assert missing(ABSTRACT.format(body="return 1"), "B()") == {}
    assert missing(ABSTRACT.format(body="return 1"), "A()") == {"Unimplemented": None}
    assert missing(ABSTRACT.format(body="return super().f()"), "B()") == {"Unimplemented": None}
    assert missing(ABSTRACT.format(body="return 1").replace("def f(self): return", "g ="), "B()") == {
        "Unimplemented": None
    }


def test_methods_run_when_something_asks_for_them_or_a_library_may():
    method = "class A{base}:\n    def f(self): return x"
    assert missing(method.format(base=""), "A()") == {}
    assert missing(method.format(base=""), "A().f()") == {"x": None}
    assert missing("import base", method.format(base="(base.Model)"), "A()") == {"x": None}


def test_a_function_that_is_defined_anew_before_it_is_called_does_not_run():
    assert missing("def f(): return x", "def f(): return 1", "f()") == {}
    assert missing("def f(): return x", "f()", "def f(): return 1", "f()") == {"x": None}
    assert missing("class A:\n    def __init__(self): x", "class A: ...", "A()") == {}


@pytest.mark.parametrize(
    "call",
    ["button.on_click(f)", "interact(f, a=3)", "slider.observe(f, names='value')", "button.on_click(lambda b: f())"],
)
def test_what_waits_for_a_click_does_not_run(call):
    assert missing("from ipywidgets import button, interact, slider", "def f(): return x", call) == {}


@pytest.mark.parametrize(
    ("cell", "certain"),
    [
        ("print(x)", True),
        ("for a in range(3): print(x)", True),
        ("if True: print(x)", True),
        ("if len('a') > 2: print(x)", False),
        ("a = len('a') or x", False),
        ("assert len('a'), x", False),
        ("assert x, 'a'", True),
        ("while len('a') > 2: print(x)", False),
        ("def f(): return x\nif len('a') > 2: f()", False),
        ("def f(): return x\nf()", True),
    ],
)
def test_reads_in_branches_are_not_certain(cell, certain):
    [lost] = unbound_names(notebook(cell))
    assert lost.certain is certain


@pytest.mark.parametrize(
    "cell",
    [
        "from numpy import *",
        "%run other.ipynb",
        "%store -r",
        "%pylab inline",
        "%%cython\ndef x(): pass",
        "exec('x = 1')",
        "globals()['x'] = 1",
        "globals().update(x=1)",
        "get_ipython().run_line_magic('run', 'a.py')",
        "%%bash --out x\nls",
    ],
)
def test_what_binds_unseen_silences_the_notebook(cell):
    assert missing(cell, "print(x)") == {}


@pytest.mark.parametrize(
    "cell", ["%matplotlib inline", "!pip install x", "%%time\ny = 1", "len?", "print('a' in globals())"]
)
def test_what_binds_nothing_does_not(cell):
    assert missing(cell, "print(x)") == {"x": None}


def test_capture_binds_its_name():
    assert missing("%%capture out\nprint(1)", "print(out)") == {}


def test_a_cell_that_does_not_parse_may_bind_the_names_in_it():
    assert missing("x = = 1", "print(x, y)") == {"y": None}


def test_cells_that_fail_on_purpose_or_were_not_run_say_nothing():
    error = {"output_type": "error", "ename": "NameError", "evalue": "name 'x' is not defined", "traceback": []}
    assert missing(code("x", metadata={"tags": ["raises-exception"]})) == {}
    assert missing(code("x", outputs=[error])) == {}
    assert missing(code("1", execution_count=1), code("x")) == {}
    assert missing(code("1", execution_count=1), code("x", execution_count=2)) == {"x": None}


@pytest.mark.parametrize(
    ("cells", "bound"),
    [
        (["x.plot()", "x = x.append(1)"], None),
        (["x.plot()", "x = x.append(1)", "x = read()"], 3),
        (["print(x)", "x += 1"], None),
        (["print(x)", "for i in range(3):\n    x = x + i"], None),
        (["print(x)", "for i in range(3):\n    x = i\n    x = x + i"], 2),
        (["print(x)", "x = [x for x in range(3)]"], 2),
        (["print(x)", "x = lambda n: x(n - 1)"], 2),
    ],
)
def test_a_value_that_is_made_from_the_name_itself_does_not_define_it(cells, bound):
    assert missing(*cells) == ({"read": None, "x": bound} if "x = read()" in cells else {"x": bound})
