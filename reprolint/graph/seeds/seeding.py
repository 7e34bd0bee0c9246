"""Which draws of an entry point nothing fixes, and what the program does fix: the question behind all rules on seeds."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.events import (
    MISSING,
    UNKNOWN,
    Call,
    Draw,
    Event,
    Place,
    Seed,
)
from reprolint.graph.keras_generators import is_tensorflow_1
from reprolint.graph.seeds.drawn_seeds import is_drawn_seed
from reprolint.graph.seeds.idle_functions import idle_functions, runs_by_name
from reprolint.graph.seeds.learning import learns
from reprolint.graph.seeds.mattering import that_matter
from reprolint.graph.seeds.missing_modules import missing_modules
from reprolint.graph.seeds.replaced import replaced
from reprolint.graph.seeds.starting_afresh import is_fixed, undoes_a_seed
from reprolint.graph.seeds.unreached import is_run
from reprolint.graph.seeds.unseen import SEED_NAMES, Certain, may_seed_everything
from reprolint.graph.seeds.written import (
    given_in_words,
    is_certain,
    is_fresh,
    is_known_none,
    seeds_left_out,
    written_seeds,
)
from reprolint.graph.values import Constant, Estimator, Generator, Mapping, Sequence
from reprolint.patterns import pattern
from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.findings import Location
    from reprolint.graph.experiment import Experiment
    from reprolint.graph.values import Value

# Libraries with a global generator of their own, and how to seed it.
SEEDED_BY = {
    "python": "random.seed(seed)",
    "numpy": "np.random.seed(seed)",
    "torch": "torch.manual_seed(seed)",
    "tensorflow": "tf.keras.utils.set_random_seed(seed)",
    "keras": "keras.utils.set_random_seed(seed)",
}
# Its samplers draw from generators of their own, which a seed is given to where they are made.
OPTUNA = "optuna"
# Generators of PyTorch for graphics processors, which serve what is drawn there and nothing else.
_DEVICES = frozenset({"torch-cuda", "torch-mps"})
# Keras has no generator of its own; whoever seeds all of these has seeded it, whatever its version.
_KERAS_ASKS = frozenset({"python", "numpy", "tensorflow"})
_EITHER = frozenset({"data.shuffle"})  # NumPy, TensorFlow or another: the receiver's class is not known
# They ask Python's generator, which the worker processes of a loader seed by that of PyTorch.
_IN_WORKERS = frozenset({"torchvision.transforms.RandomChoice", "torchvision.transforms.RandomOrder"})
_SPEAKS_OF_SEEDS = pattern(r"seed|random_state|determinis", re.IGNORECASE)
_STOPPED = ("max_depth", "max_leaf_nodes")


@dataclass(frozen=True, slots=True)
class Seeding:
    """Draws of the entry point that nothing fixes (`free`, one per place), and what fixes anything at all.

    `seeds` are seeding calls and seeded generator objects, `arguments` calls that were given a seed of their own, known to
    the catalogue or not.
    Draws of Keras are free unless all generators that it may ask are seeded; `keras_generators` says which it asks.
    `learns` is false when the program neither trains, scores, divides nor saves anything. Without a draw that could be free
    nothing else is looked for, and all of it is empty. `whole` is false when files that are imported were not followed, or
    are not there.
    """

    free: tuple[Draw, ...]
    seeds: tuple[Event, ...]
    arguments: tuple[Event, ...]
    learns: bool
    whole: bool = True

    @property
    def nothing_fixed(self) -> bool:
        """Is there no seed of any kind?"""
        return not self.seeds and not self.arguments

    @property
    def given(self) -> list[Event]:
        """Those `arguments` that are a seed for certain, not a variable of unknown value; first the calls that draw by it."""
        certain = [event for event in self.arguments if is_certain(event)]
        return sorted(certain, key=lambda event: not isinstance(event, Draw))

    def shown(self, experiment: Experiment) -> list[Event]:
        """Places that show that something is seeded in this run, those that are certain to be before others."""
        passed = [event for event in self.arguments if given_in_words(event) and not is_certain(event)]
        passed.sort(key=lambda event: not isinstance(event, Draw))
        return [event for event in (*self.given, *passed) if _is_reached(experiment, event)]

    def left_out(self, experiment: Experiment) -> bool:
        """Would a `random_state`, which other calls were given, fix all that is free? Then it is that which is missing."""
        given = any(given_in_words(event).startswith("random_state=") for event in self.shown(experiment))
        return given and len(self.without_argument) == len(self.free)

    @property
    def without_argument(self) -> tuple[Draw, ...]:
        """Free draws that `random_state` would fix: those of scikit-learn and of libraries that follow it."""
        return tuple(draw for draw in self.free if takes_random_state(draw))


def how_to_seed(experiment: Experiment, library: str) -> str:
    """The call that seeds a library's global generator, in TensorFlow 1 by its name there."""
    first = library == "tensorflow" and is_tensorflow_1(experiment)
    return "tf.set_random_seed(seed)" if first else SEEDED_BY[library]


