"""The cells of docs/jupyter.md, typed into a real kernel one by one, give what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.reading import ROOT, blocks, prose
from tests.docs.test_docs import pattern
from tests.jupyter.sessions import kernel, plain_of, stream_of

pytest.importorskip("nbclient")

PAGE = ROOT / "docs" / "jupyter.md"


def test_page_can_be_followed(tmp_path: Path) -> None:
    cells = [block for block in blocks(PAGE) if "cell" in block.attributes]
    expected = {
        block.attributes["output"]: block.text.splitlines() for block in blocks(PAGE) if block.language == "text"
    }
    assert [block.attributes["cell"] for block in cells] == [str(number + 1) for number in range(len(cells))]
    given = {}
    with kernel(tmp_path) as running:
        for block in cells:
            outputs = running.run(block.text.rstrip())
            assert not stream_of(outputs, "stderr")
            given[block.attributes["cell"]] = (plain_of(outputs) + "\n" + stream_of(outputs)).strip()
    assert given["4"] == "0.84"
    assert "0.84" in prose(PAGE)
    for number, lines in expected.items():
        assert pattern(lines).fullmatch(given[number]), given[number]
