"""`explain`, `rules` and `new`: what they print, write and refuse."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from reprolint import rulebook
from reprolint.cli.explain import explain
from reprolint.cli.new import new
from reprolint.cli.rules import rules
from reprolint.rulebook import pages
from tests.rules.test_rulebook import FRONT


def invoke(command, *arguments):
    return CliRunner().invoke(command, list(arguments))


@pytest.mark.parametrize("rule", ["LEA004", "lea004", "resample-before-split"])
def test_explain_prints_the_page_as_markdown_when_piped(rule):
    result = invoke(explain, rule)
    assert result.exit_code == 0
    assert result.stdout.startswith("# LEA004 resample-before-split\n")
    assert "\n## Limits\n" in result.stdout
    assert "\x1b" not in result.stdout
    assert "# expect:" not in result.stdout


def test_explain_names_the_nearest_rule():
    result = invoke(explain, "resample-befor-split")
    assert result.exit_code == 2
    assert "did you mean `resample-before-split`?" in result.stderr
    assert not result.stdout


def test_explain_of_a_family_points_to_the_list():
    result = invoke(explain, "LEA")
    assert result.exit_code == 2
    assert "reprolint rules --family LEA" in result.stderr


def test_rules_lists_every_living_rule_once():
    book = rulebook.load()
    lines = invoke(rules).stdout.splitlines()
    assert [line.split()[0] for line in lines[1:-2]] == [
        code for code, page in book.pages.items() if not page.is_removed
    ]
    assert len({line.index(line.split()[1]) for line in lines[:-2]}) == 1, "columns are aligned"


def test_rules_as_json_with_filters():
    listed = json.loads(invoke(rules, "--format", "json", "--family", "lea", "--default-only").stdout)
    assert {one["code"][:3] for one in listed} == {"LEA"}
    assert all(one["default"] for one in listed)
    by_topic = json.loads(invoke(rules, "--format", "json", "--topic", "reproducibility").stdout)
    assert {one["topic"] for one in by_topic} == {"reproducibility"}


def test_an_unknown_family_is_a_usage_error():
    result = invoke(rules, "--family", "XYZ")
    assert result.exit_code == 2
    assert "families are ABL, BEN" in result.stderr


def test_rules_of_the_project_itself_are_shown(tmp_path, monkeypatch):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "mine.md").write_text(FRONT.replace("LEA004", "LAB001").replace("a-name", "mine"))
    (tmp_path / "reprolint.toml").write_text('rules = ["lab"]\n')
    monkeypatch.chdir(tmp_path)
    assert invoke(rules, "--family", "lab").stdout.splitlines()[1].startswith("LAB001  mine")
    assert invoke(explain, "mine").stdout.startswith("# LAB001 mine\n")
    (tmp_path / "reprolint.toml").write_text('rulez = ["lab"]\n')
    assert invoke(rules).exit_code == 2
    assert "did you mean `rules`" in invoke(explain, "mine").stderr


def test_rules_as_markdown_has_a_table_for_each_topic():
    text = invoke(rules, "--format", "markdown").stdout
    assert "## Evaluation\n\n| code | name |" in text
    assert "| LEA004 | resample-before-split | error | yes |" in text


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    shutil.copytree(rulebook.rules_folder() / "leakage", tmp_path / "rules" / "leakage")
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setattr(rulebook, "rules_folder", lambda: tmp_path / "rules")
    return tmp_path


def test_new_writes_a_page_that_can_be_read_and_a_check_that_compiles(checkout):
    result = invoke(new, "NBK099", "notebooks", "some-name")
    assert result.exit_code == 0, result.output
    page = pages.read_page(checkout / "rules/notebooks/some-name.md", "notebooks/some-name.md")
    assert (page.code, page.name, page.topic, page.default) == ("NBK099", "some-name", "reproducibility", False)
    assert "def some_name(" in (checkout / "reprolint/checks/notebooks/some_name.py").read_text()
    compile((checkout / "reprolint/checks/notebooks/some_name.py").read_text(), "some_name.py", "exec")
    assert "Next:" in result.stdout


def test_new_with_a_pattern_needs_no_check(checkout):
    assert invoke(new, "NBK099", "notebooks", "some-name", "--match").exit_code == 0
    assert pages.read_page(checkout / "rules/notebooks/some-name.md", "notebooks/some-name.md").match
    assert not (checkout / "reprolint").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("LEA004", "leakage", "some-name"), "has this code"),
        (("LEA099", "leakage", "resample-before-split"), "has this name"),
        (("LEA099", "notebooks", "some-name"), "belong in `leakage`"),
        (("LEA99", "leakage", "some-name"), "three digits"),
        (("XYZ001", "leakage", "some-name"), "three digits after one of"),
        (("LEA099", "leakage", "Some_Name"), "lower-case words"),
    ],
)
def test_new_refuses(checkout, arguments, complaint):
    before = sorted(checkout.rglob("*"))
    result = invoke(new, *arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert sorted(checkout.rglob("*")) == before


def test_new_never_overwrites(checkout):
    check = checkout / "reprolint" / "checks" / "notebooks" / "some_name.py"
    check.parent.mkdir(parents=True)
    check.write_text("mine")
    result = invoke(new, "NBK099", "notebooks", "some-name")
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert check.read_text() == "mine"
    assert not (checkout / "rules" / "notebooks").exists()


def test_new_needs_a_source_checkout(checkout):
    (checkout / "pyproject.toml").unlink()
    assert "source checkout" in invoke(new, "NBK099", "notebooks", "some-name").stderr
