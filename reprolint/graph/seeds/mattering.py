"""Which draws can matter: those whose value reaches something that is learned, judged, stored or looked at."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.events import MISSING, Draw, Show
from reprolint.graph.seeds.coming_back import coming_back
from reprolint.graph.seeds.examples_shown import only_examples
from reprolint.graph.seeds.idle_loaders import idle_loaders, only_judged
from reprolint.graph.seeds.influence import Statement, reaching, results_in
from reprolint.graph.seeds.network_fits import has_no_networks, may_train_elsewhere, may_train_network
from reprolint.graph.seeds.option_defaults import only_named_after
from reprolint.graph.seeds.repeating import averaged_away
from reprolint.graph.seeds.replaced import PLOTS, replaced
from reprolint.graph.seeds.replaced_fields import replaced_fields
from reprolint.graph.seeds.restored_weights import restored_weights
from reprolint.graph.seeds.unreached import is_run
from reprolint.graph.seeds.unread import only_measures_times, role_of, unread
from reprolint.graph.seeds.unused_networks import unused_networks
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_PLAIN_ROLES = frozenset({"draw", "make", "stateless", "none", ""})  # draws whose use decides whether they matter
_WEIGHT_ROLES = frozenset({"layer", "network"})
_IN_PLACE = pattern(r"shuffle$|_$")
_TRAINING_ROLES = frozenset({"optimizer", "trainer"})
_BACKWARD = frozenset({"backward", "apply_gradients", "gradient", "minimize", "grad", "value_and_grad"})
_STEPS = pattern(r"\.step\(|optim|apply_gradients|minimize\(|value_and_grad|\.grad\b(?!\()|-=")
_PUTS_WEIGHTS_BACK = frozenset({"load_state_dict", "load_weights"})
_RESTORES_GRAPH = pattern(r"\bSaver\((?s:.*)\.restore\(")
_INITIALIZERS = frozenset(
    {"global_variables_initializer", "initialize_all_variables", "initialize_variables", "variables_initializer"}
)
_APPLYING = frozenset({"forward", "call", "__call__"})
_ALL_LAYERS = pattern(r"\b(?:children|modules|named_modules|named_children|getattr|_modules)\b")
# What they have besides trains nothing.
_LIBRARIES = (
    "builtins.",
    "torch.",
    "keras.",
    "tensorflow.",
    "numpy.",
    "torch_geometric.nn.",
    "torch_scatter.",
    "einops.",
)
# What functions that cannot be read are called when they train or judge the network they are given.
_AT_WORK = pattern(r"train|fit|eval|test|optim|learn|score|loop|epoch|step|run|main|valid|save|export", re.IGNORECASE)
_GIVES_NUMBERS = frozenset({"shap_values", "shap_interaction_values", "permutation_importance", "partial_dependence"})


def that_matter(experiment: Experiment, draws: list[Draw], *, learns: bool) -> list[Draw]:
    """Leave out draws whose value is only printed, plotted or dropped; where something is learned, all that do not reach it."""
    if not draws or (learns and only_measures_times(experiment)):
        return []
    if ".flow" not in experiment.text:  # it changes what it is asked to give, and nothing asks
        draws = [draw for draw in draws if not draw.qualified.endswith(".ImageDataGenerator")]
    if _is_restored_graph(experiment):
        draws = [draw for draw in draws if draw.library != "tensorflow"]
    dropped = _overwritten(experiment, draws) if learns else set()
    for source in dict.fromkeys(draw.place.source for draw in draws):
        here = [draw for draw in draws if draw.place.source is source]
        plain = [draw for draw in here if role_of(draw) in _PLAIN_ROLES]
        nodes = {draw.place.node for draw in plain}
        dropped |= _only_shown(source, _shown(experiment), nodes)
        if learns:
            dropped |= nodes - reaching(experiment, source, nodes) - coming_back(experiment, source, nodes)
            dropped |= _only_a_place_to_look(experiment, source, plain) | only_examples(experiment, source, here)
            dropped |= replaced(experiment, source, {draw.place.node for draw in here})
            dropped |= replaced_fields(experiment, here) | restored_weights(experiment, here)
            dropped |= unused_networks(experiment, here) | idle_loaders(experiment, here)
            dropped |= only_named_after(experiment, plain) | only_judged(experiment, source, plain)
            dropped |= unread(experiment, source, here) | averaged_away(experiment, source, here)
            dropped |= _never_applied(experiment, source, nodes | {draw.place.node for draw in here})
        if learns and source is experiment.source:
            dropped |= _untrained(experiment, source, here)
    return [draw for draw in draws if draw.place.node not in dropped]


def _only_shown(source: Source, shown: set[ast.AST], draws: set[ast.AST]) -> set[ast.AST]:
    """Draws that stand in a statement which shows or drops their value."""
    found: set[ast.AST] = set()
    lines = {line for draw in draws if (line := getattr(draw, "lineno", None)) is not None}
    for statement in source.nodes_of(ast.Expr):
        if lines.isdisjoint(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)):
            continue
        inside = draws.intersection(within(statement))
        for draw in inside:
            if _is_dropped(statement.value, draw, shown):
                found.add(draw)
    return found


def _is_dropped(whole: ast.expr, draw: ast.AST, shown: set[ast.AST]) -> bool:
    if not isinstance(whole, ast.Call):
        return True
    name = called(whole)
    if whole is draw:
        return _IN_PLACE.search(name) is None
    return whole in shown or name in PLOTS or draw in within(whole.func)


# Calls that give one number as long as they have no more arguments than this.
_ONE_NUMBER = {"random.randint": 2, "random.randrange": 3, "numpy.random.randint": 2, "numpy.random.choice": 1}
_APPLIES = frozenset({"predict", "predict_proba", "transform", "evaluate", "run", "write"})


def _only_a_place_to_look(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """One random row, or where a few rows begin, for which predictions are shown as an example."""
    places = {draw.place.node for draw in draws if not draw.loops and _is_one_number(draw)}
    indices: set[ast.AST] = {
        one.value
        for one in source.nodes_of(ast.Assign)
        if one.value in places and all(isinstance(target, ast.Name) for target in one.targets)
    }
    if not indices:
        return set()
    results = results_in(experiment, source)

    def counts(statement: Statement) -> bool:
        return statement.is_result(results, apart_from=_APPLIES)

    return {one for one in indices if _only_indexes(source, one)} - reaching(
        experiment, source, indices, counts, others=False
    )


def _is_one_number(draw: Draw) -> bool:
    most = _ONE_NUMBER.get(draw.qualified, 0)
    return draw.call is not None and len(draw.call.arguments) <= most and draw.call.argument("size") is MISSING


def _only_indexes(source: Source, drawn: ast.AST) -> bool:
    """Is the name that holds it read within square brackets only?"""
    assign = next(one for one in source.nodes_of(ast.Assign) if one.value is drawn)
    names = _plain_names(assign)
    bracketed = {part for one in source.nodes_of(ast.Subscript) for part in within(one.slice)}
    assigns = source.nodes_of(ast.Assign)
    while renamed := {name for one in assigns if _is_name_of(one.value, names) for name in _plain_names(one)} - names:
        names |= renamed
    moved = {one.value for one in assigns if _is_name_of(one.value, names)}
    reads = [one for one in source.nodes_of(ast.Name) if one.id in names and isinstance(one.ctx, ast.Load)]
    reads = [one for one in reads if one not in moved]
    return bool(reads) and bracketed.issuperset(reads)


def _is_name_of(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _plain_names(assign: ast.Assign) -> set[str]:
    return {target.id for target in assign.targets if isinstance(target, ast.Name)}


def dropped_calls(experiment: Experiment) -> set[ast.AST]:
    """Calls in statements `explainer.shap_values(X)` that drop what they worked out, and what made such an explainer."""
    shown = _shown(experiment)
    found: set[ast.AST] = set()
    for statement in experiment.source.nodes_of(ast.Expr):
        value = statement.value
        if isinstance(value, ast.Call) and value not in shown and called(value) in _GIVES_NUMBERS:
            found.update(within(value))
    if found:
        kept = {node.id for node in experiment.source.nodes_of(ast.Name) if _is_read(node) and node not in found}
        for assign in experiment.source.nodes_of(ast.Assign):
            if all(isinstance(target, ast.Name) and target.id not in kept for target in assign.targets):
                found.add(assign.value)
    return found


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


# --- networks that are never trained ----------------------------------------------------------------


def _untrained(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """Draws of weights that meet nothing which trains, judges or stores them, in a program without any training of networks."""
    weights = {draw.place.node for draw in draws if role_of(draw) in _WEIGHT_ROLES}
    if not weights or trains_networks(experiment, source):
        return set()
    shown = _shown(experiment)
    known = {call.place.node for call in experiment.calls if call.entry is not None}
    known |= {call.place.node for call in experiment.calls if call.qualified.startswith(_LIBRARIES)}
    variables = {name.id for name in source.nodes_of(ast.Name) if isinstance(name.ctx, ast.Store)}
    known |= {call for call in source.nodes_of(ast.Call) if called(call) in variables}  # `net(x)`, not `train(net)`

    def works(statement: Statement) -> bool:
        return any(_may_train(call, known, shown=not statement.inside.isdisjoint(shown)) for call in statement.calls)

    return weights - reaching(experiment, source, weights, works, in_order=True)


def _overwritten(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Weights in whose place stored ones are put, in a program that trains no network; if it fits nothing, batches' order."""
    fits = [fit for fit in experiment.fits if fit.entry_point and fit.family != "statistic"]
    if _STEPS.search(experiment.text) is None:  # gradients alone may be a map of what the network looks at
        fits = [fit for fit in fits if called(fit.place.node) not in _BACKWARD]
    roles = _WEIGHT_ROLES if fits else _WEIGHT_ROLES | {"loader"}
    drawn = {draw.place.node for draw in draws if role_of(draw) in roles or draw.qualified.startswith("torch.nn.init.")}
    if not drawn or any(may_train_network(fit) for fit in fits) or (fits and may_train_elsewhere(experiment)):
        return set()
    tools = [call for call in experiment.calls if call.entry is not None and call.entry.role in _TRAINING_ROLES]
    if any(call.entry_point and not has_no_networks(call.qualified) for call in tools):
        return set()
    backward = any(called(call) in _BACKWARD for call in experiment.source.nodes_of(ast.Call))
    if (
        backward and _STEPS.search(experiment.text) is not None
    ):  # gradients alone may be a map of what the network looks at
        return set()
    restores = any(called(place.node) in _PUTS_WEIGHTS_BACK for place in experiment.places_of(ast.Call))
    return drawn if restores else set()


