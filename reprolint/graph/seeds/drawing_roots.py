"""Names that hold figures, axes and grids of pictures, by where they come from: whatever is done with them is only seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# Names that pictures usually have, for parameters and other names whose origin is not known; and what writes on the screen.
_USUAL = frozenset({"plt", "ax", "axes", "fig", "sns", "px", "go"})
_WRITERS = frozenset({"print", "display"})
_LIBRARIES = frozenset({"altair", "bokeh", "matplotlib", "plotly", "pylab", "seaborn"})
# What gives a figure, axes or a grid; of drawing libraries the rest gives lines, bars or numbers.
_MAKES_AXES = frozenset(
    {
        "Figure", "FacetGrid", "JointGrid", "PairGrid", "add_axes", "add_gridspec", "add_subplot", "axes", "catplot",
        "clustermap", "displot", "figure", "gca", "gcf", "inset_axes", "jointplot", "lmplot", "make_subplots", "pairplot",
        "relplot", "subfigures", "subplot", "subplot2grid", "subplot_mosaic", "subplots", "twinx", "twiny",
    }
)  # fmt: skip
# Of pandas, plotly and seaborn, whose plots give axes or figures back.
_PLOTS = frozenset(
    {
        "area", "bar", "barh", "barplot", "boxplot", "countplot", "distplot", "heatmap", "histplot", "kdeplot", "line",
        "lineplot", "pie", "plot", "scatter", "scatterplot", "stripplot", "swarmplot", "violinplot",
    }
)  # fmt: skip
# What gives the same axes in another order or shape.
_REARRANGES = frozenset(
    {"array", "asarray", "atleast_1d", "atleast_2d", "flatten", "list", "ravel", "reshape", "squeeze", "tolist"}
)
_SIDE_BY_SIDE = frozenset({"enumerate", "zip"})


def displays(experiment: Experiment, source: Source, call: ast.AST) -> bool:
    """Is it a call of a plotting library, of a figure or axes, or of `print`?"""
    return isinstance(call, ast.Call) and root_of(call.func) in drawing_roots(experiment, source)


def draws_pictures(experiment: Experiment, source: Source, call: ast.AST) -> bool:
    """The same without `print`."""
    return displays(experiment, source, call) and root_of(call) not in _WRITERS


def drawing_roots(experiment: Experiment, source: Source) -> frozenset[str]:
    """Names of a file that are plotting libraries, pictures or `print`, worked out once."""
    known: dict[Source, frozenset[str]] = experiment.answers.setdefault("drawing roots", {})
    if source not in known:
        known[source] = _roots(source)
    return known[source]


def root_of(node: ast.AST) -> str:
    """The name that a chain of attributes, items and calls begins with; "" where it begins with something else."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call, ast.Starred)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


class _Binding(NamedTuple):
    """A name and what it, or what it is a part of, is bound to; None where that is not known."""

    name: str
    value: ast.expr | None


def _roots(source: Source) -> frozenset[str]:
    modules = _modules(source)
    if not modules:
        return _USUAL | _WRITERS
    bindings = list(_bindings(source))
    excluded = {one.name for one in bindings if one.name in _USUAL and one.value is not None and _is_another(one.value)}
    while True:
        found = (modules | _USUAL) - excluded
        waiting, more = bindings, {""}
        while more:
            waiting = [one for one in waiting if one.name not in found and one.name not in excluded]
            more = {one.name for one in waiting if _is_drawing(one.value, found)}
            found |= more
        named = [one for one in bindings if one.name in found and one.name not in _USUAL]
        others = {one.name for one in named if not _is_nothing(one.value) and not _is_drawing(one.value, found)}
        if not others:
            return frozenset(found | _WRITERS)
        excluded |= others


def _modules(source: Source) -> set[str]:
    """What plotting libraries, and parts of them, are imported as."""
    found: set[str] = set()
    for node in source.nodes_of(ast.Import):
        for one in node.names:
            if one.name.partition(".")[0] in _LIBRARIES:
                found.add(one.asname or one.name.partition(".")[0])
    for part in source.nodes_of(ast.ImportFrom):
        if (part.module or "").partition(".")[0] in _LIBRARIES and not part.level:
            found |= {one.asname or one.name for one in part.names}
    return found


