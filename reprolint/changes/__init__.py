"""What changed since a revision: which files to analyse, and which findings lie on changed lines and cells."""

from reprolint.changes.comparing import Changes

__all__ = ["Changes"]
