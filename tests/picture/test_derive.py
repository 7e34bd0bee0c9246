"""What a program does to its rows is what the picture says: sources, splits, fits, scores, and where the fault lies."""

from __future__ import annotations

from tests.picture.drawn import IMPORTS, drawn

FIRST_LINE = IMPORTS.count("\n")

LEAKY = """
data = pd.read_csv("data/births.csv")
X = StandardScaler().fit_transform(data.drop(columns="preterm"))
X_train, X_test, y_train, y_test = train_test_split(X, data["preterm"], random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""
RIGHT = """
data = pd.read_csv("data/births.csv")
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns="preterm"), data["preterm"], random_state=0)
scaler = StandardScaler().fit(X_train)
model = LogisticRegression().fit(scaler.transform(X_train), y_train)
print(accuracy_score(y_test, model.predict(scaler.transform(X_test))))
"""


def test_the_scaler_learns_from_all_rows_and_this_arrow_is_faulty() -> None:
    picture = drawn(LEAKY, select=("LEA",))
    edge = picture.edge("births.csv", "StandardScaler")
    assert edge.words == "learns from"
    assert [mark.code for mark in edge.marks] == ["LEA001"]
    assert picture.faulty == [("births.csv", "StandardScaler", "LEA001")]
    assert [mark.code for mark in picture.node("StandardScaler").marks] == ["LEA001"]
    assert [mark.code for mark in picture.node("Accuracy").affected] == ["LEA001"]


def test_scaled_rows_are_split_and_go_to_the_model_and_to_the_score() -> None:
    picture = drawn(LEAKY)
    assert picture.arrows == {
        ("births.csv", "StandardScaler"),
        ("StandardScaler", "At random"),
        ("At random", "Training rows"),
        ("At random", "Test rows"),
        ("Training rows", "LogisticRegression"),
        ("LogisticRegression", "Accuracy"),
        ("Test rows", "Accuracy"),
    }
    assert picture.edge("Training rows", "LogisticRegression").words == "trained on"
    assert picture.edge("Test rows", "Accuracy").words == "judged on"
    assert {node.title: node.role for node in picture.picture.nodes if node.kind == "part"} == {
        "Training rows": "training",
        "Test rows": "test",
    }


def test_a_scaler_fitted_after_the_split_stands_below_the_training_rows_and_nothing_is_faulty() -> None:
    picture = drawn(RIGHT, select=("LEA",))
    assert ("Training rows", "StandardScaler") in picture.arrows
    assert ("StandardScaler", "LogisticRegression") in picture.arrows
    assert ("births.csv", "At random") in picture.arrows
    assert not picture.faulty


def test_numbers_learned_beside_the_rows_way_are_a_dashed_arrow() -> None:
    picture = drawn("""
        data = pd.read_csv("births.csv")
        X, y = data.drop(columns="preterm"), data["preterm"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        scaler = StandardScaler().fit(X)
        model = LogisticRegression().fit(scaler.transform(X_train), y_train)
        print(model.score(scaler.transform(X_test), y_test))
    """)
    assert picture.edge("StandardScaler", "LogisticRegression").kind == "numbers"
    assert ("births.csv", "StandardScaler", "LEA001") in picture.faulty


def test_resampling_before_the_split_is_a_faulty_arrow_into_the_sampler() -> None:
    picture = drawn("""
        data = pd.read_csv("births.csv")
        X, y = SMOTE(random_state=0).fit_resample(data.drop(columns="preterm"), data["preterm"])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
    """)
    assert picture.node("SMOTE").details == ("copies rows of rare classes",)
    assert ("births.csv", "SMOTE", "LEA004") in picture.faulty
    assert ("SMOTE", "At random") in picture.arrows


def test_a_model_fitted_on_test_rows_has_the_faulty_arrow_not_its_score() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        print(np.mean(cross_val_score(SVC(), X_test, y_test, cv=5)))
    """, select=("LEA013",))  # fmt: skip
    assert picture.faulty == [("5 folds", "SVC", "LEA013")]
    assert not picture.node("Accuracy").marks
    assert [mark.code for mark in picture.node("Accuracy").affected] == ["LEA013"]