def _bindings(source: Source) -> Iterator[_Binding]:
    for assign in source.nodes_of(ast.Assign):
        for target in assign.targets:
            yield from _bound(target, assign.value)
    for loop in source.nodes_of(ast.For):
        yield from _bound_in_turn(loop.target, loop.iter)
    for clause in source.nodes_of(ast.comprehension):
        yield from _bound_in_turn(clause.target, clause.iter)
    yield from _parameters(source)


def _bound(target: ast.expr, value: ast.expr | None) -> Iterator[_Binding]:
    if isinstance(target, ast.Name):
        yield _Binding(target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        whole = value.elts if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts) else None
        for at, part in enumerate(target.elts):
            yield from _bound(part, whole[at] if whole is not None else value)


def _bound_in_turn(target: ast.expr, values: ast.expr) -> Iterator[_Binding]:
    """`for i, ax in enumerate(axes)`, `for ax, column in zip(axes, columns)`."""
    if isinstance(values, ast.Call) and called(values) in _SIDE_BY_SIDE and isinstance(target, (ast.Tuple, ast.List)):
        columns = [None, *values.args[:1]] if called(values) == "enumerate" else list(values.args)
        for part, column in zip(target.elts, columns, strict=False):
            if column is not None and isinstance(part, (ast.Tuple, ast.List)):
                yield from _bound_in_turn(part, column)
            else:
                yield from _bound(part, column)
    else:
        yield from _bound(target, values)


def _parameters(source: Source) -> Iterator[_Binding]:
    """What parameters of the file's functions are given by its own calls; None for those of which no call is seen."""
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef)
    calls: dict[str, list[ast.Call]] = {one.name: [] for one in functions}
    for call in source.nodes_of(ast.Call) if functions else ():
        if (name := called(call)) in calls:
            calls[name].append(call)
    for function in functions:
        names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        for name in (*names, *(one.arg for one in function.args.kwonlyargs)):
            seen = False
            for call in calls[function.name]:
                given = [one.value for one in call.keywords if one.arg == name]
                if name in names and names.index(name) < len(call.args):
                    given.append(call.args[names.index(name)])
                for value in given:
                    seen = True
                    yield _Binding(name, value)
            if not seen:
                yield _Binding(name, None)


def _is_nothing(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _is_drawing(value: ast.expr | None, roots: set[str]) -> bool:
    """Does the expression give a figure, axes or several of them?"""
    if isinstance(value, (ast.List, ast.Tuple)):
        return bool(value.elts) and all(_is_drawing(one, roots) for one in value.elts)
    if isinstance(value, ast.IfExp):
        return _is_drawing(value.body, roots) and _is_drawing(value.orelse, roots)
    if isinstance(value, ast.BoolOp):
        return all(_is_drawing(one, roots) for one in value.values)
    if isinstance(value, ast.Call):
        name = called(value)
        if name in _REARRANGES and value.args and _is_drawing(value.args[0], roots):
            return True
        if name in _MAKES_AXES or name in _REARRANGES:
            return root_of(value) in roots
        return name in _PLOTS
    return (
        isinstance(value, (ast.Name, ast.Attribute, ast.Subscript)) and root_of(value) in roots and not _has_call(value)
    )


def _has_call(value: ast.expr) -> bool:
    """Does the chain hold a call that gives no axes: `ax.get_lines()[0]`?"""
    while isinstance(value, (ast.Attribute, ast.Subscript, ast.Call)):
        if isinstance(value, ast.Call):
            return called(value) not in _MAKES_AXES | _REARRANGES
        value = value.value
    return False


def _is_another(value: ast.expr) -> bool:
    """Is it a number, a text, or a list of such: no picture, whatever its name?"""
    if isinstance(value, (ast.Dict, ast.DictComp, ast.ListComp, ast.BinOp, ast.Compare, ast.JoinedStr)):
        return True
    if isinstance(value, (ast.List, ast.Tuple)):
        return all(map(_is_another, value.elts))
    return isinstance(value, ast.Constant) and value.value is not None
