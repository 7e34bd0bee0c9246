"""Which files a run reads: suffixes, excludes, .gitignore, links, and paths that cannot be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reprolint.discover import Discovery, discover, project_root


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")


def found(root: Path, *paths: str, **options: object) -> list[str]:
    """What is displayed for the files below the given paths, which must raise no problem."""
    result = run(root, *paths, **options)
    assert result.problems == ()
    return [file.display for file in result.files]


def run(root: Path, *paths: str, **options: object) -> Discovery:
    return discover([Path(path) for path in paths or (".",)], cwd=root, **options)  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of its own, in a directory that holds more than the project."""
    path = tmp_path / "project"
    path.mkdir()
    (path / "pyproject.toml").touch()
    return path


def test_scripts_and_notebooks_are_found_sorted_by_what_is_shown(root: Path) -> None:
    write(root, "b.py", "a/z.ipynb", "a.py", "a/b/C.PY", "a/stub.pyi", "data.csv", "README.md", "a/x.py.txt", "py")
    assert found(root) == ["a.py", "a/b/C.PY", "a/z.ipynb", "b.py"]


def test_files_are_shown_relative_to_the_working_directory_when_below_it(root: Path) -> None:
    write(root, "a/b.py", "c.py")
    result = discover([root / "a", Path("../c.py")], cwd=root / "a")
    assert [file.display for file in result.files] == [(root / "c.py").as_posix(), "b.py"]
    assert [file.path for file in result.files] == [root / "c.py", root / "a/b.py"]
    assert [file.explicit for file in result.files] == [True, False]
    assert [file.given for file in result.files] == [Path("../c.py"), root / "a"]


def test_a_file_is_read_once_however_often_it_is_named(root: Path) -> None:
    write(root, "a/b.py")
    result = run(root, "a", ".", "a/b.py", "a/../a/b.py")
    (file,) = result.files
    assert (file.display, file.explicit, file.given) == ("a/b.py", True, Path("a/b.py"))


def test_places_where_nobody_writes_experiments_are_left_out(root: Path) -> None:
    write(root, "a.py", ".git/hook.py", ".venv/a.py", "sub/node_modules/a.py", "build/a.py", "x.egg-info/a.py")
    write(root, ".ipynb_checkpoints/a-checkpoint.ipynb", "env/lib/a.py", "env/pyvenv.cfg", "conda/conda-meta/a.py")
    write(root, "environment/a.py", "buildings/a.py", ".github/a.py", "build.py")
    assert found(root) == [".github/a.py", "a.py", "build.py", "buildings/a.py", "environment/a.py"]
    assert found(root, default_exclude=("sub",)) != found(root)


def test_what_the_user_names_is_read_although_it_is_excluded(root: Path) -> None:
    write(root, "build/a.py", "build/b/build/c.py", "env/x.py", "env/pyvenv.cfg", "old/a.py")
    (root / ".gitignore").write_text("build/\n*.py\n", encoding="utf-8")
    assert found(root) == []
    assert found(root, "build/a.py") == ["build/a.py"]
    assert found(root, "old/a.py", exclude=["old"]) == ["old/a.py"]
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    assert found(root, "build") == ["build/a.py"]
    assert found(root, "env") == ["env/x.py"]


def test_excludes_of_the_user_are_patterns_from_their_base(root: Path) -> None:
    write(root, "a/old/x.py", "old/y.py", "a/test_x.py", "a/x.py", "a/keep_x.py")
    assert found(root, exclude=["old/"]) == ["a/keep_x.py", "a/test_x.py", "a/x.py"]
    assert found(root, exclude=["/old"]) == ["a/keep_x.py", "a/old/x.py", "a/test_x.py", "a/x.py"]
    assert found(root, exclude=["a/*_x.py", "!a/keep_x.py"]) == ["a/keep_x.py", "a/old/x.py", "a/x.py", "old/y.py"]
    assert found(root, exclude=["/old"], exclude_base=root / "a") == [
        "a/keep_x.py",
        "a/test_x.py",
        "a/x.py",
        "old/y.py",
    ]


def test_gitignore_files_are_respected_at_every_depth(root: Path) -> None:
    write(
        root, "a.py", "out/a.py", "sub/out/b.py", "sub/gen_1.py", "sub/gen_2.py", "sub/deep/gen_2.py", "sub/deep/c.py"
    )
    (root / ".gitignore").write_text("/out\ngen_*.py\n# note\n\n", encoding="utf-8")
    (root / "sub/.gitignore").write_text("!gen_2.py\ndeep/c.py\n", encoding="utf-8")
    assert found(root) == ["a.py", "sub/deep/gen_2.py", "sub/gen_2.py", "sub/out/b.py"]
    assert found(root, "sub") == ["sub/deep/gen_2.py", "sub/gen_2.py", "sub/out/b.py"]
    assert found(root, "sub/deep") == ["sub/deep/gen_2.py"]
    assert len(found(root, respect_gitignore=False)) == 7


def test_gitignore_above_the_project_counts_inside_one_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("gen.py\n", encoding="utf-8")
    write(tmp_path, "project/pyproject.toml", "project/gen.py", "project/a.py")
    assert found(tmp_path / "project") == ["a.py"]


