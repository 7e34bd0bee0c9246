"""Reports whose every text tries to break out of its format."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from reprolint.findings import Confidence, Effect, Finding, Location, Problem, Report, Severity, Suppressed

TEXTS = {
    "terminal escapes": "\x1b[31mred\x1b]0;title\x07\x9b2J\u202e",
    "workflow commands": "\n::error::owned\n::set-output name=a::b\n::add-mask::e\n##[error]owned\r::stop-commands::x",
    "leading command": "::error::owned",
    "percent signs": "50%25 %0A::error::owned%0D %3A,",
    "lines": "a\nb\r\nc\rd\u2028e\x0bf\x85g",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;<!-- --",
    "links": "[click](javascript:alert(1)) ![i](http://evil.example/x.png) <http://evil.example> http://evil.example/a?b",
    "addresses": "www.evil.example mail me@evil.example @everyone ![x][y]",
    "reference": "[x]: http://evil.example\n\n[x]",
    "tables": "a | b || \\| `c | d` |\n| --- |",
    "backticks": "`` `a` ``` ````\n```\n# heading\n~~~",
    "markup": "*a* _b_ **c** ~~d~~ # e\n- f\n1. g\n> h\n***\n---\n===",
    "xml": "]]> <![CDATA[ & \ufffe\uffff\x00\x01\x0c &#0; <?xml?> <!DOCTYPE a>",
    "sarif": "[a](1) \\[b\\](2) {0} {{1}}",
    "odd halves": "\ud800 \udfff",
    "wide": "日本語 e\u0301 \U0001f600",
}


PIECES = [
    *"`|\\*_[]()<>&!#~$:/@.-+=\n\r\t {}%,;'\"ab0\u2028",
    *("http://e.x", "www.e.x", "mailto:a@b.c", "ftp://x.y", "file:///a"),
    *("::error::", "##[", "<b>", "&lt;", "<!--", "``", "```", "~~~", "1. ", "- ", "\n\n", "![", "](", "---", "\\|"),
]
MIXED = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join)
"""Texts that mix what means something to a format."""


def place(text: str, cell: int | None = None) -> Location:
    """A place with the text for its path, label and code."""
    suffix = ".py" if cell is None else ".ipynb"
    return Location(
        f"{text}{suffix}", 3, 1, 3, 2, cell, label=text, snippet=text, file_line=None if cell is None else 7
    )


def finding(text: str, cell: int | None = None) -> Finding:
    """A finding with the text wherever one may come from a file or a user's own rule."""
    return Finding(
        message=f"`{text}` and {text}",
        primary=place(text, cell),
        related=(place(f"other {text}"), place(f"more {text}", 2)),
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        help=f"do {text}",
        code="LEA901",
        name=f"name-{text}",
        topic="evaluation",
        checklists=("reforms:6a",),
        effect=Effect(f"AUC {text}", 0.9, 0.5, f"examples/{text}"),
        fingerprint="0123456789abcdef",
    )


def report(text: str) -> Report:
    """Findings in a script and a notebook, one that is silenced, and problems, all with the text."""
    findings = (finding(text), replace(finding(text, cell=4), fingerprint="fedcba9876543210"))
    return Report(
        findings=findings,
        suppressed=(Suppressed(finding(text), "comment", text),),
        problems=(
            Problem(f"{text}.py", 1, "syntax-error", text),
            Problem(f"{text}.ipynb", 2, "unused-suppression", text, cell=1, incomplete=False),
        ),
        files=3,
        notebooks=1,
        lines=40,
    )


ORDINARY = report("the scaler")
EMPTY = Report((), (), (), 2, 0, 10)
