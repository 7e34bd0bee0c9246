"""How this package was installed, and how the libraries that its extras bring are."""

from __future__ import annotations

import re

DISTRIBUTION = "reprolint-ml"


def from_a_copy() -> bool:
    """Was it installed from a folder or a repository, so that other machines may not find this version as a package?"""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution(DISTRIBUTION).read_text("direct_url.json") is not None
    except PackageNotFoundError:
        return True


def command_for(extra: str) -> str:
    """What to type to get the libraries of an extra, by their own names: the package's may not be known to pip."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        requirements = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        requirements = []
    mark = re.compile(rf"""extra\s*==\s*['"]{re.escape(extra)}['"]""")
    needed = [one.partition(";")[0].strip() for one in requirements if mark.search(one)]
    return "pip install " + " ".join(f'"{one}"' for one in needed or [f"{DISTRIBUTION}[{extra}]"])
