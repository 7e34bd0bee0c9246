"""The language of page examples itself: fences, marks, notebooks made from percent cells."""

from __future__ import annotations

import json

import pytest

from tests.rules.blocks import Place, examples

PAGE = """
## Instead of

```python
x = 1
y = 2  # expect: LEA001, REP005
z = 3  # miss: LEA003 because  # false alarm: EVA001
```

Then

```python name=tool/helpers.py
def f(): ...
```

```python
from tool.helpers import f  # expect-related: LEA001
```

```console
$ python not_a_test.py
```

## Write

```text name=requirements.txt
numpy  # expect: REP017
```

Prose ends the example.

````notebook no-kernel
# %% [markdown]
# # Title
# %% [2]
a = 1

# %% [1]  # expect: NBK001
b = a  # expect: LEA001
# output-error: NameError: name 'a' is not defined
# output: 0.5
# tags: raises-exception
c = b  # expect: EVA001
````

## Sources

```python
not_a_test = 1
```
"""


@pytest.fixture
def found():
    return list(examples("leakage/a.md", PAGE))


def test_every_block_of_the_tested_sections_is_an_example(found):
    assert [(one.section, [block.file for block in one.blocks]) for one in found] == [
        ("Instead of", ["analysis.py"]),
        ("Instead of", ["tool/helpers.py", "analysis.py"]),
        ("Write", ["requirements.txt"]),
        ("Write", ["analysis.ipynb"]),
    ]


def test_an_example_is_named_by_the_line_of_its_last_fence(found):
    assert found[0].id == "leakage/a.md:4"
    assert PAGE.splitlines()[3] == "```python"


def test_marks_are_read_and_taken_out(found):
    script = found[0]
    assert script.blocks[0].content() == "x = 1\ny = 2\nz = 3\n"
    second, third = Place("analysis.py", None, 2), Place("analysis.py", None, 3)
    assert script.marked("expect") == {("LEA001", second), ("REP005", second)}
    assert script.marked("miss") == {("LEA003", third)}
    assert script.marked("false alarm") == {("EVA001", third)}
    assert found[1].codes("expect-related") == {"LEA001"}


def test_a_notebook_block_becomes_a_notebook(found):
    made = json.loads(found[3].blocks[0].content())
    assert [cell["cell_type"] for cell in made["cells"]] == ["markdown", "code", "code"]
    assert made["cells"][0]["source"] == ["# Title"]
    assert [cell.get("execution_count") for cell in made["cells"]] == [None, 2, 1]
    assert made["cells"][2]["source"] == ["b = a\n", "c = b"]
    assert made["cells"][2]["metadata"] == {"tags": ["raises-exception"]}
    assert made["cells"][2]["outputs"] == [
        {"output_type": "error", "ename": "NameError", "evalue": "name 'a' is not defined", "traceback": []},
        {"output_type": "stream", "name": "stdout", "text": ["0.5\n"]},
    ]
    assert made["metadata"] == {}


def test_marks_in_a_notebook_stand_in_their_cell(found):
    assert found[3].marked("expect") == {
        ("NBK001", Place("analysis.ipynb", 3, 1)),
        ("LEA001", Place("analysis.ipynb", 3, 1)),
        ("EVA001", Place("analysis.ipynb", 3, 2)),
    }


def test_a_notebook_block_must_open_with_a_cell():
    with pytest.raises(ValueError, match="must open with"):
        next(examples("a.md", "## Write\n```notebook\nx = 1\n# %%\n```\n")).blocks[0].content()
