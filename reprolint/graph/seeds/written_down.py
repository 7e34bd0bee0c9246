"""Whether a seed in a dictionary, a record or an argument is ever used as one, or is only kept, stored and shown.

What cannot be read, and what becomes too long a story, is taken to use it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.unseen import is_seed_name
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

ITSELF, DIRECT, NESTED = range(
    3
)  # an expression is the seed, a dictionary with it, something that such a dictionary is in
MOST = 300  # expressions that are looked at for one seed
# What stores, writes or shows its arguments, by its last name.
_STORES = frozenset(
    {
        "print", "display", "pprint", "save", "dump", "dumps", "savez", "savez_compressed", "log_params", "log_param", "log_dict",
        "info", "debug", "warning", "log", "write", "writerow", "to_csv", "to_json", "to_excel", "to_pickle", "to_parquet",
        "len", "type", "isinstance", "str", "repr", "format", "hash", "id", "join", "exists", "makedirs", "Path",
        "savefig", "title", "set_title", "suptitle", "save_checkpoint", "log_hyperparams", "to_markdown", "to_string",
    }
)  # fmt: skip
# What gives back what it was given, in another dress.
_KEEPS = frozenset(
    {
        "dict", "copy", "deepcopy", "DataFrame", "Series", "OrderedDict", "list", "tuple", "sorted", "int", "float", "items",
        "values", "enumerate", "zip", "concat", "Namespace", "SimpleNamespace", "from_dict", "DictConfig",
    }
)  # fmt: skip
_COLLECTS = frozenset({"append", "extend", "insert", "add", "update", "appendleft"})
_ASKS = frozenset({"get", "pop", "setdefault"})
_OF_TABLES = frozenset(
    {"agg", "apply", "groupby", "mean", "pivot", "pivot_table", "plot", "round", "sort_values", "std"}
)
_QUIET = frozenset({"keys", "pop", "clear", "setdefault", "head", "describe", "shape", "columns", "index"})


class WrittenDown:
    """Follows what holds a seed by names through the files of a program."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.parents: dict[Source, dict[ast.AST, ast.AST]] = {}
        self.seen: set[tuple[ast.AST, int]] = set()
        self.beside: set[str] = set()  # other keys of the same dictionary

    def only(self, source: Source, options: ast.Dict | ast.Call) -> bool:
        """Is the seed in this dictionary, `{"seed": 1}` or `dict(seed=1)`, only written down?"""
        keys = options.keys if isinstance(options, ast.Dict) else []
        self.beside = {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        self.beside |= {one.arg or "" for one in options.keywords} if isinstance(options, ast.Call) else set()
        self.seen = set()
        return not self._used(source, options, DIRECT)

    def only_kept_as(self, source: Source, target: ast.Subscript | ast.Attribute) -> bool:
        """Is what is set by `options["seed"] = 1`, or by `self.seed = 1`, only written down?"""
        self.seen, self.beside = set(), set()
        if isinstance(target, ast.Attribute):
            return not self._used_under(source, target, ITSELF)
        return not self._used_under(source, target.value, DIRECT)

    def ignored(self, source: Source, call: ast.Call) -> bool:
        """Do all functions of the program that a call may mean ignore the seeds that it is given by name?"""
        self.seen, self.beside = set(), set()
        given = [one for one in call.keywords if one.arg is not None and is_seed_name(one.arg)]
        if not given or not self._own(source, call):
            return False
        return not any(self._used_as_argument(source, call, one, ITSELF) for one in given)

    def _used(self, source: Source, node: ast.AST, held: int) -> bool:
        """May the seed in this expression come to be used?"""
        if (node, held) in self.seen:
            return False
        self.seen.add((node, held))
        if len(self.seen) > MOST:
            return True
        parent = self._parents(source).get(node)
        if isinstance(parent, ast.keyword):
            return self._used_by_keyword(source, parent, held)
        if isinstance(parent, ast.Call):
            return node is parent.func or self._used_by_call(source, parent, node, held)
        if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            return any(self._used_under(source, target, held) for target in targets)
        if isinstance(parent, ast.Subscript):
            return self._used_by_key(source, parent, node, held)
        if isinstance(parent, ast.Attribute):
            return self._used_by_attribute(source, parent, held)
        if isinstance(parent, (ast.Return, ast.Yield)):
            return self._used_by_callers(source, parent, held)
        if isinstance(parent, (ast.For, ast.comprehension)):
            return node is parent.iter and self._used_under(source, parent.target, held)
        if isinstance(
            parent, (ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Starred, ast.ListComp, ast.GeneratorExp, ast.DictComp)
        ):
            return self._used(source, parent, NESTED)
        if isinstance(parent, (ast.BinOp, ast.IfExp, ast.BoolOp, ast.UnaryOp)):
            return self._used(source, parent, held)
        harmless = (ast.Expr, ast.Compare, ast.If, ast.While, ast.FormattedValue, ast.Assert, ast.Delete, ast.JoinedStr)
        return not isinstance(parent, harmless)

    def _used_by_keyword(self, source: Source, given: ast.keyword, held: int) -> bool:
        call = self._parents(source).get(given)
        return not isinstance(call, ast.Call) or self._used_by_call(source, call, given, held)

    def _used_by_call(self, source: Source, call: ast.Call, given: ast.AST, held: int) -> bool:
        name = called(call)
        if name in _STORES and not self._own(source, call):
            return False
        if name in _COLLECTS and isinstance(call.func, ast.Attribute):
            return self._used_under(source, call.func.value, NESTED)
        if name == "init" and isinstance(given, ast.keyword) and given.arg == "config":
            return self._used_as_attribute("config", held)  # `wandb.config`
        if name in _KEEPS:
            seed = isinstance(given, ast.keyword) and given.arg is not None
            return self._used(source, call, DIRECT if seed and not held else held)
        return self._used_as_argument(source, call, given, held)

    def _used_as_argument(self, source: Source, call: ast.Call, given: ast.AST, held: int) -> bool:
        """Does a function of the program use what it is given there? Others may."""
        functions = self._own(source, call)
        if not functions:
            return True
        for where, function in functions:
            parameter = _parameter(call, given, function)
            if parameter is None or any(
                self._used(where, read, held) for read in within(function) if _is_read_of(read, parameter)
            ):
                return True
        return False

    def _used_by_key(self, source: Source, item: ast.Subscript, node: ast.AST, held: int) -> bool:
        """`options["seed"]` is the seed; `options["layers"]` is not, though it may be a dictionary that holds it."""
        if node is item.slice or isinstance(item.ctx, (ast.Store, ast.Del)):
            return False
        key = item.slice.value if isinstance(item.slice, ast.Constant) else None
        if not isinstance(key, str):
            return self._used(source, item, held)
        return self._is_of_interest(key, held) and self._used(source, item, ITSELF if is_seed_name(key) else held)

    def _is_of_interest(self, key: str, held: int) -> bool:
        return is_seed_name(key) or (held == NESTED and key not in self.beside)

    def _used_by_attribute(self, source: Source, attribute: ast.Attribute, held: int) -> bool:
        parent = self._parents(source).get(attribute)
        name = attribute.attr
        if not isinstance(parent, ast.Call) or parent.func is not attribute:
            if name in _QUIET or not self._is_of_interest(name, held):
                return False
            return self._used(source, attribute, ITSELF if is_seed_name(name) else held)
        if name in _ASKS:
            key = parent.args[0].value if parent.args and isinstance(parent.args[0], ast.Constant) else None
            if not isinstance(key, str):
                return self._used(source, parent, NESTED)
            return self._is_of_interest(key, held) and self._used(source, parent, ITSELF if is_seed_name(key) else held)
        if name in _STORES | _QUIET | _COLLECTS:
            return False
        return name not in _KEEPS | _OF_TABLES or self._used(source, parent, NESTED)

    def _used_under(self, source: Source, target: ast.AST, held: int) -> bool:
        """What becomes of it under the name, attribute or item that it is given."""
        if isinstance(target, (ast.Tuple, ast.List)):
            return any(self._used_under(source, part, held) for part in target.elts)
        if isinstance(target, ast.Starred):
            return self._used_under(source, target.value, held)
        if isinstance(target, ast.Subscript):
            return self._used_under(source, target.value, NESTED)
        if isinstance(target, ast.Name):
            return any(self._used(where, read, held) for where, read in self._reads(source, target))
        if isinstance(target, ast.Attribute):
            return self._used_as_attribute(target.attr, held)
        return True

    def _used_as_attribute(self, name: str, held: int) -> bool:
        places = [(one, node) for one in self.experiment.sources for node in one.nodes_of(ast.Attribute)]
        reads = [(one, node) for one, node in places if node.attr == name and not isinstance(node.ctx, ast.Store)]
        return any(self._used(one, node, held) for one, node in reads)

    def _reads(self, source: Source, target: ast.Name) -> Iterator[tuple[Source, ast.AST]]:
        """Where a name is read: in the function that binds it, or anywhere if the file does, under that name in others, too."""
        around: list[ast.AST] = source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef)
        holding = [one for one in around if any(part is target for part in within(one))]
        if holding:
            outer = holding[0]
            first = _first_line(outer, target)
            for node in within(outer):
                if _is_read_of(node, target.id) and (getattr(node, "lineno", 0) >= first or _is_deeper(outer, node)):
                    yield source, node
            return
        for other in self.experiment.sources:
            aliases = {
                one.asname for node in other.nodes_of(ast.ImportFrom) for one in node.names if one.name == target.id
            }
            for name in sorted({target.id, *(name for name in aliases if name)}):
                yield from ((other, node) for node in other.nodes_of(ast.Name) if _is_read_of(node, name))
            yield from ((other, node) for node in other.nodes_of(ast.Attribute) if node.attr == target.id)

    def _used_by_callers(self, source: Source, leaving: ast.AST, held: int) -> bool:
        around: list[ast.FunctionDef] = source.nodes_of(ast.FunctionDef)
        holding = [one for one in around if any(part is leaving for part in within(one))]
        if not holding:
            return True
        name = holding[-1].name
        return any(
            self._used(other, call, held)
            for other in self.experiment.sources
            for call in other.nodes_of(ast.Call)
            if called(call) == name
        )

    def _own(self, source: Source, call: ast.Call) -> list[tuple[Source, ast.FunctionDef]]:
        """The functions of the program that a call may mean by its name: of a class, what makes its objects."""
        known: dict[str, list[tuple[Source, ast.FunctionDef]]] | None = self.experiment.answers.get("own functions")
        if known is None:
            known = self.experiment.answers["own functions"] = {}
            for one in self.experiment.sources:
                for function in one.nodes_of(ast.FunctionDef):
                    known.setdefault(function.name, []).append((one, function))
                for cls in one.nodes_of(ast.ClassDef):
                    made = [each for each in cls.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
                    known.setdefault(cls.name, []).extend((one, each) for each in made)
        return [] if self._is_of_library(source, call) else known.get(called(call), [])

    def _is_of_library(self, source: Source, call: ast.Call) -> bool:
        """Is it called as part of an imported module that is no file of the program?"""
        if not isinstance(call.func, ast.Attribute):
            return False
        root = call.func.value
        while isinstance(root, ast.Attribute):
            root = root.value
        imports = [one for node in source.nodes_of(ast.Import) for one in node.names]
        files = {part for one in self.experiment.sources for part in one.path.removesuffix(".py").split("/")}
        meant = {one.asname or one.name.partition(".")[0]: one.name for one in imports}
        return isinstance(root, ast.Name) and root.id in meant and files.isdisjoint(meant[root.id].split("."))

    def _parents(self, source: Source) -> dict[ast.AST, ast.AST]:
        found = self.parents.get(source)
        if found is None:
            found = self.parents[source] = {
                child: node for node in source.nodes() for child in ast.iter_child_nodes(node)
            }
        return found


def _first_line(function: ast.AST, target: ast.Name) -> int:
    """From which line on a function may read what it binds there: the outermost loop comes round again."""
    loops = [part for part in within(function) if isinstance(part, (ast.For, ast.While))]
    around = [loop.lineno for loop in loops if loop.lineno <= target.lineno <= (loop.end_lineno or 0)]
    return min([target.lineno, *around])


def _is_deeper(function: ast.AST, node: ast.AST) -> bool:
    inner = [part for part in within(function)[1:] if isinstance(part, (ast.FunctionDef, ast.Lambda))]
    return any(part is node for one in inner for part in within(one))


def _parameter(call: ast.Call, given: ast.AST, function: ast.FunctionDef) -> str | None:
    """The name of the parameter that takes this argument; None where that is not plain."""
    arguments = function.args
    ordered = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    if isinstance(given, ast.keyword):
        known = given.arg is not None and given.arg in {*ordered, *(one.arg for one in arguments.kwonlyargs)}
        return given.arg if known else None
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    if ordered[:1] in (["self"], ["cls"]):
        ordered = ordered[1:]
    position = next((at for at, one in enumerate(call.args) if one is given), len(ordered))
    return ordered[position] if position < len(ordered) else None


def _is_read_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, (ast.Store, ast.Del))
