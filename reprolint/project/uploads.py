"""Repositories of a model hub to which a project's own code uploads, as far as its programs show them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from reprolint.patterns import pattern
from reprolint.project.saved_files import code_of
from reprolint.records import dataclass
from reprolint.source.walking import called, within

UPLOADING = frozenset({"upload_file", "upload_folder", "upload_large_folder", "create_commit", "push_to_hub"})
MAGIC = pattern(r"^([ \t]*)[!%].*$", re.MULTILINE)  # a line of a notebook that is not Python
NAMING = ("repo_id", "hub_model_id")  # keywords that name the repository


@dataclass(frozen=True, slots=True)
class Uploads:
    """Ids (`owner/name`) that stand in the code, sorted; `elsewhere` says that the id of some upload comes from elsewhere."""

    ids: tuple[str, ...]
    elsewhere: bool


def uploads(texts: Iterable[tuple[str, str]]) -> Uploads:
    """From paths and texts of scripts and notebooks; what cannot be parsed is passed over."""
    ids: set[str] = set()
    elsewhere = False
    for path, text in texts:
        if any(word in text for word in (*UPLOADING, "hub_model_id")):
            for target, tree in _targets(code_of(path, text)):
                given = literals(target, tree)
                ids |= given
                elsewhere = elsewhere or not given
    return Uploads(tuple(sorted(ids)), elsewhere)


def _targets(code: str) -> Iterator[tuple[ast.expr, ast.Module]]:
    try:
        tree = ast.parse(MAGIC.sub(r"\1pass", code))
    except (SyntaxError, ValueError, RecursionError):
        return
    for call in (node for node in within(tree) if isinstance(node, ast.Call)):
        keywords = {one.arg: one.value for one in call.keywords}
        if "hub_model_id" in keywords or called(call) in UPLOADING:
            given = [keywords[name] for name in NAMING if name in keywords]
            given += call.args[:1] if called(call) == "push_to_hub" else []
            yield from ((target, tree) for target in given)


def literals(node: ast.expr, tree: ast.Module) -> set[str]:
    """The text that an expression is; of a name, those that it is given anywhere in the module, also through other names."""
    given: dict[str, list[ast.expr]] = {}
    for each in within(tree) if isinstance(node, ast.Name) else []:
        if isinstance(each, (ast.Assign, ast.AnnAssign)) and each.value is not None:
            for target in each.targets if isinstance(each, ast.Assign) else [each.target]:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(each.value)
    waiting, found = [node], set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
        elif isinstance(value, ast.Name):
            waiting.extend(given.pop(value.id, []))  # each name once
    return found
