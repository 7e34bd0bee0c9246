"""Splits that keep the order of a series: the past for training, the future for testing."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.calls import with_keyword, without_keyword
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import adding, qualified
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

SHUFFLED = frozenset({"sklearn.model_selection.KFold", "sklearn.model_selection.ShuffleSplit"})
FOLDS = "n_splits"


@fixer("LEA008")
def keep_order(program: Program, finding: Finding) -> Repair:
    """`shuffle=False` for a hold-out split, `TimeSeriesSplit` for folds; both take the rows to be in order."""
    call = program.node_at(finding.primary, ast.Call)
    if qualified(program, call.func) == "sklearn.model_selection.train_test_split":
        given = {word.arg for word in call.keywords}
        require(None not in given, "its arguments cannot be read")
        require("stratify" not in given, "`stratify` cannot be kept without shuffling")
        text = program.segment(call)
        if "random_state" in given:
            text = without_keyword(text, "random_state")
        return Repair(
            "Train on the earlier and test on the later rows",
            (program.replace(call, with_keyword(text, "shuffle", "False")),),
        )
    makers = [
        node for node in ast.walk(call) if isinstance(node, ast.Call) and qualified(program, node.func) in SHUFFLED
    ]
    if len(makers) != 1:
        raise DeclinedError("the folds are made elsewhere")
    maker = makers[0]
    count = [program.segment(word.value) for word in maker.keywords if word.arg == FOLDS]
    count += [program.segment(argument) for argument in maker.args[:1]]
    name, changes = adding(program, maker, "sklearn.model_selection", "TimeSeriesSplit", "sklearn")
    inside = f"{FOLDS}={count[0]}" if count else ""
    return Repair("Test every fold on what follows it", (program.replace(maker, f"{name}({inside})"), *changes))
