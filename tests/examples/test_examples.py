"""Every example does to its score what measured.json says: tested by running all twins in this process."""

import contextlib
import io
import json
import re
import runpy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

import nbformat
import pytest

for needed in ("sklearn", "imblearn", "pandas"):
    pytest.importorskip(needed)


@dataclass(frozen=True)
class Claim:
    """What the fault does to the score: `by` is the smallest change we claim, or for "none" the largest."""

    effect: Literal["raises", "lowers", "none"]
    by: float


# The margins are about half of what was measured, so that they hold for other versions of scikit-learn.
CLAIMS = {
    "best_score_as_result": Claim("raises", 0.03),
    "confounded_ablation": Claim("lowers", 0.2),
    "cv_on_preprocessed": Claim("raises", 0.07),
    "fit_on_test": Claim("lowers", 0.04),
    "ignored_groups": Claim("raises", 0.25),
    "importance_on_train": Claim("raises", 0.08),
    "labels_to_ranking_metric": Claim("lowers", 0.12),
    "overlapping_rows": Claim("raises", 0.1),
    "preprocessing_before_split": Claim("none", 0.015),
    "resample_before_split": Claim("raises", 0.4),
    "selection_before_split": Claim("raises", 0.2),
    "stopping_on_test": Claim("raises", 0.03),
    "swapped_arguments": Claim("lowers", 0.1),
    "target_in_features": Claim("raises", 0.15),
    "no_seed_anywhere": Claim("raises", 0.0),
}
NOTEBOOKS = ["resample_before_split", "selection_before_split"]


def run(script: Path) -> str:
    """What a script prints when it is run as a program, without the cost of a new process."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(script), run_name="__main__")
    return printed.getvalue()


def run_cells(notebook: Path) -> str:
    """What the code cells of a notebook print when they are run from top to bottom."""
    names: dict[str, object] = {"__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    return printed.getvalue()


def test_every_example_has_a_claim(examples: Path, measure: ModuleType) -> None:
    assert {folder.name for folder in measure.example_folders(examples)} == set(CLAIMS)


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_the_fault_changes_the_score_as_claimed(name: str, examples: Path, measure: ModuleType) -> None:
    metric, wrong = measure.parse_result(run(examples / name / "wrong.py"))
    metric_right, right = measure.parse_result(run(examples / name / "right.py"))
    rule, _ = measure.read_rule(examples / name / "wrong.py")
    assert metric == metric_right

    found = measure.Measured(rule=rule, metric=metric, wrong=wrong, right=right)
    assert measure.differences(name, measure.read_measured(examples)[name], found) == []

    claim = CLAIMS[name]
    change = wrong - right
    if claim.effect == "raises":
        assert change > claim.by
    elif claim.effect == "lowers":
        assert change < -claim.by
    else:
        assert abs(change) < claim.by


def test_seeds_leave_no_spread_at_all(examples: Path, measure: ModuleType) -> None:
    assert measure.read_measured(examples)["no_seed_anywhere"]["right"] == 0


@pytest.mark.parametrize("twin", ["wrong", "right"])
@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_script_names_its_rule_and_its_repair(name: str, twin: str, examples: Path, measure: ModuleType) -> None:
    script = examples / name / f"{twin}.py"
    code, rule_name = measure.read_rule(script)
    assert code == measure.read_measured(examples)[name]["rule"]
    assert rule_name.replace("-", "_") == name
    docstring = measure.read_docstring(script)
    assert re.findall(r"^(What is done|What goes wrong|Rule|Repair)\b", docstring, re.MULTILINE) == [
        "What is done",
        "What goes wrong",
        "Rule",
        "Repair",
    ]


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_script_can_be_read_on_one_screen(name: str, examples: Path) -> None:
    for twin in ("wrong.py", "right.py"):
        assert len((examples / name / twin).read_text(encoding="utf-8").splitlines()) <= 50


@pytest.mark.parametrize("twin", ["wrong", "right"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_valid_and_was_run_in_order(name: str, twin: str, examples: Path) -> None:
    notebook = json.loads((examples / name / f"{twin}.ipynb").read_text(encoding="utf-8"))
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_notebook_twins_show_the_same_harm(name: str, examples: Path, measure: ModuleType) -> None:
    metric, wrong = measure.parse_result(run_cells(examples / name / "wrong.ipynb"))
    _, right = measure.parse_result(run_cells(examples / name / "right.ipynb"))
    assert metric == measure.read_measured(examples)[name]["metric"]
    assert wrong - right > CLAIMS[name].by
