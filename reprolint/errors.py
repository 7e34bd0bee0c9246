"""What stops a run before it starts: each error holds its facts as fields and its sentence in `__str__`."""

from __future__ import annotations

from reprolint.records import dataclass


class ReprolintError(Exception):
    """Base of every error that is shown to the user as one message, without a traceback."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong key or value: `where` is a file or `command line`, `key` the key or option as the user knows it."""

    where: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key}: {self.message}" if self.key else f"{self.where}: {self.message}"


class ConfigurationError(ReprolintError):
    """Everything that is wrong with the configuration, collected so that it can be mended in one go."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes

    def __str__(self) -> str:
        if len(self.mistakes) == 1:
            return str(self.mistakes[0])
        return "\n  ".join([f"{len(self.mistakes)} settings cannot be used:", *map(str, self.mistakes)])


class DuplicateCheckError(ReprolintError):
    """Two functions claim one rule code; neither can be trusted to be the one that is meant."""

    def __init__(self, code: str, first: str, second: str) -> None:
        super().__init__(code, first, second)
        self.code, self.first, self.second = code, first, second

    def __str__(self) -> str:
        return f"Two checks have the code {self.code}: {self.first} and {self.second}. Give one of them another code."


class PathNotFoundError(ReprolintError):
    """A path that the user named does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: there is no such file or directory. Check the spelling, or the directory you are in."


class BaselineError(ReprolintError):
    """A baseline that cannot be used; without it, known findings would look new."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class StartError(ReprolintError):
    """A file of the project to which nothing can be added without harm."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"
