"""A picture stays small: what nothing rests on goes, branches that do the same become one."""

from __future__ import annotations

import pytest

from reprolint.findings import Location, Severity
from reprolint.picture.fold import MOST, fold
from reprolint.picture.model import Edge, Mark, Node, Picture
from tests.picture.drawn import drawn

PLACE = Location("study.py", 3, 1, 3, 9)
MARK = Mark("LEA001", "preprocessing-before-split", Severity.ERROR, "preprocessing before split", "m", PLACE)


def sketch(kinds: dict[str, str], *arrows: str, marks: tuple[str, ...] = ()) -> Picture:
    """Boxes named by their titles; arrows are written `a -> b`."""
    nodes = tuple(
        Node(name, kind, name, members=(name,), marks=(MARK,) if name in marks else ()) for name, kind in kinds.items()
    )
    ends = [arrow.split(" -> ") for arrow in arrows]
    return Picture("study.py", nodes, tuple(Edge(tail, head, "rows") for tail, head in ends))


def titles(picture: Picture) -> list[str]:
    return [node.title for node in picture.nodes]


def test_twelve_models_on_the_same_rows_are_one_box_with_their_names() -> None:
    calls = "\n".join(f"        model_{k} = KNeighborsClassifier({k}).fit(X_train, y_train)" for k in range(1, 5))
    picture = drawn(f"""
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
{calls}
        svc = SVC().fit(X_train, y_train)
        logistic = LogisticRegression().fit(X_train, y_train)
        forest = RandomForestClassifier(random_state=0).fit(X_train, y_train)
        for model in [svc, logistic, forest, model_1, model_2, model_3, model_4]:
            print(model.score(X_test, y_test))
    """)  # fmt: skip
    box = picture.node("7 models")
    assert (box.count, len(box.members)) == (7, 7)
    assert box.details == ("KNeighborsClassifier", "SVC", "LogisticRegression", "and 1 more")
    assert picture.node("Accuracy").count == 7
    assert len(picture.titles) == 6


def test_two_different_models_stay_apart() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        for model in [DummyClassifier(), SVC()]:
            model.fit(X_train, y_train)
            print(model.score(X_test, y_test))
    """)
    assert {"DummyClassifier", "SVC"} <= set(picture.titles)


def test_several_metrics_of_one_model_are_one_box() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        predicted = SVC().fit(X_train, y_train).predict(X_test)
        print(accuracy_score(y_test, predicted), f1_score(y_test, predicted, average="macro"))
    """)
    assert picture.node("Accuracy, F1").count == 2


def test_steps_that_follow_each_other_chain_into_one() -> None:
    chained = fold(sketch({"d": "source", "a": "preprocess", "b": "preprocess", "c": "preprocess", "m": "model"},
                          "d -> a", "a -> b", "b -> c", "c -> m"))  # fmt: skip
    assert titles(chained) == ["d", "3 preparation steps", "m"]
    assert chained.nodes[1].details == ("a", "b", "c")
    assert [(edge.tail, edge.head) for edge in chained.edges] == [("n1", "n2"), ("n2", "n3")]


def test_a_faulty_step_is_not_hidden_in_a_chain() -> None:
    chained = fold(sketch({"d": "source", "a": "preprocess", "b": "preprocess", "m": "model"},
                          "d -> a", "a -> b", "b -> m", marks=("b",)))  # fmt: skip
    assert titles(chained) == ["d", "a", "b", "m"]


def test_a_faulty_model_is_not_hidden_among_others() -> None:
    models = {f"m{number}": "model" for number in range(5)}
    folded = fold(sketch({"d": "source", **models}, *(f"d -> {name}" for name in models), marks=("m3",)))
    assert titles(folded) == ["d", "4 models", "m3"]


def test_what_no_model_rests_on_is_left_out_and_counted() -> None:
    folded = fold(
        sketch({"d": "source", "a": "preprocess", "m": "model", "b": "preprocess"}, "d -> a", "d -> m", "d -> b")
    )
    assert titles(folded) == ["d", "m"]
    assert folded.left_out == 2


def test_a_step_with_a_finding_is_not_left_out() -> None:
    folded = fold(sketch({"d": "source", "a": "preprocess", "m": "model"}, "d -> a", "d -> m", marks=("a",)))
    assert "a" in titles(folded)


def test_a_file_without_models_shows_what_it_prepares() -> None:
    assert titles(fold(sketch({"d": "source", "a": "preprocess"}, "d -> a"))) == ["d", "a"]


@pytest.mark.parametrize("branches", [60, 400])
def test_many_branches_of_one_shape_fold_below_the_limit(branches: int) -> None:
    kinds = {"d": "source"}
    arrows = []
    for number in range(branches):
        kinds |= {f"p{number}": "preprocess", f"m{number}": "model", f"s{number}": "score"}
        arrows += [f"d -> p{number}", f"p{number} -> m{number}", f"m{number} -> s{number}"]
    folded = fold(sketch(kinds, *arrows, marks=("p7",)))
    assert len(folded.nodes) <= MOST
    assert {node.count for node in folded.nodes} >= {branches - 1, 1}
    assert [mark.code for mark in folded.marks] == ["LEA001"]


def test_experiments_of_one_shape_that_are_apart_become_one() -> None:
    kinds, arrows = {}, []
    for number in range(30):
        kinds |= {f"d{number}": "source", f"m{number}": "model"}
        arrows.append(f"d{number} -> m{number}")
    folded = fold(sketch(kinds, *arrows))
    assert titles(folded) == ["30 sources", "30 models"]


def test_folding_keeps_every_arrow_between_boxes_that_are_there() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        for seed in range(3):
            X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
            for model in [SVC(), LogisticRegression(), KNeighborsClassifier(), RandomForestClassifier()]:
                print(model.fit(X_train, y_train).score(X_test, y_test))
    """).picture
    known = {node.id for node in picture.nodes}
    assert all({edge.tail, edge.head} <= known and edge.tail != edge.head for edge in picture.edges)
    assert len({(edge.tail, edge.head, edge.kind) for edge in picture.edges}) == len(picture.edges)
