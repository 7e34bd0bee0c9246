"""Seeds, generators and draws: what is random, and what governs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import redrawing, sampling
from reprolint.graph.events import MISSING, UNKNOWN, Call, Draw, Seed
from reprolint.graph.overlap import Answer
from reprolint.graph.roles import keys
from reprolint.graph.roles.layers import layers_behind, layers_within
from reprolint.graph.rows import All
from reprolint.graph.values import NONE, Constant, Data, Estimator, Generator, Instance, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.catalog import Random
    from reprolint.graph.interpreter import Interpreter


def seed(run: Interpreter, call: Call) -> Value:
    """A call that seeds one or more libraries' global generators."""
    entry = call.entry
    assert entry is not None
    libraries = frozenset(entry.seeds or ((entry.kind,) if entry.kind else ()))
    none = NONE if call.complete else UNKNOWN
    value: Value = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), none)
    fixed = not (isinstance(value, Constant) and value.value is None)  # `seed()` takes the clock
    event = run.record(Seed(call.place, call.name, call.qualified, libraries=libraries, value=value))
    for library in sorted(libraries):
        if fixed:
            run.memory.put(run.seeds, library, event)
        else:
            run.memory.remove(run.seeds, library)
    return Unknown(call.name)


def generator(run: Interpreter, call: Call) -> Value:
    """A generator object: `default_rng(seed)`, `RandomState(seed)`, `random.Random(seed)`, `torch.Generator()`."""
    entry = call.entry
    assert entry is not None
    if entry.kind == "jax-split":
        return keys.derived(run, call)
    given: Value | None = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), None)
    if call.keywords and entry.random is not None and entry.random.parameter:  # it has other settings too
        named = call.argument(entry.random.parameter)
        given = None if named is MISSING else named
    if isinstance(given, Constant) and given.value is None:
        given = None
    if given is None and not call.complete:
        given = UNKNOWN
    return Generator(entry.kind or "numpy", given, call)


def draw(run: Interpreter, call: Call) -> Value:
    """A function that draws random numbers or reorders at random."""
    note_draw(run, call)
    entry = call.entry
    assert entry is not None
    if entry.random is not None and entry.random.library == "jax":
        keys.use(run, call)
    parts = [value for value in call.arguments if isinstance(value, Data)]
    if entry.kind == "shuffle":
        return _shuffled(run, call)
    if "permutation" in call.qualified:
        return Data(
            rows=parts[0].rows if parts else All(("positions", run.fresh())),
            kind="index",
            traits=frozenset({"shuffled"}),
        )
    if entry.kind == "sampler":  # the positions it is given, in another order
        return (
            frames.derive(parts[0]) if parts and call.qualified.endswith("SubsetRandomSampler") else Unknown(call.name)
        )
    if parts:
        again = redrawing.drawn_from(run, call, parts[0])
        return again if again is not None else frames.pick(run, parts[0], Unknown(call.name))
    made = Unknown(call.name, ())
    once = sampling.drawn_once(run, call) if call.qualified == "numpy.random.choice" else None
    numbers = once or Data(rows=All(("drawn", run.fresh())), kind="array", synthetic=True)
    made.faces = {"data": numbers}
    redrawing.note(run, call, None, numbers.rows)
    return made


def _shuffled(run: Interpreter, call: Call) -> Value:
    """`shuffle(a, b)` gives back as many arrays; in-place shuffles give nothing."""
    results: list[Value] = []
    for value in call.arguments:
        data = frames.face(run, value) if isinstance(value, (Data, Unknown)) else None
        results.append(value if data is None else frames.derive(data, traits=data.traits | {"shuffled"}))
    if len(results) == 1:
        return results[0]
    return Sequence("list", results)


def draws(random: Random, call: Call) -> Answer:
    """Do the arguments make the call draw?"""
    if random.starts and (fixed := _starts_fixed(random, call)) is not Answer.NO:
        return Answer.NO if fixed is Answer.YES else fixed
    if not (random.active or random.inert or random.unsure):
        return Answer.YES
    names = {*random.active, *random.inert, *random.unsure}
    given = {name: value for name in names if (value := call.constant(name, default=MISSING)) is not MISSING}
    return random.draws(given, call.entry.defaults if call.entry is not None else {})


