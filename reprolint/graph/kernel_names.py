"""Names that a notebook's kernel binds by itself, magics that bind none, and what binds names unseen."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from reprolint.patterns import pattern
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.source.model import Magic, Source

# What IPython, hosted notebooks and Python 2 bind before the first cell.
PROVIDED = frozenset(dir(builtins)) | frozenset(
    {
        "In", "Out", "display", "get_ipython", "exit", "quit", "spark", "sc", "sqlContext", "sqlc", "dbutils",
        "displayHTML", "unicode", "xrange", "raw_input", "basestring", "long", "unichr", "reduce", "file", "cmp",
        "execfile", "reload", "WindowsError",
    }
)  # fmt: skip
_HISTORY = pattern(r"_+|_i{0,3}\d*|_[do]?h|_ih|__\w+__")
# Magics that bind no name. Any other makes the notebook's names unknown.
HARMLESS = frozenset(
    {
        "matplotlib", "config", "time", "timeit", "prun", "memit", "mprun", "lprun", "load_ext", "reload_ext",
        "autoreload", "aimport", "pip", "conda", "mamba", "uv", "cd", "pwd", "ls", "ll", "dir", "env", "set_env",
        "precision", "who", "whos", "debug", "pdb", "tensorboard", "tensorflow_version", "watermark", "writefile",
        "file", "bash", "sh", "shell", "script", "system", "sx", "html", "HTML", "javascript", "js", "latex",
        "markdown", "svg", "SVG", "capture", "xmode", "history", "hist", "pinfo", "pinfo2", "pdoc", "psource",
        "pfile", "pycat", "cat", "mkdir", "rmdir", "rm", "cp", "mv", "less", "more", "man", "lsmagic", "magic",
        "colors", "doctest_mode", "logstart", "snakeviz", "unload_ext", "black", "flake8_on", "pycodestyle_on",
        "load_verbosity", "perl", "reprolint", "ruby",
    }
)  # fmt: skip
# Names that IPython runs as a magic when they stand alone and have no value.
AUTOMAGICS = frozenset(
    {
        "alias", "autocall", "automagic", "bookmark", "cat", "cd", "clear", "colors", "cp", "debug", "dhist", "dirs",
        "doctest_mode", "env", "hist", "history", "ldir", "less", "lf", "lk", "ll", "ls", "lsmagic", "lx", "magic", "man",
        "matplotlib", "mkdir", "more", "mv", "pdb", "pip", "popd", "precision", "pushd", "pwd", "quickref", "recall",
        "rehashx", "reset", "rm", "rmdir", "tb", "who", "who_ls", "whos", "xmode",
    }
)  # fmt: skip
_BINDING_CALLS = frozenset({"exec", "get_ipython", "init_session", "var"})
NAMESPACES = frozenset({"globals", "locals", "vars"})
_BINDS_OUTPUT = pattern(r"--(?:out|err|proc)\b|(?:^|\s)-o\b|<<|>>")


def is_provided(name: str) -> bool:
    """Does the kernel bind the name by itself?"""
    return name in PROVIDED or _HISTORY.fullmatch(name) is not None


def is_opaque(source: Source) -> bool:
    """May something bind names that cannot be seen?"""
    if any(_binds_unseen(magic) for magic in source.magics):
        return True
    for node in within(source.tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BINDING_CALLS:
            return True
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _is_namespace(node.value):
            return True
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"update", "setdefault", "__setitem__"}
            and _is_namespace(node.value)
        ):
            return True
    return False


def _is_namespace(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMESPACES


def _binds_unseen(magic: Magic) -> bool:
    if magic.kind in {"shell", "help"}:
        return False
    return magic.name not in HARMLESS or (
        magic.kind == "cell" and _BINDS_OUTPUT.search(magic.text.partition("\n")[0]) is not None
    )
