"""All rows instead of the first ones that a number in the program cut off."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.calls import without_keyword
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer


@fixer("EVA014")
def use_all_rows(program: Program, finding: Finding) -> Repair:
    """Take out `nrows=`, `.head(n)` or `[:n]`, unless another cut with the same number would be left behind."""
    node = program.node_at(finding.primary, ast.expr)
    if isinstance(node, ast.Call) and any(word.arg == "nrows" for word in node.keywords):
        number = next(word.value for word in node.keywords if word.arg == "nrows")
        _require_alone(program, number)
        return Repair("Read all rows", (program.replace(node, without_keyword(program.segment(node), "nrows")),))
    kept, number = _uncut(node)
    _require_alone(program, number)
    statement = program.statement(node)
    same = (
        isinstance(statement, ast.Assign)
        and statement.value is node
        and [ast.unparse(target) for target in statement.targets] == [ast.unparse(kept)]
    )
    if same:
        require(not program.trailing_comment(statement), "a comment would be lost with the line")
        return Repair("Use all rows", (program.delete_lines(statement),))
    return Repair("Use all rows", (program.replace(node, program.segment(kept)),))


def _uncut(node: ast.expr) -> tuple[ast.expr, ast.expr]:
    """The rows before the cut, and the number of rows that it keeps."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "head" and node.args:
        return node.func.value, node.args[0]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        cut = node.slice
        if cut.lower is None and cut.step is None and cut.upper is not None:
            rows = node.value
            if isinstance(rows, ast.Attribute) and rows.attr == "iloc":
                rows = rows.value
            return rows, cut.upper
    raise DeclinedError("the cut is not one that can be taken out by itself")


def _require_alone(program: Program, number: ast.expr) -> None:
    same = [
        node
        for node in program.source.nodes_of(ast.Constant)
        if isinstance(number, ast.Constant) and node.value == number.value
    ]
    require(len(same) == 1, "the same number stands elsewhere too, perhaps as another cut of the same rows")