def takes_random_state(draw: Draw) -> bool:
    """Is this a call with a `random_state`, which NumPy's global generator serves otherwise?"""
    return draw.parameter == "random_state" and draw.library == "numpy"


def from_own_generator(draw: Draw) -> bool:
    """Does it draw from a generator object that was made without a seed, as by `default_rng()`, or is it given one?"""
    return own_generator(draw) is not None


def own_generator(draw: Draw) -> Generator | None:
    """The generator object without a seed that it draws from."""
    call = draw.call
    if call is None:
        return None
    given = call.argument(draw.parameter) if draw.parameter else None
    return next((one for one in (call.receiver, given) if isinstance(one, Generator) and is_fresh(one)), None)


def reached_from(experiment: Experiment, draw: Draw) -> Place:
    """Where the program itself draws, or calls the imported code that does: other programs that import it may seed it.

    The draw's own place where it is drawn while the file is imported. Of several such calls it is the first whose value
    is not replaced before anything reads it.
    """
    place = _own_place(experiment, draw)
    if draw.place.source is experiment.source or place.source is not experiment.source:
        return place
    same = (one for one in experiment.draws if one.place.node is draw.place.node and _is_free(one))
    for found in (place, *(_own_place(experiment, one) for one in same)):
        if not replaced(experiment, found.source, {found.node}):
            return found
    return place


def _own_place(experiment: Experiment, draw: Draw) -> Place:
    # A model may draw when it is fitted elsewhere: what led to the place that is named made it.
    calls = draw.calls if draw.call is None else draw.call.calls
    own = [place for place in (draw.place, *reversed(calls)) if place.source is experiment.source]
    return own[0] if own else draw.place


def running(experiment: Experiment, place: Place) -> str:
    """Names the program in front of what is said of a place in a file that it imports."""
    return "" if place.source is experiment.source else f"In a run of `{experiment.source.path}`, "


def given_a_seed(event: Event) -> Location:
    """The place of a seed that is given as an argument, or set as an attribute; it is not always known what it does."""
    words = "" if is_certain(event) else given_in_words(event)
    if words:
        return event.place.location(f"this call is given `{words}`")
    if isinstance(event, Draw):
        return event.place.location("this call has its seed")
    given = isinstance(event.place.node, ast.Call)
    return event.place.location("a seed is given to this call" if given else "a seed is set here")


def called_class(experiment: Experiment, draw: Draw) -> str:
    """What the code calls; where that is a variable that stands for several classes in turn, the one that draws."""
    classes = {call.qualified for call in _at_the_same_place(experiment, draw)}
    return draw.qualified.rpartition(".")[2] if len(classes) > 1 and draw.qualified else draw.name


def drawn_by_all(experiment: Experiment, draw: Draw) -> bool:
    """Does everything that is called at this place draw, or take a `random_state` at least? If not, one may be refused."""
    drawing = {one.qualified for one in experiment.draws if one.place.node is draw.place.node}
    takes = {
        call.qualified
        for call in _at_the_same_place(experiment, draw)
        if call.entry is not None and "random_state" in call.entry.parameters
    }
    return all(call.qualified in drawing | takes for call in _at_the_same_place(experiment, draw))


def _at_the_same_place(experiment: Experiment, draw: Draw) -> list[Call]:
    return [call for call in experiment.calls if call.place.node is draw.place.node]


def seeding(experiment: Experiment) -> Seeding | None:
    """What is seeded; None when something that cannot be read may have seeded everything."""
    if "seeding" not in experiment.answers:
        experiment.answers["seeding"] = _seeding(experiment)
    answer: Seeding | None = experiment.answers["seeding"]
    return answer


