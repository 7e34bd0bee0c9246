"""What may seed a global generator out of sight: helpers that cannot be read, libraries that nobody has described."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.events import Call
from reprolint.graph.seeds.unbound_names import unbound_names
from reprolint.graph.values import Constant, Estimator, Generator, Unknown
from reprolint.patterns import pattern
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.events import Event
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

SEED_NAMES = frozenset({"random_state", "random_seed", "seed"})
_OF_MODELS = "random_state"
_ASKED_WHETHER = ("use_", "is_", "has_", "set_", "fix_", "with_", "same_", "no_")  # flags, `use_seed=True`
# Trainer seeds `random`, numpy and torch with `args.seed`, 42 unless given.
_SEED_THEMSELVES = frozenset({"transformers.TrainingArguments", "transformers.Seq2SeqTrainingArguments"})
_MAY_SEED = pattern(r"seed|determinis|reproduc", re.IGNORECASE)
_METHOD_MAY_SEED = pattern(r"(?:set|fix|init|manual).*seed|seed_?(?:all|every)|determinis|reproduc", re.IGNORECASE)
_AS_TEXT = pattern(r"random_state['\"]")
_RUNNING_MAGICS = frozenset({"run", "load", "store", "rerun", "recall"})
# Their calls keep a seed to themselves, also those that the catalogue does not name.
KEEP_SEEDS = frozenset(
    {
        "apyori", "argparse", "builtins", "catboost", "category_encoders", "community", "dask", "eli5",
        "gensim", "hdbscan", "igraph", "imbalanced_learn", "imblearn", "jax", "json", "keras", "lightgbm",
        "lime", "logging", "matplotlib", "mlxtend", "networkx", "numpy", "optuna", "pandas", "plotly", "polars",
        "pyspark", "random", "scipy", "seaborn", "shap", "skimage", "sklearn", "skopt", "statsmodels",
        "tensorflow", "torch", "torchvision", "umap", "wordcloud", "xgboost", "yellowbrick",
    }
)  # fmt: skip
# Methods of frames, data sets, image generators and games, also where it is not known that they are such.
_KEEPS_SEED = frozenset(
    {"sample", "shuffle", "randomSplit", "reset", "flow", "flow_from_directory", "flow_from_dataframe"}
)


def is_seed_name(name: str) -> bool:
    """Also of a step, `forest__random_state`, and of one among several, `split_seed`."""
    return name.endswith(("seed", "random_state")) and not name.startswith(_ASKED_WHETHER)


def may_seed_everything(experiment: Experiment) -> bool:
    """A helper that is named after seeding and cannot be read, another notebook that is run in this one."""
    if any(magic.name in _RUNNING_MAGICS for source in experiment.sources for magic in source.magics):
        return True
    if _AS_TEXT.search(experiment.text):  # in a grid, or in options that are passed on
        return True
    if any(call.qualified in _SEED_THEMSELVES or _is_named_after_seeding(call) for call in experiment.calls):
        return True
    return any(_seeds_by_another_name(experiment, source) for source in experiment.sources)


def _seeds_by_another_name(experiment: Experiment, source: Source) -> bool:
    """Is something called that is named after seeding and that the file, but for `from lab import *`, has from nowhere?"""
    named = [call for call in source.nodes_of(ast.Call) if _MAY_SEED.search(called(call))]
    if not named:
        return False
    known = {event.place.node for event in experiment.events if event.place.source is source}
    own = _own_functions(experiment)
    unknown = [call for call in named if call not in known and called(call) not in own]
    if any(name.name == "*" for node in source.nodes_of(ast.ImportFrom) for name in node.names):
        return bool(unknown)
    functions = [call.func for call in unknown if isinstance(call.func, ast.Name)]
    return any(function.id in unbound_names(source) for function in functions)


def _is_named_after_seeding(call: Call) -> bool:
    if call.entry is not None:
        return False
    if call.receiver is None:
        return bool(call.qualified) and _MAY_SEED.search(call.qualified.rpartition(".")[2]) is not None
    return isinstance(call.receiver, Unknown) and _METHOD_MAY_SEED.search(call.name.rpartition(".")[2]) is not None


def _own_functions(experiment: Experiment) -> set[str]:
    return {node.name for one in experiment.sources for node in one.nodes_of(ast.FunctionDef)}


class Certain:
    """Of which draws it is known whether a seed reaches them: those before the first unknown call that is given one.

    Some libraries hand it to `np.random.seed`, as the simulations of geostatspy and the splitters of deepchem do.
    """

    def __init__(self, experiment: Experiment) -> None:
        source = experiment.source
        self.source = source
        self.order = min((call.order for call in experiment.calls if _may_pass_its_seed_on(call)), default=float("inf"))
        seen = {event.place.node for event in experiment.events if event.place.source is source}
        own = _own_functions(experiment)
        methods = (
            call
            for call in source.nodes_of(ast.Call)
            if call not in seen and called(call) not in own and _is_given_a_seed(call)
        )
        self.line = min((call.lineno for call in methods), default=float("inf"))

    def __contains__(self, draw: Event) -> bool:
        return draw.order < self.order and (draw.place.source is not self.source or draw.place.line < self.line)


def _is_given_a_seed(call: ast.Call) -> bool:
    """Is this a method of something unknown, with a seed?"""
    if not isinstance(call.func, ast.Attribute) or call.func.attr in _KEEPS_SEED:
        return False
    return any(
        one.arg is not None
        and is_seed_name(one.arg)
        and not (isinstance(one.value, ast.Constant) and one.value.value is None)
        for one in call.keywords
    )


def _may_pass_its_seed_on(call: Call) -> bool:
    if call.entry is not None or not ((call.keywords and _has_seed_keyword(call)) or _has_seed_variable(call)):
        return False
    if call.receiver is None:
        return bool(call.qualified) and call.qualified.partition(".")[0] not in KEEP_SEEDS
    if isinstance(call.receiver, Estimator) and call.receiver.qualified:
        return call.receiver.qualified.partition(".")[0] not in KEEP_SEEDS
    return isinstance(call.receiver, Unknown) and call.name.rpartition(".")[2] not in _KEEPS_SEED


def _has_seed_keyword(call: Call) -> bool:
    """None, and generator objects, seed nothing else; nor do models that are made as those of scikit-learn are."""
    model = call.name.rpartition(".")[2][:1].isupper()
    given = (
        value for name, value in call.keywords.items() if is_seed_name(name) and not (model and name == _OF_MODELS)
    )
    return any(
        not isinstance(one, Generator) and not (isinstance(one, Constant) and one.value is None) for one in given
    )


def _has_seed_variable(call: Call) -> bool:
    node = call.place.node
    given = node.args if isinstance(node, ast.Call) else []
    return any(isinstance(one, ast.Name) and is_seed_name(one.id.lower()) for one in given)
