"""What may seed a global generator out of sight: helpers that cannot be read, libraries that nobody has described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprolint.graph.events import Call
from reprolint.graph.values import Constant, Estimator, Generator, Unknown
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

SEED_NAMES = frozenset({"random_state", "random_seed", "seed"})
# Trainer seeds `random`, numpy and torch with `args.seed`, 42 unless given.
_SEED_THEMSELVES = frozenset({"transformers.TrainingArguments", "transformers.Seq2SeqTrainingArguments"})
_MAY_SEED = pattern(r"seed|determinis|reproduc", re.IGNORECASE)
_METHOD_MAY_SEED = pattern(r"(?:set|fix|init|manual).*seed|seed_?(?:all|every)|determinis|reproduc", re.IGNORECASE)
_AS_TEXT = pattern(r"random_state['\"]")
_RUNNING_MAGICS = frozenset({"run", "load", "store", "rerun", "recall"})
# Their calls keep a seed to themselves, also those that the catalogue does not name.
_KEEP_SEEDS = frozenset(
    """
    category_encoders catboost community dask eli5 gensim hdbscan igraph imblearn imbalanced_learn jax keras lightgbm lime
    matplotlib mlxtend networkx numpy optuna pandas plotly polars pyspark random scipy seaborn shap skimage sklearn skopt
    statsmodels tensorflow torch torchvision umap wordcloud xgboost yellowbrick
    """.split()
)
_KEEPS_SEED = frozenset({"sample"})  # of frames, also where it is not known that they are frames


def is_seed_name(name: str) -> bool:
    """Also of a step: `forest__random_state`."""
    return name.rpartition("__")[2] in SEED_NAMES


def may_seed_everything(experiment: Experiment) -> bool:
    """A helper that is named after seeding and cannot be read, another notebook that is run in this one."""
    if any(magic.name in _RUNNING_MAGICS for source in experiment.sources for magic in source.magics):
        return True
    if _AS_TEXT.search(experiment.text):  # in a grid, or in options that are passed on
        return True
    return any(call.qualified in _SEED_THEMSELVES or _is_named_after_seeding(call) for call in experiment.calls)


def _is_named_after_seeding(call: Call) -> bool:
    if call.entry is not None:
        return False
    if call.receiver is None:
        return bool(call.qualified) and _MAY_SEED.search(call.qualified.rpartition(".")[2]) is not None
    return isinstance(call.receiver, Unknown) and _METHOD_MAY_SEED.search(call.name.rpartition(".")[2]) is not None


def certain_until(experiment: Experiment) -> float:
    """Up to which event it is known what seeds the global generators: the first unknown call that is given a seed.

    Some libraries hand it to `np.random.seed`, as the simulations of geostatspy and the splitters of deepchem do.
    """
    return min((call.order for call in experiment.calls if _may_pass_its_seed_on(call)), default=float("inf"))


def _may_pass_its_seed_on(call: Call) -> bool:
    if call.entry is not None or not any(
        is_seed_name(name) and not _is_kept(value) for name, value in call.keywords.items()
    ):
        return False
    if call.receiver is None:
        return bool(call.qualified) and call.qualified.partition(".")[0] not in _KEEP_SEEDS
    if isinstance(call.receiver, Estimator) and call.receiver.qualified:
        return call.receiver.qualified.partition(".")[0] not in _KEEP_SEEDS
    return isinstance(call.receiver, Unknown) and call.name.rpartition(".")[2] not in _KEEPS_SEED


def _is_kept(value: object) -> bool:
    """None, and generator objects, seed nothing else."""
    return isinstance(value, Generator) or (isinstance(value, Constant) and value.value is None)