def _seeding(experiment: Experiment) -> Seeding | None:
    draws = [draw for draw in experiment.draws if _is_free(draw)]
    if not draws:  # most files, and the rest takes long
        return Seeding((), (), (), learns=False)
    if may_seed_everything(experiment):
        return None
    seeds: list[Event] = [
        seed
        for seed in experiment.seeds
        if seed.libraries & (SEEDED_BY.keys() | _DEVICES) and is_fixed(seed) and _may_take_place(experiment, seed)
    ]
    governed = seeded_libraries(seeds)
    if governed >= _KERAS_ASKS:
        governed.add("keras")
    seeds += [call for call in experiment.calls if is_seeded_generator(call) and _may_take_place(experiment, call)]
    given: list[Draw | Call] = [*experiment.draws, *experiment.calls]
    arguments: list[Event] = [
        event for event in given if _fixed_by_argument(event) and _may_take_place(experiment, event)
    ]
    arguments += written_seeds(experiment)
    arguments = [event for event in arguments if not is_drawn_seed(experiment, event)]
    free = _unreached(experiment, draws, governed, seeds, arguments)
    if free:
        certain = Certain(experiment)
        free = {place: draw for place, draw in free.items() if draw in certain}
    learning = learns(experiment)
    kept = tuple(that_matter(experiment, list(free.values()), learns=learning))
    if not kept or seeds or arguments:
        return Seeding(kept, _once(seeds), _once(arguments), learning)
    left_out = experiment.left_out()
    if any(map(seeds_left_out, left_out if experiment.complete else [*left_out, *experiment.sources])):
        return None
    out_of_sight = left_out or runs_by_name(experiment) or missing_modules(experiment) or _may_seed_unread(experiment)
    return Seeding(kept, (), (), learning, whole=experiment.complete and not out_of_sight)


def _may_seed_unread(experiment: Experiment) -> bool:
    """Were functions of other files not read to their ends, in a program that speaks of seeds at all?"""
    return not experiment.course.whole and _SPEAKS_OF_SEEDS.search(experiment.text) is not None


def _is_reached(experiment: Experiment, event: Event) -> bool:
    """Does running the program come to the event, as far as it was followed?"""
    return event.entry_point if isinstance(event, (Call, Draw)) else is_run(experiment, event.place)


def _may_take_place(experiment: Experiment, event: Event) -> bool:
    """Is it not in code that no run of this program makes use of?"""
    return event.entry_point or not idle_functions(experiment).hold(event.place.source, event.place.node)


def _unreached(
    experiment: Experiment, draws: list[Draw], governed: set[str], seeds: list[Event], arguments: list[Event]
) -> dict[ast.AST, Draw]:
    """Those of the draws that no seed of these libraries reaches, by place."""
    steps = _steps_with_seeds(experiment) | _stopped_by_search(experiment)
    free: dict[ast.AST, Draw] = {}
    for draw in draws:
        if from_own_generator(draw) and (seeds or arguments):
            continue  # left out by oversight or on purpose; the seeds that there are do not mislead
        if draw.call in steps or (governed & _DEVICES and _may_run_on_device(draw)):
            continue
        if draw.qualified in _IN_WORKERS and "torch" in governed and _may_have_workers(experiment):
            continue
        governing = draw.library in governed or (draw.qualified in _EITHER and seeds)
        if not governing or undoes_a_seed(experiment, draw):
            free.setdefault(draw.place.node, draw)
    return free


def _may_have_workers(experiment: Experiment) -> bool:
    loaders = [call for call in experiment.calls if call.entry is not None and call.entry.role == "loader"]
    return not loaders or any(call.constant("num_workers", 0) != 0 for call in loaders)


def _may_run_on_device(draw: Draw) -> bool:
    """Does it draw anew in every round, where the network is? Weights are drawn on the host."""
    return draw.library == "torch" and draw.call is not None and getattr(draw.call.entry, "kind", "") != "weights"


def seeded_libraries(seeds: Iterable[Event]) -> set[str]:
    """Libraries whose global generator these seeding calls fix."""
    return {library for seed in seeds if isinstance(seed, Seed) for library in seed.libraries}


def _once(events: list[Event]) -> tuple[Event, ...]:
    return tuple({event.place.node: event for event in reversed(events)}.values())[::-1]


