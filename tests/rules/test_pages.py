"""Every block of every rule page, held against every rule; and what all pages and checks have in common."""

from __future__ import annotations

import ast
import re

import pytest

from reprolint import checks
from reprolint.graph import Modules, build
from reprolint.rulebook.pages import SECTIONS
from reprolint.source import read_bytes
from tests.rules.blocks import Example
from tests.rules.running import (
    RULES,
    Found,
    all_checks,
    book,
    broken,
    examples_of,
    living_pages,
    report_of,
    run,
    shown,
)

PAGES = living_pages()
EXAMPLES = [pytest.param(page, example, id=example.id) for page in PAGES for example in examples_of(page.code)]
each_page = pytest.mark.parametrize("page", [pytest.param(page, id=page.path) for page in PAGES])


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_block(page, example: Example):
    report = report_of(page.code, example)
    assert not broken(report)
    findings = shown(report, page)
    messages = {Found.of(one): one.message for one in findings}
    anywhere = example.codes("expect-file")
    wanted = {Found(*mark) for mark in example.marked("expect") | example.marked("false alarm")}
    missed = {Found(*mark) for mark in example.marked("miss")}
    loose = {one.code for one in messages if one not in wanted}
    cured = {Found(*mark) for mark in example.marked("false alarm")} - set(messages)
    assert not cured, "known false alarms no longer occur; turn their marks into plain lines"
    assert not missed & set(messages), "known misses are found now; turn `miss` into `expect`"
    assert not wanted - set(messages), f"not found; found were {sorted(map(str, messages.items()))}"
    assert anywhere <= loose, f"expected somewhere, but not found: {anywhere - loose}"
    unexpected = {found: text for found, text in messages.items() if found not in wanted and found.code not in anywhere}
    assert not unexpected, "found without an `expect` mark"
    related = {(one.code, place.path, place.cell, place.line) for one in findings for place in one.related}
    for code, place in example.marked("expect-related"):
        assert (code, place.path, place.cell, place.line) in related


@each_page
def test_sections_are_complete_and_in_order(page):
    text = book().text(page.code)
    assert re.findall(r"^## (.+?)\s*$", text, re.MULTILINE) == list(SECTIONS)
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)
    assert not parts[0].strip(), "the title block is made from the front matter"
    assert all(part.strip() for part in parts[1:]), "no section is empty"


@each_page
def test_bad_good_and_limits_blocks_are_there(page):
    by_section = {section: [one for one in examples_of(page.code) if one.section == section] for section in SECTIONS}
    assert by_section["Instead of"]
    assert by_section["Write"]
    assert by_section["Limits"]
    for example in by_section["Instead of"]:
        own = example.codes("expect") | example.codes("expect-file")
        assert page.code in own, f"{example.id} stands under `Instead of` but expects no {page.code}"
    for example in by_section["Write"]:
        assert page.code not in example.codes("expect") | example.codes("expect-file") | example.codes("false alarm"), (
            example.id
        )


@each_page
def test_front_matter_can_be_shown(page):
    assert len(page.summary) < 90
    assert not page.summary.endswith(".")
    assert not page.summary[0].isupper() or page.summary.split()[0].isupper(), "a summary opens in lower case"
    assert page.sources, "every rule rests on a source"
    assert page.help or not page.default, "a rule that is on by default says what to do"
    assert page.checklists or not page.default, "a rule that is on by default serves a checklist item"
    if page.help:
        assert page.help[0].isupper() or page.help[0] == "`"
        assert not page.help.endswith(".")


@each_page
def test_checklist_references_resolve(page):
    assert [reference for reference in page.checklists if book().item(reference) is None] == []


@each_page
def test_page_has_its_check_and_only_that(page):
    found = [check for check in checks.load() if check.code == page.code]
    if page.match:
        assert not found, "a page with `match:` needs no Python"
    else:
        assert [check.function.__module__ for check in found] == [
            f"reprolint.checks.{page.path.split('/')[0]}.{page.name.replace('-', '_')}"
        ]


def test_every_check_has_a_living_page():
    assert [check.code for check in checks.load() if check.code not in {page.code for page in PAGES}] == []


@each_page
def test_messages_read_alike(page):
    findings = [one for example in examples_of(page.code) for one in report_of(page.code, example).findings]
    for finding in findings:
        if finding.code != page.code:
            continue
        assert re.match(r"[A-Z`\d]", finding.message), f"opens with a capital, a number or a name: {finding.message}"
        assert not finding.message.endswith("."), f"has no full stop at its end: {finding.message}"
        assert "\n" not in finding.message
        assert finding.help, f"nothing says what to do about: {finding.message}"
        assert not finding.help.endswith("."), f"has no full stop at its end: {finding.help}"


def test_an_empty_file_has_no_findings(tmp_path):
    (tmp_path / "analysis.py").write_text("")
    over_experiment = {check.code for check in all_checks() if check.over == "experiment"}
    for page in PAGES:
        if page.code in over_experiment:
            report = run(tmp_path, page)
            assert not broken(report)
            assert not report.findings


def test_rules_do_not_influence_each_other():
    """The same findings come out whatever the order in which rules look at one experiment."""
    usable = [check for check in all_checks() if check.over == "experiment" and not check.with_project]
    for page in PAGES:
        for example in examples_of(page.code)[:2]:
            block = example.blocks[-1]
            source, _ = read_bytes(block.content().encode(), block.file)
            if source is None or len(example.blocks) > 1:
                continue
            outcomes = []
            for order in (usable, usable[::-1]):
                experiment = build(source, Modules(RULES, lambda _: None))
                outcomes.append({(check.code, one) for check in order for one in check.function(experiment)})
            assert outcomes[0] == outcomes[1], example.id


ENOUGH = 4  # blocks of each kind
SHAPES = {
    "function": (ast.FunctionDef, ast.AsyncFunctionDef),
    "loop or class": (ast.For, ast.AsyncFor, ast.While, ast.ClassDef),
}
# Shapes that a fault cannot have.
IMPOSSIBLE = {("TST002", "notebook"): "pytest collects no tests from notebooks"}


def shapes_of(example: Example) -> set[str]:
    """How the program of an example is built."""
    found = {"notebook"} if any(block.language == "notebook" for block in example.blocks) else set()
    for block in example.blocks:
        if block.language in {"python", "notebook"}:
            source, _ = read_bytes(block.content().encode(), block.file)
            nodes = source.nodes() if source is not None else []
            found |= {shape for shape, kinds in SHAPES.items() if any(isinstance(node, kinds) for node in nodes)}
    return found


@each_page
def test_blocks_differ_in_structure(page):
    """Not only in names: a rule that holds for scripts alone would pass otherwise."""
    by_section = {section: [one for one in examples_of(page.code) if one.section == section] for section in SECTIONS}
    assert len(by_section["Instead of"]) >= ENOUGH
    assert len(by_section["Write"]) >= ENOUGH
    found = set().union(*(shapes_of(example) for example in by_section["Instead of"]))
    missing = {"function", "loop or class", "notebook"} - found
    assert missing == {shape for code, shape in IMPOSSIBLE if code == page.code}
    texts = [
        ast.dump(ast.parse(one.blocks[-1].content()))
        for one in by_section["Write"]
        if one.blocks[-1].file.endswith(".py")
    ]
    assert len(set(texts)) == len(texts), "two good blocks are the same program"
