"""The rulebook: strict pages, unique codes and names, selectors, and generated files that are up to date."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from reprolint import rulebook
from reprolint.findings import Confidence, Effect, Severity
from reprolint.rulebook import (
    Condition,
    Pattern,
    Rulebook,
    RulebookError,
    UnknownSelector,
    checklist_files,
    pages,
    strict_yaml,
)
from reprolint.rulebook.compile import compiled, page_to_json
from reprolint.rulebook.presenting import readable, whole_page
from reprolint.rulebook.reading import page_from_json

FRONT = """---
code: LEA004
name: a-name
summary: rows are resampled
topic: evaluation
severity: error
confidence: high
default: true
since: 0.1.0
help: Split first
checklists: [reforms:6a]
effect: {metric: AUC, wrong: 1, right: 0.5, example: examples/a}
sources: [https://example.org]
match:
  - call: [a.f, a.g]
    when: {seed: {missing: true, equals: [null]}, mode: {not: [fast, 2]}}
    message: "`{name}` draws"
    label: here
---

## What it finds

Something.
"""
CHECKLIST = """
key: reforms
title: REFORMS
edition: "2024"
year: 2024
source: https://example.org
total: 32
items:
  "6a": {text: "Training rows only", evidence: [code]}
"""


def parse(text):
    return pages.parse_front_matter(text, "leakage/a-name.md")


def test_front_matter_becomes_a_page():
    page = parse(FRONT)
    assert (page.code, page.name, page.family) == ("LEA004", "a-name", "LEA")
    assert (page.severity, page.confidence, page.default) == (Severity.ERROR, Confidence.HIGH, True)
    assert page.effect == Effect("AUC", 1.0, 0.5, "examples/a")
    assert page.match == (
        Pattern(
            ("a.f", "a.g"),
            "`{name}` draws",
            {"seed": Condition(missing=True, equals=(None,)), "mode": Condition(differs=("fast", 2))},
            "here",
        ),
    )


def test_a_page_survives_the_index():
    page = parse(FRONT)
    assert page_from_json(json.loads(json.dumps(page_to_json(page)))) == page


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("code: LEA004", "code: LEA-4", "`code` is `LEA-4`"),
        ("name: a-name", "name: A name", "`name` is `A name`"),
        ("severity: error", "severity: eror", "did you mean `error`?"),
        ("topic: evaluation", "topic: models", "`topic` is `models`"),
        ("default: true", "default: often", "`default` must be true or false"),
        ("since: 0.1.0", "since: 0.1", "`since`"),
        ("help: Split first", "hlep: Split first", "`hlep` is not a known key; did you mean `help`?"),
        ("summary: rows are resampled\n", "", "`summary` is missing"),
        ("[reforms:6a]", "[6a]", "references look like"),
        ("[reforms:6a]", "[reforms:6a, reforms:6a]", "names an item twice"),
        ("wrong: 1", "wrong: high", "`effect.wrong` must be a number"),
        ("wrong: 1", "wrong: 1, worse: 2", "`effect.worse` is not a known key"),
        ("topic: evaluation", "topic: evaluation\ntopic: ablation", "`topic` is given twice"),
        ("`{name}` draws", "`{call}` draws", "knows only the placeholders"),
        (
            "missing: true, equals: [null]",
            "mising: true",
            "`match[0].when.seed.mising` is not a known key; did you mean `m",
        ),
        ("missing: true, equals: [null]", "", "asks nothing"),
        ("equals: [null]", "equals: [[1]]", "must be a list of numbers"),
        ("since: 0.1.0", "since: 0.1.0\nstatus: removed", "must be false for a removed rule"),
        ("---\ncode", "code", "must open with front matter"),
    ],
)
def test_slips_in_front_matter_are_named(old, new, complaint):
    with pytest.raises(RulebookError) as raised:
        parse(FRONT.replace(old, new, 1))
    assert str(raised.value).startswith("leakage/a-name.md: ")
    assert complaint in str(raised.value)


@pytest.fixture
def folder(tmp_path):
    for name, text in {
        "leakage/a-name.md": FRONT,
        "leakage/old-name.md": FRONT.replace("LEA004", "LEA099")
        .replace("a-name", "old-name")
        .replace("default: true", "default: false\nstatus: removed"),
        "notebooks/other-name.md": FRONT.replace("LEA004", "NBK001").replace("a-name", "other-name"),
        "checklists/reforms.yaml": CHECKLIST,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "catalog").mkdir()
    return tmp_path


def write_index(folder):
    texts, problems = compiled(folder)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return problems


def test_compiled_and_loaded_again(folder):
    assert write_index(folder) == []
    loaded = rulebook.load(folder)
    assert loaded == Rulebook(folder, pages.read_folder(folder)[0], checklist_files.read_folder(folder / "checklists"))
    assert loaded.text("LEA004") == "## What it finds\n\nSomething.\n"
    assert loaded.item("reforms:6a").text == "Training rows only"
    assert loaded.item("reforms:9z") is None
    assert loaded.item("unheard:1") is None


def test_generated_files_say_so_in_line_one(folder):
    write_index(folder)
    for name in ("index.json", "catalog.json"):
        assert "Generated by" in (folder / name).read_text().splitlines()[0]


@pytest.mark.parametrize(
    ("selector", "codes"),
    [
        ("LEA004", {"LEA004"}),
        ("lea004", {"LEA004"}),
        ("a-name", {"LEA004"}),
        ("LEA", {"LEA004"}),
        ("LEA099", {"LEA099"}),
        ("ALL", {"LEA004", "NBK001"}),
        ("STA", set()),
    ],
)
def test_selectors(folder, selector, codes):
    write_index(folder)
    assert rulebook.load(folder).resolve(selector) == codes


@pytest.mark.parametrize(
    ("selector", "nearest"), [("LEA04", "LEA004"), ("a-nam", "a-name"), ("NKB", "NBK"), ("zzzzzzzz", "")]
)
def test_an_unknown_selector_carries_the_nearest_name(folder, selector, nearest):
    write_index(folder)
    with pytest.raises(UnknownSelector) as raised:
        rulebook.load(folder).resolve(selector)
    assert raised.value.nearest == nearest
    assert selector in str(raised.value)


@pytest.mark.parametrize(("old", "new"), [("other-name", "a-name"), ("NBK001", "LEA004")])
def test_a_code_or_name_given_twice_names_both_files(folder, old, new):
    first = folder / "notebooks" / "other-name.md"
    text = first.read_text().replace(old, new)
    first = folder / ("leakage/other-name.md" if new == "LEA004" else "notebooks/a-name.md")
    first.write_text(text)
    _, problems = compiled(folder)
    assert any("leakage/a-name.md" in one and first.relative_to(folder).as_posix() in one for one in problems)


def test_a_page_in_the_wrong_place_is_refused(folder):
    (folder / "leakage" / "a-name.md").rename(folder / "leakage" / "b-name.md")
    (folder / "notebooks" / "other-name.md").rename(folder / "leakage" / "other-name.md")
    _, problems = compiled(folder)
    assert "leakage/b-name.md: `name` is a-name, so the file must be called a-name.md" in problems
    assert "leakage/other-name.md: `code` is NBK001, which belongs in notebooks/" in problems


def test_a_dangling_checklist_reference_is_refused(folder):
    (folder / "checklists" / "reforms.yaml").write_text(CHECKLIST.replace("6a", "6b"))
    assert any("names `reforms:6a`" in one for one in compiled(folder)[1])


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[code]", "[codes]", "holds `codes`"),
        ("total: 32", "total: 0", "is 0, but 1 items are listed"),
        ('"6a"', "6", "must be a mapping with text keys"),
        ("year: 2024", "year: soon", "`year` must be a whole number"),
        ('  "6a": {text: "Training rows only", evidence: [code]}', "  {}", "is empty"),
    ],
)
def test_slips_in_checklists_are_named(old, new, complaint):
    with pytest.raises(RulebookError, match=r"checklists/a\.yaml") as raised:
        checklist_files.parse(CHECKLIST.replace(old, new), "checklists/a.yaml")
    assert complaint in str(raised.value)


def test_rules_of_the_users_own(folder, tmp_path_factory):
    write_index(folder)
    own = tmp_path_factory.mktemp("own")
    (own / "mine.md").write_text(FRONT.replace("LEA004", "LAB001").replace("a-name", "mine"))
    loaded = rulebook.load(folder, [own])
    assert loaded.resolve("mine") == {"LAB001"}
    assert loaded.text("LAB001").startswith("## What it finds")
    (own / "again.md").write_text(FRONT)
    with pytest.raises(RulebookError, match=r"the code `LEA004` is taken by"):
        rulebook.load(folder, [own])
    (own / "again.md").write_text(FRONT[: FRONT.index("match:")].replace("LEA004", "LAB002") + "---\n")
    with pytest.raises(RulebookError, match="needs `match:`"):
        rulebook.load(folder, [own])


@pytest.mark.parametrize("content", [None, "[", "[]", '{"pages": [{}], "checklists": {}}'])
def test_a_broken_index_says_what_to_do(folder, content):
    if content is not None:
        (folder / "index.json").write_text(content)
    with pytest.raises(RulebookError, match=r"index\.json"):
        rulebook.load(folder)


def test_the_shipped_index_is_up_to_date():
    folder = rulebook.rules_folder()
    texts, problems = compiled(folder)
    assert problems == []
    for name, text in texts.items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"`python -m reprolint.rulebook` writes {name} anew"


def test_loading_needs_no_yaml():
    heavy = {"yaml", "rich", "click"}
    program = f"import sys; from reprolint import rulebook; rulebook.load(); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_dates_in_yaml_stay_text():
    assert strict_yaml.read_mapping("since: 2020-01-01", "a.yaml") == {"since": "2020-01-01"}


def test_a_whole_page_opens_with_its_title_block(folder):
    write_index(folder)
    text = whole_page(rulebook.load(folder), "LEA004")
    assert text.startswith(
        "# LEA004 a-name\n\nRows are resampled.\n\n**error** · high confidence · evaluation · on by default"
    )
    assert "Measured effect: AUC 1 with the fault, 0.5 without (`examples/a`)." in text
    assert "- `reforms:6a` Training rows only (REFORMS, 2024, item 6a)" in text
    assert text.endswith("## What it finds\n\nSomething.\n")


def test_a_retired_rule_says_so(folder):
    write_index(folder)
    assert "**Removed.**" in whole_page(rulebook.load(folder), "LEA099")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("x = 1  # expect: LEA001, REP005", "x = 1  # <- LEA001, REP005"),
        ("x = 1  # miss: LEA001", "x = 1  # <- LEA001 misses this"),
        ("x = 1  # false alarm: LEA001", "x = 1  # <- LEA001 is wrong here"),
        ("<!-- expect: DOC001 -->", "<!-- <- DOC001 -->"),
        ("```notebook no-kernel", "```python"),
    ],
)
def test_marks_are_shown_in_words(line, shown):
    assert readable(line) == shown
