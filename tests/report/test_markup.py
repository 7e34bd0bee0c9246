"""Findings as HTML: nothing that was read can leave its place, and what is marked is what the finding names."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reprolint import rulebook
from reprolint.findings import Confidence, Effect, Finding, Location, Problem, Severity
from reprolint.report.explanation import explanation_html
from reprolint.report.markup import finding_html
from reprolint.report.places import Places
from reprolint.report.stylesheet import DARK, LIGHT, STYLESHEET
from reprolint.rulebook.presenting import readable
from tests.report.contrast import contrast

CODE = "X = scaler.fit_transform(X)"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "</pre></section></div><style>* {display: none}</style>",
    "\x1b[2J\x1b]0;title\x07\x9b31m",
    "\u202egnp.exe\u2066",
    "`<b>code</b>` and **bold** ![x](http://example.org/x.png)",
    "&lt;already&gt; &amp; \ud800",
)
TAGS = {"section", "div", "span", "p", "pre", "mark", "strong", "b", "code", "details", "summary", "a"}
PAGE_TAGS = TAGS | {
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "em",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "blockquote",
}


class Tags(HTMLParser):
    """Every tag with its attributes, every address, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def finding(**changes: object) -> Finding:
    place = Location("a.py", 3, 5, 3, len(CODE) + 1, label="learned here", snippet=CODE)
    base = Finding("`scaler` learns from test rows", place, code="LEA001", name="early", severity=Severity.ERROR)
    return replace(base, **changes)  # type: ignore[arg-type]


def marked(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<mark class="([\w-]+)">(.*?)</mark>', html)


def test_place_is_marked_and_labelled() -> None:
    html = finding_html(finding(), Places())
    assert marked(html) == [("rl-primary", CODE[4:])]
    assert "learned here" in Tags(html).text
    assert "a.py:3:5" in Tags(html).text


def test_two_places_of_one_line() -> None:
    inner = Location("a.py", 3, 12, 3, 25, label="this call", snippet=CODE)
    before = Location("a.py", 3, 1, 3, 2, label="this name", snippet=CODE)
    html = finding_html(finding(related=(inner, before)), Places())
    assert marked(html) == [("rl-related", "X"), ("rl-primary", CODE[4:])], "the primary place wins"
    assert [label in Tags(html).text for label in ("learned here", "this call", "this name")] == [True] * 3


def test_blanks_before_all_lines_are_left_out() -> None:
    outer = Location("a.py", 3, 5, 3, 10, label="outer", snippet="    for x in xs:")
    inner = Location("a.py", 4, 9, 4, 14, label="inner", snippet="        print(x)")
    text = Tags(finding_html(finding(primary=outer, related=(inner,)), Places())).text
    assert "3  for x in xs:" in text
    assert "4      print(x)" in text
    assert "       ╰ inner" in text
    at_start = Location("a.py", 5, 1, 5, 3, label="start", snippet="    pass")
    text = Tags(finding_html(finding(primary=outer, related=(at_start,)), Places())).text
    assert "3      for x in xs:" in text, "a mark in the blanks keeps them"


def test_mark_far_to_the_right_is_in_sight() -> None:
    code = "plot(" + "x" * 90 + ", cmap, 1)"
    place = Location("a.py", 3, 98, 3, 102, label="no value", snippet=code)
    html = finding_html(finding(primary=place), Places())
    text = Tags(html).text
    assert marked(html) == [("rl-primary", "cmap")]
    assert "3  …" + "x" * 22 + ", cmap, 1)" in text
    assert text.index("╰") - text.rindex("\n", 0, text.index("╰")) == text.index("cmap") - text.index("3  …") + 1


@pytest.mark.parametrize("line", ["", "x", "ずっと長い = 1", "\tindented = 1"])
@pytest.mark.parametrize("columns", [(1, 1), (1, 2), (3, 900), (40, 50)])
def test_any_span_of_any_line_can_be_drawn(line: str, columns: tuple[int, int]) -> None:
    place = Location("a.py", 1, columns[0], 1, columns[1], label="here", snippet=line)
    tags = Tags(finding_html(finding(primary=place), Places()))
    assert tags.open == []
    assert line.strip() in tags.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_wherever_it_comes_from(text: str) -> None:
    place = Location(text, 1, 1, 1, len(text) + 1, cell=2, label=text, snippet=text)
    effect = Effect(text, 1.0, 0.5, text)
    hostile = finding(
        message=text, primary=place, related=(place,), help=text, code=text, name=text, effect=effect, topic=text
    )
    html = finding_html(hostile, Places(), explanation_html(text))
    tags = Tags(html)
    assert tags.open == []
    assert tags.seen <= PAGE_TAGS
    assert tags.attributes <= {"class", "tabindex", "href", "role", "aria-label"}
    assert all(address.startswith(("http://", "https://")) for address in tags.addresses)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>x</script>",
        "<div onclick=x>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](../up.md)",
        "![a](https://example.org/a.png)",
        "<javascript:alert(1)>",
        "[a]: javascript:x\n\n[a]",
    ],
)
def test_pages_cannot_bring_scripts_pictures_or_odd_links(markdown: str) -> None:
    tags = Tags(explanation_html(markdown))
    assert tags.seen <= {"p", "a"}
    assert all(address.startswith("https://") for address in tags.addresses)
    assert tags.attributes <= {"href"}


def test_every_page_becomes_clean_html() -> None:
    book = rulebook.load()
    for code in book.pages:
        tags = Tags(explanation_html(readable(book.text(code))))
        assert tags.open == []
        assert tags.seen <= PAGE_TAGS, code
        assert tags.attributes <= {"class", "href", "start", "style"}, code


def test_links_come_from_the_places() -> None:
    class Linked(Places):
        def link(self, where: Location | Problem) -> str:
            return f'{where.path}?"><script>'

    tags = Tags(finding_html(finding(), Linked()))
    assert tags.addresses == ['a.py?"><script>']
    assert "script" not in tags.seen


def test_doubt_is_said() -> None:
    assert "medium confidence" in finding_html(finding(confidence=Confidence.MEDIUM), Places())
    assert "confidence" not in finding_html(finding(confidence=Confidence.HIGH), Places())


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(palette: dict[str, str]) -> None:
    for severity in ("error", "warning", "note"):
        assert contrast(palette[severity], palette[f"{severity}-ground"]) >= 4.5
        assert contrast(palette["text"], palette[f"{severity}-ground"]) >= 4.5
    for ink in ("text", "dim", "link", "error", "warning", "note", "related"):
        for ground in ("ground", "code"):
            assert contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)
    assert contrast(palette["text"], palette["related-ground"]) >= 4.5
    assert contrast(palette["good"], palette["ground"]) >= 4.5


def test_stylesheet_touches_nothing_else() -> None:
    selectors = re.findall(r"(?:^|[}])\s*([^{}@]+)\{", STYLESHEET.replace("@media (prefers-color-scheme: dark) {", ""))
    assert selectors
    assert all(".reprolint" in part for selector in selectors for part in selector.split(","))
    assert "url(" not in STYLESHEET
    assert "@import" not in STYLESHEET
