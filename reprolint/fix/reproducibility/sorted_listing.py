"""`sorted()` around listings and sets whose order decides something."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.names import uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

LISTS = frozenset({"os.listdir", "glob.glob"})
METHODS = frozenset({"glob", "rglob", "iterdir"})  # of paths
SETS = frozenset({"set", "frozenset"})


@fixer("REP016")
def sort_it(program: Program, finding: Finding) -> Repair:
    """`sorted(os.listdir(...))`, `sorted(set(...))`, and lists sorted in place for `os.walk`."""
    node = program.node_at(finding.primary, ast.expr)
    if isinstance(node, ast.Call) and qualified(program, node.func) == "os.walk":
        return _sorted_walk(program, node)
    if isinstance(node, ast.Call) and _name(node) in {"list", "tuple"} and len(node.args) == 1:
        require(_name(node) == "list", "a tuple cannot be replaced by a list in place")
        return Repair("Sort it", (program.replace(node.func, "sorted"),))
    parent = program.parent(node)
    if isinstance(parent, ast.Call) and _name(parent) == "list" and parent.args == [node]:
        return Repair("Sort it", (program.replace(parent.func, "sorted"),))
    require(_is_list(program, node) or _is_gone_through(parent, node), "it is handed on as an iterator, not as a list")
    return Repair("Sort it", (program.replace(node, f"sorted({program.segment(node)})"),))


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_list(program: Program, node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and qualified(program, node.func) in LISTS


def _is_gone_through(parent: ast.AST | None, node: ast.expr) -> bool:
    """Is it a known listing or a set that a loop or comprehension goes through at once?"""
    known = isinstance(node, (ast.Set, ast.SetComp, ast.Name)) or (
        isinstance(node, ast.Call)
        and (
            _name(node) in SETS
            or (isinstance(node.func, ast.Attribute) and node.func.attr in {*METHODS, "iglob", "intersection", "union"})
        )
    )
    return known and isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node


def _sorted_walk(program: Program, node: ast.Call) -> Repair:
    """Both lists that `os.walk` gives are sorted in place: the first also decides where it goes next."""
    loop = program.parent(node)
    if not isinstance(loop, ast.For) or loop.iter is not node:
        raise DeclinedError("`os.walk` is not gone through by a loop of its own")
    target = loop.target
    plain = (
        isinstance(target, ast.Tuple)
        and len(target.elts) == 3
        and all(isinstance(one, ast.Name) for one in target.elts)
    )
    require(plain, "the folders and files of `os.walk` have no names of their own")
    assert isinstance(target, ast.Tuple)
    folders, files = (one for one in target.elts[1:] if isinstance(one, ast.Name))
    first = loop.body[0]
    changes = []
    wanted = folders.id
    if wanted.strip("_") == "":
        scope = program.scope(node)
        wanted = "folders"
        require(not uses(program, scope, folders.id).reads, f"`{folders.id}` is read somewhere")
        require(
            not uses(program, scope, wanted).writes and not uses(program, scope, wanted).reads, "`folders` is in use"
        )
        changes.append(program.replace(folders, wanted))
    lines = [f"{wanted}.sort()", f"{files.id}.sort()"]
    changes.append(program.insert_before(first, lines))
    return Repair("Sort the folders and files in place", tuple[Change, ...](changes))
