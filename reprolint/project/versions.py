"""Versions of Python distributions: enough of their order to say whether a requirement admits one."""

from __future__ import annotations

import re

from reprolint.patterns import pattern

VERSION = pattern(
    r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<phase>a|alpha|b|beta|c|rc|pre|preview)[-_.]?(?P<pre>\d*))?"
    r"(?P<post>[-_.]?(?:post|rev|r)[-_.]?\d*)?"
    r"(?P<dev>[-_.]?dev\d*)?(?:\+[a-z0-9.]+)?",
    re.IGNORECASE,
)
CLAUSE = pattern(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*([^\s,]+)\s*")

Key = tuple[int, tuple[int, ...], int, int]


def normalised(name: str) -> str:
    """A distribution's name in the one spelling that all its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def key(version: str) -> Key | None:
    """A sortable key, None when `version` is not a version."""
    match = VERSION.fullmatch(version.strip())
    if match is None:
        return None
    release = [int(part) for part in match["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    stage = 0
    if match["phase"]:
        stage = {"a": -3, "b": -2}.get(match["phase"][0].lower(), -1)
    elif match["dev"]:
        stage = -4
    elif match["post"]:
        stage = 1
    return int(match["epoch"] or 0), tuple(release), stage, int(match["pre"] or 0)


def is_exact(spec: str) -> bool:
    """Does the requirement admit one version only: `==1.2.3`, `===x`, or an archive or commit given by its address?"""
    if spec.startswith("@"):
        return bool(re.search(r"@[0-9a-f]{7,40}\b|#sha256=|\.whl\b", spec))
    return any(operator in {"==", "==="} and not version.endswith("*") for operator, version in CLAUSE.findall(spec))


def admits(spec: str, version: str) -> bool | None:
    """Can a version that `spec` allows be `version`? None when either cannot be read."""
    if not spec:
        return True
    wanted = key(version)
    clauses = [clause for clause in spec.split(",") if clause.strip()]
    if wanted is None:
        return None
    answers = [_admits_one(clause, version, wanted) for clause in clauses]
    if False in answers:
        return False
    return None if None in answers else True


def admits_between(spec: str, low: str, high: str | None) -> bool | None:
    """Can a version that `spec` allows lie at or above `low` and below `high` (None: no end)? None when it cannot be read.

    A range that is not empty holds its lower end or what comes right after it, and that end is a bound that someone wrote.
    """
    ends = [low, *(bound.removesuffix(".*") for _, bound in CLAUSE.findall(spec))]
    within = f">={low}" if high is None else f">={low},<{high}"
    answers = [
        admits(f"{spec},{within}" if spec else within, version) for end in ends for version in (end, f"{end}.0.0.1")
    ]
    if True in answers:
        return True
    return None if None in answers else False


def _admits_one(clause: str, version: str, wanted: Key) -> bool | None:
    match = CLAUSE.fullmatch(clause)
    if match is None:
        return None
    operator, bound = match.groups()
    if bound.endswith(".*"):
        within = _starts_with(version, bound[:-2])
        return within if operator == "==" else not within if operator == "!=" else None
    limit = key(bound)
    if limit is None:
        return None
    if operator == "~=":
        return wanted >= limit and _starts_with(version, bound.rpartition(".")[0])
    return {
        "==": wanted == limit,
        "===": version == bound,
        "!=": wanted != limit,
        "<=": wanted <= limit,
        ">=": wanted >= limit,
        "<": wanted < limit,
        ">": wanted > limit,
    }[operator]


def _starts_with(version: str, prefix: str) -> bool:
    parts, wanted = _release(version), _release(prefix)
    parts += [0] * (len(wanted) - len(parts))
    return bool(wanted) and parts[: len(wanted)] == wanted


def _release(version: str) -> list[int]:
    match = VERSION.match(version.strip())
    return [int(part) for part in match["release"].split(".")] if match else []


def from_caret(constraint: str) -> str:
    """Poetry's notation in the standard one: `^1.2` is `>=1.2,<2`, `~1.2` is `>=1.2,<1.3`, a bare version is exact."""
    clauses = []
    for part in constraint.split(","):
        clause = part.strip()
        if clause in {"", "*"}:
            continue
        if clause[0] in "^~" and not clause.startswith("~="):
            clauses += _range(clause[0], clause[1:].strip())
        else:
            clauses.append(clause if clause[0] in "<>=!~" else f"=={clause}")
    return ",".join(clauses)


def _range(operator: str, low: str) -> list[str]:
    parts = _release(low)
    if not parts:
        return [f"=={low}"]
    position = min(1, len(parts) - 1)
    if operator == "^":
        position = next((index for index, part in enumerate(parts) if part), len(parts) - 1)
    high = [*parts[:position], parts[position] + 1]
    return [f">={low}", "<" + ".".join(map(str, high))]


def from_conda(constraint: str) -> str:
    """Conda's notation in the standard one: `=1.2` is `==1.2.*`, with three numbers or a build it is exact."""
    clauses = []
    for part in constraint.replace(" ", "").split(","):
        if not part or part == "*":
            continue
        if part[0] in "<>!~" or part.startswith("=="):
            clauses.append(part)
            continue
        version, _, build = part.lstrip("=").partition("=")
        exact = build or version.count(".") > 1
        clauses.append(f"=={version}" if exact or version.endswith("*") else f"=={version}.*")
    return ",".join(clauses)
