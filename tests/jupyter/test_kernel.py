"""The magics in a real kernel, as a notebook's front end sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("nbclient")

from tests.jupyter.sessions import (
    FETCH,
    FIT,
    IMPORTS,
    LEAK,
    LOAD,
    SCORE,
    SPLIT,
    Kernel,
    html_of,
    kernel,
    plain_of,
    stream_of,
)

HOSTILE = """\
# </pre><script>document.title = "taken"</script> \\x1b[31m \x1b]0;taken\x07 <img src=x onerror=alert(1)>
import pickle
from urllib.request import urlopen
def fetch(): return pickle.load(urlopen('https://example.org/</pre><script>alert(1)</script>\u202e.pkl'))"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel with the extension; the tests of this module run in it one after the other, as a long session."""
    with kernel(tmp_path_factory.mktemp("study")) as running:
        running.run(LOAD)
        yield running


def test_findings_are_html_with_plain_text_beside_it(study: Kernel) -> None:
    for code in (IMPORTS, LEAK, SPLIT, FIT):
        assert not html_of(study.run(code))
    before, after = study.run(f"%%reprolint --select LEA\n{SCORE}")
    assert after["output_type"] == "stream", "the cell's own output comes below"
    html = html_of([before])
    assert "LEA003" in html
    assert re.search(r'<mark class="rl-primary">SelectKBest\(k=5\)\.fit_transform\(X, y\)</mark>', html)
    assert "<details" in html
    assert "<style>" in html
    assert "<script" not in html
    assert "In [3], line 1: error LEA003" in plain_of([before])
    assert "\x1b" not in plain_of([before])


def test_rule_is_explained_once_among_several_findings(study: Kernel) -> None:
    study.run(FETCH)
    study.run(FETCH.replace("a.pkl", "b.pkl"))
    html = html_of(study.run("%reprolint --select SHR002"))
    assert html.count('<section class="rl-finding') == 2
    assert html.count("<details") == 1


def test_hostile_cells_stay_text(study: Kernel) -> None:
    study.run(HOSTILE)
    outputs = study.run("%reprolint --select SHR002")
    html, plain = html_of(outputs), plain_of(outputs)
    assert html.count('<section class="rl-finding') == 3
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert "<img" not in html
    for text in (html, plain):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_await_and_last_expression(study: Kernel) -> None:
    outputs = study.run("%%reprolint --select LEA\nimport asyncio\nawait asyncio.sleep(0, 41) + 1")
    assert [output["output_type"] for output in outputs] == ["display_data", "execute_result"]
    assert outputs[1]["data"]["text/plain"] == "42"


def test_error_ends_the_cell_as_usual(study: Kernel) -> None:
    outputs = study.run("%%reprolint --select LEA\nbefore = 1\n1 / 0", may_fail=True)
    error = outputs[-1]
    assert (error["output_type"], error["ename"]) == ("error", "ZeroDivisionError")
    assert "reprolint/" not in "".join(error["traceback"])
    assert [output["output_type"] for output in outputs].count("error") == 1


def test_on_shows_what_is_new_below_the_cell(study: Kernel) -> None:
    told = study.run("%reprolint on --select NBK,SHR,LEA")
    assert "quiet" in stream_of(told)
    assert study.run("quiet = 1") == []
    assert study.run("await asyncio.sleep(0)") == []
    output, finding = study.run(f"print('first')\n{FETCH.replace('fetch', 'another')}")
    assert output["text"] == "first\n"
    assert "after this cell" in html_of([finding])
    assert html_of([finding]).count('<section class="rl-finding') == 1
    study.run("%reprolint off")
    assert study.run(FETCH.replace("fetch", "third")) == []


def test_crash_of_ours_never_breaks_a_cell(study: Kernel) -> None:
    study.run("import reprolint.api\nreal = reprolint.api.check_text\nran = 0")
    study.run("def broken(*_): raise RuntimeError('a fault of ours')\nreprolint.api.check_text = broken")
    outputs = study.run("%%reprolint\nran += 1\nran")
    expected = "reprolint: stopped: RuntimeError: a fault of ours; the cell runs without a check\n"
    assert stream_of(outputs, "stderr") == expected
    assert outputs[-1]["data"]["text/plain"] == "1"
    outputs = study.run("%reprolint\nran += 1\nran")
    assert "nothing was checked" in stream_of(outputs, "stderr")
    assert outputs[-1]["data"]["text/plain"] == "2"
    study.run("reprolint.api.check_text = real")
    assert html_of(study.run("%reprolint"))


def test_wrong_options_are_said_and_the_cell_runs(study: Kernel) -> None:
    outputs = study.run("%%reprolint --selct LEA\n'ran'")
    assert "No such option" in stream_of(outputs, "stderr")
    assert outputs[-1]["data"]["text/plain"] == "'ran'"


def test_history_is_only_read(study: Kernel) -> None:
    study.run("times = 0")
    study.run("times += 1")
    study.run("%reprolint")
    study.run("%reprolint on")
    study.run("%%reprolint\ntimes += 1")
    study.run("%reprolint off")
    assert study.run("times")[0]["data"]["text/plain"] == "2"