def test_cross_validation_is_folds_that_train_and_judge() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        print(cross_val_score(SVC(), X, y, cv=KFold(10, shuffle=True, random_state=0)).mean())
    """)
    assert picture.arrows == {("iris", "10 folds"), ("10 folds", "SVC"), ("10 folds", "Accuracy"), ("SVC", "Accuracy")}
    assert picture.node("10 folds").details == ("at random",)
    assert picture.node("Accuracy").details == ("mean over the folds",)


def test_a_search_is_one_model_and_its_best_score_is_drawn_only_where_it_is_asked_for() -> None:
    search = """
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        search = GridSearchCV(SVC(), {"C": [1, 10]}, cv=5).fit(X_train, y_train)
    """
    without = drawn(search + "    print(search.score(X_test, y_test))")
    assert without.titles == ["iris", "At random", "Training rows", "GridSearchCV of SVC", "Test rows", "Accuracy"]
    asked = drawn(search + "    print(search.best_score_)")
    assert ("GridSearchCV of SVC", "Best score of the search") in asked.arrows


def test_a_pipeline_is_called_by_its_steps() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        model = make_pipeline(StandardScaler(), PCA(2), SVC()).fit(X, y)
        print(model.score(X, y))
    """)
    assert "StandardScaler → PCA → SVC" in picture.titles


def test_places_are_lines_of_the_file_and_where_a_score_is_shown_is_known() -> None:
    picture = drawn(RIGHT)
    assert [place.line for place in picture.node("births.csv").places] == [FIRST_LINE + 2]
    score = picture.node("Accuracy")
    assert [place.line for place in score.places] == [FIRST_LINE + 6]
    assert [place.line for place in score.shown] == [FIRST_LINE + 6]


def test_a_loop_is_drawn_once_however_many_rounds_it_has() -> None:
    once = drawn("""
        X, y = make_classification(random_state=0)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
    """)
    looped = drawn("""
        for seed in range(1000):
            X, y = make_classification(random_state=seed)
            X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
            model = LogisticRegression().fit(X_train, y_train)
            print(model.score(X_test, y_test))
    """)
    assert looped.titles == once.titles
    assert looped.arrows == once.arrows


def test_functions_that_nothing_calls_are_left_out() -> None:
    picture = drawn(
        RIGHT
        + """
def unused(X, y):
    return KNeighborsClassifier().fit(X, y).score(X, y)
"""
    )
    assert "KNeighborsClassifier" not in picture.titles


def test_a_module_of_functions_is_drawn_all_the_same() -> None:
    picture = drawn("""
        def evaluate(X, y):
            X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
            return KNeighborsClassifier().fit(X_train, y_train).score(X_test, y_test)
    """)
    assert ("Training rows", "KNeighborsClassifier") in picture.arrows
    assert picture.node("X").details == ("loaded where we cannot see it",)


def test_explanations_files_and_predictions_have_boxes() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
        permutation_importance(model, X_test, y_test, random_state=0)
        joblib.dump(model, "models/forest.joblib")
        model.predict(X_test)
    """)
    assert ("RandomForestClassifier", "Permutation importance") in picture.arrows
    assert ("Test rows", "Permutation importance") in picture.arrows
    assert picture.edge("RandomForestClassifier", "forest.joblib").words == "saved as"
    assert {("RandomForestClassifier", "Predictions"), ("Test rows", "Predictions")} <= picture.arrows


def test_a_choice_by_test_scores_is_drawn_and_its_arrow_is_faulty() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        best = 0
        for k in range(1, 30):
            score = KNeighborsClassifier(k).fit(X_train, y_train).score(X_test, y_test)
            if score > best:
                best = score
        print("test accuracy", best)
    """, select=("LEA012", "LEA011"))  # fmt: skip
    assert ("Accuracy", "Keep what scores better") in picture.arrows
    assert [(tail, head) for tail, head, _ in picture.faulty] == [("Accuracy", "Keep what scores better")]


def test_slices_are_parts_with_words_of_their_own() -> None:
    picture = drawn("""
        X, y = load_iris(return_X_y=True)
        model = SVC().fit(X[:100], y[:100])
        print(model.score(X[100:], y[100:]))
    """)
    assert ("First 100 rows", "SVC") in picture.arrows
    assert ("Rows after the first 100", "Accuracy") in picture.arrows


def test_findings_about_no_box_are_kept_beside_the_picture() -> None:
    picture = drawn(RIGHT + "import os\nlabels = {n: i for i, n in enumerate(os.listdir('x'))}\n", select=("REP016",))
    assert [mark.code for mark in picture.picture.elsewhere] == ["REP016"]
    assert not picture.picture.marks


def test_a_function_called_with_other_rows_is_drawn_for_each() -> None:
    picture = drawn("""
        def report(model, X, y):
            print(accuracy_score(y, model.predict(X)))

        X, y = load_iris(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        model = SVC().fit(X_train, y_train)
        report(model, X_train, y_train)
        report(model, X_test, y_test)
    """)
    assert ("Training rows", "Accuracy") in picture.arrows
    assert ("Test rows", "Accuracy") in picture.arrows
    assert picture.titles.count("Accuracy") == 2
