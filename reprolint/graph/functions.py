"""Functions and classes of the project: defined, called in the context of their call, instantiated."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph.events import Call
from reprolint.graph.joining import join
from reprolint.graph.modes import stops_gradients
from reprolint.graph.state import Scope
from reprolint.graph.values import (
    NONE,
    Class,
    Constant,
    Function,
    Instance,
    Library,
    Mapping,
    Sequence,
    Unknown,
    Value,
)
from reprolint.graph.yielding import all_given

if TYPE_CHECKING:
    from reprolint.graph.calling import Arguments
    from reprolint.graph.interpreter import Interpreter

DEPTH = 10  # nested calls followed
SAME = 1  # times one function may stand on the stack: recursion is cut
RETURNS = 8  # return values joined


def define_function(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """`def`: bind a function value."""
    arguments = node.args
    keyword_defaults = {
        argument.arg: run.eval(default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    }
    function = Function(
        node,
        run.module,
        run.frame.scope,
        node.name,
        [run.eval(default) for default in arguments.defaults],
        keyword_defaults,
        tuple(run.eval(decorator) for decorator in node.decorator_list),
    )
    value: Value = function
    if function.decorators:
        from reprolint.graph.roles.transforms import decorated

        value = decorated(run, function)
    run.memory.put(run.frame.scope.names, node.name, value)
    run.module.defined.append(function)
    return ""


def define_class(run: Interpreter, node: ast.ClassDef) -> str:
    """`class`: run its body in a scope of its own and bind a class value."""
    from reprolint.graph.interpreter import Frame

    bases = tuple(run.eval(base) for base in node.bases)
    for keyword in node.keywords:
        run.eval(keyword.value)
    names = [base.name for base in bases if isinstance(base, Library)]
    for base in bases:
        if isinstance(base, Class):
            names.extend(base.library_bases)
    scope = Scope(run.module, run.frame.scope, "class")
    outer, run.frame = run.frame, Frame(scope, node)
    try:
        run.execute(node.body)
    finally:
        run.frame = outer
    cls = Class(node, run.module, node.name, bases, scope.names, tuple(names))
    run.memory.put(run.frame.scope.names, node.name, cls)
    run.module.classes.append(cls)
    return ""


def invoke(
    run: Interpreter, function: Function, positional: list[Value], keywords: dict[str, Value], node: ast.AST
) -> Value:
    """Read a function's body with these arguments; the joined return value.

    Code that nothing calls is read for its own sake: there a function is read once for arguments of which nothing is known.
    """
    body = function.node
    again = body in run.called and run.hurried
    if again:
        run.skipped = len(run.events)
    run.called.add(body)
    if again or run.stack.count(body) > SAME or len(run.stack) >= DEPTH:
        return Unknown(function.name, (*positional, *keywords.values()))
    blank = not run.entry_point and all(_is_blank(value) for value in (*positional, *keywords.values()))
    if not run.entry_point and function.module is not run.main and (blank or _lies_deep(run.stack)):
        return Unknown(function.name, (*positional, *keywords.values()))  # read where it stands
    if blank and body in run.remembered:
        return run.remembered[body]
    foreign = function.module is not run.main and not run.abroad
    result = (_read_abroad if foreign else _read)(run, function, positional, keywords, node)
    if blank:
        run.remembered[body] = result
    return result


def _lies_deep(stack: list[ast.AST]) -> bool:
    """Is what is being read more than one call away from where reading began? What `__init__` runs is the program itself."""
    return len(stack) > 1 + (bool(stack) and getattr(stack[0], "name", "") == "__init__")


def _read_abroad(
    run: Interpreter, function: Function, positional: list[Value], keywords: dict[str, Value], node: ast.AST
) -> Value:
    """Read a function of another file on a purse of its own, so that a large library leaves enough for the file at hand."""
    from reprolint.graph.interpreter import OutOfBudget

    unknown = Unknown(function.name, (*positional, *keywords.values()))
    if function.node in run.involved or run.purse <= 0:
        return unknown
    kept = run.steps
    allowed = run.steps = min(run.per_call, run.purse)
    run.abroad = True
    try:
        return _read(run, function, positional, keywords, node)
    except OutOfBudget:
        run.involved.add(function.node)
        return unknown
    finally:
        run.abroad = False
        run.purse -= allowed - max(run.steps, 0)
        run.steps = kept


def _is_blank(value: Value) -> bool:
    """Can reading a function with this argument show nothing that reading it before did not?"""
    return isinstance(value, (Constant, Instance)) or (isinstance(value, Unknown) and value.faces is None)


def _read(
    run: Interpreter, function: Function, positional: list[Value], keywords: dict[str, Value], node: ast.AST
) -> Value:
    from reprolint.graph.interpreter import Frame

    body = function.node
    scope = Scope(function.module, function.scope)  # type: ignore[arg-type]
    _bind(function, positional, keywords, scope)
    frame = Frame(scope, body, run.loops)
    sites = run.sites
    if isinstance(node, ast.Call):
        run.sites = (*sites, run.place(node))
    outer, run.frame = run.frame, frame
    gradients = run.gradients
    run.gradients = gradients and not any(stops_gradients(decorator) for decorator in function.decorators)
    run.stack.append(body)
    try:
        run.step()
        if isinstance(body, ast.Lambda):
            return run.eval(body.body)
        run.execute(body.body)
    finally:
        run.stack.pop()
        run.frame = outer
        run.sites = sites
        run.gradients = gradients
    given = all_given(frame.yields)
    if given is not None:
        return given
    return _joined(frame.returns) if frame.returns else NONE


def _joined(values: list[Value]) -> Value:
    result = values[0]
    for value in values[1:RETURNS]:
        result = join(result, value)
    return result


def takes(function: Function, positional: int, keywords: dict[str, Value]) -> bool:
    """Can a call with so many positional arguments and these keywords be bound to the signature? Decorators may change it."""
    if function.decorators:
        return True
    arguments = function.node.args
    ordered = [*arguments.posonlyargs, *arguments.args]
    if positional > len(ordered) and arguments.vararg is None:
        return False
    open_names = {argument.arg for argument in (*ordered[positional:], *arguments.kwonlyargs)}
    open_names.difference_update(argument.arg for argument in arguments.posonlyargs)
    if arguments.kwarg is None and not keywords.keys() <= open_names:
        return False
    required = ordered[positional : len(ordered) - len(arguments.defaults)]
    return all(argument.arg in keywords for argument in required)


def _bind(function: Function, positional: list[Value], keywords: dict[str, Value], scope: Scope) -> None:
    arguments = function.node.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    bound = scope.names
    for name, value in zip(names, positional, strict=False):
        bound[name] = value
    spare = dict(keywords)
    for name in (*names, *(argument.arg for argument in arguments.kwonlyargs)):
        if name in spare:
            bound[name] = spare.pop(name)
    defaults = dict(zip(names[len(names) - len(function.defaults) :], function.defaults, strict=False))
    for name, value in (defaults | function.keyword_defaults).items():
        bound.setdefault(name, value)
    for name in names:
        if name not in bound:
            bound[name] = Unknown(name)
    if arguments.vararg:
        bound[arguments.vararg.arg] = Sequence("tuple", positional[len(names) :])
    if arguments.kwarg:
        bound[arguments.kwarg.arg] = Mapping(dict(spare.items()))


def instantiate(run: Interpreter, cls: Class, arguments: Arguments, node: ast.AST) -> Value:
    """Call a class of the project: make an object and run its `__init__`."""
    from reprolint.graph import dataclass_fields
    from reprolint.graph.attributes import class_attribute

    call = Call(
        run.place(node),
        cls.name,
        "",
        arguments=tuple(arguments.positional),
        keywords=arguments.keywords,
        complete=arguments.complete,
        order=len(run.events),  # it is no event, but has its place among them
        loops=run.loops,
        calls=run.sites,
    )
    instance = Instance(cls, {}, call)
    _draw_weights(run, cls, call)
    initialise = class_attribute(cls, "__init__")
    if isinstance(initialise, Function):
        invoke(run, initialise, [instance, *arguments.positional], arguments.keywords, node)
    else:
        dataclass_fields.fill(run, instance, arguments, node)
    return instance


def _draw_weights(run: Interpreter, cls: Class, call: Call) -> None:
    """An object of a class that extends a layer of torch draws its weights when it is made, as `Linear` itself does."""
    from reprolint.graph.roles.randomness import note_draw

    for base in cls.library_bases:
        entry = run.catalog.lookup(base)
        if entry is not None and entry.role == "layer" and entry.random is not None and entry.random.library == "torch":
            note_draw(run, replace(call, qualified=base, entry=entry))
            return


def read_uncalled(run: Interpreter, function: Function, receiver: Value | None = None) -> None:
    """Read a function that nothing here calls, with arguments of which nothing is known."""
    arguments = function.node.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    positional: list[Value] = [Unknown(name) for name in names]
    if receiver is not None and positional:
        positional[0] = receiver
    keywords: dict[str, Value] = {argument.arg: Unknown(argument.arg) for argument in arguments.kwonlyargs}
    invoke(run, function, positional, keywords, function.node)
