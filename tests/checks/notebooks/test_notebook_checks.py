"""What findings about notebooks say, and how many cells they name."""

from __future__ import annotations

from typing import Any

import pytest

from reprolint import checks
from reprolint.findings import Confidence, Finding
from reprolint.graph import build
from tests.source.notebooks import code, markdown, notebook

CHECKS = {check.code: check for check in checks.load()}


def findings(rule: str, *cells: Any) -> list[Finding]:
    """What the check of a rule finds in a notebook of these cells."""
    return list(CHECKS[rule].function(build(notebook(*cells))))


def counted(*counts: int | None) -> list[Any]:
    """Code cells with these execution counts."""
    return [code(f"x{i} = {i}", execution_count=count) for i, count in enumerate(counts)]


def failed(name: str, source: str = "x = 1", **more: Any) -> dict[str, Any]:
    """A code cell with a stored error."""
    error = {"output_type": "error", "ename": name, "evalue": "", "traceback": []}
    return code(source, outputs=[error], execution_count=1, **more)


@pytest.mark.parametrize(
    ("counts", "strays"),
    [
        ((1, 2, 3), []),
        ((1, 5, 9), []),
        ((None, None), []),
        ((1, None, 2), []),
        ((2, 1), [1]),
        ((1, 9, 2, 3), [2]),
        ((1, 2, 3, 1), [4]),
        ((4, 5, 6, 1, 2), [4, 5]),
        ((1, 2, 2, 3), [2]),
    ],
)
def test_the_fewest_cells_that_are_out_of_order(counts, strays):
    found = findings("NBK001", *counted(*counts))
    assert [place.cell for one in found for place in (one.primary, *one.related)] == strays


@pytest.mark.parametrize(
    ("counts", "story"),
    [
        ((1, 9, 2, 3), "cell 2 has number 9, and cell 3 below it number 2"),
        ((4, 5, 6, 1), "cell 4 has number 1, and cell 1 above it number 4"),
        ((1, 2, 2, 3), "cells 2 and 3 both have number 2"),
    ],
)
def test_the_story_of_the_first_stray_cell(counts, story):
    [finding] = findings("NBK001", *counted(*counts))
    assert finding.message.endswith(story)


def test_empty_cells_have_no_order():
    assert findings("NBK001", code("x = 1", execution_count=3), code("", execution_count=1)) == []


def test_many_failed_cells_are_one_finding_with_a_few_places():
    [finding] = findings("NBK005", *(failed("ValueError", f"x{i} = 1") for i in range(12)))
    assert finding.message.startswith("Cells 1, 2, 3, 4, 5, 6, 7, 8 and 4 more were saved with an error (`ValueError`)")
    assert len(finding.related) == 8


def test_errors_that_the_text_speaks_of_have_low_confidence():
    [finding] = findings("NBK005", markdown("This raises an exception:"), failed("TypeError"))
    assert finding.confidence is Confidence.LOW
    [finding] = findings("NBK005", failed("TypeError", "x = 1  # an error"))
    assert finding.confidence is Confidence.LOW


def test_a_missing_module_is_never_shown_on_purpose():
    [finding] = findings(
        "NBK005", markdown("This raises an exception:"), failed("TypeError"), failed("ModuleNotFoundError")
    )
    assert finding.confidence is None


def test_the_mean_squared_error_is_not_spoken_of_as_a_failure():
    [finding] = findings("NBK005", markdown("We print the mean squared errors."), failed("TypeError"))
    assert finding.confidence is None


def test_many_lost_names_are_one_finding():
    [finding] = findings("NBK003", *(f"print(lost{i})" for i in range(12)))
    assert finding.message.startswith(
        "`lost0`, `lost1`, `lost2`, `lost3` and 8 more are used here, but no cell defines them"
    )
    assert len(finding.related) == 8


def test_a_late_definition_is_told_from_a_missing_one():
    [finding] = findings("NBK003", "print(x)", "x = 1")
    assert "only a cell further down defines it" in finding.message
    assert [place.cell for place in finding.related] == [2]
    [finding] = findings("NBK003", "print(x)")
    assert "no cell defines it" in finding.message


def test_a_name_that_the_same_cell_defines_further_down():
    [finding] = findings("NBK003", "print(x)\nx = 1")
    assert "only a line further down defines it" in finding.message


def test_a_read_in_a_branch_ends_only_the_runs_that_get_there():
    [finding] = findings("NBK003", "import random", "if random.random() > 0.5:\n    print(lost)")
    assert finding.message.endswith("no cell defines it: a fresh run that gets there ends in a NameError")
    [finding] = findings("NBK003", "print(lost)")
    assert finding.message.endswith("a fresh run from the top ends in a NameError")


def test_all_kinds_of_stored_errors_are_named():
    [finding] = findings("NBK005", failed("NameError"), failed("KeyError"), failed("NameError"))
    assert finding.message == (
        "Cells 1, 2, 3 were saved with errors (`NameError`, `KeyError`), "
        "so what is saved is no complete run from top to bottom"
    )


def test_an_error_without_a_name_is_told_as_such():
    [finding] = findings("NBK005", failed("NameError"), failed(""))
    assert "errors (`NameError`, without a name)" in finding.message
    assert finding.related[0].label == "ended in an error"


def test_what_a_library_reports_while_its_import_goes_on_is_no_end_of_the_cell():
    notice = {"output_type": "error", "ename": "AttributeError", "evalue": "_ARRAY_API not found", "traceback": []}
    warned = code("import rdkit", outputs=[notice, notice], execution_count=1)
    assert findings("NBK005", warned, code("x = 1", execution_count=2)) == []
    [finding] = findings("NBK005", code("import lost", outputs=[notice, *failed("ImportError")["outputs"]]))
    assert "(`ImportError`)" in finding.message


