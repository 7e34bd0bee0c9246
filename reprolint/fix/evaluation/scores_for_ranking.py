"""Scores or probabilities instead of class labels, for metrics that judge an order."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.calls import with_keyword
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.names import loose_names, makers, uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer
from reprolint.graph.events import Score
from reprolint.graph.roles.families import predictor
from reprolint.graph.values import Constant, Estimator

# Classifiers by what scikit-learn 1.7 and its kin give them besides `predict`.
PROBABLE = frozenset(
    {
        "LogisticRegression", "LogisticRegressionCV", "RandomForestClassifier", "ExtraTreesClassifier",
        "GradientBoostingClassifier", "HistGradientBoostingClassifier", "DecisionTreeClassifier", "ExtraTreeClassifier",
        "KNeighborsClassifier", "RadiusNeighborsClassifier", "GaussianNB", "MultinomialNB", "BernoulliNB", "ComplementNB",
        "CategoricalNB", "MLPClassifier", "AdaBoostClassifier", "LinearDiscriminantAnalysis",
        "QuadraticDiscriminantAnalysis", "GaussianProcessClassifier", "DummyClassifier", "CalibratedClassifierCV",
        "XGBClassifier", "XGBRFClassifier", "LGBMClassifier", "CatBoostClassifier",
    }
)  # fmt: skip
DECIDING = frozenset(
    {"SVC", "NuSVC", "LinearSVC", "RidgeClassifier", "RidgeClassifierCV", "Perceptron", "PassiveAggressiveClassifier",
     "SGDClassifier"}
)  # fmt: skip
SCORERS = {
    "scores": '("decision_function", "predict_proba")',
    "probabilities": '"predict_proba"',
}
SEVERAL_CLASSES = frozenset({"multi_class", "average", "labels", "pos_label"})


@fixer("EVA007")
def judge_scores(program: Program, finding: Finding) -> Repair:
    """`predict_proba(X)[:, 1]` or `decision_function(X)`, whichever the classifier has."""
    call = program.node_at(finding.primary, ast.Call)
    if qualified(program, call.func) == "sklearn.metrics.make_scorer":
        return _told_scorer(program, call)
    places = [finding.primary, *(place for place in finding.related if place.label == "and here")]
    changes = []
    for place in places:
        metric = program.node_at(place, ast.Call)
        changes.append(_judged(program, metric))
    return Repair("Hand over scores instead of class labels", tuple(changes))


def _told_scorer(program: Program, call: ast.Call) -> Repair:
    metric = call.args[0] if call.args else None
    require(metric is not None, "the metric of the scorer is not a plain argument")
    assert metric is not None
    short = qualified(program, metric).rpartition(".")[2]
    expects = "probabilities" if short in {"log_loss", "brier_score_loss", "d2_log_loss_score"} else "scores"
    text = with_keyword(program.segment(call), "response_method", SCORERS[expects])
    return Repair("Let the scorer hand over scores", (program.replace(call, text),))


def _judged(program: Program, metric: ast.Call) -> Change:
    score = next((one for one in program.experiment.scores if _is(program, one, metric)), None)
    if score is None or score.call is None or score.call.entry is None:
        raise DeclinedError("the metric is not called in place")
    require(
        not any(word.arg in SEVERAL_CLASSES for word in metric.keywords),
        "there may be more classes than two, or the first may be judged",
    )
    given = _argument(score, metric)
    made = _made_from(program, given)
    if isinstance(made, ast.Name):
        return program.replace(given, made.id)
    method = _method(score, probabilities=score.call.entry.expects == "probabilities")
    assert isinstance(made.func, ast.Attribute)
    start, _ = program.span(made)
    _, owner_end = program.span(made.func.value)
    text = program.text[start:owner_end] + program.text[owner_end : program.span(made)[1]].replace("predict", method, 1)
    return program.replace(given, f"{text}[:, 1]" if method == "predict_proba" else text)


def _is(program: Program, score: Score, metric: ast.Call) -> bool:
    return score.place.source is program.source and program.span(score.place.node) == program.span(metric)


def _argument(score: Score, metric: ast.Call) -> ast.expr:
    """The node of the metric's second argument, by position or name."""
    assert score.call is not None
    assert score.call.entry is not None
    names = score.call.entry.arguments
    require(len(names) > 1, "the metric's prediction is not known by name")
    for word in metric.keywords:
        if word.arg == names[1]:
            return word.value
    if len(metric.args) > 1 and not any(isinstance(one, ast.Starred) for one in metric.args[:2]):
        return metric.args[1]
    raise DeclinedError("the prediction is not a plain argument")


def _made_from(program: Program, given: ast.expr) -> ast.Call | ast.Name:
    """The call of `predict` whose labels arrive, or the name of the probabilities that were cut."""
    value: ast.expr = given
    if isinstance(given, ast.Name):
        bound = makers(program, given)
        require(len(bound) == 1, f"`{given.id}` is bound in several places or comes from elsewhere")
        statement = program.statement(bound[0])
        plain = isinstance(statement, ast.Assign) and statement.targets == [bound[0]]
        require(plain, f"`{given.id}` is not bound by a plain assignment")
        assert isinstance(statement, ast.Assign)
        value = statement.value
        _require_unchanged(program, value, bound[0], given)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "predict":
        return value
    inner = value.func.value if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else value
    cut = (
        isinstance(inner, ast.Compare)
        and isinstance(inner.left, ast.Name)
        and isinstance(inner.ops[0], (ast.Gt, ast.GtE))
    )
    if cut and isinstance(inner, ast.Compare) and isinstance(inner.left, ast.Name):
        return inner.left
    raise DeclinedError("the labels are not what `predict` gives here")


def _require_unchanged(program: Program, value: ast.expr, bound: ast.Name, used: ast.Name) -> None:
    """Raise DeclinedError when a name in the value may mean something else where it would be read once more."""
    scope = program.scope(used)
    require(program.is_repeated(used) == program.is_repeated(bound), "the labels are kept beyond a loop")
    for name in loose_names(value):
        if not qualified(program, ast.Name(name)):
            known = uses(program, scope, name)
            between = [one for one in known.writes if bound.lineno < one.lineno <= used.lineno]
            require(not between, f"`{name}` is bound anew before the metric")
            refitted = [
                one for one in known.reads if bound.lineno < one.lineno < used.lineno and _is_fitted(program, one)
            ]
            require(not refitted, f"`{name}` is fitted anew before the metric")


def _is_fitted(program: Program, node: ast.Name) -> bool:
    outer = program.parent(node)
    return isinstance(outer, ast.Attribute) and outer.attr.startswith(("fit", "partial_fit", "set_params"))


def _method(score: Score, *, probabilities: bool) -> str:
    models = [predictor(fit.estimator) for fit in score.fits]
    names = {model.qualified.rpartition(".")[2] if model is not None else "" for model in models}
    if names and names <= PROBABLE:
        return "predict_proba"
    if len(models) == 1 and isinstance(models[0], Estimator) and names <= {"SVC", "NuSVC"}:
        asked = models[0].parameters.get("probability")
        if isinstance(asked, Constant) and asked.value is True:
            return "predict_proba"
    require(names and names <= DECIDING, "which scores the classifier gives is not known")
    require(not probabilities, "the classifier gives no probabilities")
    return "decision_function"
