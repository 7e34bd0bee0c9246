"""What the user asked for: values from `reprolint.toml`, `pyproject.toml` or the command line, each with its origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from pathlib import Path

from reprolint.errors import ConfigurationError, Mistake
from reprolint.findings import Confidence, Severity
from reprolint.records import dataclass

OWN_FILE = "reprolint.toml"
PROJECT_FILE = "pyproject.toml"
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a run; lists of rules hold codes, names and families as written.

    `select` None means the rules whose pages say `default: true`. `confidence` None means medium, and high for notes;
    an explicit value holds for every severity. `exclude` None means the built-in list. `baseline` need not exist before it
    is used. `root` is the directory that
    patterns and paths in the file are relative to. `origins` maps a field to the file, or the command line, that its
    value came from.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    min_severity: Severity = Severity.NOTE
    confidence: Confidence | None = None
    respect_gitignore: bool = True
    catalog: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    baseline: Path | None = None
    root: Path = field(default_factory=Path)
    file: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """Turns raw values into fields and collects what is wrong on the way."""

    where: str
    root: Path
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, key: str, expected: str, raw: object) -> None:
        self.mistakes.append(Mistake(self.where, key, f"expected {expected}, not {_show(raw)}"))

    def strings(self, key: str, raw: object) -> tuple[str, ...]:
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            return tuple(raw)
        hint = f'; write ["{raw}"]' if isinstance(raw, str) else ""
        self.wrong(key, f"a list of texts{hint}", raw)
        return ()

    def paths(self, key: str, raw: object) -> tuple[Path, ...]:
        paths = tuple(self.root / item for item in self.strings(key, raw))
        for path in paths:
            if not path.exists():
                self.mistakes.append(Mistake(self.where, key, f"there is no file or directory {path.as_posix()}"))
        return paths

    def folders(self, key: str, raw: object) -> tuple[Path, ...]:
        paths = self.paths(key, raw)
        for path in paths:
            if path.exists() and not path.is_dir():
                self.mistakes.append(
                    Mistake(self.where, key, f"{path.as_posix()} is a file; name the folder of the pages")
                )
        return paths

    def path(self, key: str, raw: object) -> Path | None:
        if isinstance(raw, str) and raw and "\0" not in raw:
            return self.root / raw
        self.wrong(key, "the path of a file", raw)
        return None

    def boolean(self, key: str, raw: object) -> bool:
        if not isinstance(raw, bool):
            self.wrong(key, "true or false", raw)
        return bool(raw)

    def severity(self, key: str, raw: object) -> Severity:
        return Severity[self._member(key, raw, Severity.__members__, "NOTE")]

    def confidence(self, key: str, raw: object) -> Confidence:
        return Confidence[self._member(key, raw, Confidence.__members__, "MEDIUM")]

    def _member(self, key: str, raw: object, names: Mapping[str, object], fallback: str) -> str:
        if isinstance(raw, str) and raw.upper() in names:
            return raw.upper()
        valid = [name.lower() for name in names]
        self.wrong(key, f"one of {', '.join(valid)}{_meant(str(raw), valid)}", raw)
        return fallback

    def table(self, key: str, raw: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if not isinstance(raw, dict):
            self.wrong(key, 'a table such as {"legacy/*.py" = ["LEA001"]}', raw)
            return ()
        return tuple((pattern, self.strings(f'{key}."{pattern}"', codes)) for pattern, codes in raw.items())


READERS: Mapping[str, Callable[[_Reader, str, object], object]] = {
    "select": _Reader.strings,
    "ignore": _Reader.strings,
    "extend-select": _Reader.strings,
    "exclude": _Reader.strings,
    "extend-exclude": _Reader.strings,
    "per-file-ignores": _Reader.table,
    "min-severity": _Reader.severity,
    "confidence": _Reader.confidence,
    "respect-gitignore": _Reader.boolean,
    "catalog": _Reader.paths,
    "rules": _Reader.folders,
    "baseline": _Reader.path,
}
"""Every key of the configuration and how its value is read; fields of `Config` have the same names with `_`."""


def load(root: Path, file: Path | None = None) -> Config:
    """The configuration of the project at `root`: `file` if given, else `reprolint.toml`, else `[tool.reprolint]`.

    Raises ConfigurationError with everything that is wrong in the file.
    """
    found = file or _find(root)
    if found is None:
        return Config(root=root)
    where = found.name if file is None else file.as_posix()
    base = root if file is None else found.resolve().parent
    reader = _Reader(where, base)
    raw = _read(found, where)
    values = {key.replace("-", "_"): READERS[key](reader, key, value) for key, value in raw.items() if key in READERS}
    for key in raw:
        if key not in READERS:
            reader.mistakes.append(Mistake(where, key, f"there is no such key{_meant(key, READERS)}"))
    if reader.mistakes:
        raise ConfigurationError(tuple(reader.mistakes))
    origins = dict.fromkeys(values, where)
    return replace(Config(root=base, file=found, origins=origins), **values)  # type: ignore[arg-type]


def override(config: Config, **values: object) -> Config:
    """`config` with the values that the command line gave; None means not given."""
    given = {key: value for key, value in values.items() if value is not None}
    if not given:
        return config
    origins = {**config.origins, **dict.fromkeys(given, COMMAND_LINE)}
    return replace(config, **given, origins=origins)  # type: ignore[arg-type]


def unknown_selectors(
    config: Config, resolve: Callable[[str], object], unknown: type[Exception]
) -> tuple[Mistake, ...]:
    """A mistake for every code, name or family in `config` that `resolve` answers with `unknown`."""
    lists = [(key, getattr(config, key) or ()) for key in ("select", "ignore", "extend_select")]
    lists += [("per_file_ignores", codes) for _, codes in config.per_file_ignores]
    mistakes = []
    for key, selectors in lists:
        where = config.origins.get(key, COMMAND_LINE)
        shown = key.replace("_", "-") if where != COMMAND_LINE else "--" + key.replace("_", "-")
        for selector in selectors:
            try:
                resolve(selector)
            except unknown as error:
                mistakes.append(Mistake(where, shown, str(error)))
    return tuple(mistakes)


def _find(root: Path) -> Path | None:
    own = root / OWN_FILE
    if own.is_file():
        return own
    project = root / PROJECT_FILE
    return project if project.is_file() else None


def _read(path: Path, where: str) -> dict[str, object]:
    """The raw table of settings; a `pyproject.toml` that does not speak of us is not even parsed."""
    own = path.name != PROJECT_FILE
    try:
        content = path.read_bytes()
        if not own and b"reprolint" not in content:
            return {}
        import tomllib  # most projects have no settings of ours

        raw = tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigurationError((Mistake(where, "", "there is no such file"),)) from error
    except (OSError, ValueError, RecursionError) as error:  # ValueError: not UTF-8, or not TOML
        raise ConfigurationError((Mistake(where, "", f"cannot be read as TOML: {error}"),)) from error
    if own:
        return raw
    tool = raw.get("tool")
    table = tool.get("reprolint", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise ConfigurationError((Mistake(where, "tool.reprolint", f"expected a table, not {_show(table)}"),))
    return table


def _meant(word: str, valid: Mapping[str, object] | list[str]) -> str:
    import difflib  # only on the way to an error

    nearest = difflib.get_close_matches(word.lower().replace("_", "-"), list(valid), n=1, cutoff=0.5)
    return f" (did you mean `{nearest[0]}`?)" if nearest else ""


def _show(raw: object) -> str:
    text = repr(raw) if not isinstance(raw, bool) else str(raw).lower()
    return text if len(text) <= 60 else text[:57] + "..."
