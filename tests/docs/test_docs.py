"""What the documents say is held against the code: links, commands, options, settings, exit codes, limits, messages."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import reprolint
from reprolint import config, rulebook
from reprolint.cli import COMMANDS, HIDDEN, main
from reprolint.cli.check import Exit
from reprolint.findings import Problem
from reprolint.graph.catalog import Catalog
from reprolint.report import FORMATS
from reprolint.report.json import schema
from reprolint.source import read_bytes
from tests.docs.reading import ROOT, Command, anchors, blocks, codes, commands, documents, links, prose, section, tables

DOCS = ROOT / "docs"
CONFIGURATION, COMMAND_PAGE, SAFETY = DOCS / "configuration.md", DOCS / "commands.md", DOCS / "safety.md"
OWN_FILES = re.compile(r"`((?:reprolint|rules|docs|tests|examples|benchmarks)/[\w./-]+)`")
each_document = pytest.mark.parametrize("document", [pytest.param(one, id=one.name) for one in documents()])
COMMAND_LINES = [
    pytest.param(command, id=f"{document.name}: {command.line}")
    for document in documents()
    for command in commands(document)
    if command.arguments is not None
]
SHOWN = [
    pytest.param(document, command, id=f"{document.name}: {command.line}")
    for document in documents()
    for command in commands(document)
    if command.arguments is not None and command.output and document.parent == DOCS
]


@each_document
def test_relative_links_lead_somewhere(document: Path) -> None:
    broken = []
    for target in links(document):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


@each_document
def test_files_that_are_named_exist(document: Path) -> None:
    named = set(OWN_FILES.findall(prose(document))) - {"reprolint/rules"}
    assert not {name for name in named if not (ROOT / name).exists()}


@each_document
def test_families_that_are_named_exist(document: Path) -> None:
    folders = set(re.findall(r"\b(?:rules|reprolint/checks)/(\w+)/", document.read_text(encoding="utf-8")))
    assert folders <= {*rulebook.FAMILIES.values(), "catalog", "checklists"}
    assert all((ROOT / "rules" / folder).is_dir() for folder in folders)


def parsed(arguments: list[str]) -> None:
    """Let click parse a command line; raises UsageError for what it does not know."""
    context = main.make_context("reprolint", list(arguments)) if arguments[:1] != ["--version"] else None
    command: click.Command = main
    rest = arguments
    while context is not None and isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = command.make_context(command.name, list(rest), parent=context)


@pytest.mark.parametrize("command", COMMAND_LINES)
def test_command_lines_parse(command: Command) -> None:
    assert command.arguments is not None
    parsed(command.arguments)


def test_unknown_options_do_not_parse() -> None:
    for arguments in (["check", "--nosuch"], ["nosuch"], ["catalog", "sklearn", "--nosuch"]):
        with pytest.raises(click.UsageError):
            parsed(arguments)


def lay_out(document: Path, folder: Path) -> None:
    """Write the blocks that have a name into the folder."""
    for block in blocks(document):
        if "name" in block.attributes:
            file = folder / block.attributes["name"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")


def pattern(lines: list[str]) -> re.Pattern[str]:
    """The output that was documented; `...` stands for anything: alone for lines, at a line's end for its rest."""
    expected = "\n".join(lines).rstrip()
    parts = [re.escape(part) for part in re.split(r"^\.\.\.$", expected, flags=re.MULTILINE)]
    return re.compile(r"(?:.*)".join(parts).replace(r"\ \.\.\.", "[^\n]*") + r"\s*", re.DOTALL)


@pytest.mark.parametrize(("document", "command"), SHOWN)
def test_output_is_what_the_command_prints(
    document: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(document, tmp_path)
    if "reprolint.toml" in {path.name for path in tmp_path.iterdir()}:
        (tmp_path / "reprolint.toml").write_text("")  # examples of commands run without settings
    monkeypatch.chdir(tmp_path)
    assert command.arguments is not None
    result = CliRunner().invoke(main, command.arguments, prog_name="reprolint")
    assert pattern(command.output).fullmatch(result.output), result.output


def test_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(COMMAND_PAGE, tmp_path)
    monkeypatch.chdir(tmp_path)
    exec((tmp_path / "from_python.py").read_text())
    assert "study.py 8 LEA004" in capsys.readouterr().out


def test_every_command_has_a_section_with_its_options() -> None:
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in COMMANDS}
    for name in (*COMMANDS, *HIDDEN):
        group = main.get_command(context, name)
        if isinstance(group, click.Group):
            found |= {f"{name} {nested}": command for nested, command in group.commands.items()}
    for name, command in found.items():
        assert command is not None
        rows = [row for table in tables(section(COMMAND_PAGE, f"reprolint {name}")) for row in table]
        documented = {word.split()[0] for row in rows for word in codes(row[0]) if word.startswith("--")}
        options = {option for one in command.params for option in one.opts if option.startswith("--")}
        assert documented == options, name


def test_every_format_is_named() -> None:
    (row,) = [
        row for table in tables(section(COMMAND_PAGE, "reprolint check")) for row in table if "--format" in row[0]
    ]
    assert set(codes(row[1])) == set(FORMATS)


def test_exit_codes_are_those_of_the_command() -> None:
    ((*rows,),) = tables(section(COMMAND_PAGE, "Exit codes"))
    assert {row[1]: int(row[0]) for row in rows} == {each.name.lower(): each.value for each in Exit}


def test_json_fields_are_those_of_the_schema() -> None:
    top, finding = tables(section(COMMAND_PAGE, "The JSON report"))
    described = schema()
    assert {name for row in top for name in codes(row[0])} == set(described["properties"])
    assert {name for row in finding for name in codes(row[0])} == set(described["$defs"]["finding"]["properties"])
    (summary,) = [row for row in top if row[0] == "`summary`"]
    assert set(codes(summary[1])) == set(described["properties"]["summary"]["properties"])


