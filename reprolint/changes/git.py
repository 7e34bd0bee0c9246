"""Reads one revision of a git repository with git's plumbing, without writing and without running what it configures.

Only objects are read. git never looks at the working tree here, so that filters, hooks, file monitors and external
diffs, which a repository's own configuration may name, are not run, and nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reprolint.errors import ReprolintError

NOTHING_RUNS = {
    "GIT_ALLOW_PROTOCOL": "none",  # missing objects are not fetched
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
REGULAR = frozenset({"100644", "100755"})  # modes of files; links and submodules have others


class GitError(ReprolintError):
    """A revision that cannot be compared with: what git was asked for, and why there is no answer."""

    def __init__(self, what: str, action: str, said: str = "") -> None:
        super().__init__(what, action, said)
        self.what, self.action, self.said = what, action, said

    def __str__(self) -> str:
        said = f" (git says: {self.said})" if self.said else ""
        return f"--since: {self.what}{said}; {self.action}"


@dataclass(frozen=True, slots=True)
class Revision:
    """The files of one commit. `top` is the real path of the working tree, `blobs` maps paths from there to object ids."""

    top: Path
    commit: str
    blobs: Mapping[bytes, str]

    def read(self, blob: str) -> bytes:
        """The content of a file. Raises GitError."""
        done = _git(self.top, "cat-file", "blob", blob)
        if done.returncode:
            raise GitError(
                f"a file of {self.commit[:12]} is missing from this clone",
                "fetch the whole history, in GitHub Actions with `fetch-depth: 0` and no `filter`",
                _said(done),
            )
        return done.stdout


def revision_before(start: Path, name: str) -> Revision:
    """The commit from which the present one and `name` both come: the state before the changes that are made here.

    `start` is any directory of the repository. Raises GitError.
    """
    top = _top(start)
    wanted = _commit(top, name)
    if wanted is None:
        raise GitError(
            f"there is no revision `{name}` in {top.name}",
            "check its name with `git rev-parse`, or fetch it (in GitHub Actions check out with `fetch-depth: 0`)",
        )
    head = _commit(top, "HEAD")
    done = _git(top, "merge-base", wanted, head) if head else None
    if done is None or done.returncode:
        raise GitError(
            f"`{name}` and the present commit have no common ancestor in this clone",
            "fetch the whole history (in GitHub Actions check out with `fetch-depth: 0`)",
            _said(done) if done else "",
        )
    commit = done.stdout.decode("ascii").strip()
    return Revision(top, commit, _blobs(top, commit))


def _top(start: Path) -> Path:
    done = _git(start, "rev-parse", "--show-toplevel")
    if done.returncode:
        raise GitError(
            f"{start.as_posix()} does not lie in the working tree of a git repository that can be read",
            "run it within one, or leave the option out",
            _said(done),
        )
    return Path(os.fsdecode(done.stdout.removesuffix(b"\n"))).resolve()


def _commit(top: Path, name: str) -> str | None:
    """The id of the commit that a name stands for. A name that looks like an option is still only a name."""
    if "\0" in name:
        return None
    done = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return done.stdout.decode("ascii").strip() if done.returncode == 0 else None


def _blobs(top: Path, commit: str) -> dict[bytes, str]:
    done = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit)
    if done.returncode:
        raise GitError(f"the files of {commit[:12]} cannot be listed", "fetch the whole history", _said(done))
    blobs = {}
    for entry in done.stdout.split(b"\0"):
        head, _, path = entry.partition(b"\t")
        if path:
            mode, _, blob = head.decode("ascii").split()
            if mode in REGULAR:
                blobs[path] = blob
    return blobs


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-pager", *arguments]
    environment = {**os.environ, **NOTHING_RUNS}
    try:
        return subprocess.run(  # noqa: S603 - no shell; names of the user's stand behind `--end-of-options`
            command, cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed, or not on the PATH", "install it, or leave the option out") from error
    except (OSError, ValueError) as error:
        raise GitError(
            f"git cannot be run in {folder.as_posix()}", "check the installation of git", str(error)
        ) from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip().split("\n")[0].removeprefix("fatal: ")
