"""The HTML report in a browser: search, filters, keys, accessibility, paper, hostile names, and how fast it opens.

With `REPROLINT_PICTURES=docs/images` the picture of the documentation is written there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from reprolint import rulebook
from reprolint.api import check
from reprolint.cli import main
from reprolint.findings import Finding, Report
from reprolint.report.html import Pictures, render_html
from tests.report import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BOOK = rulebook.load()
MANY = 1000
SCREENS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}
Opened = Callable[..., "Page"]


@pytest.fixture(scope="module")
def examples() -> Report:
    return check([Path("examples")])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes for the examples, pictures included."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    assert CliRunner().invoke(main, ["check", "examples", "--format", "html", "--output", str(file)]).exit_code == 1
    return file


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens a file in a page of its own; fails when something is refused, missing or goes wrong in it."""
    contexts, said = [], []

    def open_file(file: Path, **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: None if request.url.startswith("file://") else said.append(request.url))
        page.goto(file.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert said == []


def shown(page: Page) -> int:
    return page.locator(".rl-finding:visible").count()


@contextmanager
def counted_anew(page: Page) -> Iterator[None]:
    """Waits until the number of findings, which screen readers are told, has changed."""
    before = page.locator("#rp-count").inner_text()
    yield
    page.wait_for_function("(before) => document.getElementById('rp-count').textContent !== before", arg=before)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_barriers(opened: Opened, written: Path, screen: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(written, **SCREENS[screen])
    for number in range(3):
        page.locator(".rp-rule summary").nth(number).click()
    page.evaluate("document.styleSheets[0].insertRule('body * { content-visibility: visible !important; }')")
    results = axe.run(page)
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 25


@pytest.mark.parametrize("screen", ["light", "dark"])
def test_picture_of_the_documentation(opened: Opened, written: Path, screen: str, tmp_path: Path) -> None:
    page = opened(written, **SCREENS[screen], viewport={"width": 1180, "height": 940})
    page.locator("#file-6").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('file-6').scrollIntoView()")
    file = Path(os.environ.get("REPROLINT_PICTURES", tmp_path)) / f"report-{screen}.png"
    page.screenshot(path=file)
    assert 20_000 < file.stat().st_size < 200_000


@pytest.mark.parametrize("width", [320, 390, 768])
def test_only_code_and_pictures_scroll_sideways(opened: Opened, written: Path, width: int) -> None:
    page = opened(written, viewport={"width": width, "height": 800})
    wide = page.evaluate(
        """[...document.querySelectorAll("body *:not(.rp-unseen)")].filter((one) => !one.closest(".rl-excerpt, .rp-drawn")
            && one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 200))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_filters(opened: Opened, written: Path, examples: Report) -> None:
    page = opened(written)
    errors = sum(str(finding.severity) == "error" for finding in examples.findings)
    total = len(examples.findings)
    assert page.locator("#rp-count").inner_text() == f"All {total} findings are shown."
    with counted_anew(page):
        page.get_by_label("warnings", exact=True).uncheck()
    assert shown(page) == errors
    assert page.locator("#rp-count").inner_text() == f"{errors} of {total} findings are shown."
    with counted_anew(page):
        page.get_by_label("Rule", exact=True).select_option("LEA004")
    assert shown(page) == 2
    assert page.locator(".rp-file:visible h2").all_inner_texts() == [
        "examples/resample_before_split/wrong.ipynb",
        "examples/resample_before_split/wrong.py",
    ]
    assert page.locator(".rp-nav li:visible").count() == 2
    with counted_anew(page):
        page.get_by_label("Topic", exact=True).select_option("ablation")
    assert shown(page) == 0
    assert page.get_by_text("No finding matches.").is_visible()
    with counted_anew(page):
        page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == total


def test_search(opened: Opened, written: Path) -> None:
    page = opened(written)
    field = page.get_by_label("Search", exact=True)
    with counted_anew(page):
        field.fill("RANDOMOVERSAMPLER ipynb")
    assert shown(page) == 1
    with counted_anew(page):
        field.fill("no such words")
    assert shown(page) == 0


def test_counts_of_the_summary_are_filters(opened: Opened, written: Path) -> None:
    page = opened(written)
    with counted_anew(page):
        page.locator(".rp-topics").get_by_role("link", name="reproducibility").click()
    assert shown(page) == 1
    with counted_anew(page):
        page.get_by_role("link", name="2 of LEA003").click()
    assert shown(page) == 2
    assert page.get_by_label("Topic", exact=True).input_value() == ""


def test_keys(opened: Opened, written: Path) -> None:
    page = opened(written)
    focused = "document.activeElement.textContent"
    messages = page.locator(".rl-message").all_text_contents()
    page.keyboard.press("j")
    assert page.evaluate(focused) == messages[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(focused) == messages[1]
    box = page.locator(".rl-finding").nth(1).bounding_box()
    bar = page.locator("#filters").bounding_box()
    assert box is not None
    assert bar is not None
    assert bar["y"] + bar["height"] <= box["y"] < 900, "what has the focus is not below the bar"
    page.keyboard.press("/")
    page.keyboard.type("jk/")
    assert page.get_by_label("Search", exact=True).input_value() == "jk/", "keys are letters while one types"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.get_by_label("Keys:").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY", "keys can be turned off"


@pytest.mark.parametrize("width", [390, 768, 1060, 1280])
def test_what_a_link_leads_to_is_not_behind_the_bar(opened: Opened, written: Path, width: int) -> None:
    page = opened(written, viewport={"width": width, "height": 900})
    page.evaluate("location.hash = 'file-6'")
    page.wait_for_function("scrollY > 500")
    heading, bar = (page.locator(name).bounding_box() for name in ("#file-6 > summary", "#filters"))
    assert heading is not None
    assert bar is not None
    assert max(bar["y"] + bar["height"], 0) <= heading["y"] < 300


def test_tab_reaches_the_findings_first_through_the_skip_link(opened: Opened, written: Path) -> None:
    page = opened(written)
    page.keyboard.press("Tab")
    assert page.locator(".rp-skip").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "words"


def test_link_to_a_rule_opens_its_fold(opened: Opened, written: Path) -> None:
    page = opened(written)
    link = page.locator(".rl-rule a").first
    code = (link.text_content() or "").split()[0]
    fold = page.locator(f"#rule-{code}")
    assert fold.get_attribute("open") is None
    link.click()
    page.wait_for_function("(code) => document.getElementById(`rule-${code}`).open", arg=code)
    assert fold.locator("h4").first.is_visible()


def test_link_to_a_finding_that_is_filtered_out_shows_it(opened: Opened, written: Path) -> None:
    page = opened(written)
    name = page.locator(".rl-finding.rl-warning").first.get_attribute("id")
    with counted_anew(page):
        page.get_by_label("warnings", exact=True).uncheck()
    with counted_anew(page):
        page.evaluate("(name) => { location.hash = name }", name)
    assert page.locator(f"#{name}").is_visible()


def test_everything_can_be_read_without_scripts(opened: Opened, written: Path, examples: Report) -> None:
    page = opened(written, java_script_enabled=False)
    assert shown(page) == len(examples.findings)
    assert not page.locator("#filters").is_visible()
    fold = page.locator(".rp-rule").first
    fold.locator("summary").click()
    assert fold.locator("h4").first.is_visible()


def test_paper_shows_closed_files_and_no_controls(opened: Opened, written: Path) -> None:
    page = opened(written, color_scheme="dark")
    page.locator(".rp-file > summary").first.click()
    assert not page.locator(".rl-finding").first.is_visible()
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".rl-finding").first.is_visible()
    assert not page.locator("#filters").is_visible()
    assert not page.locator(".rp-nav").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".rp-file").first.get_attribute("open") is None
    assert page.pdf().startswith(b"%PDF")


def test_hostile_texts_do_nothing(opened: Opened, tmp_path: Path) -> None:
    reports = [hostile.report(text) for text in hostile.TEXTS.values()]
    findings = tuple(finding for report in reports for finding in report.findings)
    whole = Report(
        findings,
        tuple(one for report in reports for one in report.suppressed),
        tuple(one for report in reports for one in report.problems),
        files=9,
        notebooks=9,
        lines=9,
    )
    file = tmp_path / "report.html"
    file.write_text(render_html(whole, BOOK, Pictures(missing=hostile.TEXTS["html"])), encoding="utf-8")
    page = opened(file)
    assert shown(page) == len(findings)
    assert page.title() == f"{len(findings)} findings - reprolint"
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == page.locator("style").count() == 1
    assert page.evaluate("[...document.querySelectorAll('main a')].every((link) => /^(file|https):/.test(link.href))")
    with counted_anew(page):
        page.get_by_label("File", exact=True).select_option(index=1)
    assert shown(page) == 1


def test_a_script_that_got_in_would_not_run(browser: Browser, written: Path, tmp_path: Path) -> None:
    """The page's policy is a second wall behind escaping."""
    file = tmp_path / "report.html"
    text = written.read_text(encoding="utf-8")
    file.write_text(text.replace("<main", "<script>document.title = 'taken'</script><main", 1), encoding="utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    page.evaluate("document.body.insertAdjacentHTML('beforeend', `<img src=x onerror=\"document.title = 'taken'\">`)")
    page.wait_for_timeout(100)
    assert page.title() != "taken"
    assert len([text for text in said if "Content Security Policy" in text]) >= 2
    page.close()


def many(findings: tuple[Finding, ...]) -> Report:
    """`MANY` findings of the examples, in 200 files."""
    copies = []
    for number in range(MANY):
        one = findings[number % len(findings)]
        path = f"study_{number // 5}/{one.primary.path}"
        related = tuple(replace(place, path=path) for place in one.related)
        copies.append(
            replace(one, primary=replace(one.primary, path=path), related=related, fingerprint=f"{number:016x}")
        )
    return Report(tuple(copies), (), (), files=300, notebooks=20, lines=40_000)


def test_thousand_findings_open_within_a_second(opened: Opened, examples: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_html(many(examples.findings), BOOK), encoding="utf-8")
    page = opened(file)
    assert page.locator(".rl-finding").count() == MANY
    measured: list[tuple[float, float, float]] = []
    for _ in range(6):  # until one is good enough: what else the machine does is not the page's fault
        measured.append(opening_ms(page))
        load, painted, search = measured[-1]
        if load < 1000 and painted < 1000 and search < 500:
            break
    print(f"{file.stat().st_size / 1e6:.1f} MB", measured)  # noqa: T201 - shown with `pytest -s`
    assert load < 1000, measured
    assert painted < 1000, measured
    assert search < 500, measured
    assert 0 < page.locator(".rl-finding:not([hidden])").count() < MANY


def opening_ms(page: Page) -> tuple[float, float, float]:
    """Until all is loaded, until something is to be seen, and for a search; in milliseconds."""
    page.reload()
    load, painted, search = page.evaluate(
        """async () => {
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            const [navigation] = performance.getEntriesByType("navigation");
            const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
            const begun = performance.now();
            document.getElementById("words").value = "oversampler";
            document.getElementById("filters").requestSubmit();
            document.body.offsetHeight;
            return [navigation.loadEventEnd, painted, performance.now() - begun];
        }"""
    )
    return load, painted, search
