"""The HTML report as text: one file without outside resources, in which nothing that was read becomes markup."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from reprolint import rulebook
from reprolint.api import check, experiment_of
from reprolint.cli import main
from reprolint.findings import Finding, Location, Report, Severity, Suppressed
from reprolint.picture import draw
from reprolint.picture import render as render_picture
from reprolint.report import render
from reprolint.report.html import Pictures, render_html
from tests.report import hostile

EXAMPLE = "examples/resample_before_split/wrong.py"
VOID = {"br", "hr", "input", "meta", "wbr"}
BOOK = rulebook.load()


class Page(HTMLParser):
    """Elements with their attributes, headings, and text; fails when an element is closed that is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.headings: list[tuple[int, str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"script", "style"}:
            return
        self.text += data
        if any(re.fullmatch("h[1-6]", tag) for tag in self.open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def having(self, name: str) -> list[dict[str, str]]:
        return [attributes for _, attributes in self.elements if name in attributes.get("class", "").split()]


@pytest.fixture(scope="module")
def examples() -> Report:
    return check([Path("examples")])


@pytest.fixture(scope="module")
def shown(examples: Report) -> str:
    return render_html(examples, BOOK, Pictures({EXAMPLE: picture(EXAMPLE, examples)}))


def picture(path: str, report: Report) -> str:
    experiment, _ = experiment_of(path)
    assert experiment is not None
    found = [finding for finding in report.findings if finding.primary.path == path]
    return render_picture(draw(experiment, found), "svg", None)


def names(page: Page) -> Counter[str]:
    return Counter(page.values("id"))


def test_every_finding_is_shown_once_with_its_story(examples: Report, shown: str) -> None:
    page = Page(shown)
    sections = page.having("rl-finding")
    assert len(sections) == len(examples.findings)
    assert Counter(one["data-rule"] for one in sections) == Counter(finding.code for finding in examples.findings)
    for finding in examples.findings:
        assert finding.message.replace("`", "") in page.text
        assert finding.help.replace("`", "") in page.text
        for place in (finding.primary, *finding.related[:2]):
            assert place.label.replace("`", "") in page.text


def test_every_link_leads_to_something_on_the_page(shown: str) -> None:
    page = Page(shown)
    targets = names(page)
    assert [name for name, count in targets.items() if count > 1] == []
    inside = [address[1:] for address in page.values("href") if address.startswith("#")]
    assert len(inside) > 40
    assert [name for name in inside if name not in targets] == []
    referred = " ".join(page.values("aria-labelledby")).split()
    assert [name for name in referred if name not in targets] == []


def test_headings_skip_no_level(shown: str) -> None:
    levels = [level for level, _ in Page(shown).headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_and_language(shown: str) -> None:
    tags = Counter(tag for tag, _ in Page(shown).elements)
    assert [tags[tag] for tag in ("main", "header", "footer", "nav", "h1")] == [1] * 5
    assert shown.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_nothing_is_fetched_and_only_our_style_and_script_count(shown: str) -> None:
    page = Page(shown)
    assert page.values("src") == page.values("srcset") == page.values("style") == page.values("action") == []
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["link"] == tags["img"] == tags["iframe"] == tags["object"] == tags["base"] == 0
    outside = [address for address in page.values("href") if not address.startswith("#")]
    assert all(address.startswith("https://") for address in outside), "sources that pages of rules name"
    assert "@import" not in shown
    assert "url(" not in shown
    style, script = (
        re.findall(r"<style>(.*?)</style>", shown, re.DOTALL),
        re.findall(r"<script>(.*?)</script>", shown, re.DOTALL),
    )
    assert (len(style), len(script)) == (1, 1)
    policy = next(one["content"] for _, one in page.elements if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    for kind, text in (("style", style[0]), ("script", script[0])):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_same_report_same_bytes(examples: Report, shown: str) -> None:
    again = render_html(examples, BOOK, Pictures({EXAMPLE: picture(EXAMPLE, examples)}))
    assert again == shown


def test_counts_by_topic(examples: Report, shown: str) -> None:
    topics = Counter(finding.topic for finding in examples.findings)
    rows = re.findall(r'data-filter="topic" data-value="([\w ]+)">.*?<td>(\d+)</td></tr>', shown)
    assert {topic: int(count) for topic, count in rows} == topics


def test_files_with_errors_come_first(examples: Report, shown: str) -> None:
    gravest: dict[str, int] = {}
    for finding in examples.findings:
        path = finding.primary.path
        gravest[path] = max(gravest.get(path, 0), finding.severity or 0)
    order = [text for level, text in Page(shown).headings if level == 2 and text in gravest]
    assert set(order) == set(gravest)
    assert [gravest[path] for path in order] == sorted(gravest.values(), reverse=True)


def test_rules_are_explained_once(examples: Report, shown: str) -> None:
    codes = sorted({finding.code for finding in examples.findings})
    folds = [one["id"] for one in Page(shown).having("rp-rule")]
    assert folds == [f"rule-{code}" for code in codes]
    assert shown.count("Why it matters</h4>") == len(codes)


def test_picture_stands_with_its_file_and_brings_no_style_of_its_own(shown: str) -> None:
    page = Page(shown)
    assert len(page.having("reprolint-picture")) == 1
    fold = shown[shown.index('<div class="rp-drawn"') :]
    assert "RandomOverSampler" in fold[: fold.index("</svg>")]
    assert "<style" not in fold[: fold.index("</svg>")]
    assert "<a " not in fold[: fold.index("</svg>")]


def test_missing_pictures_are_said(examples: Report) -> None:
    page = Page(render_html(examples, BOOK, Pictures(missing="install `this` to see them")))
    assert "install this to see them" in page.text


def test_same_finding_twice_has_two_names() -> None:
    one = hostile.finding("twin")
    page = Page(render_html(Report((one, one, one), (), (), 1, 0, 10), BOOK))
    assert max(names(page).values()) == 1
    assert [one["id"] for one in page.having("rl-finding")] == [
        f"finding-{one.fingerprint}{end}" for end in ("", "-2", "-3")
    ]


@pytest.mark.parametrize(
    ("report", "title"),
    [
        (hostile.EMPTY, "No findings"),
        (Report((), (), (), 0, 0, 0), "Nothing was checked"),
        (Report((), (), (), 0, 0, 0, unchanged=2), "Nothing was checked"),
        (replace(hostile.EMPTY, problems=hostile.ORDINARY.problems), "No findings"),
    ],
)
def test_report_without_findings(report: Report, title: str) -> None:
    page = Page(render_html(report, BOOK))
    assert page.headings[0] == (1, title)
    assert [attributes for tag, attributes in page.elements if tag == "form"] == []
    assert ("Some code could not be analysed" in page.text) is bool(report.problems)


def test_problems_and_silenced_findings_are_listed() -> None:
    page = Page(render_html(hostile.report("the scaler"), BOOK))
    assert "the scaler.py:1" in page.text
    assert "the scaler.ipynb:cell 1:2" in page.text
    assert "unused-suppression" in page.text
    assert "Reason the scaler" in page.text


def test_findings_of_the_baseline_stand_apart() -> None:
    ordinary = hostile.report("the scaler")
    known = Suppressed(hostile.finding("the scaler"), "baseline", "")
    report = replace(ordinary, suppressed=(*ordinary.suppressed, known, known))
    page = Page(render_html(report, BOOK))
    assert "1 finding silenced by you. 2 findings known from the baseline." in page.text
    assert page.headings[-2:] == [(2, "Silenced by you"), (2, "Known from the baseline")]


def test_finding_of_a_rule_without_a_page_has_no_dead_link() -> None:
    own = replace(hostile.finding("own"), code="OWN001")
    page = Page(render_html(Report((own,), (), (), 1, 0, 1), BOOK))
    assert "#rule-OWN001" not in page.values("href")
    assert "OWN001" in page.text


def test_finding_about_the_whole_project() -> None:
    whole = Finding(
        "there are no tests",
        Location(".", 1, 1, 1, 1),
        severity=Severity.NOTE,
        code="TST001",
        name="no-tests",
        topic="testing",
    )
    page = Page(render_html(Report((whole,), (), (), 1, 0, 1), BOOK))
    assert (2, "The project as a whole") in page.headings


def assert_harmless(html: str, markup: Counter[str]) -> None:
    page = Page(html)
    tags = Counter(tag for tag, _ in page.elements)
    assert tags.keys() <= markup.keys() | {"code", "wbr"}
    assert (tags["script"], tags["style"], tags["form"], tags["a"]) == tuple(
        markup[tag] for tag in ("script", "style", "form", "a")
    )
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert all(address.startswith(("#", "https://")) for address in page.values("href"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)
    assert max(names(page).values()) == 1


ORDINARY_TAGS = Counter(tag for tag, _ in Page(render_html(hostile.ORDINARY, BOOK)).elements)


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS.keys())
def test_hostile_text_stays_text(text: str) -> None:
    html = render_html(hostile.report(text), BOOK, Pictures(missing=f"drawn without {text}"))
    assert_harmless(html, ORDINARY_TAGS)


@settings(max_examples=60, deadline=None)
@given(hostile.MIXED)
def test_mixed_text_stays_text(text: str) -> None:
    assert_harmless(render_html(hostile.report(text), BOOK), ORDINARY_TAGS)


def test_hostile_code_makes_a_harmless_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = "<script>alert(1)<script> & \x1b[31m.py"
    program = (
        "import pandas as pd\n"
        "from sklearn.preprocessing import StandardScaler\n"
        "from sklearn.model_selection import train_test_split\n"
        "from sklearn.svm import SVC\n"
        "X = pd.read_csv('</style></svg><script>alert(1)</script>.csv')\n"
        "X, y = StandardScaler().fit_transform(X.drop(columns='</title><img src=x onerror=alert(1)>')), X['y']\n"
        "a, b, c, d = train_test_split(X, y, random_state=0)\n"
        "print(SVC().fit(a, c).score(b, d))\n"
    )
    Path(path).write_text(program, encoding="utf-8")
    report = check([path])
    assert report.findings
    drawn = picture(path, report)
    assert "&lt;script&gt;" in drawn
    html = render_html(report, BOOK, Pictures({path: drawn}))
    page = Page(html)
    tags = Counter(tag for tag, _ in page.elements)
    assert (tags["script"], tags["style"], tags["img"], tags["svg"]) == (1, 1, 0, 1)
    assert "\x1b" not in html


def test_command_writes_one_file_with_pictures(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    result = CliRunner().invoke(main, ["check", EXAMPLE, "--format", "html", "--output", str(file)])
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    page = Page(file.read_text(encoding="utf-8"))
    assert len(page.having("reprolint-picture")) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_command_prints_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(
        main, ["check", "-", "--format", "html", "--select", "REP"], input="import numpy as np\n"
    )
    assert result.exit_code == 0
    assert Page(result.stdout).headings[0] == (1, "No findings")


def test_render_explains_with_the_rules_that_ship() -> None:
    assert render(hostile.ORDINARY, "html") == render_html(hostile.ORDINARY, BOOK)
