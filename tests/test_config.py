"""The configuration is read from one place, says where each value came from, and names all mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprolint import config
from reprolint.errors import ConfigurationError
from reprolint.findings import Confidence, Severity
from reprolint.rulebook import UnknownSelector
from tests.laboratory import RULEBOOK


def test_no_file_gives_defaults(tmp_path: Path) -> None:
    settings = config.load(tmp_path)
    assert settings.select is None
    assert settings.confidence is None
    assert settings.min_severity is Severity.NOTE
    assert settings.root == tmp_path


def test_pyproject_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("")
    (tmp_path / "pyproject.toml").write_text(
        """
        [tool.reprolint]
        select = ["LEA"]
        extend-select = ["EVA901"]
        ignore = ["LEA902"]
        extend-exclude = ["scratch"]
        min-severity = "warning"
        confidence = "low"
        respect-gitignore = false
        catalog = ["mine.yaml"]
        [tool.reprolint.per-file-ignores]
        "old/*.py" = ["LEA"]
        """
    )
    settings = config.load(tmp_path)
    assert (settings.select, settings.extend_select, settings.ignore) == (("LEA",), ("EVA901",), ("LEA902",))
    assert settings.extend_exclude == ("scratch",)
    assert (settings.min_severity, settings.confidence) == (Severity.WARNING, Confidence.LOW)
    assert settings.respect_gitignore is False
    assert settings.catalog == (tmp_path / "mine.yaml",)
    assert settings.per_file_ignores == (("old/*.py", ("LEA",)),)
    assert settings.origins["select"] == "pyproject.toml"


def test_own_file_wins_and_needs_no_table(tmp_path: Path) -> None:
    (tmp_path / "reprolint.toml").write_text('select = ["EVA"]\n')
    (tmp_path / "pyproject.toml").write_text('[tool.reprolint]\nselect = ["LEA"]\n')
    assert config.load(tmp_path).select == ("EVA",)


def test_command_line_wins_and_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "reprolint.toml").write_text('select = ["EVA"]\nignore = ["EVA901"]\n')
    settings = config.override(config.load(tmp_path), select=("LEA",), ignore=None)
    assert (settings.select, settings.ignore) == (("LEA",), ("EVA901",))
    assert (settings.origins["select"], settings.origins["ignore"]) == ("command line", "reprolint.toml")


def test_every_mistake_is_named_at_once_with_what_was_expected(tmp_path: Path) -> None:
    (tmp_path / "reprolint.toml").write_text(
        """
        selct = ["LEA"]
        ignore = "LEA901"
        min-severity = "warnings"
        confidence = 3
        respect-gitignore = "yes"
        catalog = ["missing.yaml"]
        [per-file-ignores]
        "a.py" = [1]
        """
    )
    with pytest.raises(ConfigurationError) as caught:
        config.load(tmp_path)
    messages = {mistake.key: str(mistake) for mistake in caught.value.mistakes}
    assert set(messages) == {
        "selct",
        "ignore",
        "min-severity",
        "confidence",
        "respect-gitignore",
        "catalog",
        'per-file-ignores."a.py"',
    }
    assert all(message.startswith("reprolint.toml: ") for message in messages.values())
    assert "did you mean `select`" in messages["selct"]
    assert '["LEA901"]' in messages["ignore"]
    assert "did you mean `warning`" in messages["min-severity"]
    assert "low, medium, high" in messages["confidence"]
    assert "missing.yaml" in messages["catalog"]


@pytest.mark.parametrize("content", [b"select = [", b"select = '\xff'"])
def test_broken_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "reprolint.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match="TOML"):
        config.load(tmp_path)


def test_broken_pyproject_matters_only_if_it_speaks_of_us(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project\n")
    assert config.load(tmp_path).select is None
    (tmp_path / "pyproject.toml").write_text("[tool.reprolint\n")
    with pytest.raises(ConfigurationError):
        config.load(tmp_path)


def test_table_must_be_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nreprolint = 3\n")
    with pytest.raises(ConfigurationError, match="expected a table"):
        config.load(tmp_path)


def test_named_file_is_read_and_must_exist(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "strict.toml"
    with pytest.raises(ConfigurationError, match="no such file"):
        config.load(tmp_path, other)
    other.parent.mkdir()
    other.write_text('select = ["EVA"]\n')
    settings = config.load(tmp_path, other)
    assert settings.select == ("EVA",)
    assert settings.root == other.parent


def test_unknown_rules_are_named_with_file_key_and_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "reprolint.toml").write_text(
        'select = ["LEA", "EVA902"]\n[per-file-ignores]\n"a.py" = ["bare-scores"]\n'
    )
    settings = config.override(config.load(tmp_path), ignore=("XYZ",))
    found = [str(each) for each in config.unknown_selectors(settings, RULEBOOK.resolve, UnknownSelector)]
    assert len(found) == 3
    assert found[0].startswith("reprolint.toml: select: ")
    assert "EVA901" in found[0]
    assert found[1].startswith("command line: --ignore: ")
    assert found[2].startswith("reprolint.toml: per-file-ignores: ")
    assert "bare-score" in found[2]


def test_every_key_has_a_field() -> None:
    fields = config.Config.__dataclass_fields__
    assert {key.replace("-", "_") for key in config.READERS} == set(fields) - {"root", "file", "origins"}


def test_a_file_where_a_folder_of_pages_is_expected_is_a_mistake(tmp_path):
    (tmp_path / "page.md").write_text("", encoding="utf-8")
    (tmp_path / "reprolint.toml").write_text('rules = ["page.md"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="name the folder"):
        config.load(tmp_path)
