"""`reprolint new`: lays out the page and the check of a new rule in a source checkout."""

from __future__ import annotations

from pathlib import Path

import click

from reprolint import __version__, rulebook
from reprolint.rulebook import FAMILIES
from reprolint.rulebook.pages import CODE, NAME, read_folder

TOPIC_OF_FAMILY = {
    "BEN": "benchmarking",
    "SHR": "model sharing",
    "TST": "testing",
    "INT": "interpretability",
    "ABL": "ablation",
    "REP": "reproducibility",
    "NBK": "reproducibility",
    "DOC": "write-up",
}
MATCH = """match:
  - call: package.module.function
    when: {argument: {missing: true}}
    message: "`{name}` is called without `argument`, so that ..."
"""
PAGE = """---
code: $code
name: $name
summary: $words
topic: $topic
severity: warning
confidence: medium
default: false
since: $version
checklists: []
sources: []
help: Say what to write instead
$match---

## What it finds

Describe the pattern in one paragraph, in words that a scientist uses.

## Why it matters

Say what happens to the number, with a measurement or a source.

## Instead of

```python
# a program with the fault; the faulty line ends in the word expect, a colon and $code
```

## Write

```python
# the same program without the fault
```

## When to ignore it

Name the studies in which the pattern is right.

## Limits

Say what is missed and what is reported wrongly, each with a block.

## Sources

List what the claims above rest on.
"""
CHECK = '''"""State in one sentence what the code does when it has this fault: $words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check

if TYPE_CHECKING:
    from reprolint.findings import Finding
    from reprolint.graph.experiment import Experiment


@check("$code", needs={"score"})
def $function(experiment: Experiment) -> Iterator[Finding]:
    """Ask the experiment; report where the answer is yes, and stay silent where it is not known."""
    for score in experiment.scores:
        yield score.finding("`$name` has no question yet")
'''


@click.command()
@click.argument("code")
@click.argument("family")
@click.argument("name")
@click.option("--match", "by_match", is_flag=True, help="A page with a call pattern, and no Python.")
def new(code: str, family: str, name: str, *, by_match: bool) -> None:
    """Lay out rule CODE of FAMILY (a folder of rules/) called NAME: a page to write, and a check unless --match."""
    rules = rulebook.rules_folder()
    root = rules.parent
    if not (root / "pyproject.toml").is_file():
        raise click.UsageError("rules are added in a source checkout of reprolint; this one is installed")
    _validate(rules, code, family, name)
    function = name.replace("-", "_")
    words = {
        "code": code,
        "name": name,
        "words": name.replace("-", " "),
        "topic": TOPIC_OF_FAMILY.get(code[:3], "evaluation"),
        "version": __version__,
        "function": function,
        "match": MATCH if by_match else "",
    }
    page = rules / family / f"{name}.md"
    check = root / "reprolint" / "checks" / family / f"{function}.py"
    files = {page: PAGE} if by_match else {page: PAGE, check: CHECK}
    for file in files:
        if file.exists():
            raise click.UsageError(f"{file.relative_to(root).as_posix()} exists already, and nothing is overwritten")
    for file, template in files.items():
        _write(file, template, words)
        click.echo(f"wrote {file.relative_to(root).as_posix()}")
    click.echo(
        f"\nNext: write bad, good and limits blocks in the page; `python -m reprolint.rulebook`; "
        f"`python -m pytest tests/rules -k {name}` and see them fail; write the check; add a line to CHANGELOG.md."
    )


def _validate(rules: Path, code: str, family: str, name: str) -> None:
    """Raise UsageError when the code or name is malformed or taken, or the family is not that of the code."""
    if not CODE.fullmatch(code) or code[:3] not in FAMILIES:
        raise click.UsageError(f"`{code}` must be three digits after one of {', '.join(FAMILIES)}")
    if FAMILIES[code[:3]] != family:
        raise click.UsageError(f"{code[:3]} rules belong in `{FAMILIES[code[:3]]}`, not in `{family}`")
    if not NAME.fullmatch(name):
        raise click.UsageError(f"`{name}` must be lower-case words joined by hyphens")
    pages, _ = read_folder(rules)
    for page in pages.values():
        if code == page.code or name == page.name:
            raise click.UsageError(
                f"{page.path} has this {'code' if code == page.code else 'name'}; neither is ever used twice"
            )


def _write(file: Path, template: str, words: dict[str, str]) -> None:
    from string import Template

    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as opened:  # "x": two people adding one rule do not overwrite each other
        opened.write(Template(template).substitute(words))
