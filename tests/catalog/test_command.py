"""`reprolint catalog sklearn`: writes the file, and with --check says whether it would change."""

import pytest

pytest.importorskip("sklearn")

from click.testing import CliRunner

from reprolint.catalog.sklearn import rendering
from reprolint.cli.catalog import catalog_command


def run(*arguments):
    return CliRunner().invoke(catalog_command, ["sklearn", *map(str, arguments)])


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "sklearn.yaml"
    assert run("--output", path).exit_code == 0
    return path


def test_what_is_written_passes_the_check(written):
    assert run("--check", "--output", written).exit_code == 0


def test_a_difference_is_shown_and_fails(written):
    text = written.read_text(encoding="utf-8")
    written.write_text(
        text.replace("sklearn.svm.SVC: {role: classifier", "sklearn.svm.SVC: {role: regressor"), encoding="utf-8"
    )
    result = run("--check", "--output", written)
    assert result.exit_code == 1
    assert "-  sklearn.svm.SVC: {role: regressor" in result.stdout
    assert "+  sklearn.svm.SVC: {role: classifier" in result.stdout


def test_another_version_is_said_and_does_not_fail(written):
    text = written.read_text(encoding="utf-8").replace(
        f'versions: "{rendering.installed_version()}"', 'versions: "0.1"'
    )
    written.write_text(text, encoding="utf-8")
    result = run("--check", "--output", written)
    assert result.exit_code == 0
    assert "not compared" in result.stderr
    assert "0.1" in result.stderr


def test_a_missing_file_fails_with_the_way_out(tmp_path):
    result = run("--check", "--output", tmp_path / "absent.yaml")
    assert result.exit_code == 1
    assert "python -m reprolint.catalog.sklearn" in result.output
