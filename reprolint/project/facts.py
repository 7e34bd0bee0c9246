"""The repository as checks see it: lazy facts about its environment, tests, papers and the scripts that drive it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reprolint.findings import Location, Problem
from reprolint.project.folder import Folder
from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.project.dependencies import Requirement
    from reprolint.project.saved_files import SavedFiles
    from reprolint.project.summary import FileSummary
    from reprolint.project.uploads import Uploads

WORKFLOWS = (".github/workflows/", ".gitlab/", ".circleci/")
NOTEBOOK_TESTERS = ("nbmake", "nbval", "testbook", "treebeard", "papermill")
SWEEP_WORDS = ("sweep", "multirun", "seed")
# Folders that hold the requirements of the folder around them.
KEEPING_REQUIREMENTS = frozenset(
    {"requirements", "reqs", "envs", "environment", "environments", "conda", "docker", "binder", ".devcontainer"}
)


@dataclass(frozen=True)
class Project:
    """Facts about the repository at `root`, each worked out when it is first asked for.

    `summaries` describe the analysed files; they are complete only for checks over a project, and empty for checks over
    one experiment.
    """

    root: Path
    summaries: tuple[FileSummary, ...] = ()
    folder: Folder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Folder(self.root))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read so far."""
        return tuple(self.folder.problems)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Every declared dependency, `python` included where a version of it is stated."""
        from reprolint.project.dependencies import declared  # few checks ask, and it takes long to import

        return declared(self.folder)

    @cached_property
    def _locked(self) -> dict[str, dict[str, str]]:
        from reprolint.project.locks import locked

        return locked(self.folder)

    @property
    def lock_files(self) -> tuple[str, ...]:
        """Lock files, relative to the root."""
        return tuple(self._locked)

    @cached_property
    def requirement_files(self) -> tuple[str, ...]:
        """Files that declare at least one dependency other than Python itself."""
        return tuple(sorted({requirement.file for requirement in self.requirements if requirement.name != "python"}))

    @cached_property
    def locked(self) -> bool:
        """Is the whole environment fixed: by a lock file, or by requirements that are exact to the last?"""
        if self.lock_files:
            return True
        by_file: dict[str, list[bool]] = {}
        for requirement in self.requirements:
            if requirement.name not in {"python", "pip", "setuptools"}:
                by_file.setdefault(requirement.file, []).append(requirement.exact)
        return any(all(exact) for exact in by_file.values())

    @cached_property
    def pins(self) -> dict[str, str]:
        """Normalised distribution -> requirement as pip writes it: the lock's, else an exact one, else all joined."""
        return self._pins_of(self.requirements, self._locked)

    @staticmethod
    def _pins_of(requirements: Iterable[Requirement], locks: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        from reprolint.project.versions import is_exact

        specs: dict[str, list[str]] = {}
        for requirement in requirements:
            known = specs.setdefault(requirement.name, [])
            if requirement.spec and requirement.spec not in known:
                known.append(requirement.spec)
        pins = {name: next(filter(is_exact, known), ",".join(known)) for name, known in specs.items()}
        for versions in reversed(list(locks.values())):  # the first file to name it wins
            pins |= {name: f"=={version}" for name, version in versions.items()}
        return pins

    @cached_property
    def _pins_by_folder(self) -> dict[str, dict[str, str]]:
        """Folder -> what the files that speak for it require."""
        requirements: dict[str, list[Requirement]] = {}
        locks: dict[str, dict[str, dict[str, str]]] = {}
        for requirement in self.requirements:
            requirements.setdefault(_speaks_for(requirement.file), []).append(requirement)
        for file, versions in self._locked.items():
            locks.setdefault(_speaks_for(file), {})[file] = versions
        return {
            folder: self._pins_of(requirements.get(folder, ()), locks.get(folder, {}))
            for folder in {*requirements, *locks}
        }

    def required_for(self, path: str, distribution: str) -> str | None:
        """The requirement that holds for a source file: that of the nearest folder upwards which names the distribution.

        `path` is as in locations, relative to the working directory. None when no folder above the file names it; what the
        projects beside it require is no evidence. For a file outside the root everything that is required counts.
        """
        from reprolint.project.versions import normalised

        full = _absolute(path)
        if not full.is_relative_to(self.root):
            return self.pins.get(normalised(distribution))
        for folder in full.relative_to(self.root).parents:
            pins = self._pins_by_folder.get(folder.as_posix(), {})
            if (spec := pins.get(normalised(distribution))) is not None:
                return spec
        return None

    def pinned(self, distribution: str) -> bool:
        """Is exactly one version of it named anywhere?"""
        from reprolint.project.versions import is_exact, normalised

        return is_exact(self.pins.get(normalised(distribution), ""))

    def stated(self, path: str, *names: str) -> str | None:
        """The version of a library, by any of its names, that a README or INSTALL file gives; None when none does.

        `path` is that of a source file, as in locations; only files beside it, in a folder above it or in the root count.
        """
        from reprolint.project.readmes import stated_version  # few checks ask

        return stated_version(self.folder, self._folder_of(path), names)

    def holds(self, path: str, name: str) -> bool:
        """Is the name, as a program at `path` may write it, a file or folder of the project: from beside it or from the root?"""
        for start in (self._folder_of(path), "."):
            inside = os.path.normpath(f"{start}/{name}").replace(os.sep, "/")
            if any(one == inside or one.startswith(f"{inside}/") for one in self.folder.paths):
                return True
        return False

    def _folder_of(self, path: str) -> str:
        """The folder of a source file, relative to the root; "." for files outside it."""
        full = _absolute(path)
        return full.parent.relative_to(self.root).as_posix() if full.is_relative_to(self.root) else "."

    def allows(self, distribution: str, version: str, path: str | None = None) -> bool | None:
        """May this version be installed by what the repository states? None when it does not name the distribution.

        With the `path` of a source file, by what holds for that file.
        """
        from reprolint.project.versions import admits, normalised

        spec = self.pins.get(normalised(distribution)) if path is None else self.required_for(path, distribution)
        return None if spec is None else admits(spec, version)

    @cached_property
    def test_files(self) -> tuple[str, ...]:
        """Test modules, and the notebooks when some test runner is told to execute them."""
        modules = self.folder.matching("test_*.py", "*_test.py")
        tested = any(word in text for text in self._runner_texts for word in NOTEBOOK_TESTERS)
        return modules + (self.folder.matching("*.ipynb") if tested else ())

    @cached_property
    def doctests(self) -> bool:
        """Are examples in docstrings run?"""
        return any(word in text for text in self._runner_texts for word in ("--doctest", "-m doctest", "xdoctest"))

    @cached_property
    def finds_other_names(self) -> bool:
        """Is a test runner told to look into files of other names than its own?"""
        return any("python_files" in text for text in self._runner_texts)

    @cached_property
    def workflows(self) -> dict[str, str]:
        """Path -> text of what continuous integration runs."""
        paths = [path for path in self.folder.matching("*.yml", "*.yaml") if path.startswith(WORKFLOWS)]
        return self._texts([*paths, *self.folder.at_root(".gitlab-ci.yml", "azure-pipelines.yml", ".travis.yml")])

    @cached_property
    def drivers(self) -> dict[str, str]:
        """Path -> text of what runs the experiments: scripts, make files, workflows, and sweeps of configurations."""
        scripts = self.folder.matching(
            "*.sh", "*.bash", "*.slurm", "*.sbatch", "*.bat", "*.ps1", "Makefile", "*.mk", "justfile", ".justfile",
            "Snakefile", "*.smk", "dvc.yaml", "noxfile.py", "tox.ini",
        )  # fmt: skip
        settings = self._texts(self.folder.matching("*.yml", "*.yaml")[:500])
        sweeps = {path: text for path, text in settings.items() if any(word in text for word in SWEEP_WORDS)}
        return self._texts(scripts) | sweeps | self.workflows

    @cached_property
    def _saved(self) -> SavedFiles:
        from reprolint.project.saved_files import saved_files  # few checks ask

        return saved_files(self._programs())

    @cached_property
    def uploads(self) -> Uploads:
        """The repositories of a model hub to which code of the project uploads."""
        from reprolint.project.uploads import uploads  # few checks ask

        return uploads(self._programs())

    def _programs(self) -> Iterator[tuple[str, str]]:
        """Paths and texts of scripts and notebooks."""
        paths = self.folder.matching("*.py", "*.ipynb")
        return ((path, text) for path in paths if (text := self.folder.read(path)) is not None)

    def writes(self, name: str) -> bool:
        """Does code of the project write a file of this base name with torch, joblib or pickle?

        `*` in the name stands for parts that are not known.
        """
        return self._saved.hold(name)

    @property
    def writes_checkpoints(self) -> bool:
        """Does any code of the project write files as torch does, whatever their names?"""
        return self._saved.torch

    @cached_property
    def readme(self) -> str | None:
        """The path of the README in the root."""
        return next(iter(self.folder.at_root("readme.md", "readme.rst", "readme.txt", "readme", "readme.*")), None)

    @cached_property
    def readme_text(self) -> str:
        """The README's text, "" when there is none."""
        return (self.folder.read(self.readme) or "") if self.readme else ""

    @cached_property
    def license_file(self) -> str | None:
        """The licence in the root, whatever its spelling."""
        return next(iter(self.folder.at_root("licen[sc]e*", "copying*", "unlicense*")), None)

    @cached_property
    def citation_file(self) -> str | None:
        """`CITATION.cff`, or a BibTeX or JSON file that says how to cite the work."""
        return next(iter(self.folder.at_root("citation*", "codemeta.json", ".zenodo.json")), None)

    @cached_property
    def model_cards(self) -> tuple[str, ...]:
        """Files that describe a shared model."""
        return self.folder.matching("model_card*", "modelcard*", "model-card*")

    @cached_property
    def dockerfiles(self) -> dict[str, str]:
        """Path -> text of container recipes."""
        return self._texts(self.folder.matching("Dockerfile*", "*.dockerfile", "Containerfile", "*.def"))

    @cached_property
    def _runner_texts(self) -> tuple[str, ...]:
        paths = self.folder.at_root(
            "pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", "noxfile.py", "makefile", "*justfile"
        )
        return (*self._texts(paths).values(), *self.workflows.values())

    def _texts(self, paths: tuple[str, ...] | list[str]) -> dict[str, str]:
        return {path: text for path in paths if (text := self.folder.read(path)) is not None}

    def location(self, path: str | None = None, line: int = 1, label: str = "") -> Location:
        """A line of a file of the repository as a place for a finding; the root itself without a path."""
        return self.folder.location(path or "", line, label)


def _speaks_for(file: str) -> str:
    """The folder whose files a requirements file is about, "." for the root."""
    folder = PurePosixPath(file).parent
    return (folder.parent if folder.name in KEEPING_REQUIREMENTS else folder).as_posix()


def _absolute(path: str) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links keep the name that the user gave
