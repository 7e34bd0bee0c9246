"""The experiment graph: what happens to which rows in a file, found by reading it."""

from reprolint.graph.events import MISSING, UNKNOWN
from reprolint.graph.experiment import Experiment, build
from reprolint.graph.modules import Modules
from reprolint.graph.rows import Answer, ancestors, overlaps

__all__ = ["MISSING", "UNKNOWN", "Answer", "Experiment", "Modules", "ancestors", "build", "overlaps"]
