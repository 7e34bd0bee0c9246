"""Facts of a repository are read from every file in which people state them, and from nothing outside it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from reprolint.project import FileSummary, Project
from reprolint.project.folder import MAX_BYTES


def project(root: Path, **files: str) -> Project:
    """A project with the files; `__` in a name stands for a slash, `_dot_` for a dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(root)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


REQUIREMENTS = """
# made by hand
-r base.txt
--extra-index-url https://example.org
numpy==1.26.4
Scikit_Learn >= 1.3, <2  # a comment
torch[cuda]==2.1.0+cu118 ; python_version < "3.12" --hash=sha256:aa
-e git+https://example.org/team/tool.git@0123456789abcdef#egg=tool
pandas
"""


def test_requirements_file(tmp_path: Path) -> None:
    facts = project(tmp_path, requirements_dot_txt=REQUIREMENTS)
    assert facts.pins["numpy"] == "==1.26.4"
    assert facts.pins["scikit-learn"] == ">=1.3,<2"
    assert facts.pins["torch"] == "==2.1.0+cu118"
    assert facts.pins["pandas"] == ""
    assert facts.pinned("tool")
    assert facts.pinned("Torch")
    assert not facts.pinned("scikit_learn")
    assert not facts.pinned("pandas")
    assert not facts.locked
    assert [(each.name, each.line) for each in facts.requirements][:2] == [("numpy", 5), ("scikit-learn", 6)]


def test_exact_requirement_wins_over_ranges_in_other_files(tmp_path: Path) -> None:
    facts = project(
        tmp_path,
        pyproject_dot_toml='[project]\ndependencies = ["numpy>=1.26", "scipy>=1"]\n',
        requirements_dot_txt="numpy==1.26.4\nscipy<2\n",
    )
    assert facts.pins["numpy"] == "==1.26.4"
    assert sorted(facts.pins["scipy"].split(",")) == ["<2", ">=1"]


def test_requirements_that_are_all_exact_count_as_lock(tmp_path: Path) -> None:
    assert project(tmp_path, requirements_dot_txt="numpy==1.26.4\npandas==2.2.0\n").locked
    assert not Project(tmp_path / "nowhere").locked


def test_allows_is_unknown_for_what_is_not_named(tmp_path: Path) -> None:
    facts = project(tmp_path, requirements_dot_txt="torch>=2.0,<2.6\nnumpy\n")
    assert facts.allows("torch", "2.5.1") is True
    assert facts.allows("torch", "2.6") is False
    assert facts.allows("numpy", "3.0") is True
    assert facts.allows("keras", "3.0") is None


def test_requirements_of_the_nearest_folder_upwards_hold_for_a_file(tmp_path: Path) -> None:
    facts = project(
        tmp_path,
        requirements_dot_txt="torch==2.0\nnumpy==1.26\n",
        one__requirements_dot_txt="keras==2.0.7\ntorch==1.4\n",
        two__requirements_dot_txt="keras>=3\n",
        two__uv_dot_lock='[[package]]\nname = "scipy"\nversion = "1.11"\n',
        three__requirements__requirements_train_dot_txt="keras==2.4\n",
    )
    assert facts.required_for("one/run.py", "keras") == "==2.0.7"
    assert facts.required_for("one/deep/run.py", "torch") == "==1.4"
    assert facts.required_for("two/run.py", "keras") == ">=3"
    assert facts.required_for("two/run.py", "torch") == "==2.0"
    assert facts.required_for("two/run.py", "scipy") == "==1.11"
    assert facts.required_for("three/run.py", "keras") == "==2.4"
    assert facts.required_for("run.py", "keras") is None
    assert facts.allows("torch", "1.4", "one/run.py") is True
    assert facts.allows("torch", "1.4", "run.py") is False