def test_a_notebook_of_another_language_is_left_alone():
    cells = [code("library(ggplot2)"), code("x <- read.csv('a b.csv', sep=';')\nif (x) { y }"), code("a$b = 3")]
    assert findings("NBK003", *cells) == []
    assert findings("NBK003", *cells, *[code("p = q")] * 4) == []  # nothing ever ran
    assert len(findings("NBK003", *cells, *[code("p = q", execution_count=1)] * 4)) == 1


def test_names_that_no_cell_defines():
    (one,) = findings("NBK003", code("print(a, b)"))
    assert one.message.startswith("`a`, `b` are used here, but no cell defines them")


@pytest.mark.parametrize(
    ("counts", "story"),
    [
        ((2, 1), "1 of 2 numbered cells with code has an execution number out of order: cell 1 has"),
        (
            (4, 5, 6, 7, 1, 2),
            "2 of 6 numbered cells with code have an execution number out of order; for example, cell 5 has",
        ),
    ],
)
def test_one_cell_is_an_example_of_several(counts, story):
    (one,) = findings("NBK001", *counted(*counts))
    assert one.message.startswith(story)


def test_a_cell_of_remarks_does_nothing_whenever_it_ran():
    cells = counted(1, 2)
    assert findings("NBK001", cells[0], code("# to do\n  # more", execution_count=9), cells[1]) == []
    assert len(findings("NBK001", cells[0], code("# to do\ny = 1", execution_count=9), cells[1])) == 1


SHOWN = {"output_type": "stream", "name": "stdout", "text": "5\n"}


@pytest.mark.parametrize(
    "line",
    ["!free -m", "! ls -l data | head", "%ls", "!nvidia-smi", "!pip list | grep torch", "str?", "??len", "# why"],
)
def test_a_cell_that_only_shows_something_of_the_machine_does_nothing(line):
    cells = counted(1, 2)
    assert findings("NBK001", cells[0], code(line, execution_count=9), cells[1]) == []


@pytest.mark.parametrize(
    "line",
    ["!ls > files.txt", "!cat a; rm a", "!pip install torch", "files = !ls", "!lsof", "%lsmagic", "!cat a | tee b"],
)
def test_a_line_for_the_shell_that_does_or_may_do_something_counts(line):
    cells = counted(1, 2)
    assert len(findings("NBK001", cells[0], code(f"!ls\n{line}", execution_count=9), cells[1])) == 1


def test_cells_with_outputs_and_no_number_are_not_among_the_numbered():
    cells = counted(1, 3, 2, None)
    [finding] = findings("NBK001", *cells, code("print(x0)", outputs=[SHOWN]))
    assert finding.message.startswith("1 of 3 numbered cells with code has")


def test_a_cell_with_outputs_and_no_number_did_run():
    [finding] = findings("NBK003", *counted(1), code("print(lost)", outputs=[SHOWN]))
    assert "`lost` is used here" in finding.message
    assert findings("NBK003", *counted(1), code("print(lost)")) == []


@pytest.mark.parametrize(
    ("cells", "end"),
    [
        ([code("x = 1", execution_count=1)], "from the top"),
        ([failed("KeyError", "x = {}['a']")], "that gets there"),
        ([failed("KeyError", "x = {}['a']", metadata={"tags": ["raises-exception"]})], "from the top"),
        ([failed("NameError", "x = y")], "from the top"),
    ],
)
def test_another_error_above_may_end_the_run_before(cells, end):
    found = findings("NBK003", *cells, code("print(lost)", execution_count=3))
    assert [one.message.partition(": ")[2] for one in found] == [f"a fresh run {end} ends in a NameError"]


def test_another_error_in_the_cell_itself_or_below():
    [finding] = findings("NBK003", failed("KeyError", "{}['a']\nprint(lost)"))
    assert "a fresh run that gets there ends" in finding.message
    [finding] = findings("NBK003", code("print(lost)", execution_count=3), failed("KeyError", "{}['a']"))
    assert "a fresh run from the top ends" in finding.message


def test_a_function_whose_call_may_stand_below_another_error():
    define = code("def f():\n    return lost\n", execution_count=1)
    call = code("f()", execution_count=3)
    [finding] = findings("NBK003", define, failed("KeyError", "{}['a']"), call)
    assert "a fresh run that gets there ends" in finding.message
    [finding] = findings("NBK003", define, call)
    assert "a fresh run from the top ends" in finding.message


def test_names_of_which_some_are_defined_further_down():
    [finding] = findings("NBK003", "print(a, b)", "b = 1")
    assert finding.message.startswith("`a`, `b` are used, but no cell above defines them: ")


@pytest.mark.parametrize(("strays", "hidden"), [(9, ""), (10, " (1 of them not listed)")])
def test_cells_beyond_those_listed_are_counted(strays, hidden):
    (one,) = findings("NBK001", *counted(*range(100, 100 + strays), *range(1, strays + 2)))
    assert one.message.startswith(
        f"{strays} of {2 * strays + 1} numbered cells with code have an execution number out of order{hidden}; for"
    )
    assert len(one.related) == 8


def test_a_name_that_is_only_made_from_itself_is_defined_nowhere():
    [finding] = findings("NBK003", "best.plot()", "best = best.append(1)")
    assert "but no cell defines it" in finding.message
    assert not finding.related


def test_cells_that_were_stopped_by_hand_need_no_repair():
    [finding] = findings("NBK005", failed("KeyboardInterrupt"))
    assert "Run the notebook again" in finding.help
    [finding] = findings("NBK005", failed("KeyboardInterrupt"), failed("NameError"))
    assert not finding.help
