"""What a program looks like does not change what is found in it."""

from __future__ import annotations

import json

import pytest

from tests.rules.blocks import Example
from tests.rules.rewriting import as_notebook, in_main, with_comments
from tests.rules.running import broken, examples_of, living_pages, report_of, run, shown

SCRIPTS = [
    (page, example)
    for page in living_pages()
    for example in examples_of(page.code)
    if len(example.blocks) == 1
    and example.blocks[0].language == "python"
    and not example.blocks[0].name
    and "as-is" not in example.blocks[0].attributes
]
REWRITINGS = {
    "comments": (with_comments, "analysis.py"),
    "main": (in_main, "analysis.py"),
    "notebook": (as_notebook, "analysis.ipynb"),
}


REWRITTEN = [
    pytest.param(page, example, text, file, id=f"{example.id}-{kind}")
    for page, example in SCRIPTS
    for kind, (rewrite, file) in REWRITINGS.items()
    if (text := rewrite(example.blocks[0].content())) is not None  # None: it would be another program
]


@pytest.mark.parametrize(("page", "example", "text", "file"), REWRITTEN)
def test_block_rewritten(page, example: Example, text, file, tmp_path):
    (tmp_path / file).write_text(text, encoding="utf-8")
    report = run(tmp_path, page)
    assert not broken(report)
    before = {finding.code for finding in shown(report_of(page.code, example), page)}
    assert {finding.code for finding in shown(report, page)} == before


def test_comments_keep_decorators_with_their_functions():
    assert with_comments("x = 1\n@d\ndef f(): ...\n") == "# a remark\n\nx = 1\n# a remark\n\n@d\ndef f(): ...\n"


def test_main_holds_the_whole_program():
    body = "    x = 1\n    print(x)\n"
    assert in_main("x = 1\nprint(x)\n") == f'def main():\n{body}\n\nif __name__ == "__main__":\n    main()\n'


@pytest.mark.parametrize(
    "text", ["from a import *\n", "def f():\n    global x\n", 'x = """a\nb"""\n', "if __name__:\n    pass\n"]
)
def test_a_program_that_would_change_its_meaning_is_left_alone(text):
    assert in_main(text) is None


def test_paragraphs_become_cells():
    made = json.loads(as_notebook("import os\n\nx = 1\ny = 2\n\n\ndef f():\n\n    return 1\n"))
    assert ["".join(cell["source"]) for cell in made["cells"]] == [
        "import os",
        "x = 1\ny = 2",
        "def f():\n\n    return 1",
    ]
