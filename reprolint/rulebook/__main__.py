"""`python -m reprolint.rulebook` writes the compiled rulebook; `--check` only says whether it is up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reprolint.rulebook.compile import compiled
from reprolint.rulebook.reading import rules_folder


def main() -> int:
    """Compile, and return the exit code: 1 when a page has faults or, with `--check`, a generated file is out of date."""
    parser = argparse.ArgumentParser(prog="python -m reprolint.rulebook", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument("--partial", action="store_true", help="leave out pages with faults instead of writing nothing")
    options = parser.parse_args()
    folder = rules_folder()
    texts, problems = compiled(folder)
    for problem in problems:
        _say(problem)
    if problems and not options.partial:
        return 1
    stale = [name for name, text in texts.items() if _current(folder / name) != text]
    for name in stale:
        if options.check:
            _say(f"{name}: out of date; `python -m reprolint.rulebook` writes it")
        else:
            (folder / name).write_text(texts[name], encoding="utf-8", newline="\n")
            _say(f"wrote {name}")
    return 1 if problems or (options.check and stale) else 0


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