PYPROJECT = """
[project]
requires-python = ">=3.11"
dependencies = ["numpy>=1.26", "scipy"]
[project.optional-dependencies]
plots = ["matplotlib==3.9.0"]
[dependency-groups]
dev = ["pytest", {include-group = "other"}]
[tool.poetry.dependencies]
torch = "^2.1"
shap = {version = "0.45.0", optional = true}
lab = {git = "https://example.org/lab.git", rev = "0123456789ab"}
"""


def test_pyproject_in_all_dialects(tmp_path: Path) -> None:
    facts = project(tmp_path, pyproject_dot_toml=PYPROJECT)
    assert facts.pins["python"] == ">=3.11"
    assert facts.pins["numpy"] == ">=1.26"
    assert facts.pins["torch"] == ">=2.1,<3"
    assert facts.pinned("shap")
    assert facts.pinned("lab")
    assert {each.name for each in facts.requirements if each.optional} == {"matplotlib", "pytest"}


SETUP_CFG = """
[options]
install_requires =
    numpy>=1.20
    pandas
[options.extras_require]
x = scipy==1.0
"""
CONDA = """
dependencies:
- python=3.11
- conda-forge::pytorch=2.1.0
- numpy=1.26
- pip:
  - shap==0.45.0
"""


def test_setup_cfg_pipfile_and_conda(tmp_path: Path) -> None:
    facts = project(
        tmp_path,
        setup_dot_cfg=SETUP_CFG,
        Pipfile='[packages]\nlightgbm = "==4.0.0"\n[requires]\npython_version = "3.11"\n',
        environment_dot_yml=CONDA,
    )
    assert facts.pins["numpy"] == ">=1.20,==1.26.*"
    assert facts.pins["torch"] == "==2.1.0"
    assert facts.pinned("shap")
    assert facts.pinned("lightgbm")
    assert facts.allows("python", "3.12") is False


