"""Rewrites a program into one that does the same: a rule must not care which of them it reads."""

from __future__ import annotations

import ast
import json
from itertools import pairwise


def with_comments(text: str) -> str:
    """A comment and a blank line before every statement of the module body."""
    lines = text.splitlines()
    starts = {_first_line(node) for node in ast.parse(text).body}
    return "".join(
        f"{'# a remark' + chr(10) * 2 if number in starts else ''}{line}\n" for number, line in enumerate(lines, 1)
    )


def in_main(text: str) -> str | None:
    """Everything inside `main()`; None when it would mean something else there."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        stars = isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        long = isinstance(node, (ast.Constant, ast.JoinedStr)) and node.end_lineno != node.lineno
        guard = isinstance(node, ast.Name) and node.id == "__name__"
        if stars or future or long or guard or isinstance(node, (ast.Global, ast.Nonlocal)):
            return None
    if not tree.body:
        return None
    body = "".join(f"    {line}\n" if line.strip() else "\n" for line in text.splitlines())
    return f'def main():\n{body}\n\nif __name__ == "__main__":\n    main()\n'


def as_notebook(text: str) -> str | None:
    """One cell for each paragraph of the module body, run in order; None when there is nothing to run."""
    lines = text.splitlines(keepends=True)
    starts = [_first_line(node) - 1 for node in ast.parse(text).body]
    cuts = [0, *(start for start in starts[1:] if not lines[start - 1].strip()), len(lines)]
    paragraphs = ["".join(lines[start:stop]).strip("\n") for start, stop in pairwise(cuts)]
    if not starts:
        return None
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "execution_count": number,
            "outputs": [],
            "source": paragraph.splitlines(keepends=True),
        }
        for number, paragraph in enumerate(paragraphs, start=1)
    ]
    kernel = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.7"},
    }
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
