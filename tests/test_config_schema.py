"""The schema of the configuration says yes and no where the program does."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from reprolint import config, config_schema
from reprolint.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
VALID = [
    "",
    'select = ["LEA", "REP001"]\nrespect-gitignore = false\n',
    'min-severity = "error"\nconfidence = "high"\nbaseline = "known.json"\n',
    '[per-file-ignores]\n"legacy/*.py" = ["LEA"]\n',
]
INVALID = [
    'select = "LEA"\n',
    "ignore = [1]\n",
    'min-severity = "fatal"\n',
    "confidence = 3\n",
    'respect-gitignore = "yes"\n',
    'per-file-ignores = ["a.py"]\n',
    '[per-file-ignores]\n"a.py" = "LEA"\n',
    'selct = ["LEA"]\n',
    "baseline = []\n",
    'baseline = ""\n',
]


def shipped() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(config_schema.FILE.read_text(encoding="utf-8"))
    return loaded


def accepted(text: str, folder: Path) -> bool:
    (folder / "reprolint.toml").write_text(text)
    try:
        config.load(folder)
    except ConfigurationError:
        return False
    return True


def test_the_shipped_file_is_what_would_be_generated_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert config_schema.main(["--check"]) == 0
    jsonschema.Draft202012Validator.check_schema(shipped())
    monkeypatch.setattr(config_schema, "FILE", tmp_path / "new.json")
    assert config_schema.main(["--check"]) == 1
    assert config_schema.main([]) == 0
    assert config_schema.main(["--check"]) == 0


@pytest.mark.parametrize("text", [*VALID, *INVALID])
def test_schema_and_program_agree(text: str, tmp_path: Path) -> None:
    valid = jsonschema.Draft202012Validator(shipped()).is_valid(tomllib.loads(text))
    assert valid is accepted(text, tmp_path) is (text in VALID)


def test_the_documented_example_is_valid() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```toml name=reprolint.toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    jsonschema.Draft202012Validator(shipped()).validate(tomllib.loads(example[1]))
