"""Which classes of the project are networks, by what they extend and what methods they have."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.drawing_roots import root_of

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

_LIBRARY_NETWORKS = frozenset({"Layer", "LightningModule", "Model", "Module", "ModuleList", "Sequential"})
_LIBRARIES = frozenset({"keras", "layers", "nn", "tf", "torch"})  # by their usual names
_APPLYING = frozenset({"__call__", "call", "forward", "training_step"})


def is_network_class(experiment: Experiment, cls: ast.ClassDef, depth: int = 0) -> bool:
    """Has the class a method that applies its layers, or does it extend a library's network, if by way of others?"""
    if any(isinstance(one, ast.FunctionDef) and one.name in _APPLYING for one in cls.body):
        return True
    bases = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in cls.bases}
    if bases & _LIBRARY_NETWORKS or any(root_of(base) in _LIBRARIES for base in cls.bases):
        return True
    others = (one for source in experiment.sources for one in source.nodes_of(ast.ClassDef) if one.name in bases)
    return depth < len(experiment.sources) and any(is_network_class(experiment, one, depth + 1) for one in others)