def test_a_damaged_gitignore_costs_the_bad_pattern_only(root: Path) -> None:
    write(root, "a.py", "b.py")
    (root / ".gitignore").write_bytes(b"!\n\xff\n\\\nb.py\r\n[\n")
    assert found(root) == ["a.py"]
    (root / ".gitignore").unlink()
    (root / ".gitignore").mkdir()
    assert found(root) == ["a.py", "b.py"]


def test_a_directory_may_be_named_like_a_script(root: Path) -> None:
    write(root, "x.py/y.py", "n.ipynb/z.py")
    assert found(root) == ["n.ipynb/z.py", "x.py/y.py"]
    assert found(root, "x.py") == ["x.py/y.py"]


def test_links_are_followed_only_inside_the_project(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.py", "outside/data.csv")
    write(root, "a/real.py", "shared/s.py", "build/generated.py")
    links = {
        "a/outside": tmp_path / "outside",
        "a/secret.py": tmp_path / "outside/secret.py",
        "a/data.csv": tmp_path / "outside/data.csv",
        "a/shared": root / "shared",
        "a/loop": root / "a",
        "a/up": root,
        "a/self.py": root / "a/self.py",
        "a/gone.py": root / "a/missing.py",
        "a/again.py": root / "a/real.py",
        "a/made": root / "build",
        "a/dev.py": Path(os.devnull),
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    result = run(root, "a")
    assert [file.display for file in result.files] == ["a/real.py", "a/shared/s.py"]
    assert [(problem.path, problem.kind, problem.incomplete) for problem in result.problems] == [
        ("a/secret.py", "link-not-followed", False)
    ]
    assert [file.display for file in run(root).files] == ["a/real.py", "shared/s.py"]
    assert found(root, "a/secret.py") == ["a/secret.py"]


def test_a_given_directory_may_itself_be_a_link(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.py")
    (root / "here").symlink_to(tmp_path / "elsewhere")
    assert found(root, "here") == ["here/a.py"]


def test_paths_that_are_not_there_or_no_files_are_problems(root: Path) -> None:
    write(root, "a.py", "notes.md", "tool", "data")
    (root / "tool").write_text("#!/usr/bin/env python3\n", encoding="utf-8")
    (root / "loop.py").symlink_to(root / "loop.py")
    os.mkfifo(root / "pipe.py")
    names = [
        "missing.py",
        "a.py/b.py",
        "pipe.py",
        "loop.py",
        "x\0.py",
        "n" * 5000,
        "notes.md",
        "data",
        "tool",
        "missing.py",
    ]
    result = run(root, *names)
    assert [file.display for file in result.files] == ["tool"]
    assert sorted((problem.kind, problem.path[:10]) for problem in result.problems) == sorted(
        [
            ("no-such-path", "missing.py"),
            ("no-such-path", "a.py/b.py"),
            ("unreadable-file", "pipe.py"),
            ("unreadable-file", "loop.py"),
            ("unreadable-file", "x\0.py"),
            ("unreadable-file", "n" * 10),
            ("unsupported-file", "notes.md"),
            ("unsupported-file", "data"),
        ]
    )
    assert found(root) == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every directory")
def test_a_directory_that_cannot_be_read_is_a_problem(root: Path) -> None:
    write(root, "a.py", "closed/b.py")
    (root / "closed").chmod(0)
    result = run(root)
    (root / "closed").chmod(0o700)
    assert [file.display for file in result.files] == ["a.py"]
    assert [(problem.kind, problem.path) for problem in result.problems] == [("unreadable-directory", "closed")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf_8_are_made_printable(root: Path) -> None:
    (root / os.fsdecode(b"caf\xe9.py")).touch()
    (shown,) = found(root)
    assert shown == "caf\N{REPLACEMENT CHARACTER}.py"


def test_a_deep_tree_is_walked_without_recursion(root: Path) -> None:
    here = root
    for _ in range(300):
        here /= "dir"
    write(here, "a.py")
    assert found(root) == ["/".join(["dir"] * 300 + ["a.py"])]


@pytest.mark.parametrize("marker", ["reprolint.toml", "pyproject.toml", ".git"])
def test_the_project_root_is_the_nearest_parent_with_a_marker(root: Path, marker: str) -> None:
    write(root, f"a/{marker}", "a/b/c.py", "d/e.py")
    assert project_root(root / "a/b/c.py") == root / "a"
    assert project_root(root / "a") == root / "a"
    assert project_root(root / "d/e.py") == root


def test_the_project_root_is_the_working_directory_without_any_marker(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = (Path(os.sep),)
    if any((folder / ".git").exists() or (folder / "pyproject.toml").exists() for folder in parents):
        pytest.skip("the file system's root is a project here")
    monkeypatch.chdir(os.sep)
    assert project_root(Path(os.sep)) == Path(os.sep)


def test_pathspec_is_imported_only_for_patterns(root: Path) -> None:
    write(root, "a.py")
    program = (
        "import sys; from pathlib import Path; from reprolint.discover import discover\n"
        f"files = discover([Path('.')], cwd=Path({str(root)!r})).files\n"
        "print(len(files), 'pathspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]
