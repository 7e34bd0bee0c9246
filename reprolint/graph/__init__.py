"""The experiment graph: what happens to which rows in a file, found by reading it."""

from reprolint.graph.events import MISSING, UNKNOWN
from reprolint.graph.experiment import Experiment, build
from reprolint.graph.modules import Modules
from reprolint.graph.overlap import Answer, overlaps
from reprolint.graph.rows import ancestors

__all__ = ["MISSING", "UNKNOWN", "Answer", "Experiment", "Modules", "ancestors", "build", "overlaps"]
