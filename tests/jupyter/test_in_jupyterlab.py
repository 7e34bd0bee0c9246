"""Findings in JupyterLab, seen through a browser: both themes, the fold, links to cells, hostile cells.

With `REPROLINT_PICTURES=docs/images` the pictures of the documentation are written there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.jupyter.jupyterlab import Server, brought, cell, jupyterlab, open_notebook, run_all, scrolled, theme
from tests.report.contrast import contrast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytest.importorskip("jupyterlab")
pytestmark = pytest.mark.browser

STUDY = (
    """\
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
%load_ext reprolint""",
    """\
X, y = make_classification(1000, weights=[0.95], random_state=0)
X, y = SMOTE(random_state=0).fit_resample(X, y)""",
    """\
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = RandomForestClassifier().fit(X_train, y_train)""",
    "%%reprolint --select LEA\nprint(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))",
    *[f"# {number}" + "\n#" * 30 for number in range(4)],  # so that there is somewhere to scroll
    """\
def fetch(): # </pre></div><script>document.title = "taken"</script><img src=x onerror="document.title='taken'">
    import pickle, urllib.request
    return pickle.load(urllib.request.urlopen('</pre><img src=x onerror="document.title=1">'))""",
    "%reprolint",
)
CHECKED, LAST = 4, len(STUDY)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with jupyterlab(tmp_path_factory.mktemp("jupyterlab")) as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The study after all of its cells ran."""
    server.write("births.ipynb", STUDY)
    opened = browser.new_page(viewport={"width": 1000, "height": 1200})
    open_notebook(opened, server, "births.ipynb")
    run_all(opened)
    cell(opened, LAST).locator(".reprolint").wait_for()
    yield opened
    opened.close()


def color(place: Locator, name: str) -> str:
    """A computed colour as #rrggbb; transparent grounds are looked for further out."""
    found = place.evaluate(
        """(element, name) => {
            let color = getComputedStyle(element)[name];
            while (/rgba\\(.*, 0\\)/.test(color)) {
                element = element.parentElement;
                color = getComputedStyle(element)[name];
            }
            return color;
        }""",
        name,
    )
    red, green, blue = re.findall(r"\d+", found)[:3]
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"


@pytest.mark.parametrize("name", ["Light", "Dark"])
def test_everything_can_be_read_in_both_themes(page: Page, name: str, tmp_path: Path) -> None:
    theme(page, f"JupyterLab {name}")
    checked = brought(page, CHECKED)
    shown = checked.locator(".reprolint")
    parts = (
        ".rl-severity, .rl-rule, .rl-message, .rl-message code, .rl-place a, .rl-help, pre, mark, .rl-label, summary"
    )
    places = shown.locator(parts).all()
    assert len(places) > 10
    for place in places:
        ink, ground = color(place, "color"), color(place, "backgroundColor")
        assert contrast(ink, ground) >= 4.5, (place.evaluate("element => element.outerHTML"), ink, ground)
    grounds = {color(shown.locator(part).first, "backgroundColor") for part in (".rl-finding", ".rl-excerpt")}
    assert all((contrast(ground, "#000000") > 10) is (name == "Light") for ground in grounds)
    picture = Path(os.environ.get("REPROLINT_PICTURES", tmp_path)) / f"jupyter-{name.lower()}.png"
    checked.screenshot(path=picture)
    assert 10_000 < picture.stat().st_size < 150_000


def test_findings_stand_above_what_the_cell_gives(page: Page) -> None:
    outputs = brought(page, CHECKED).locator(".jp-OutputArea-output")
    assert outputs.first.locator(".rl-finding").count() == 1
    assert re.fullmatch(r"[01]\.\d+\s*", outputs.last.inner_text())


def test_fold_opens(page: Page) -> None:
    fold = brought(page, CHECKED).locator("details")
    assert not fold.locator("h4").first.is_visible()
    fold.locator("summary").click()
    assert fold.locator("h4").first.is_visible()
    assert fold.locator("pre").first.is_visible()
    fold.locator("summary").click()


def test_link_leads_to_the_cell(page: Page) -> None:
    link = brought(page, LAST).locator(".rl-place a", has_text="In [2]").first
    link.scroll_into_view_if_needed()
    below, address = scrolled(page), page.url
    assert below > 500
    link.click()
    page.wait_for_function(
        "(below) => document.querySelector('.jp-WindowedPanel-outer').scrollTop < below / 2", arg=below
    )
    page.wait_for_timeout(500)
    assert "SMOTE(random_state=0)" in cell(page, 2).inner_text()
    box, seen = cell(page, 2).bounding_box(), page.viewport_size
    assert box is not None
    assert seen is not None
    assert 0 <= box["y"] < seen["height"]
    assert page.url == address
    assert len(page.context.pages) == 1


def test_hostile_cell_changes_nothing(page: Page) -> None:
    shown = brought(page, LAST).locator(".reprolint")
    assert "SHR002" in shown.inner_text()
    assert "<img src=x onerror=" in shown.inner_text()
    assert shown.locator("script, img").count() == 0
    assert "births" in page.title()


def test_saved_findings_can_be_read_where_the_notebook_is_not_trusted(
    page: Page, browser: Browser, server: Server
) -> None:
    """JupyterLab takes styles out of outputs that it did not see arise."""
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(500)
    saved = (server.folder / "births.ipynb").read_text(encoding="utf-8")
    assert "rl-finding" in saved
    (server.folder / "copy.ipynb").write_text(saved, encoding="utf-8")
    other = browser.new_page()
    open_notebook(other, server, "copy.ipynb")
    shown = brought(other, CHECKED).locator(".jp-OutputArea-output").first
    shown.wait_for()
    text = shown.inner_text()
    assert "resampled here, before the split" in text
    assert "--rl-" not in text
    other.close()
