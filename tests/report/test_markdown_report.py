"""The Markdown report, read by a CommonMark parser with the tables and links that code hosts add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reprolint.findings import Location, Report
from reprolint.report import render
from reprolint.report.cleaning import REPLACEMENT, UNSAFE, one_line
from tests.report.hostile import EMPTY, MIXED, ORDINARY, TEXTS, finding, report

ALLOWED = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "softbreak"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "fence", "code_inline"),
    *("strong_open", "strong_close", "em_open", "em_close"),
    *(f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")),
}


def parser() -> MarkdownIt:
    """As hosts read it: HTML, tables, struck-out text, and links made of bare addresses."""
    markdown = MarkdownIt("gfm-like", {"html": True})
    assert markdown.linkify is not None
    markdown.linkify.set({"fuzzy_link": False})  # hosts make no link of `study.py`, though `.py` is a country
    return markdown


def tokens(text: str) -> Iterator[Token]:
    for token in parser().parse(text):
        yield token
        yield from token.children or ()


def texts(text: str, kind: str) -> list[str]:
    return [token.content for token in tokens(text) if token.type == kind]


@pytest.mark.parametrize("name", TEXTS)
def test_text_from_files_makes_no_markup(name: str) -> None:
    text = render(report(TEXTS[name]), "markdown")
    assert {token.type for token in tokens(text)} - ALLOWED == set()
    assert [token.tag for token in tokens(text) if token.type == "heading_open"] == ["h2", "h3", "h3", "h3"]
    assert [token.type for token in tokens(text)].count("td_open") == 3
    assert not UNSAFE.search(text)


@pytest.mark.parametrize("name", TEXTS)
def test_text_from_files_is_shown_as_it_is(name: str) -> None:
    first, *_ = texts(render(report(TEXTS[name]), "markdown"), "fence")
    code = TEXTS[name].replace("\r", " ").replace("\t", "    ")
    code = "\n".join(line.rstrip() for line in UNSAFE.sub(REPLACEMENT, code).split("\n"))
    assert first.removesuffix("\n") == code


def test_message_keeps_its_words_and_code() -> None:
    one = replace(finding("x"), message="`a[0] | b` is *not* <used> & a_b_c stays, see me@here.example")
    text = render(Report((one,), (), (), 1, 0, 1), "markdown")
    line = next(token for token in tokens(text) if token.type == "inline" and "stays" in token.content)
    pieces = [token.content for token in line.children or () if token.type in {"text", "code_inline", "text_special"}]
    assert one_line(one.message).replace("`", "") in "".join(pieces)
    assert "a[0] | b" in texts(text, "code_inline")


def test_report_has_table_findings_and_problems() -> None:
    text = render(ORDINARY, "markdown")
    assert text.startswith("## reprolint: 2 findings (2 warnings)\n\n3 files, 40 lines checked, 1 finding silenced")
    assert "| 2 | `LEA901` name-the scaler | warning |" in text
    assert "- **warning** `LEA901` name-the scaler, cell 4, line 3: `the scaler` and the scaler" in text
    assert "- `the scaler.py`, line 1: syntax-error: the scaler" in text
    assert "*What to do:* do the scaler" in text


def test_statistics_leave_the_table() -> None:
    text = render(ORDINARY, "markdown", statistics=True)
    assert "| 2 | `LEA901`" in text
    assert "**warning**" not in text


def test_empty_report_is_a_sentence() -> None:
    assert render(EMPTY, "markdown") == "## reprolint: no findings\n\n2 files, 10 lines checked.\n"


def test_code_with_fences_stays_inside_its_block() -> None:
    place = Location("a.py", 1, 1, 3, 4, snippet='"""\n```\n<b>\n````\n"""')
    text = render(Report((replace(finding("x"), primary=place, related=()),), (), (), 1, 0, 1), "markdown")
    assert texts(text, "fence") == [place.snippet + "\n"]


@settings(max_examples=40, deadline=None)
@given(MIXED)
def test_no_mixture_makes_markup(text: str) -> None:
    shown = render(report(text), "markdown")
    assert {token.type for token in tokens(shown)} - ALLOWED == set()
    assert [token.tag for token in tokens(shown) if token.type == "heading_open"] == ["h2", "h3", "h3", "h3"]
