"""What a program looks like does not change what is found in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import chdir

import pytest

from reprolint import api
from reprolint.config import Config
from reprolint.findings import Confidence, Report
from tests.rules.blocks import Example
from tests.rules.rewriting import CALLING_HELPER, aliased, as_notebook, in_helper, in_main, renamed, with_comments
from tests.rules.running import broken, codes_for, examples_of, living_pages, report_of, run, shown

Rewriting = Callable[[str], str | None]
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


def each_script(kinds: Iterable[str]) -> pytest.MarkDecorator:
    """Every script in every kind of rewriting; the rewriting itself is left to the test, since every process collects all."""
    each = [pytest.param(page, example, kind, id=f"{example.id}-{kind}") for page, example in SCRIPTS for kind in kinds]
    return pytest.mark.parametrize(("page", "example", "kind"), each)


def rewritten(example: Example, rewrite: Rewriting) -> str:
    """The program of an example in other words."""
    text = rewrite(example.blocks[0].content())
    if text is None:
        pytest.skip("it would be another program, or the same")
    return text


@each_script(REWRITINGS)
def test_block_rewritten(page, example: Example, kind, tmp_path):
    rewrite, file = REWRITINGS[kind]
    (tmp_path / file).write_text(rewritten(example, rewrite), encoding="utf-8")
    report = run(tmp_path, page)
    assert not broken(report)
    before = {finding.code for finding in shown(report_of(page.code, example), page)}
    assert {finding.code for finding in shown(report, page)} == before


# Rewritings after which every finding must still stand at the same statement.
SAME_PLACE = {"renamed": renamed, "aliased": aliased, "helper": in_helper}
DRAWS = frozenset({"REP001", "REP003", "REP005"})
# Example and rewriting: why something else is found then. A test fails when an entry is not needed any more.
EXCEPTIONS = {
    (
        "reproducibility/no-seed-anywhere.md:152",
        "helper",
    ): "the same draw is told as REP003 when the layer's class stands in a function; the cause is not known",
    (
        "reproducibility/wrong-library-seeded.md:435",
        "helper",
    ): "whether a network is trained is asked of the file itself only",
    (
        "reproducibility/sklearn-random-state.md:199",
        "helper",
    ): "whether a model is read is asked of the file itself only",
    ("evaluation/accuracy-on-imbalance.md:208", "renamed"): "a word in a name keeps the rule silent, as the page says",
    (
        "leakage/fit-on-test.md:53",
        "renamed",
    ): "no model is trained on the other side: only the name says which side is the test",
}


def found_at(report: Report, file: str, lower: int = 0) -> set[tuple[str, int]]:
    """Codes and lines of all findings, those that stand in `file` by their line as it was before.

    What a program draws through an imported file is told where the program calls it; the draw is the first related place.
    """
    told = [
        (one.code, one.related[0] if one.related and one.code in DRAWS and one.primary.path != file else one.primary)
        for one in report.findings
    ]
    return {
        (code, place.line - lower if place.path == file else 0) for code, place in told if place.path in {file, "."}
    }


@each_script(SAME_PLACE)
def test_findings_stay_at_their_statements(page, example: Example, kind, tmp_path):
    text = rewritten(example, SAME_PLACE[kind])
    before = found_at(report_of(page.code, example), example.blocks[0].file)
    if kind == "helper":
        (tmp_path / "helper.py").write_text(text, encoding="utf-8")
        (tmp_path / "analysis.py").write_text(CALLING_HELPER, encoding="utf-8")
        config = Config(select=codes_for(page.code), confidence=Confidence.LOW)
        with chdir(tmp_path):
            report = api.check(["."], config, jobs=1)
        after = found_at(report, "helper.py", lower=1)
    else:
        (tmp_path / "analysis.py").write_text(text, encoding="utf-8")
        report = run(tmp_path, page)
        after = found_at(report, "analysis.py")
    assert not broken(report)
    if (example.id, kind) in EXCEPTIONS:
        assert after != before, "nothing else is found any more: take the entry out of EXCEPTIONS"
    else:
        assert after == before, text


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