_FIXED_STARTS = frozenset({"zeros", "zero", "ones", "one", "identity"})
_DROPS = ("dropout", "recurrent_dropout")


def _starts_fixed(random: Random, call: Call) -> Answer:
    """Does a layer start from given numbers, or from those of initialisers with seeds, and drop nothing later?"""
    if any(call.constant(name, 0) != 0 for name in _DROPS):
        return Answer.NO
    if call.argument("weights") not in (MISSING, NONE):
        return Answer.YES
    answers = {_start_is_fixed(call.argument(name)) for name in random.starts}
    return Answer.NO if Answer.NO in answers else answers.pop() if len(answers) == 1 else Answer.UNKNOWN


def _start_is_fixed(given: Value) -> Answer:
    """Is this initialiser the same in every run? The default is not."""
    if given is MISSING:
        return Answer.NO
    if isinstance(given, Constant):
        return Answer.YES if str(given.value).lower() in _FIXED_STARTS else Answer.NO
    if isinstance(given, Estimator) and given.entry is not None and given.entry.kind in {"start", "fixed-start"}:
        seed = given.parameters.get("seed", NONE)
        if given.entry.kind == "fixed-start" or (isinstance(seed, Constant) and seed.value is not None):
            return Answer.YES
        return Answer.NO if isinstance(seed, Constant) and given.complete else Answer.UNKNOWN
    return Answer.UNKNOWN


def note_draw(run: Interpreter, call: Call) -> None:
    """Record a draw of this call, with the seed that governs it, unless its arguments make it deterministic."""
    entry = call.entry
    if entry is None or (entry.random is None and entry.role != "draw"):
        return
    random = entry.random
    if random is not None and draws(random, call) is not Answer.YES:
        return
    parameter = random.parameter if random is not None else ""
    library = random.library if random is not None else entry.kind or "numpy"
    given = call.argument(parameter) if parameter else MISSING
    seeded: Seed | Value | None = run.seeds.get(library)
    if library == "keras":  # which of them it asks depends on its version
        seeded = next(
            (run.seeds[name] for name in ("keras", "python", "tensorflow", "numpy") if name in run.seeds), None
        )
    default = entry.defaults.get(parameter)
    if given is MISSING and default is not None:  # `fetch_20newsgroups` shuffles with 42
        seeded = Constant(default)
    known = given is not UNKNOWN
    if isinstance(given, Constant):
        seeded = given if given.value is not None else seeded
    elif isinstance(given, Generator):
        seeded = given if given.seed is not None else None
    elif given is not MISSING:
        seeded = given
        known = False
    run.record(
        Draw(
            call.place,
            call.name,
            call.qualified,
            library=library,
            parameter=parameter,
            seeded_by=seeded,
            known=known,
            call=call,
        )
    )


def note_estimator(run: Interpreter, value: Value | None, call: Call, *, given: bool = False) -> None:
    """Record the draws that fitting this estimator makes, at the place where it was constructed.

    Of a network whose weights were `given`, those that were drawn for it do not count.
    """
    if isinstance(value, Instance):  # a network or layer of the project
        for inner, restored in layers_within(value, run.given_weights):
            note_estimator(run, inner, call, given=given or restored)
        return
    if not isinstance(value, Estimator) or (given and value.entry is not None and value.entry.kind == "weights"):
        return
    for one in value.either:
        note_estimator(run, one, call, given=given)
    if value.either:
        return
    given = given or id(value) in run.given_weights
    if value.made_by is not None:
        made = value.made_by
        if value.parameters.keys() != made.keywords.keys() and made.entry is not None and made.entry.random is not None:
            parameter = made.entry.random.parameter
            if parameter in value.parameters and parameter not in made.keywords:
                return  # set later, through set_params or an attribute
        note_draw(run, made)
        if made.entry is not None and made.entry.random is not None and made.entry.random.passed_on:
            return
    if value.inner is not None:
        note_estimator(run, value.inner, call, given=given)
    for _, step in value.steps:
        note_estimator(run, step, call, given=given)
    if value.entry is not None and value.entry.kind == "functional":
        for layer in layers_behind(value.parameters.values()):
            note_estimator(run, layer, call, given=given)
