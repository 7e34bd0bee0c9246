"""Searches of scikit-learn that are given a pipeline: the parameters are then those of its last step."""

from __future__ import annotations

import ast

from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.leakage.containers import class_of
from reprolint.fix.names import makers, uses
from reprolint.fix.program import Program

GRIDS = {
    f"sklearn.model_selection.{name}": grid
    for name, grid in {
        "GridSearchCV": "param_grid",
        "RandomizedSearchCV": "param_distributions",
        "HalvingGridSearchCV": "param_grid",
    }.items()
}
NOTED = frozenset({"mean_test_score", "std_test_score", "rank_test_score"})


def is_search(program: Program, call: ast.Call) -> bool:
    """Is this `search.fit(...)` of a search that a name stands for?"""
    return search_of(program, call) is not None


def search_of(program: Program, call: ast.Call) -> ast.Call | None:
    """The call that made the search of `search.fit(rows, target)`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "fit" or not isinstance(function.value, ast.Name):
        return None
    bound = [program.statement(one) for one in makers(program, function.value)]
    value = bound[0].value if len(bound) == 1 and isinstance(bound[0], ast.Assign) else None
    return value if isinstance(value, ast.Call) and qualified(program, value.func) in GRIDS else None


def searched(program: Program, call: ast.Call, search: ast.Call, opening: str) -> list[Change]:
    """Changes that put a pipeline around the model of a search, and the name of the model's step before its parameters."""
    require(not call.keywords and len(call.args) == 2, "the call says more about the model than can be carried over")
    _require_only_judged(program, call, search)
    words = {word.arg: word.value for word in search.keywords}
    require(None not in words, "the search is given arguments that cannot be read")
    model = search.args[0] if search.args else words.get("estimator")
    grid = search.args[1] if len(search.args) > 1 else words.get(GRIDS[qualified(program, search.func)])
    if model is None or grid is None:
        raise DeclinedError("the search is given arguments that cannot be read")
    prefix = _step_of(program, model)
    start, end = program.span(model)
    changes = [Change(start, start, opening), Change(end, end, ")")]
    for key in _keys(program, grid, search):
        begin, _ = program.span(key)
        quote = 1 if program.text[begin] in "\"'" else 0
        require(
            quote and program.text[begin : begin + 3] not in {'"""', "'''"}, "the names of the parameters are computed"
        )
        changes.append(Change(begin + 1, begin + 1, f"{prefix}__"))
    return changes


def _step_of(program: Program, model: ast.expr) -> str:
    """What `make_pipeline` calls the model's step."""
    made = class_of(program, model)
    if isinstance(model, ast.Name):
        bound = [program.statement(one) for one in makers(program, model)]
        made = class_of(program, bound[0].value) if len(bound) == 1 and isinstance(bound[0], ast.Assign) else ""
    short = made.rpartition(".")[2]
    require(
        made.startswith(("sklearn.", "xgboost.", "lightgbm.")) and short[:1].isupper(),
        "the class of the model is not known",
    )
    require(short not in {"Pipeline", "GridSearchCV"}, "the model is a pipeline already")
    return short.lower()


def _keys(program: Program, grid: ast.expr, search: ast.Call) -> list[ast.Constant]:
    """The names of the parameters, where they are written out."""
    if isinstance(grid, ast.Name):
        known = uses(program, program.scope(search), grid.id)
        here = program.statement(search)
        require(not known.nested and len(known.writes) == 1, f"`{grid.id}` is bound in several places")
        require(
            all(program.statement(one) is here for one in known.reads), f"`{grid.id}` is used for something else, too"
        )
        statement = program.statement(known.writes[0])
        plain = isinstance(statement, ast.Assign) and statement.targets == [known.writes[0]]
        require(plain, f"`{grid.id}` is not bound by a plain assignment")
        assert isinstance(statement, ast.Assign)
        grid = statement.value
    found: list[ast.Constant] = []
    for one in grid.elts if isinstance(grid, (ast.List, ast.Tuple)) else [grid]:
        keys = list(one.keys) if isinstance(one, ast.Dict) else [None]
        for key in keys:
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                raise DeclinedError("the names of the parameters are computed")
            found.append(key)
    return found


def _require_only_judged(program: Program, call: ast.Call, search: ast.Call) -> None:
    """Raise DeclinedError when the search is used for more than its best score: it would be given transformed rows."""
    assert isinstance(call.func, ast.Attribute)
    assert isinstance(call.func.value, ast.Name)
    name = call.func.value.id
    known = uses(program, program.scope(call), name)
    told = f"`{name}` is used for more than the scores of its folds"
    require(not known.nested, told)
    made = program.statement(search)
    later = [one.lineno for one in known.writes if one.lineno > made.lineno]
    for node in known.reads:
        if node is call.func.value or not made.lineno < node.lineno < min(later, default=node.lineno + 1):
            continue
        outer = program.parent(node)
        kind = outer.attr if isinstance(outer, ast.Attribute) else ""
        shown = isinstance(program.statement(node), ast.Expr)
        further = program.parent(outer) if outer is not None else None
        if kind == "cv_results_" and isinstance(further, ast.Subscript):
            require(isinstance(further.slice, ast.Constant) and further.slice.value in NOTED, told)
            continue
        indexed = isinstance(further, (ast.Subscript, ast.Attribute))
        require(kind == "best_score_" or (kind == "best_params_" and shown and not indexed), told)
