"""The project's own checks: `python -m nox -s check` runs what continuous integration runs, in the current environment."""

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["check"]

GENERATED = (("python", "-m", "reprolint.rulebook"), ("python", "-m", "reprolint.config_schema"))


@nox.session
def check(session: nox.Session) -> None:
    """Format, lint, types, contracts, generated files, reprolint on itself, documentation, tests."""
    for name in ("lint", "types", "generated", "itself", "docs", "tests"):
        session.notify(name)


@nox.session
def lint(session: nox.Session) -> None:
    """Layout, style, and which package may import which."""
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports", "--no-logo")


@nox.session
def types(session: nox.Session) -> None:
    """Types of the package."""
    session.run("mypy")


@nox.session
def generated(session: nox.Session) -> None:
    """Generated files are what would be generated now."""
    for command in GENERATED:
        session.run(*command, "--check")


@nox.session
def itself(session: nox.Session) -> None:
    """What reprolint says of its own code; the faults in examples/ are planted, so they are left out."""
    ours = ("reprolint", "tests", "benchmarks", "docs", "noxfile.py")
    session.run("python", "-m", "reprolint", "check", "--quiet", "--no-cache", *ours)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation site, in site/; a link that leads nowhere is an error."""
    session.run("mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def tests(session: nox.Session) -> None:
    """All tests, slow ones and those in a browser too; further arguments go to pytest."""
    session.run("python", "-m", "pytest", "-m", "slow or browser or not slow", *session.posargs)


@nox.session
def write(session: nox.Session) -> None:
    """Format the code and write the generated files."""
    session.run("ruff", "check", "--fix", ".")
    session.run("ruff", "format", ".")
    for command in GENERATED:
        session.run(*command)


@nox.session
def coverage(session: nox.Session) -> None:
    """Which branches the tests reach."""
    session.run("python", "-m", "pytest", "--cov", "--cov-report=term-missing:skip-covered", *session.posargs)


@nox.session
def corpus(session: nox.Session) -> None:
    """Check real code: scikit-learn's examples and the folders given; see docs/corpus.md. Not part of `check`."""
    session.run("python", "benchmarks/corpus.py", "--scikit-learn", *session.posargs)


@nox.session
def speed(session: nox.Session) -> None:
    """The cost of a check as a ratio to parsing, for the folder given. Not part of `check`."""
    session.run("python", "benchmarks/speed.py", *session.posargs)
