"""The statement that divides rows once: `X_train, X_test = train_test_split(X)`."""

from __future__ import annotations

import ast

from reprolint.fix.declining import require
from reprolint.fix.imports import qualified
from reprolint.fix.program import Program

SPLIT = "sklearn.model_selection.train_test_split"


def is_split(program: Program, statement: ast.stmt) -> bool:
    """Does the statement bind what `train_test_split` gives?"""
    value = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(value, ast.Call) and qualified(program, value.func) == SPLIT


def targets_of(split: ast.stmt) -> list[str]:
    """The names that a split binds, in order."""
    target = split.targets[0] if isinstance(split, ast.Assign) and len(split.targets) == 1 else None
    elements = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    names = [one.id for one in elements if isinstance(one, ast.Name)]
    value = split.value if isinstance(split, ast.Assign) else None
    count = len(value.args) if isinstance(value, ast.Call) else 0
    starred = isinstance(value, ast.Call) and any(isinstance(one, ast.Starred) for one in value.args)
    require(
        elements and len(names) == len(elements) == 2 * count and not starred,
        "the parts of the split have no plain names",
    )
    return names
