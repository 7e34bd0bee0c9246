"""Rewrites a program into one that does the same: a rule must not care which of them it reads."""

from __future__ import annotations

import ast
import json
from functools import lru_cache
from itertools import pairwise

import libcst as cst

from tests.rules.renaming import Aliasing, Names, Renaming


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


@lru_cache(maxsize=1)  # two rewritings in turn ask for the same program
def _with_names(text: str) -> tuple[cst.Module, Names]:
    module = cst.parse_module(text)
    return module, Names.of(module)


def renamed(text: str) -> str | None:
    """Every variable of the program under a name that says nothing; None when it binds none.

    Names of functions, classes, parameters, fields and imports stay: other files and keywords may use them.
    """
    module, names = _with_names(text)
    new = {name: f"v{number}" for number, name in enumerate(sorted(names.variables), start=1)}
    return module.visit(Renaming(new, names.fixed)).code if new else None


def aliased(text: str) -> str | None:
    """`x = f()` becomes `x = f(); x_too = x`, and whoever used x uses x_too; None when there is nothing to alias.

    Only for names that are bound by plain assignments everywhere, so that none changes behind its alias.
    """
    module, names = _with_names(text)
    plain = names.variables - names.otherwise_bound
    new = {name: f"{name}_too" for name in sorted(plain)}
    return module.visit(Aliasing(new, names.fixed | names.targets)).code if new else None


def in_helper(text: str) -> str | None:
    """The whole program as the function `run()` of a module; its lines stand one lower. None as for `in_main`."""
    wrapped = in_main(text)
    return None if wrapped is None else wrapped.replace("def main():", "def run():", 1).rpartition("\n\nif __name__")[0]


CALLING_HELPER = "from helper import run\n\nrun()\n"
