"""The command that measures the examples: reading results, comparing, writing; tried on a small made-up example."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = '''"""Wrong on purpose.

Rule: LEA001 preprocessing-before-split.
"""

print("a line before")
print("ROC AUC = {score} +/- 0.100")
print("baseline ROC AUC = 0.500")
'''


@pytest.fixture
def root(tmp_path: Path, measure: ModuleType) -> Path:
    """A folder with one example, already measured, as examples/ is."""
    folder = tmp_path / "scaled"
    folder.mkdir()
    (folder / "wrong.py").write_text(SCRIPT.format(score="0.900"), encoding="utf-8")
    (folder / "right.py").write_text(SCRIPT.format(score="0.500"), encoding="utf-8")
    (tmp_path / "README.md").write_text(f"before\n{measure.BEGIN}\n{measure.END}\nafter\n", encoding="utf-8")
    try:
        version("scikit-learn")
    except PackageNotFoundError:
        pytest.skip("the table names the version of scikit-learn")
    assert measure.main([], root=tmp_path) == 0
    return tmp_path


def test_the_first_line_with_a_number_is_the_result(measure: ModuleType) -> None:
    assert measure.parse_result("hello\nR2 = -0.25 (SD 0.1)\nbaseline R2 = 0.0\n") == ("R2", -0.25)


def test_output_without_a_result_is_shown(measure: ModuleType) -> None:
    with pytest.raises(ValueError, match="nothing to see"):
        measure.parse_result("nothing to see\n")


def test_a_docstring_without_a_rule_is_refused(measure: ModuleType, tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text('"""No rule here."""\n', encoding="utf-8")
    with pytest.raises(ValueError, match="Rule: CODE name"):
        measure.read_rule(script)


def test_a_script_that_fails_is_reported_with_its_traceback(measure: ModuleType, tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        measure.run(script)


def test_both_files_are_written(measure: ModuleType, root: Path) -> None:
    assert measure.read_measured(root) == {
        "scaled": {"rule": "LEA001", "metric": "ROC AUC", "wrong": 0.9, "right": 0.5},
    }
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("before\n")
    assert readme.endswith("after\n")
    assert "| ROC AUC | 0.900 | 0.500 | Wrong on purpose. |" in readme


def test_check_accepts_what_was_written(measure: ModuleType, root: Path) -> None:
    assert measure.main(["--check"], root=root) == 0


@pytest.mark.parametrize(("score", "code"), [("0.515", 0), ("0.525", 1)])
def test_check_allows_a_difference_of_two_hundredths(measure: ModuleType, root: Path, score: str, code: int) -> None:
    (root / "scaled" / "right.py").write_text(SCRIPT.format(score=score), encoding="utf-8")
    assert measure.main(["--check"], root=root) == code


def test_check_says_which_figure_differs(measure: ModuleType, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "scaled" / "wrong.py").write_text(SCRIPT.format(score="0.700"), encoding="utf-8")
    measure.main(["--check"], root=root)
    assert capsys.readouterr().out == "scaled: wrong is 0.700, measured.json says 0.900\n"


def test_check_notices_a_table_edited_by_hand(measure: ModuleType, root: Path) -> None:
    readme = root / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8").replace("0.900", "0.999"), encoding="utf-8")
    assert measure.main(["--check"], root=root) == 1


def test_check_notices_an_example_that_is_gone(measure: ModuleType, root: Path) -> None:
    stored = measure.read_measured(root)
    assert measure.check({**stored, "gone": stored["scaled"]}, stored, root) == [
        "gone: in measured.json, but there is no such example"
    ]


def test_an_unknown_folder_is_a_usage_error(measure: ModuleType, root: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        measure.main(["--check", "nowhere"], root=root)
    assert stopped.value.code == 2


def test_the_unrepeatable_figure_need_only_be_above_zero(measure: ModuleType) -> None:
    stored = measure.Measured(rule="REP001", metric="spread", wrong=0.1, right=0.0)
    assert measure.differences("no_seed_anywhere", stored, {**stored, "wrong": 0.4}) == []
    assert measure.differences("no_seed_anywhere", stored, {**stored, "wrong": 0.0}) != []


def test_the_table_in_the_readme_is_that_of_measured_json(measure: ModuleType, examples: Path) -> None:
    table = measure.render_table(measure.read_measured(examples), examples)
    assert table in (examples / "README.md").read_text(encoding="utf-8")
