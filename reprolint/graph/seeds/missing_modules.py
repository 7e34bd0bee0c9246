"""Modules of the project that are imported and are not there, as far as their names and the ways to them tell."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.seeds.unseen import KEEP_SEEDS

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# What parts of a project are called, and libraries are not.
_PARTS_OF_PROJECTS = frozenset(
    {
        "common", "config", "configs", "data", "data_loader", "data_utils", "dataloader", "dataloaders", "dataset", "engine",
        "functions", "helper", "helper_functions", "helpers", "layers", "lib", "loader", "losses", "main", "model", "models",
        "modules", "nets", "network", "networks", "preprocess", "preprocessing", "scripts", "settings", "src", "tools", "train",
        "trainer", "training", "util", "utilities", "utils",
    }
)  # fmt: skip
# Libraries with such names that the catalogue does not describe, or what those begin with.
_LIBRARIES = frozenset(
    {
        "Bio", "Crypto", "Cython", "GPy", "GPyOpt", "IPython", "Levenshtein", "MDAnalysis", "OpenSSL", "PIL", "PyQt5", "PyQt6",
        "SimpleITK", "azure", "bayes", "efficientnet", "flask", "google", "huggingface", "ipywidgets", "kaggle", "line_profiler",
        "memory_profiler", "prompt", "pyarrow", "pymysql", "python_speech_features", "pytorch", "rank_bm25", "ray", "ruamel",
        "segment_anything", "segmentation_models", "segmentation_models_pytorch", "sentence_transformers", "speech_recognition",
        "stable_baselines3", "tensorboardX", "tf", "timm", "typing", "typing_extensions", "ydata",
        # of Python 2
        "BaseHTTPServer", "ConfigParser", "HTMLParser", "Queue", "SocketServer", "StringIO", "Tkinter", "UserDict", "cPickle",
        "cStringIO",
    }
)  # fmt: skip


def missing_modules(experiment: Experiment) -> list[str]:
    """Names of imported modules that belong to the project, and of which it has no file.

    It is so for relative imports, for names that parts of projects go by, for a class from a module of its name, for one
    beside modules that are there, and in files that add folders to `sys.path`, for names of several words or with a capital
    that are no libraries that are known.
    """
    looked, found = experiment.imports()
    folders = {name.partition(".")[0] for name in found if "." in name}
    missing: dict[str, None] = {}
    for source in experiment.sources:
        adds_folders = "sys.path" in source.text
        for name, is_own in _imported(source):
            if not name or name not in looked or name in found or any(one.startswith(f"{name}.") for one in found):
                continue
            if is_own or name.partition(".")[0] in folders or (adds_folders and _is_unlike_a_library(name)):
                missing[name] = None
    return list(missing)


def _imported(source: Source) -> Iterator[tuple[str, bool]]:
    """Modules that are imported, and whether they are parts of the project for certain."""
    for node in source.nodes_of(ast.ImportFrom):
        name = node.module or ""
        namesake = name[:1].isupper() and any(one.name == name for one in node.names) and not _is_library(name)
        if not name.endswith("version"):  # written when a package is built
            yield name, bool(name) and (node.level > 0 or namesake or _is_part(name))
    for plain in source.nodes_of(ast.Import):
        for one in plain.names:
            yield one.name, _is_part(one.name)


def _is_part(name: str) -> bool:
    return name.partition(".")[0] in _PARTS_OF_PROJECTS


def _is_unlike_a_library(name: str) -> bool:
    top = name.partition(".")[0]
    return ("_" in top or top != top.lower()) and not _is_library(name)


def _is_library(name: str) -> bool:
    """Is it a library that is known, or one that goes with it, as `keras_cv` does?"""
    top = name.partition(".")[0]
    names = {top, top.partition("_")[0]}
    return bool(names & (sys.stdlib_module_names | KEEP_SEEDS | _LIBRARIES))
