"""Which functions and methods of a notebook run with it, as far as their names tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import field

from reprolint.graph.scoping import FunctionNode, defaults, free_names
from reprolint.records import dataclass
from reprolint.source.walking import within

# What is handed to these waits for a click, a message or another thread; an error in it does not end the run.
CALLED_BACK = frozenset(
    {
        "FuncAnimation", "Process", "Thread", "Timer", "add_callback", "add_done_callback", "interact", "interact_manual",
        "interactive", "interactive_output", "mpl_connect", "observe", "on_change", "on_click", "on_displayed", "on_event",
        "on_msg", "on_submit", "on_trait_change", "register",
    }
)  # fmt: skip
_MAKING = frozenset({"__init__", "__new__", "__post_init__"})  # run whenever an object is made
_CONSTRUCTS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(slots=True)
class Bodies:
    """What is read outside of functions, and what each body reads whenever it runs; attributes start with a dot.

    A body goes by the name of its function, by `Class.method`, `outer/inner`, or the place of its lambda.
    """

    loaded: set[str] = field(default_factory=set)
    surely: set[str] = field(default_factory=set)  # of those loaded, what no branch may leave out
    passed_on: dict[str, set[str]] = field(default_factory=dict)
    late: list[tuple[str, ast.Name]] = field(default_factory=list)  # names from outside that a body reads, by body
    methods: dict[str, dict[str, str]] = field(default_factory=dict)  # by class, the body of each method
    foreign: set[str] = field(default_factory=set)  # classes with a base that the notebook does not define

    def load(self, name: str, *, surely: bool) -> None:
        """A name is looked up, or an attribute, outside of functions."""
        self.loaded.add(name)
        if surely:
            self.surely.add(name)

    def note(self, node: FunctionNode, body: str, local: frozenset[str]) -> None:
        """Keep what a body reads from outside, but for branches that it may not take."""
        self._note(node, body, list(free_names(node, local)), {})

    def _note(self, node: FunctionNode, body: str, free: list[ast.Name], inner: dict[str, str]) -> None:
        """`inner` are the bodies of functions within functions, by name: they run when something asks for them."""
        sure = _sure_parts(node)
        self.late.extend((body, name) for name in free if name in sure)
        within = [part for part in sure if isinstance(part, _CONSTRUCTS) and part is not node]
        inner = inner | {part.name: f"{body}/{part.name}" for part in within}
        read = {part.id for part in sure if isinstance(part, ast.Name)}
        read |= {inner[name] for name in read if name in inner}
        read |= {f".{part.attr}" for part in sure if isinstance(part, ast.Attribute)}
        self.passed_on.setdefault(body, set()).update(read - {body})
        for part in within:
            self._note(part, inner[part.name], free, inner)

    def note_class(self, node: ast.ClassDef) -> None:
        """Making an object of the class makes its methods callable, and those that it inherits and does not replace."""
        table: dict[str, str] = {}
        for base in reversed(node.bases):
            name = base.id if isinstance(base, ast.Name) else ""
            if name in self.foreign or (name not in self.methods and name != "object"):
                self.foreign.add(node.name)
            table.update(self.methods.get(name, {}))
        own = [part for part in node.body if isinstance(part, _CONSTRUCTS)]
        for part in own:
            if part.name in table and any(isinstance(one, ast.Name) and one.id == "super" for one in within(part)):
                self.passed_on.setdefault(f"{node.name}.{part.name}", set()).add(table[part.name])
        self.methods[node.name] = table | {part.name: f"{node.name}.{part.name}" for part in own}
        self.passed_on[node.name] = set(self.methods[node.name].values())

    def forget(self, name: str) -> None:
        """A function or class is defined anew: bodies that nothing has called until then never run."""
        if name not in self.passed_on or name in self.reached():
            return
        gone = {name, *(body for body in self.passed_on if body.startswith((f"{name}.", f"{name}/")))}
        self.late = [(body, node) for body, node in self.late if body not in gone]
        for body in gone:
            del self.passed_on[body]

    def reached(self, *, surely: bool = False) -> set[str]:
        """Names that are read outside of functions, or in bodies that are reached from there, and these bodies."""
        found: set[str] = set()
        held: dict[str, list[str]] = {}  # bodies of methods whose name is not read yet
        waiting = list(self.surely if surely else self.loaded)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            waiting.extend(held.pop(name, ()))
            for part in self.passed_on.get(name, ()):
                asked = self._asked_by(part)
                if not asked or asked in found:
                    waiting.append(part)
                else:
                    held.setdefault(asked, []).append(part)
        return found

    def _asked_by(self, body: str) -> str:
        """The attribute that has to be read for a method to run; "" where making an object, or a library, calls it."""
        owner, _, method = body.rpartition(".")
        if not owner or "/" in body or owner in self.foreign or method in _MAKING:
            return ""
        return f".{method}"


def called_back(node: ast.Call) -> bool:
    """Does the call only keep the functions that it is given for later?"""
    return (getattr(node.func, "attr", None) or getattr(node.func, "id", "")) in CALLED_BACK


def _sure_parts(node: ast.AST) -> set[ast.AST]:
    """The nodes below `node` that do not lie in a branch."""
    found, stack = set[ast.AST](), [node]
    while stack:
        part = stack.pop()
        found.add(part)
        if isinstance(part, _CONSTRUCTS) and part is not node:
            stack.extend([*part.decorator_list, *defaults(part.args)])
        else:
            stack.extend(_unbranched(part))
    return found


def _unbranched(node: ast.AST) -> Iterable[ast.AST]:
    """Children of a node without those that are run only in some cases."""
    if isinstance(node, (ast.If, ast.IfExp)):
        return [node.test]
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return [node.target, node.iter, *node.body]
    if isinstance(node, ast.While):
        return [node.test, *node.body]
    if isinstance(node, ast.BoolOp):
        return node.values[:1]
    if isinstance(node, ast.Assert):
        return [node.test]  # its message is only made when it fails
    if isinstance(node, (ast.ExceptHandler, ast.match_case)):
        return []
    if isinstance(node, ast.Call) and called_back(node):
        return [node.func]
    return ast.iter_child_nodes(node)