def _is_restored_graph(experiment: Experiment) -> bool:
    """Does a program for TensorFlow 1 put a stored state back, and run nothing that would draw what its variables start from?"""
    if _RESTORES_GRAPH.search(experiment.text) is None:
        return False
    starts = [place for place in experiment.places_of(ast.Call) if called(place.node) in _INITIALIZERS]
    return not any(is_run(experiment, place) for place in starts)


def _never_applied(experiment: Experiment, source: Source, nodes: set[ast.AST]) -> set[ast.AST]:
    """Layers that a network keeps in a field which nothing reads: `self.drop = nn.Dropout()`."""
    found: set[ast.AST] = set()
    if not nodes or _ALL_LAYERS.search(experiment.text):
        return found
    for cls in source.nodes_of(ast.ClassDef):
        inside = within(cls)
        fields = [
            (part.targets[0].attr, part.value)
            for part in inside
            if isinstance(part, ast.Assign) and part.value in nodes and isinstance(part.targets[0], ast.Attribute)
        ]
        if fields and _applies_its_own(inside):
            read = _read_of_others(experiment) | _read_by_family(experiment, cls)
            found |= {node for name, node in fields if name not in read and _is_layer(node)}
    return found


def _applies_its_own(inside: list[ast.AST]) -> bool:
    """Has a class a method that applies its layers, and which does not ask a base class to?"""
    if any(isinstance(one, ast.Attribute) and one.attr in _APPLYING and _is_super(one.value) for one in inside):
        return False
    return any(isinstance(one, ast.FunctionDef) and one.name in _APPLYING for one in inside)