def _is_free(draw: Draw) -> bool:
    """Is this a draw that nothing fixes where it stands?"""
    call = draw.call
    if draw.library == OPTUNA:
        return draw.entry_point and _samples_afresh(draw)
    if not draw.entry_point or not draw.known or draw.library not in SEEDED_BY:
        return False
    if draw.seeded_by is not None and not (draw.library == "keras" and isinstance(draw.seeded_by, Seed)):
        return False
    if call is None or (isinstance(call.receiver, Generator) and not from_own_generator(draw)):
        return False
    if draw.qualified == "data.sample" and getattr(call.receiver, "kind", "") not in {"frame", "series"}:
        return False  # a distribution, a replay buffer
    if call.entry is not None and call.entry.family == "tree" and any(name in call.keywords for name in _STOPPED):
        return False  # a tree draws to break ties, which are rare near its root
    if _tries_everything(call):
        return False
    given = call.argument(draw.parameter) if draw.parameter else None
    return (not isinstance(given, Generator) or is_fresh(given)) and not (isinstance(given, Constant) and draw.loops)


_TRIED = 10  # candidates of a random search that is given no number


def _tries_everything(search: Call) -> bool:
    """Does this random search draw from lists that hold no more combinations than it tries, and so tries them all?"""
    if search.qualified != "sklearn.model_selection.RandomizedSearchCV":
        return False
    lists, tried = search.argument("param_distributions", 1), search.constant("n_iter", _TRIED)
    if not isinstance(lists, Mapping) or lists.rest is not None or not isinstance(tried, int):
        return False
    values = list(lists.items.values())
    counts = [len(one.items) for one in values if isinstance(one, Sequence) and one.rest is None]
    return len(counts) == len(values) and math.prod(counts) <= tried


def _samples_afresh(study: Draw) -> bool:
    """Has this study of Optuna the sampler that it takes by itself, or one that was made without a seed?"""
    given = study.call.argument(study.parameter) if study.call is not None else UNKNOWN
    if isinstance(given, Generator):
        return given.library == OPTUNA and given.seed is None
    return given is MISSING or is_known_none(given)


def _fixed_by_argument(event: Draw | Call) -> bool:
    """Was the call given its own seed? Also where it does not draw: the author wanted a fixed result."""
    if isinstance(event, Draw):
        given = event.call.argument(event.parameter) if event.call is not None and event.parameter else MISSING
        return event.entry_point and given is not MISSING and event.seeded_by is given
    given = event.keywords.get("random_state", MISSING)
    return isinstance(given, Constant) and given.value is not None


def _steps_with_seeds(experiment: Experiment) -> set[Call | None]:
    """Calls that made a step of a pipeline, or the inside of a search, which `set_params` later gave its seed."""
    found: set[Call | None] = set()
    for call in experiment.calls:
        if call.name.rpartition(".")[2] != "set_params":
            continue
        for name, value in call.keywords.items():
            *path, last = name.split("__")
            part: Value | None = call.receiver
            for step in path:
                part = _step(part, step)
            if path and last in SEED_NAMES and isinstance(part, Estimator) and not is_known_none(value):
                found.add(part.made_by)
    return found - {None}


def _stopped_by_search(experiment: Experiment) -> set[Call | None]:
    """Calls that made trees for a search, every candidate of which stops early: `{"max_depth": [2, 3, 4]}`."""
    found: set[Call | None] = set()
    direct = {
        fit.estimator.made_by for fit in experiment.fits if fit.base is None and isinstance(fit.estimator, Estimator)
    }
    for call in experiment.calls:
        model = call.argument("estimator", 0) if call.entry is not None and call.entry.role == "search" else None
        if isinstance(model, Estimator) and model.entry is not None and model.entry.family == "tree":
            grid = call.argument("param_grid", 1)
            candidates = [grid.items.get(name) for name in _STOPPED] if isinstance(grid, Mapping) else []
            if any(isinstance(values, Sequence) and _all_given(values) for values in candidates):
                found.add(model.made_by)
    return found - direct


def _all_given(values: Sequence) -> bool:
    return values.rest is None and bool(values.items) and not any(map(is_known_none, values.items))


def _step(whole: Value | None, name: str) -> Value | None:
    if not isinstance(whole, Estimator):
        return None
    for given, step in whole.steps:  # `make_pipeline` calls each step by its class, in lower case
        if given == name or (isinstance(step, Estimator) and step.short_name.lower() == name):
            return step
    return whole.inner if name in {"estimator", "base_estimator"} else None


def is_seeded_generator(call: Call) -> bool:
    """Does the call make a generator object that has a seed?"""
    made = call.result
    return isinstance(made, Generator) and made.made_by is call and made.seed is not None and made.library in SEEDED_BY
