"""Runs all examples and writes down what each fault did to the score: measured.json and the table in README.md.

python examples/measure.py                      run everything, write both files
python examples/measure.py --check              run everything, exit 1 where a figure is off by more than 0.02
python examples/measure.py --check ignored_groups   the same for the named folders only
"""

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).resolve().parent
TOLERANCE = 0.02  # other versions of scikit-learn draw other trees; more than this would change what we claim
UNREPEATABLE = {"no_seed_anywhere"}  # its wrong.py draws without seeds on purpose: only "above zero" can be checked
BEGIN = "<!-- table: begin (written by measure.py) -->"
END = "<!-- table: end -->"
RESULT_LINE = re.compile(r"^(?P<metric>[^=\n]+?) = (?P<value>-?\d+(?:\.\d+)?)", re.MULTILINE)
RULE_LINE = re.compile(r"^Rule: (?P<code>[A-Z]{3}\d{3}) (?P<name>[a-z0-9-]+)\.$", re.MULTILINE)


class Measured(TypedDict):
    """What one pair of scripts printed; `rule` is the code, `wrong` and `right` are the first numbers printed."""

    rule: str
    metric: str
    wrong: float
    right: float


def parse_result(text: str) -> tuple[str, float]:
    """Name and value of the first line `name = number`.

    Raises
    ------
    ValueError: there is no such line; the message shows what was printed instead.
    """
    found = RESULT_LINE.search(text)
    if found is None:
        message = f"no line `name = number` in the output: {text!r}"
        raise ValueError(message)
    return found["metric"], float(found["value"])


def read_docstring(script: Path) -> str:
    """The docstring of a script, read without running it."""
    return ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""


def read_rule(script: Path) -> tuple[str, str]:
    """Code and name of the rule that a script's docstring names.

    Raises
    ------
    ValueError: the docstring has no line `Rule: CODE name.`.
    """
    found = RULE_LINE.search(read_docstring(script))
    if found is None:
        message = f"{script}: the docstring has no line `Rule: CODE name.`"
        raise ValueError(message)
    return found["code"], found["name"]


def run(script: Path) -> tuple[str, float]:
    """Run one script in a process of its own and read its result."""
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"{script} ended with code {done.returncode}:\n{done.stderr}"
        raise RuntimeError(message)
    return parse_result(done.stdout)


def measure(folder: Path) -> Measured:
    """Run both twins of one example."""
    metric, wrong = run(folder / "wrong.py")
    metric_right, right = run(folder / "right.py")
    if metric != metric_right:
        message = f"{folder.name}: the twins print different metrics, `{metric}` and `{metric_right}`"
        raise ValueError(message)
    return Measured(rule=read_rule(folder / "wrong.py")[0], metric=metric, wrong=wrong, right=right)


def differences(name: str, stored: Measured | None, found: Measured) -> list[str]:
    """One sentence for each figure of an example that is not what measured.json says."""
    if stored is None:
        return [f"{name}: not in measured.json"]
    said = [
        f"{name}: {key} is `{value}`, measured.json says `{old}`"
        for key, value, old in (("rule", found["rule"], stored["rule"]), ("metric", found["metric"], stored["metric"]))
        if value != old
    ]
    figures = [("wrong", found["wrong"], stored["wrong"]), ("right", found["right"], stored["right"])]
    if name in UNREPEATABLE:
        figures = figures[1:]
        if found["wrong"] <= 0:
            said.append(f"{name}: wrong.py should differ from run to run, but did not")
    said += [
        f"{name}: {key} is {value:.3f}, measured.json says {old:.3f}"
        for key, value, old in figures
        if abs(value - old) > TOLERANCE
    ]
    return said


def render_table(measured: dict[str, Measured], root: Path) -> str:
    """The Markdown table of README.md, one row per example, rows sorted by rule code."""
    rows = ["| rule | example | metric | wrong | right | what it shows |", "|---|---|---|---:|---:|---|"]
    for name, entry in sorted(measured.items(), key=lambda item: item[1]["rule"]):
        code, rule_name = read_rule(root / name / "wrong.py")
        shows = read_docstring(root / name / "wrong.py").splitlines()[0]
        twins = f"[wrong]({name}/wrong.py), [right]({name}/right.py)"
        wrong = f"{entry['wrong']:.3f}" + (" (varies)" if name in UNREPEATABLE else "")
        rows.append(f"| {code} {rule_name} | {twins} | {entry['metric']} | {wrong} | {entry['right']:.3f} | {shows} |")
    return "\n".join(rows)


def write(measured: dict[str, Measured], root: Path) -> None:
    """Write measured.json and the part of README.md between the two marks."""
    (root / "measured.json").write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    readme = root / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    stamp = f"Measured with scikit-learn {version('scikit-learn')} and NumPy {version('numpy')}."
    text = f"{before}{BEGIN}\n{stamp}\n\n{render_table(measured, root)}\n{END}{after}"
    readme.write_text(text, encoding="utf-8")


def check(stored: dict[str, Measured], found: dict[str, Measured], root: Path) -> list[str]:
    """Everything that no longer agrees: figures with measured.json, and measured.json with the table in README.md."""
    said = [line for name, entry in found.items() for line in differences(name, stored.get(name), entry)]
    folders = {folder.name for folder in example_folders(root)}
    said += [f"{name}: in measured.json, but there is no such example" for name in sorted(set(stored) - folders)]
    if not said and render_table(stored, root) not in (root / "README.md").read_text(encoding="utf-8"):
        said.append("README.md: the table is not that of measured.json; run `python examples/measure.py`")
    return said


def example_folders(root: Path) -> list[Path]:
    """The folders that hold a pair of twins, sorted by name."""
    return sorted(path.parent for path in root.glob("*/wrong.py"))


def read_measured(root: Path) -> dict[str, Measured]:
    """What measured.json says; empty before the first run."""
    path = root / "measured.json"
    stored: dict[str, Measured] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return stored


def measure_all(folders: Iterable[Path]) -> dict[str, Measured]:
    """Run the examples one after the other, saying on stderr how far we are."""
    measured: dict[str, Measured] = {}
    for folder in folders:
        entry = measured[folder.name] = measure(folder)
        print(f"{folder.name}: wrong {entry['wrong']:.3f}, right {entry['right']:.3f}", file=sys.stderr)
    return measured


def main(arguments: Sequence[str] | None = None, root: Path = HERE) -> int:
    """The command; returns the exit code: 0, or 1 when --check found a difference."""
    parser = argparse.ArgumentParser(description="Measure what the faults in examples/ do to the score.")
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="names of examples; all when none is given")
    parser.add_argument("--check", action="store_true", help="compare with measured.json and write nothing")
    options = parser.parse_args(arguments)

    folders = {folder.name: folder for folder in example_folders(root)}
    unknown = sorted(set(options.folders) - set(folders))
    if unknown:
        parser.error(f"no such example: {', '.join(unknown)}; there are {', '.join(folders)}")
    stored = read_measured(root)
    found = measure_all(folders[name] for name in (options.folders or folders))

    if not options.check:
        kept = {name: entry for name, entry in stored.items() if name in folders}
        write(dict(sorted({**kept, **found}.items())), root)
        return 0
    said = check(stored, found, root)
    for line in said:
        print(line)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