def _is_super(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) == "super"


def _read_of_others(experiment: Experiment) -> set[str]:
    """Fields that are asked of anything but `self` and then called, or asked for more: `net.drop(x)`, `net.line.weight`.

    What is handed on as it is may be a setting of that name, `config.drop`; what modules hold is no field.
    """
    known: set[str] | None = experiment.answers.get("fields read of others")
    if known is None:
        known = experiment.answers["fields read of others"] = set()
        for source in experiment.sources:
            imports: list[ast.Import | ast.ImportFrom] = source.nodes_of(ast.Import, ast.ImportFrom)
            modules = {one.asname or one.name.partition(".")[0] for node in imports for one in node.names}
            bases = [call.func for call in source.nodes_of(ast.Call)]
            bases += [node.value for node in source.nodes_of(ast.Attribute)]
            for node in bases:
                if isinstance(node, ast.Attribute) and _root(node) not in modules and not _is_self(node.value):
                    known.add(node.attr)
            known |= {node.value.attr for node in source.nodes_of(ast.Assign) if isinstance(node.value, ast.Attribute)}
    return known


def _read_by_family(experiment: Experiment, cls: ast.ClassDef) -> set[str]:
    """Fields of `self` that a class reads, or one that it extends, or one that extends it."""
    classes: list[ast.ClassDef] = [node for one in experiment.sources for node in one.nodes_of(ast.ClassDef)]
    family = {cls.name}
    size = 0
    while size != (size := len(family)):
        for one in classes:
            bases = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in one.bases}
            if one.name in family:
                family |= bases & {other.name for other in classes}
            elif bases & family:
                family.add(one.name)
    parts = (part for one in classes if one.name in family for part in within(one))
    return {part.attr for part in parts if isinstance(part, ast.Attribute) and type(part.ctx) is ast.Load}


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", "")


def _is_layer(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node)[:1].isupper()


def trains_networks(experiment: Experiment, source: Source) -> bool:
    """Has the program an optimizer, or a backward pass in this file?"""
    if any(call.entry is not None and call.entry.role in _TRAINING_ROLES for call in experiment.calls):
        return True
    return any(called(call) in _BACKWARD for call in source.nodes_of(ast.Call))


def _may_train(call: ast.Call, known: set[ast.AST], *, shown: bool) -> bool:
    """Is this a call of a function that cannot be read, and may work on the network? One with a capital makes an object."""
    name = called(call)
    if call in known or name[:1].isupper():
        return False
    return (isinstance(call.func, ast.Name) and not shown) or _AT_WORK.search(name) is not None


def _shown(experiment: Experiment) -> set[ast.AST]:
    return {event.place.node for event in experiment.events if isinstance(event, Show)}
