"""Starts the command; answers `--version` before anything else is imported."""

from __future__ import annotations

import gc
import sys

from reprolint import __version__


def main() -> None:
    """Run `reprolint` with the arguments of the process; ends in SystemExit with the documented exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"reprolint {__version__}")  # noqa: T201
        return
    gc.set_threshold(100_000, 50, 100)  # measured: 6 to 11 % less time for at most 40 MB more
    from reprolint.cli import main as group

    group(prog_name="reprolint")


if __name__ == "__main__":
    main()
