"""`torch.cuda.synchronize()` before each reading of the clock."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.declining import require
from reprolint.fix.imports import imported_as
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer


@fixer("BEN011")
def wait_for_device(program: Program, finding: Finding) -> Repair:
    """Wait in front of the statements that start and stop the clock."""
    torch = imported_as(program, "torch")
    require(torch, "torch is not imported as a module")
    stop = program.statement(program.node_at(finding.primary, ast.Call))
    places = {place.label: place for place in finding.related}
    start = program.statement(program.node_at(places["started here"], ast.Call))
    work = program.node_at(places["queued here"], ast.expr)
    require(program.statement(work) is not stop, "work and clock stand in one statement")
    wait = f"{torch}.cuda.synchronize()"
    lines = [f"if {torch}.cuda.is_available():", f"    {wait}"] if "is_available" in program.text else [wait]
    changes = [program.insert_before(stop, lines)]
    if not _waits(program, start):
        changes.append(program.insert_before(start, lines))
    return Repair("Wait for the GPU before the clock is read", tuple(changes))


def _waits(program: Program, statement: ast.stmt) -> bool:
    """Does the statement right above wait already?"""
    block = program.block(statement)
    index = block.index(statement)
    return index > 0 and "synchronize" in program.segment(block[index - 1])
