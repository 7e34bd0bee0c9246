"""Finds and changes the names of a program, node by node, so that everything else stays where it is."""

# ruff: noqa: N802 - libcst finds the methods by the names of its nodes

from __future__ import annotations

import libcst as cst
import libcst.matchers as cstm


class Names(cst.CSTVisitor):
    """Which names a program binds, and how: `fixed` and `targets` are nodes, the rest are names."""

    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.otherwise_bound: set[str] = set()
        self.kept: set[str] = set()
        self.fixed: set[cst.CSTNode] = set()
        self.targets: set[cst.CSTNode] = set()

    @classmethod
    def of(cls, module: cst.Module) -> Names:
        """The names of a module."""
        found = cls()
        module.visit(found)
        return found

    @property
    def variables(self) -> set[str]:
        """Names that may be called otherwise without anybody noticing."""
        return {name for name in self.bound - self.kept if not name.startswith("__")}

    def _bind(self, target: cst.CSTNode, *, plainly: bool = False) -> None:
        if isinstance(target, cst.Name):
            self.bound.add(target.value)
            if plainly:
                self.targets.add(target)
            else:
                self.otherwise_bound.add(target.value)
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self._bind(element.value)

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self._bind(target.target, plainly=len(node.targets) == 1)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._bind(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._bind(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._bind(node.target)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._bind(node.target)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._bind(node.target)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._bind(node.name)

    def visit_Del(self, node: cst.Del) -> None:
        self._bind(node.target)

    def visit_Global(self, node: cst.Global) -> None:
        self.otherwise_bound |= {item.name.value for item in node.names}

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        self.otherwise_bound |= {item.name.value for item in node.names}

    def visit_Import(self, node: cst.Import) -> bool:
        self._keep_all(node)
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        self._keep_all(node)
        return False

    def _keep_all(self, node: cst.CSTNode) -> None:
        kept = cstm.findall(node, cstm.Name())
        self.fixed |= set(kept)
        self.kept |= {name.value for name in kept if isinstance(name, cst.Name)}

    def visit_Param(self, node: cst.Param) -> None:
        self.kept.add(node.name.value)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.kept.add(node.name.value)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.kept.add(node.name.value)
        for statement in node.body.body:
            if isinstance(statement, cst.SimpleStatementLine):
                for field in cstm.findall(statement, cstm.AssignTarget() | cstm.AnnAssign()):
                    self.kept |= {name.value for name in cstm.findall(field.target, cstm.Name())}

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.fixed.add(node.attr)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self.fixed.add(node.keyword)


class Renaming(cst.CSTTransformer):
    """Gives names new ones, but for single nodes that must stay."""

    def __init__(self, new: dict[str, str], fixed: set[cst.CSTNode]) -> None:
        self.new = new
        self.fixed = fixed

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        if original_node in self.fixed or original_node.value not in self.new:
            return updated_node
        return updated_node.with_changes(value=self.new[original_node.value])


class Aliasing(Renaming):
    """Renames uses, and binds the new name behind each assignment to the old one, in the same line."""

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        del original_node
        statements: list[cst.BaseSmallStatement] = []
        for statement in updated_node.body:
            statements.append(statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT))
            if isinstance(statement, cst.Assign) and isinstance(statement.targets[0].target, cst.Name):
                name = statement.targets[0].target.value
                if name in self.new and len(statement.targets) == 1:
                    target = cst.AssignTarget(cst.Name(self.new[name]))
                    statements.append(cst.Assign([target], cst.Name(name)))
        return updated_node.with_changes(body=statements)
