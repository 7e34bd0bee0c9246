"""How findings look in HTML: one stylesheet for light and dark pages, at home in JupyterLab and on a page of its own.

Colours are set once as variables: by the reader's system, and where Jupyter or VS Code say which theme is on, by that.
Each text colour stands out against its ground by 4.5 to 1 at least.
"""

from __future__ import annotations

LIGHT = {
    "text": "#1f2328",
    "dim": "#59636e",
    "line": "#d1d9e0",
    "ground": "#ffffff",
    "code": "#f6f8fa",
    "link": "#0757ba",
    "error": "#b3261e",
    "error-ground": "#fbdcd9",
    "warning": "#8a4b00",
    "warning-ground": "#fdebc8",
    "note": "#0b57a4",
    "note-ground": "#d9e9fb",
    "related": "#5b3fa8",
    "related-ground": "#eae5f8",
    "good": "#1a6b33",
}
DARK = {
    "text": "#e6e6e6",
    "dim": "#a9b1ba",
    "line": "#454c54",
    "ground": "#111111",
    "code": "#1d2126",
    "link": "#7cb7ff",
    "error": "#ff9b93",
    "error-ground": "#5a2320",
    "warning": "#f2b957",
    "warning-ground": "#4d370c",
    "note": "#86bdf8",
    "note-ground": "#17395f",
    "related": "#c6b4fb",
    "related-ground": "#37296a",
    "good": "#7fd394",
}
# JupyterLab marks <body> so; VS Code gives it a class.
_LIGHT_THEMES = 'body[data-jp-theme-light="true"] .reprolint, body.vscode-light .reprolint'
_DARK_THEMES = 'body[data-jp-theme-light="false"] .reprolint, body.vscode-dark .reprolint'

_RULES = """
.reprolint {
  color: var(--rl-text); max-width: 62em; padding: 2px 0;
  font: 14px/1.5 var(--jp-content-font-family, system-ui, -apple-system, "Segoe UI", sans-serif);
}
.reprolint p, .reprolint .rl-head, .reprolint .rl-where { margin: 0; padding: 0; }
.reprolint a { color: var(--rl-link); text-decoration: underline; text-underline-offset: 2px; }
.reprolint code { background: none; border: 0; color: inherit; font-size: 13px; padding: 0; }
.reprolint code, .reprolint pre {
  font-family: var(--jp-code-font-family, ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace); font-size: 13px;
}
.reprolint .rl-sum { color: var(--rl-dim); margin-bottom: 6px; }
.reprolint .rl-sum strong { color: var(--rl-text); font-weight: 600; }
.reprolint .rl-clean strong { color: var(--rl-good); }
.reprolint .rl-finding {
  border: 1px solid var(--rl-line); border-left: 4px solid var(--rl-severity); border-radius: 4px;
  background: var(--rl-ground); margin: 0 0 10px; padding: 10px 14px;
}
.reprolint .rl-error { --rl-severity: var(--rl-error); --rl-severity-ground: var(--rl-error-ground); }
.reprolint .rl-warning { --rl-severity: var(--rl-warning); --rl-severity-ground: var(--rl-warning-ground); }
.reprolint .rl-note { --rl-severity: var(--rl-note); --rl-severity-ground: var(--rl-note-ground); }
.reprolint .rl-head { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 8px; }
.reprolint .rl-severity {
  background: var(--rl-severity-ground); color: var(--rl-severity); border-radius: 3px; padding: 0 7px;
  font-size: 12px; font-weight: 600; line-height: 20px; text-transform: uppercase; letter-spacing: .04em;
}
.reprolint .rl-rule, .reprolint .rl-dim { color: var(--rl-dim); font-size: 13px; }
.reprolint .rl-place { margin-left: auto; font-size: 13px; color: var(--rl-dim); }
.reprolint .rl-message { font-size: 15px; font-weight: 600; margin: 6px 0 8px; }
.reprolint .rl-message code { font-size: 14px; }
.reprolint p code { background: var(--rl-code); border-radius: 3px; padding: 1px 4px; }
.reprolint .rl-excerpt { background: var(--rl-code); border-radius: 4px; margin: 0 0 8px; overflow-x: auto; padding: 6px 12px; }
.reprolint .rl-excerpt pre { overflow: visible; padding: 0; margin: 0; }
.reprolint .rl-where { color: var(--rl-dim); font-size: 12px; line-height: 1.5; }
.reprolint pre + .rl-where { margin-top: 4px; }
.reprolint .rl-more { color: var(--rl-dim); font-size: 13px; }
.reprolint pre {
  background: var(--rl-code); color: var(--rl-text); border: 0; border-radius: 4px; line-height: 1.6; margin: 0 0 8px;
  overflow-x: auto; padding: 6px 12px; white-space: pre;
}
.reprolint .rl-number { color: var(--rl-dim); user-select: none; }
.reprolint mark { background: none; color: inherit; padding: 1px 0; border-radius: 2px 2px 0 0; }
.reprolint mark.rl-primary { background: var(--rl-severity-ground); border-bottom: 2px solid var(--rl-severity); }
.reprolint mark.rl-related { background: var(--rl-related-ground); border-bottom: 2px dotted var(--rl-related); }
.reprolint .rl-label.rl-primary { color: var(--rl-severity); font-weight: 600; }
.reprolint .rl-label.rl-related { color: var(--rl-related); }
.reprolint .rl-help, .reprolint .rl-harm { display: flex; gap: 8px; }
.reprolint .rl-help strong, .reprolint .rl-harm strong { color: var(--rl-dim); flex: 0 0 5.2rem; font-weight: 600; }
.reprolint .rl-why { margin-top: 6px; }
.reprolint .rl-why > summary { color: var(--rl-link); cursor: pointer; font-size: 13px; display: list-item; }
.reprolint .rl-page { border-top: 1px solid var(--rl-line); margin-top: 8px; padding-top: 4px; }
.reprolint .rl-page code { background: var(--rl-code); padding: 1px 3px; border-radius: 3px; }
.reprolint .rl-page pre code { background: none; padding: 0; white-space: pre; }
.reprolint .rl-page h4 { font-size: 14px; font-weight: 600; margin: 12px 0 4px; color: var(--rl-text); }
.reprolint .rl-page p, .reprolint .rl-page ul { margin: 0 0 8px; }
.reprolint .rl-page ul { padding-left: 1.4em; }
.reprolint .rl-problem { color: var(--rl-text); margin: 0 0 4px; }
"""


def _variables(palette: dict[str, str]) -> str:
    return " ".join(f"--rl-{name}: {value};" for name, value in palette.items())


STYLESHEET = (
    f".reprolint {{ {_variables(LIGHT)} }}\n"
    f"@media (prefers-color-scheme: dark) {{ .reprolint {{ {_variables(DARK)} }} }}\n"
    f"{_LIGHT_THEMES} {{ {_variables(LIGHT)} }}\n"
    f"{_DARK_THEMES} {{ {_variables(DARK)} }}\n"
    # Repeated, the class outweighs what notebooks say of `pre`, `code` and `a` in any output.
    f"{_RULES.strip().replace('.reprolint', '.reprolint.reprolint.reprolint')}\n"
)
"""Rules for everything below an element of class `reprolint`; nothing outside of it is touched."""
