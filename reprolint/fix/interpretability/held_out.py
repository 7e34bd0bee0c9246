"""The importance of features on the test part of the split instead of the training part."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.names import uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

SPLIT = "sklearn.model_selection.train_test_split"


@fixer("INT001")
def permute_held_out(program: Program, finding: Finding) -> Repair:
    """`permutation_importance(model, X_test, y_test)`, where one split gave both parts and nothing changed either."""
    call = program.node_at(finding.primary, ast.Call)
    require(len(call.args) >= 3, "its rows are not plain arguments")
    parts = call.args[1:3]
    changes = [program.replace(part, _other(program, part)) for part in parts]
    return Repair("Permute the test rows", tuple(changes))


def _other(program: Program, part: ast.expr) -> str:
    """The name of the test part beside a training part."""
    if not isinstance(part, ast.Name):
        raise DeclinedError("its rows have no plain name")
    scope = program.scope(part)
    known = uses(program, scope, part.id)
    require(len(known.writes) == 1, f"`{part.id}` is bound in several places or comes from elsewhere")
    statement = program.statement(known.writes[0])
    split = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    if not split or not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        raise DeclinedError(f"`{part.id}` is not a part of a split")
    target = statement.targets[0]
    require(qualified(program, statement.value.func) == SPLIT and isinstance(target, ast.Tuple), "it is no plain split")
    assert isinstance(target, ast.Tuple)
    index = target.elts.index(known.writes[0])
    require(index % 2 == 0 and index + 1 < len(target.elts), f"`{part.id}` is not the training part")
    test = target.elts[index + 1]
    if not isinstance(test, ast.Name):
        raise DeclinedError("the test part has no plain name")
    require(len(uses(program, scope, test.id).writes) == 1, f"`{test.id}` is bound in several places")
    return test.id