LOCKS = {
    "uv.lock": '[[package]]\nname = "numpy"\nversion = "1.26.4"\n',
    "poetry.lock": '[[package]]\nname = "numpy"\nversion = "1.26.4"\n',
    "pylock.toml": '[[packages]]\nname = "numpy"\nversion = "1.26.4"\n',
    "Pipfile.lock": '{"default": {"numpy": {"version": "==1.26.4"}}}',
    "conda-lock.yml": "package:\n- name: numpy\n  version: 1.26.4\n",
    "pixi.lock": "packages:\n- conda: https://example.org/linux-64/numpy-1.26.4-py311_0.conda\n",
}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_pins(tmp_path: Path, name: str) -> None:
    (tmp_path / "requirements.txt").write_text("numpy>=1\n")
    (tmp_path / name).write_text(LOCKS[name])
    facts = Project(tmp_path)
    assert facts.locked
    assert facts.lock_files == (name,)
    assert facts.pins["numpy"] == "==1.26.4"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project\n"),
        ("poetry.lock", "= ="),
        ("Pipfile.lock", "{"),
        ("environment.yml", "a: [b\n- :"),
        ("setup.cfg", "no section\n"),
    ],
)
def test_broken_file_is_reported_and_passed_over(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "requirements.txt").write_text("numpy==1.26.4\n")
    facts = Project(tmp_path)
    assert facts.pinned("numpy")
    assert [(problem.path, problem.kind) for problem in facts.problems] == [(name, "unreadable-project-file")]
    assert not facts.problems[0].incomplete


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "project = 3\ntool = []\n"),
        (
            "pyproject.toml",
            "[project]\ndependencies = {a = 1}\nrequires-python = 3\n[dependency-groups]\nx = [1, []]\n",
        ),
        ("environment.yml", "- a\n- b\n"),
        ("environment.yml", "dependencies: {a: 1}\n"),
        ("Pipfile.lock", '{"default": [1]}'),
        ("uv.lock", "package = 3\n"),
    ],
)
def test_file_of_an_unexpected_shape_is_passed_over(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert Project(tmp_path).pins == {}


def test_tests_and_what_runs_them(tmp_path: Path) -> None:
    facts = project(
        tmp_path,
        test_a_dot_py="",
        src__b_test_dot_py="",
        analysis_dot_ipynb="{}",
        _dot_github__workflows__ci_dot_yml="run: pytest --nbmake --doctest-modules",
    )
    assert facts.test_files == ("src/b_test.py", "test_a.py", "analysis.ipynb")
    assert facts.doctests
    assert list(facts.workflows) == [".github/workflows/ci.yml"]


def test_notebooks_are_no_tests_by_themselves(tmp_path: Path) -> None:
    facts = project(tmp_path, analysis_dot_ipynb="{}")
    assert facts.test_files == ()
    assert not facts.doctests


def test_drivers_are_scripts_and_sweeps(tmp_path: Path) -> None:
    facts = project(
        tmp_path,
        run_dot_sh="for seed in 1 2 3",
        Makefile="all:",
        conf__sweep_dot_yaml="hydra: {sweeper: {params: {seed: 1,2}}}",
        conf__model_dot_yaml="depth: 3",
    )
    assert sorted(facts.drivers) == ["Makefile", "conf/sweep.yaml", "run.sh"]


def test_documents_in_the_root(tmp_path: Path) -> None:
    facts = project(
        tmp_path, README_dot_rst="Title", LICENCE="MIT", CITATION_dot_cff="x", lib__LICENSE="other", Dockerfile="FROM x"
    )
    assert (facts.readme, facts.readme_text) == ("README.rst", "Title")
    assert (facts.license_file, facts.citation_file) == ("LICENCE", "CITATION.cff")
    assert facts.dockerfiles == {"Dockerfile": "FROM x"}
    empty = Project(tmp_path / "lib" / "none")
    assert (empty.readme, empty.readme_text, empty.citation_file) == (None, "", None)


def test_nothing_outside_the_root_is_read(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "requirements.txt").write_text("numpy==1.26.4\n")
    (outside / "README.md").write_text("secret")
    (root / "link").symlink_to(outside)
    (root / "README.md").symlink_to(outside / "README.md")
    facts = Project(root)
    assert facts.folder.paths == ("README.md",)
    assert facts.readme_text == ""
    assert facts.pins == {}
    assert facts.folder.read("../outside/README.md") is None


def test_large_and_binary_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("numpy==1.26.4\n" + "#" * MAX_BYTES)
    (tmp_path / "README.md").write_bytes(b"\0\1")
    facts = Project(tmp_path)
    assert facts.pins == {}
    assert facts.readme_text == ""


def test_environments_and_products_are_not_walked(tmp_path: Path) -> None:
    facts = project(
        tmp_path,
        node_modules__requirements_dot_txt="a",
        _dot_venv__requirements_dot_txt="a",
        mine__pyvenv_dot_cfg="",
        mine__requirements_dot_txt="a",
        src__a_dot_py="",
    )
    assert facts.folder.paths == ("src/a.py",)


def test_places(tmp_path: Path) -> None:
    facts = project(tmp_path, requirements_dot_txt="numpy\npandas\n")
    place = facts.location("requirements.txt", 2, "here")
    assert (place.path, place.line, place.end_column, place.snippet, place.label) == (
        "requirements.txt",
        2,
        7,
        "pandas",
        "here",
    )
    assert (facts.location().path, facts.location().snippet) == (".", "")


def test_project_and_summaries_travel_between_processes(tmp_path: Path) -> None:
    facts = project(tmp_path, requirements_dot_txt="numpy==1.26.4\n")
    facts = Project(tmp_path, (FileSummary("a.py", 3),))
    assert facts.pinned("numpy")
    copy = pickle.loads(pickle.dumps(facts))
    assert copy.summaries == facts.summaries
    assert copy.pinned("numpy")


@pytest.mark.parametrize("name", ["environment.yml", "env.yml", "env.yaml", "env_gpu.yml", "conda.yaml", "my_env.yaml"])
def test_a_file_of_conda_by_any_usual_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("dependencies:\n- pip:\n  - scikit-learn==1.5.1\n")
    assert Project(tmp_path).pins["scikit-learn"] == "==1.5.1"
