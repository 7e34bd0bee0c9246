"""The documentation site, built as continuous integration builds it, and read as a visitor would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reprolint import rulebook
from tests.docs.reading import ROOT

pytest.importorskip("material", reason="the site needs the extra `docs`")
pytestmark = pytest.mark.slow

LOADED = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=\"?(?P<address>[^\s\">]+)")
MARK = re.compile(r"\b(?:expect|expect-file|expect-related|miss|false alarm): ?[A-Z]{3}\d{3}")


def build(root: Path, to: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(to)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(root), "NO_MKDOCS_2_WARNING": "1"},
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    result = build(ROOT, folder)
    assert result.returncode == 0, result.stderr
    return folder


def test_every_rule_and_every_document_has_a_page(site: Path) -> None:
    pages = rulebook.load().pages.values()
    expected = {f"rules/{page.path}" for page in pages} | {path.name for path in (ROOT / "docs").glob("*.md")}
    assert not {one for one in expected if not (site / one).with_suffix(".html").exists()}


def test_rule_page_says_what_its_front_matter_says(site: Path) -> None:
    page = rulebook.load().pages["LEA004"]
    text = (site / "rules" / page.path).with_suffix(".html").read_text("utf-8")
    assert page.effect is not None
    for said in (page.name, page.topic, f"{page.effect.wrong:g}", f"{page.effect.right:g}", "REFORMS 2024, item 6a"):
        assert said in text
    assert "← LEA004" in text
    assert "In [3]" in text


def test_marks_of_tests_are_words(site: Path) -> None:
    texts = {path.name: path.read_text("utf-8") for path in (site / "rules").glob("*/*.html")}
    assert not {name for name, text in texts.items() if MARK.search(text)}


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    found = {match["address"] for path in site.rglob("*.html") for match in LOADED.finditer(path.read_text("utf-8"))}
    assert found
    assert not {address for address in found if re.match(r"(?:https?:)?//", address)}
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", styles)


def test_diagram_is_a_picture(site: Path) -> None:
    text = (site / "architecture.html").read_text("utf-8")
    assert '<figure class="chart" role="img" aria-label="paths to discover' in text
    assert "flowchart LR" not in text


def test_link_that_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for folder in ("docs", "rules", "examples", "reprolint"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("mkdocs.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / file, copy / file)
    (copy / "docs" / "safety.md").write_text("# Safety\n\n[nowhere](nowhere.md)\n\n## Limits\n", encoding="utf-8")
    result = build(copy, tmp_path / "site")
    assert result.returncode != 0
    assert "nowhere.md" in result.stderr
