"""The cache: outcomes of earlier runs, used again only while everything that they rest on is what it was."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from reprolint import __version__
from reprolint.engine.outcome import Outcome
from reprolint.engine.outcome_json import from_json, to_json
from reprolint.project.asked import Question, ask
from reprolint.records import dataclass

FOLDER = ".reprolint_cache"
KEY_FILE = "cache-key"
MAX_ENTRIES = 5000
MAX_BYTES = 100_000_000
MAX_ENTRY_BYTES = 1_000_000
TAG = """\
Signature: 8a477f597d28d172789f06886806bc55
# This folder holds results of reprolint that can be made again at any time.
# About such tags: https://bford.info/cachedir/
"""


def digest(content: bytes) -> str:
    """What stands for a content."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest_of(answer: object) -> str:
    """What stands for an answer about the repository: plain values, whose `repr` says all."""
    return digest(repr(answer).encode("utf-8", "surrogatepass"))


def state(path: str) -> str | None:
    """The digest of a file's content; None if there is no such file, "" if it cannot be read."""
    if not os.path.isfile(path):  # noqa: PTH113 - asked very often
        return None
    try:
        return digest(Path(path).read_bytes())
    except OSError:
        return ""


@dataclass
class Cache:
    """Outcomes in a folder, one file for each analysed file and kind of run.

    `stamp` stands for all that is the same for the whole run: this program, the rules, the settings. An entry carries a
    code that only this user's key can make: a cache that came with somebody else's repository is not believed.
    """

    folder: Path
    stamp: str
    key: bytes
    states: dict[str, str | None] = field(default_factory=dict)
    answers: dict[Question, str | None] = field(default_factory=dict)
    written: int = 0

    def get(self, name: str, content: bytes, facts: Callable[[], object]) -> Outcome | None:
        """The outcome for a file, named as in the report, with this content; None if none can be used."""
        try:
            with (self.folder / self._entry(name)).open("rb") as stream:
                raw = stream.read(MAX_ENTRY_BYTES + 1)
            code, _, body = raw.partition(b"\n")
            if not hmac.compare_digest(code, self._code(name, body)):
                return None
            found = from_json(json.loads(body))
        except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
            return None
        return found if found.content == digest(content) and self._holds(found, facts) else None

    def put(self, name: str, outcome: Outcome) -> None:
        """Keep an outcome, unless it tells of a fault of ours; what cannot be written is not kept."""
        broken = outcome.crashed or any(problem.kind.startswith("crashed") for problem in outcome.problems)
        if broken or not outcome.content:
            return
        with contextlib.suppress(OSError, TypeError, ValueError):
            body = json.dumps(to_json(replace(outcome, about_project=[])), separators=(",", ":")).encode("ascii")
            if len(body) > MAX_ENTRY_BYTES - 200:
                return
            _replace(self.folder / self._entry(name), self._code(name, body) + b"\n" + body)
            self.written += 1

    def close(self) -> None:
        """Remove the oldest entries if there are too many."""
        if not self.written:
            return
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            known = [(each.stat().st_mtime, each.stat().st_size, each.path) for each in entries if _is_entry(each.name)]
            room = MAX_BYTES
            for number, (_, size, path) in enumerate(sorted(known, reverse=True)):
                room -= size
                if number >= MAX_ENTRIES or room < 0:
                    Path(path).unlink(missing_ok=True)

    def _holds(self, outcome: Outcome, facts: Callable[[], object]) -> bool:
        for path, before in outcome.seen.files.items():
            if path not in self.states:
                self.states[path] = state(path)
            if self.states[path] != before or before == "":
                return False
        return all(self._answer(question, facts) == before for question, before in outcome.seen.facts.items())

    def _answer(self, question: Question, facts: Callable[[], object]) -> str | None:
        if question not in self.answers:
            try:
                self.answers[question] = digest_of(ask(facts(), question))
            except (AttributeError, TypeError):
                self.answers[question] = None
        return self.answers[question]

    def _entry(self, name: str) -> str:
        return digest(f"{self.stamp}\0{name}".encode("utf-8", "surrogatepass")) + ".json"

    def _code(self, name: str, body: bytes) -> bytes:
        signed = f"{self.stamp}\0{name}\0".encode("utf-8", "surrogatepass") + body
        return hmac.digest(self.key, signed, "sha256").hex().encode("ascii")


def opened(root: Path, settings: Mapping[str, object], files: Iterable[Path]) -> Cache | None:
    """The cache of the project at `root`; None where none can be kept.

    `settings` and the contents of `files` (rules, catalogues) are what outcomes depend on beside the code.
    """
    folder = root / FOLDER
    try:
        if folder.is_symlink():  # it could lead anywhere
            return None
        key = _key()
        if not folder.is_dir():
            folder.mkdir()
            for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", TAG)):
                _replace(folder / name, text.encode())
        if not os.access(folder, os.W_OK):
            return None
        stamp = digest_of((__version__, sys.hexversion, _program(), sorted(settings.items()), _contents(files)))
    except OSError:
        return None
    return Cache(folder, stamp, key)


def _program() -> list[tuple[str, int, int]]:
    """Every file of this package with its size and time, so that a changed checkout is another program."""
    package = Path(__file__).resolve().parents[1]
    found = []
    pending = [str(package)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        pending.append(entry.path)
                elif entry.name.endswith((".py", ".json")):
                    status = entry.stat()
                    found.append((entry.path, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _contents(files: Iterable[Path]) -> list[tuple[str, str]]:
    return [(str(path), digest(path.read_bytes())) for path in sorted(files)]


def _key() -> bytes:
    """A secret of this user, made when it is first needed. Raises OSError: it can be neither read nor made."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path("~/.cache").expanduser())
    path = Path(home) / "reprolint" / KEY_FILE
    for _ in range(2):  # another process may be making it
        with contextlib.suppress(FileNotFoundError):
            key = path.read_bytes()
            if len(key) >= 32:
                return key
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, os.urandom(32))
    raise OSError(str(path))


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; other processes may do the same. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with open(handle, "wb") as stream:  # noqa: PTH123 - it is open already
            stream.write(content)
        Path(temporary).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _is_entry(name: str) -> bool:
    return name.endswith(".json") or name.startswith(".new-")
