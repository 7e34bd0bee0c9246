"""Catalogue files are read strictly: a slip is reported with file and key, never skipped."""

import pytest

from reprolint.catalog.compile import CatalogError, compile_catalog, compile_files, read_file

HEAD = "library: lib\nsource: https://example.org\n"


def write(folder, text, name="one.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_entries_aliases_signatures_and_methods(tmp_path):
    path = write(
        tmp_path,
        HEAD + "versions: '>=1'\naliases: {old: lib}\nsignatures: {old.fit: [seed, X]}\n"
        "entries:\n  lib.fit: {role: learn, random: seed}\n"
        "methods:\n  frame:\n    mean: &mean {role: learn, parameters: [axis]}\n    std: *mean\n",
    )
    mean = {"role": "learn", "parameters": ["axis"]}
    assert read_file(path) == {
        "entries": {"lib.fit": {"role": "learn", "random": {"parameter": "seed"}}},
        "aliases": {"old": "lib"},
        "signatures": {"old.fit": ["seed", "X"]},
        "methods": {"frame": {"mean": mean, "std": mean}},
    }


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("source: x\n", "library", "is missing"),
        ("library: x\n", "source", "is missing"),
        ("- a list\n", "", "must be a mapping"),
        ("a: [\n", "", "not valid YAML"),
        (HEAD + "signatures: {lib.a: X}\n", "signatures.lib.a", "must be a list of names"),
        (HEAD + "entrys: {}\n", "entrys", "did you mean `entries`"),
        (HEAD + "versions: 1.3\n", "versions", "must be text"),
        (HEAD + "entries: [a]\n", "entries", "must be a mapping"),
        (HEAD + "entries: {lib.a: classifier}\n", "lib.a", "must be a mapping"),
        (HEAD + "entries: {lib.a: {role: clasifier}}\n", "lib.a.role", "did you mean `classifier`"),
        (HEAD + "entries: {lib.a: {kind: x}}\n", "lib.a.role", "unknown role `None`"),
        (HEAD + "entries: {lib.a: {role: none, famly: x}}\n", "lib.a.famly", "did you mean `family`"),
        (HEAD + "entries: {lib.a: {role: none, name: x}}\n", "lib.a.name", "unknown key"),
        (HEAD + "entries: {lib.a: {role: none, target: 1}}\n", "lib.a.target", "true or false"),
        (HEAD + "entries: {lib.a: {role: none, kind: 1}}\n", "lib.a.kind", "must be text"),
        (HEAD + "entries: {lib.a: {role: none, parameters: x}}\n", "lib.a.parameters", "list of names"),
        (HEAD + "entries: {lib.a: {role: none, parameters: [y]}}\n", None, None),
        (HEAD + "entries: {lib.a: {role: none, parameters: [on]}}\n", "lib.a.parameters", "list of names"),
        (HEAD + "entries: {lib.a: {role: metric, expects: logits}}\n", "lib.a.expects", "unknown value `logits`"),
        (HEAD + "entries: {lib.a: {role: metric, better: more}}\n", "lib.a.better", "unknown value `more`"),
        (HEAD + "entries: {lib.a: {role: none, defaults: {x: [1]}}}\n", "lib.a.defaults.x", "number, text"),
        (HEAD + "entries: {lib.a: {role: none, defaults: 3}}\n", "lib.a.defaults", "must map"),
        (HEAD + "entries: {lib.a: {role: draw, random: 3}}\n", "lib.a.random", "must name the parameter"),
        (HEAD + "entries: {lib.a: {role: draw, random: {seed: x}}}\n", "lib.a.random.seed", "unknown key"),
        (HEAD + "entries: {lib.a: {role: draw, random: {inert: {x: 1}}}}\n", "lib.a.random.inert.x", "list of values"),
        (HEAD + "entries: {lib.a: {role: none}, lib.a: {role: none}}\n", "", "`lib.a` is given twice"),
        (HEAD + "entries: {yes: {role: none}}\n", "entries.True", "quote it"),
        (HEAD + "aliases: {a: a}\n", "aliases.a", "must be the name"),
        (HEAD + "methods: {table: {}}\n", "methods.table", "unknown key"),
        (HEAD + "methods: {frame: {mean: {role: x}}}\n", "methods.frame.mean.role", "unknown role"),
    ],
)
def test_a_slip_is_named(tmp_path, text, key, reason):
    path = write(tmp_path, text)
    if key is None:
        assert read_file(path)["entries"]
        return
    with pytest.raises(CatalogError) as caught:
        read_file(path)
    assert caught.value.key == key
    assert reason in str(caught.value)
    assert "one.yaml" in str(caught.value)


def test_a_name_in_two_files_is_refused(tmp_path):
    write(tmp_path, HEAD + "entries: {lib.a: {role: none}}\n", "a.yaml")
    write(tmp_path, HEAD + "entries: {lib.a: {role: draw}}\n", "b.yaml")
    with pytest.raises(CatalogError, match=r"b\.yaml.*lib\.a.*already described in a\.yaml"):
        compile_catalog(tmp_path)


def test_methods_of_one_kind_may_stand_in_several_files(tmp_path):
    one = write(tmp_path, HEAD + "methods: {frame: {mean: {role: learn}}}\n", "a.yaml")
    two = write(tmp_path, HEAD + "methods: {frame: {head: {role: none}}}\n", "b.yaml")
    assert set(compile_files([one, two])["methods"]["frame"]) == {"mean", "head"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: \x00"])
def test_bytes_that_are_no_text_are_named(tmp_path, content):
    path = tmp_path / "one.yaml"
    path.write_bytes(content)
    with pytest.raises(CatalogError, match=r"one\.yaml"):
        read_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CatalogError, match="cannot be read"):
        read_file(tmp_path / "absent.yaml")


def test_objects_are_never_built_from_tags(tmp_path):
    path = write(tmp_path, HEAD + "entries: !!python/object/apply:os.getcwd []\n")
    with pytest.raises(CatalogError, match="not valid YAML"):
        read_file(path)
