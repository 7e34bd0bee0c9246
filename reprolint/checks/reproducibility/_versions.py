"""Which versions of a library the requirements of a file allow, for advice that depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.project.versions import admits_between

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.keras_generators import Admits
    from reprolint.project import Project


def admitted_versions(experiment: Experiment, project: Project | None) -> Admits | None:
    """What the requirements that hold for this file say of versions."""
    if project is None:
        return None

    def admits(distribution: str, low: str, high: str | None) -> bool | None:
        spec = project.required_for(experiment.source.path, distribution)
        return None if spec is None else admits_between(spec, low, high)

    return admits
