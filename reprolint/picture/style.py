"""How an SVG picture looks: shapes and colours on light and on dark screens."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1f2328",
    "muted": "#59636e",
    "line": "#818b98",
    "plain": "#f6f8fa",
    "source": "#e7ecf0",
    "training": "#ddf4ff",
    "training-line": "#0969da",
    "test": "#dafbe1",
    "test-line": "#1a7f37",
    "validation": "#d9f5f3",
    "validation-line": "#1b7c83",
    "model": "#fbefff",
    "model-line": "#8250df",
    "score": "#fff8c5",
    "score-line": "#9a6700",
    "error": "#cf222e",
    "note": "#7d4e00",
    "warning": "#bc4c00",
}
DARK = {
    "paper": "#0d1117",
    "ink": "#e6edf3",
    "muted": "#9ea7b3",
    "line": "#7d8590",
    "plain": "#161b22",
    "source": "#262c36",
    "training": "#0c2d4d",
    "training-line": "#58a6ff",
    "test": "#0f2e1a",
    "test-line": "#3fb950",
    "validation": "#0b2f31",
    "validation-line": "#39c5cf",
    "model": "#2b1a45",
    "model-line": "#a371f7",
    "score": "#3a2c0a",
    "score-line": "#d29922",
    "error": "#ff7b72",
    "note": "#e3b341",
    "warning": "#ffa657",
}
_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;text-anchor:middle"


def _colors(of: Mapping[str, str]) -> list[str]:
    filled = [
        f".step.{kind} .box{{fill:{of[kind]};stroke:{of.get(f'{kind}-line', of['line'])}}}"
        for kind in ("source", "training", "test", "validation", "model", "score")
    ]
    faults = []
    for level in ("note", "warning", "error"):
        color = of[level]
        faults += [
            f".step.{level} .box{{stroke:{color}}}",
            f".arrow.{level} .way{{stroke:{color}}}",
            f".arrow.{level} .tip{{fill:{color}}}",
            f".words.{level},.fault.{level}{{fill:{color}}}",
        ]
    return [
        f".paper{{fill:{of['paper']}}}",
        f".box{{fill:{of['plain']};stroke:{of['line']}}}",
        f".way{{stroke:{of['line']}}}",
        f".tip{{fill:{of['line']}}}",
        f".name{{fill:{of['ink']}}}",
        f".kind,.line,.words{{fill:{of['muted']}}}",
        f".words{{stroke:{of['paper']}}}",
        *filled,
        *faults,
    ]


_SHAPES = [
    f"text{{{_FONT}}}",
    ".box{stroke-width:1.2}",
    ".way{fill:none;stroke-width:1.5}",
    ".arrow.numbers .way{stroke-dasharray:5 4}",
    ".arrow.error .way,.arrow.warning .way,.arrow.note .way{stroke-width:3.2}",
    ".step.error .box,.step.warning .box,.step.note .box{stroke-width:2.8}",
    ".step.affected .box{stroke-width:2;stroke-dasharray:6 4}",
    ".kind{font-size:10px;letter-spacing:.08em;text-transform:uppercase}",
    ".name{font-size:14px;font-weight:600}",
    ".line,.words{font-size:12px}",
    ".words{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}",
    ".words.error,.words.warning,.words.note,.fault{font-weight:600}",
    "a:hover .name,a:focus .name{text-decoration:underline}",
]


def _within(rules: list[str]) -> str:
    """Rules that hold only in a picture, since a page that it stands in has classes of its own."""
    scoped = []
    for rule in rules:
        selectors, _, body = rule.partition("{")
        scoped.append(",".join(f".reprolint-picture {one}" for one in selectors.split(",")) + "{" + body)
    return "".join(scoped)


STYLE = f"{_within(_SHAPES)}{_within(_colors(LIGHT))}@media (prefers-color-scheme:dark){{{_within(_colors(DARK))}}}"
"""The whole style sheet."""
