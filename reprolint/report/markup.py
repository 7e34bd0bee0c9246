"""A finding as a piece of HTML that is safe to show beside other people's code: all text is escaped, nothing is loaded."""

from __future__ import annotations

from html import escape

from reprolint.findings import Confidence, Finding, Severity
from reprolint.report.cleaning import one_line
from reprolint.report.marked_code import inline, linked, marked_code
from reprolint.report.places import Places


def finding_html(finding: Finding, places: Places, explanation: str = "") -> str:
    """Head, message, excerpt, measured harm and help as one `<section>`, classes as in `stylesheet.STYLESHEET`.

    `explanation` is HTML for the fold, from `explanation.explanation_html`; without it there is no fold.
    """
    severity = finding.severity or Severity.NOTE
    parts = [_head(finding, severity, places), f'<p class="rl-message">{inline(finding.message)}</p>']
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
    return f'<section class="rl-finding rl-{severity}">{"".join(parts)}</section>'


def _head(finding: Finding, severity: Severity, places: Places) -> str:
    place = linked(places, finding.primary, places.spot(finding.primary))
    sure = finding.confidence is None or finding.confidence >= Confidence.HIGH
    doubt = "" if sure else f'<span class="rl-dim">{finding.confidence} confidence</span>'
    return (
        '<div class="rl-head">'
        f'<span class="rl-severity">{severity}</span> '
        f'<span class="rl-rule">{escape(one_line(finding.code))} {escape(one_line(finding.name))}</span> '
        f'{doubt} <span class="rl-place">{place}</span></div>'
    )
