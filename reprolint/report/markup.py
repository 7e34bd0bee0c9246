"""A finding as a piece of HTML that is safe to show beside other people's code: all text is escaped, nothing is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from reprolint.findings import Confidence, Finding, Severity
from reprolint.report.cleaning import one_line
from reprolint.report.marked_code import inline, linked, marked_code
from reprolint.report.places import Places


@dataclass(frozen=True, slots=True)
class Frame:
    """How a finding stands on a page of its own.

    `anchor` is its name for links, `level` that of its heading (1 to 6), `rule` the address of its rule's page on the same
    page ("" for none), `facts` what filters ask, as names and values of `data-` attributes.
    """

    anchor: str
    level: int
    rule: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def finding_html(finding: Finding, places: Places, explanation: str = "", frame: Frame | None = None) -> str:
    """Head, message, excerpt, measured harm and help as one `<section>`, classes as in `stylesheet.STYLESHEET`.

    `explanation` is HTML for the fold, from `explanation.explanation_html`; without it there is no fold. Without a `frame`
    the piece has no names and no heading, so that it can be shown twice on a page that is not ours.
    """
    severity = finding.severity or Severity.NOTE
    parts = [_head(finding, severity, places, frame), _message(finding, frame)]
    parts.append(marked_code(finding, places))
    if finding.help:
        parts.append(f'<p class="rl-help"><strong>Do</strong> <span>{inline(finding.help)}</span></p>')
    if effect := finding.effect:
        harm = (
            f"{escape(one_line(effect.metric))} <b>{effect.wrong:g}</b> with the fault, <b>{effect.right:g}</b> without"
        )
        source = f' <span class="rl-dim">({escape(one_line(effect.example))})</span>' if effect.example else ""
        parts.append(f'<p class="rl-harm"><strong>Measured</strong> <span>{harm}{source}</span></p>')
    if explanation:
        title = f"Why it matters, examples, and when to ignore {escape(one_line(finding.code))}"
        parts.append(
            f'<details class="rl-why"><summary>{title}</summary><div class="rl-page">{explanation}</div></details>'
        )
    return f'<section class="rl-finding rl-{severity}"{_names(frame)}>{"".join(parts)}</section>'


def _names(frame: Frame | None) -> str:
    if frame is None:
        return ""
    facts = "".join(f' data-{name}="{escape(one_line(value))}"' for name, value in frame.facts.items())
    return f' id="{escape(frame.anchor)}"{facts}'


def _message(finding: Finding, frame: Frame | None) -> str:
    if frame is None:
        return f'<p class="rl-message">{inline(finding.message)}</p>'
    # Keys that go from finding to finding put the focus here, so that screen readers read it.
    return f'<h{frame.level} class="rl-message" tabindex="-1">{inline(finding.message)}</h{frame.level}>'


def _head(finding: Finding, severity: Severity, places: Places, frame: Frame | None) -> str:
    place = linked(places, finding.primary, places.spot(finding.primary))
    sure = finding.confidence is None or finding.confidence >= Confidence.HIGH
    doubt = "" if sure else f'<span class="rl-dim">{finding.confidence} confidence</span>'
    rule = f"{escape(one_line(finding.code))} {escape(one_line(finding.name))}"
    if frame is not None and frame.rule:
        rule = f'<a href="{escape(frame.rule)}">{rule}</a>'
    return (
        '<div class="rl-head">'
        f'<span class="rl-severity">{severity}</span> '
        f'<span class="rl-rule">{rule}</span> '
        f'{doubt} <span class="rl-place">{place}</span></div>'
    )
