"""Modules of the project: the file being read and the files it imports, each interpreted once."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reprolint.graph.state import Scope
from reprolint.graph.values import Class, Constant, Function, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter
    from reprolint.source.model import Source

IMPORTED = 24  # files followed from one
DEEP = 3  # imports within imports
STEPS = 3000  # for reading all of them; what is defined later in them is not known


class Module(Value):
    """A file of the project and the names it defines; itself a value, as `import helpers` binds it.

    Its imports are looked for from `folder`; those of the program itself from where its `Modules` start.
    """

    __slots__ = ("classes", "defined", "displays", "folder", "missing", "scope", "source")

    def __init__(self, source: Source, folder: Path | None = None) -> None:
        self.source = source
        self.folder = folder
        self.scope = Scope(self, kind="module")
        self.missing: dict[str, Unknown] = {}
        self.defined: list[Function] = []
        self.classes: list[Class] = []
        self.displays: frozenset[int] | None = None

    def attribute(self, run: Interpreter, name: str) -> Value | None:
        """A name of the module, or a submodule of the package it is."""
        value = self.scope.names.get(name)
        if value is None and Path(self.source.path).name == "__init__.py":
            return run.modules.beside(run, self, name)
        return value

    def public_names(self) -> dict[str, Value]:
        """What `from module import *` binds."""
        return {name: value for name, value in self.scope.names.items() if not name.startswith("_")}

    def displayed(self, run: Interpreter, node: ast.Expr, value: Value) -> None:
        """A notebook shows the last expression of a cell."""
        if self.displays is None:
            self.displays = self._last_expressions()
        if id(node) in self.displays and not run.stack:
            from reprolint.graph.events import Show

            run.record(Show(run.place(node), "", kind="display", values=(value,)))

    def _last_expressions(self) -> frozenset[int]:
        cells = [cell for cell in self.source.cells if cell.kind == "code"] if self.source.kind == "notebook" else []
        last: dict[int, ast.stmt] = {}
        index = 0
        for statement in self.source.tree.body if cells else []:
            while index + 1 < len(cells) and statement.lineno >= cells[index + 1].first_line:
                index += 1
            last[index] = statement
        return frozenset(id(statement) for statement in last.values() if isinstance(statement, ast.Expr))


class Folder(Value):
    """A folder without `__init__.py`, as a package: `import lab.units` binds `lab`, which has what is imported from it."""

    __slots__ = ("name", "parts")

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: dict[str, Value] = {}

    def attribute(self, run: Interpreter, name: str) -> Value | None:
        """A file or folder in it that was imported, else what a library of that name has."""
        return self.parts.get(name) or run.library(f"{self.name}.{name}")

    def hold(self, path: str, module: Module) -> None:
        """Put a module in its place below the folder."""
        first, _, rest = path.partition(".")
        if not rest:
            self.parts[first] = module
            return
        inner = self.parts.get(first)
        if not isinstance(inner, Folder):
            inner = self.parts[first] = Folder(f"{self.name}.{first}")
        inner.hold(rest, module)


class Found(NamedTuple):
    """The file that a name means in a folder, if there is one, and the paths that were looked at for it."""

    path: Path | None
    looked: tuple[str, ...]


def _file(folder: str, name: str) -> Found:
    """Look for what a dotted name means in a folder; "" means the package that the folder is."""
    target = os.path.join(folder, *name.split("."))  # noqa: PTH118 - asked very often
    paths = ([f"{target}.py"] if name else []) + [os.path.join(target, "__init__.py")]  # noqa: PTH118
    at = next((at for at, path in enumerate(paths) if os.path.isfile(path)), None)  # noqa: PTH113
    return Found(None, tuple(paths)) if at is None else Found(Path(paths[at]), tuple(paths[: at + 1]))


class Modules:
    """Finds imported files below the project root and interprets them. `read` gives a file's source, or None."""

    def __init__(
        self,
        root: Path | None = None,
        read: Callable[[Path], Source | None] | None = None,
        start: Path | None = None,
        looked: Callable[[str], None] = lambda _: None,
        files: dict[tuple[str, str], Found] | None = None,
    ) -> None:
        self._root, self._start = root, start  # resolved when an import is looked for, which is seldom
        self.read = read
        self.looked = looked  # told of every path before it is looked for
        self.loaded: dict[Path, Module | None] = {}
        self.left_out: dict[Path, None] = {}  # files that are imported and were not followed
        self.upwards: dict[Path, list[Path]] = {}
        self.files = {} if files is None else files  # by folder and name; runs over unchanged files share it
        self.asked: set[tuple[str, str]] = set()
        self.reading: list[Path] = []  # files whose bodies are being read, each imported by the one before
        self.cut: dict[Path, int] = {}  # files of whose imports some were too deep, and how deep the files were
        self.depth = 0
        self.steps = STEPS

    @cached_property
    def root(self) -> Path | None:
        """The project's root, resolved."""
        return self._root.resolve() if self._root is not None else None

    @cached_property
    def start(self) -> Path | None:
        """The folder of the file being checked, resolved."""
        return self._start.resolve() if self._start is not None else None

    def load(self, run: Interpreter, name: str, level: int) -> Module | None:
        """The module that `import name` (with `level` leading dots) means, when it is a file of the project."""
        if self.root is None or self.read is None or self.start is None:
            return None
        here = run.module.folder or self.start
        if level:
            for _ in range(level - 1):
                here = here.parent
            return self._find(run, here, name)
        # A module of the project must not hide a library that the catalogue knows.
        if run.catalog.covers(name.partition(".")[0]):
            return None
        for folder in self._upwards(here):
            if (found := self._find(run, folder, name)) is not None:
                return found
        return None

    def looked_for(self) -> tuple[set[str], set[str]]:
        """Names of modules for which files of the project were looked for, and those that have one in some folder."""
        return {name for _, name in self.asked}, {key[1] for key in self.asked if self.files[key].path is not None}

    def _upwards(self, folder: Path) -> list[Path]:
        """The folder and those around it up to the root, each with the `src` in it, where a name is looked for."""
        folders = self.upwards.get(folder)
        if folders is None:
            root, around = self.root, [folder, *folder.parents]
            below = around[: around.index(root) + 1] if root in around else around[:1]
            folders = self.upwards[folder] = [each for one in below for each in (one, one / "src")]
        return folders

    def part_of_folder(self, run: Interpreter, node: ast.ImportFrom, name: str) -> Value | None:
        """`from folder import name`: a file in a folder without `__init__.py`, which is a package, too, or a library's name."""
        found = self.load(run, f"{node.module}.{name}" if node.module else name, node.level)
        if found is None and node.module and not node.level:
            return run.library(f"{node.module}.{name}")
        return found

    def beside(self, run: Interpreter, module: Module, name: str) -> Module | None:
        """A submodule of a package."""
        return self._find(run, module.folder, name) if module.folder is not None else None

    def _find(self, run: Interpreter, folder: Path, name: str) -> Module | None:
        key = (str(folder), name)
        found = self.files.get(key)
        if found is None:
            found = self.files[key] = _file(*key)
        if key not in self.asked:
            self.asked.add(key)
            for path in found.looked:
                self.looked(path)
        if found.path is None:
            return None
        if found.path not in self.loaded:
            return self._interpret(run, found.path)
        module = self.loaded[found.path]
        if module is not None and self.depth < self.cut.get(found.path, 0) and self.steps > 0:
            self._execute(run, module, found.path)  # nearer now, so that its imports are followed
        return module

    def _interpret(self, run: Interpreter, path: Path) -> Module | None:
        resolved = path.resolve()
        if self.root is None or self.read is None or not resolved.is_relative_to(self.root):
            return None
        if len(self.loaded) >= IMPORTED or self.depth >= DEEP or self.steps <= 0:
            self.left_out[path] = None
            if self.depth >= DEEP:
                self.cut |= {one: at for at, one in enumerate(self.reading)}
            return None
        self.loaded[path] = None  # an import cycle finds nothing rather than running for ever
        source = self.read(path)
        if source is None:
            return None
        module = Module(source, path.parent)
        module.scope.names["__name__"] = Constant(path.stem)
        self.loaded[path] = module
        self.left_out.pop(path, None)
        self._execute(run, module, path)
        return module

    def _execute(self, run: Interpreter, module: Module, path: Path) -> None:
        """Read the body of an imported file, on a budget of its own."""
        from reprolint.graph.interpreter import Frame, OutOfBudget

        outer = (run.frame, run.loops, run.scarce)
        kept = run.steps if self.depth == 0 else None
        run.frame, run.loops, run.scarce = Frame(module.scope), (), 0
        if kept is not None:
            run.steps = self.steps
        self.depth += 1
        self.reading.append(path)
        self.cut.pop(path, None)
        try:
            run.execute(module.source.tree.body)
        except OutOfBudget:
            pass  # the names defined so far are known
        finally:
            self.depth -= 1
            self.reading.pop()
            run.frame, run.loops, run.scarce = outer
            if kept is not None:
                self.steps, run.steps = run.steps, kept