def test_configuration_keys_are_those_of_the_code() -> None:
    (rows,) = tables(section(CONFIGURATION, "Keys"))
    assert sorted(name for row in rows for name in codes(row[0])) == sorted(config.READERS)


def test_configuration_example_is_accepted(tmp_path: Path) -> None:
    lay_out(CONFIGURATION, tmp_path)
    settings = config.load(tmp_path)
    assert not config.unknown_selectors(settings, rulebook.load().resolve, rulebook.UnknownSelector)
    assert "LAB001" in rulebook.load(extra=settings.rules).pages
    scaler = Catalog.default().extended(settings.catalog).lookup("clinic_tools.ClinicScaler")
    assert scaler is not None
    assert scaler.role == "transformer"


SCALED = """\
import pandas as pd
from clinic_tools import ClinicScaler
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

births = pd.read_csv("births.csv")
X = ClinicScaler().fit_transform(births.drop(columns="preterm"))
X_train, X_test, y_train, y_test = train_test_split(X, births["preterm"], random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""


def test_catalogue_example_teaches_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(CONFIGURATION, tmp_path)
    monkeypatch.chdir(tmp_path)
    catalogue = (tmp_path / "lab/catalogue.yaml",)
    with_it = reprolint.check_text(SCALED, "study.py", reprolint.Config(catalog=catalogue))
    without = reprolint.check_text(SCALED, "study.py", reprolint.Config())
    assert "LEA001" in {finding.code for finding in with_it.findings}
    assert not without.findings


def test_limits_are_those_of_the_code() -> None:
    (rows,) = tables(section(SAFETY, "Limits"))
    for _, limit, constant in rows:
        module, _, name = constant.strip("`").rpartition(".")
        assert getattr(importlib.import_module(module), name) == int(limit), name


def notebook(*cells: object, **metadata: object) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}, indent=1
    ).encode()


CELL = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": "x = 1"}
BAD_INPUT: dict[str, tuple[str, bytes]] = {
    "syntax error": ("a.py", b"def train(:\n"),
    "Python 2": ("a.py", b'print "accuracy", 0.9\n'),
    "not UTF-8, and no other encoding named": ("a.py", b'name = "Stra\xdfe"\n'),
    "an encoding that does not exist": ("a.py", b"# -*- coding: klingon -*-\n"),
    "UTF-16": ("a.py", b"\xff\xfex\x00"),
    "NUL bytes": ("a.py", b"x = 1\0\n"),
    "an expression nested too deeply": ("a.py", b"x = " + b"-" * 200_000 + b"1\n"),
    "more than 8 million characters of code": ("a.py", b"x = 1\n" * 1_500_000),
    "a malformed cell": ("a.ipynb", notebook(CELL, {**CELL, "source": 3})),
    "a notebook that ends too early": ("a.ipynb", notebook(CELL, CELL).rpartition(b"}")[0]),
    "a notebook that is damaged, or ends within a text": ("a.ipynb", notebook(CELL, CELL).rpartition(b'urce"')[0]),
    "a notebook with a merge conflict": ("a.ipynb", b"{\n<<<<<<< HEAD\n" + notebook(CELL)),
    "JSON that is no notebook": ("a.ipynb", b"[]"),
    "an empty notebook": ("a.ipynb", b""),
    "JSON nested without end": ("a.ipynb", b'{"cells": ' + b"[" * 200_000),
    "a notebook in another language": ("a.ipynb", notebook(CELL, kernelspec={"name": "ir", "language": "R"})),
}
MESSAGES = {row[0]: row[1:] for row in tables(section(SAFETY, "When something cannot be read"))[0]}


def test_all_bad_input_is_tried() -> None:
    assert set(MESSAGES) - set(BAD_INPUT) == {"a cell with a syntax error"}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_gives_the_message_that_is_quoted(name: str) -> None:
    kind, message = MESSAGES[name]
    file, content = BAD_INPUT[name]
    expected = re.compile(re.escape(message).replace("…", ".+"))
    problems: tuple[Problem, ...] = read_bytes(content, file)[1]
    assert [one.kind for one in problems if expected.fullmatch(one.message)] == [kind.strip("`")]


def test_broken_cell_costs_that_cell_only() -> None:
    source, problems = read_bytes(notebook(CELL, {**CELL, "source": "def broken("}, CELL), "a.ipynb")
    assert source is not None
    assert [(one.kind, one.cell) for one in problems] == [("syntax-error", 2)]
    assert [cell.parsed for cell in source.cells] == [True, False, True]


def test_kinds_of_problems_are_those_of_the_code() -> None:
    documented = {
        kind
        for table in tables(section(SAFETY, "When something cannot be read"))
        for row in table
        for kind in codes(row[1])
    }
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "reprolint").rglob("*.py"))
    assert not {kind for kind in documented if f'"{kind}"' not in code}


def test_packages_are_those_of_the_code() -> None:
    (rows,) = tables(section(DOCS / "architecture.md", "Packages"))
    there = {
        path.stem for path in (ROOT / "reprolint").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert {name for row in rows for name in codes(row[0])} == there - {"__init__", "__main__"}


def test_code_that_is_quoted_is_the_code() -> None:
    quoted = [block for document in documents() for block in blocks(document) if "from" in block.attributes]
    assert quoted
    for block in quoted:
        assert block.text in (ROOT / block.attributes["from"]).read_text(encoding="utf-8")


def test_glossary_is_in_order_and_names_each_word_once() -> None:
    (rows,) = tables(prose(DOCS / "glossary.md"))
    words = [row[0] for row in rows]
    assert words == sorted(set(words))
