"""What the finding tells to hand over instead fits the way the labels were made (EVA007)."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related

PROGRAM = """
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
model = RandomForestClassifier(random_state=0).fit(X, y)
print(roc_auc_score(t, {given}))
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("model.predict(T)", ""),  # the page's own help
        ("model.predict(T) > 2.5", "for the classes that pass the comparison"),
        ("model.predict_proba(T)[:, 1] > 0.3", "as they were before the threshold"),
        ("np.argmax(model.predict_proba(T), axis=1)", "as they were before `argmax`"),
        ("np.array([np.argmax(model.predict_proba(T), axis=1)]).T", "as they were before `argmax`"),
        ("np.argmax(model.predict_proba(T), axis=1).reshape(-1, 1)", "as they were before `argmax`"),
        ("model.predict(T), multi_class='ovr'", "that belong to the judged classes"),
        ("cross_val_predict(model, T, t)", 'method="predict_proba"'),
    ],
)
def test_the_help_fits_how_the_labels_were_made(given, told):
    [found] = findings("EVA007", PROGRAM.format(given=given))
    assert told in found.help
    assert bool(told) == bool(found.help)


FITTED = """
import statsmodels.api as sm
import statsmodels.formula.api as smf
from sklearn.metrics import roc_auc_score
X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
print(roc_auc_score(t, {model}.predict(T)))
"""


@pytest.mark.parametrize(
    "model", ["sm.Logit(y, X).fit()", "sm.Probit(y, X).fit()", "smf.logit('y ~ a + b', X.join(y)).fit()"]
)
def test_models_whose_predict_gives_probabilities(model):
    assert findings("EVA007", FITTED.format(model=model)) == []
    assert len(findings("EVA007", FITTED.format(model="LogisticRegression().fit(X, y)"))) == 1


def test_what_is_swapped_is_told_as_swapped():
    swapped = """
    from sklearn.metrics import roc_auc_score, roc_curve
    X, T, y, t = train_test_split(np.load("x.npy"), np.load("y.npy"), random_state=0)
    labels = LogisticRegression().fit(X, y).predict(T)
    print(roc_curve({given}))
    """
    assert findings("EVA007", swapped.format(given="labels, t")) == []
    [found] = findings("EVA008", swapped.format(given="labels, t"))
    assert found.help.endswith("name them with `y_true=` and `y_score=`")
    assert findings("EVA008", swapped.format(given="t, labels")) == []
    assert len(findings("EVA007", swapped.format(given="t, labels"))) == 1


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            "roc_curve(t, model.predict(T), pos_label=2)",
            "or `decision_function(X)` of a model without it, that belong to the judged classes",
        ),
        ("roc_auc_score(encoder.transform(t), encoder.transform(model.predict(T)))", "belong to the judged classes"),
        ("log_loss(t, model.predict(T))", "Pass `predict_proba(X)` instead of"),
        ("brier_score_loss(t, model.predict(T))", "Pass `predict_proba(X)[:, 1]` instead of"),
    ],
)
def test_the_help_fits_the_metric_and_the_classes(call, told):
    indicators = "encoder = LabelBinarizer().fit(df['y'])" if "encoder" in call else ""
    program = f"""
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score, roc_curve
    from sklearn.preprocessing import LabelBinarizer
    {indicators}
    X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
    model = LogisticRegression().fit(X, y)
    print({call})
    """
    [found] = findings("EVA007", program)
    assert told in found.help


def test_labels_that_were_decoded_are_no_outputs_of_the_next_model():
    program = """
    from sklearn.metrics import roc_auc_score
    X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
    first = RandomForestClassifier(random_state=0).fit(X, y)
    first_labels = np.argmax(first.predict_proba(T), axis=1)
    second = LogisticRegression().fit(np.argmax(first.predict_proba(X), axis=1), y)
    print(roc_auc_score(t, second.predict(first_labels)))
    """
    [found] = findings("EVA007", program)
    assert found.help == ""


METRICS = """
from sklearn.metrics import roc_auc_score
from sklearn.metrics import roc_auc_score as area
X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
model = LogisticRegression().fit(X, y)
def judge(metrics, X, y):
    labels = model.predict(X)
    return [metric(y, labels) for metric in metrics]
"""


def test_the_metric_is_named_and_the_calls_that_ask_for_it():
    [found] = findings("EVA007", METRICS + "judge([accuracy_score], T, t)\njudge([roc_auc_score], T, t)\n")
    assert found.message.startswith("`roc_auc_score` judges scores")
    assert related(found) == {
        "labels = model.predict(X)": "these are class labels",
        "judge([roc_auc_score], T, t)": "called here",
    }


def test_where_all_calls_are_at_fault_none_is_named():
    [found] = findings("EVA007", METRICS + "judge([roc_auc_score], T, t)\njudge([roc_auc_score], X, y)\n")
    assert list(related(found).values()) == ["these are class labels"]


def test_a_name_that_the_import_gives_is_kept():
    [found] = findings("EVA007", METRICS + "area(t, model.predict(T))\n")
    assert found.message.startswith("`area` judges scores")


def test_columns_of_a_feature_say_nothing_of_the_classes():
    encoded = """
    from sklearn.metrics import roc_curve
    from sklearn.preprocessing import LabelBinarizer
    street = LabelBinarizer().fit_transform(df[{column}])
    X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
    print(roc_curve(t, RandomForestClassifier(random_state=0).fit(X, y).predict(T)))
    """
    [one] = findings("EVA007", encoded.format(column='"street"'))
    assert one.help == ""
    [other] = findings("EVA007", encoded.format(column='"y"'))
    assert "that belong to the judged classes" in other.help


@pytest.mark.parametrize(("settings", "told"), [("", 0), ("random_state=0", 0), ("max_depth=3", 1), ("ccp_alpha=a", 1)])
def test_a_tree_with_pure_leaves_has_no_doubts_that_labels_could_hide(settings, told):
    program = f"""
    from sklearn.metrics import roc_auc_score
    from sklearn.tree import DecisionTreeClassifier
    X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
    print(roc_auc_score(t, DecisionTreeClassifier({settings}).fit(X, y).predict(T)))
    """
    assert len(findings("EVA007", program)) == told


KEPT = """
import torch
from sklearn.metrics import average_precision_score
from torch.utils.data import DataLoader, TensorDataset
x, y = torch.from_numpy(np.load("x.npy")), torch.from_numpy(np.load("y.npy"))
net = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(net.parameters())
for inputs, labels in DataLoader(TensorDataset(x[:80], y[:80])):
    torch.nn.functional.binary_cross_entropy_with_logits(net(inputs), labels).backward()
    optimizer.step()

class Tally:
    def __init__(self):
        self.known, self.found = [], []

    def add(self, outputs, labels):
        likely = torch.sigmoid(outputs)
        self.known.append(labels)
        self.found.append({kept})

    def total(self):
        found = torch.cat(self.found).numpy()
        return average_precision_score(torch.cat(self.known).numpy(), {given})

tally = Tally()
for inputs, labels in DataLoader(TensorDataset(x[80:], y[80:])):
    tally.add(net(inputs), labels)
print(tally.total())
"""


@pytest.mark.parametrize(
    ("kept", "given", "count"),
    [
        ("(likely > 0.5).float()", "found", 1),
        ("likely >= 0.3", "found", 1),
        ("likely", "found > 0.5", 1),
        ("likely", "found", 0),
        ("likely * (likely > 0.5)", "found", 0),
        ("(likely - 0.5).abs()", "found", 0),
    ],
)
def test_outputs_that_were_cut_batch_by_batch(kept, given, count):
    assert len(findings("EVA007", KEPT.format(kept=kept, given=given))) == count


def test_cut_and_uncut_outputs_joined_are_not_called_labels():
    program = """
    from sklearn.metrics import roc_auc_score
    X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
    likely = RandomForestClassifier(random_state=0).fit(X, y).predict_proba(T)[:, 1]
    print(roc_auc_score(np.concatenate([t, t]), np.concatenate([likely, {other}])))
    """
    assert not findings("EVA007", program.format(other="likely > 0.5"))
    assert findings("EVA007", program.format(other="likely > 0.5").replace("[likely,", "[likely > 0.4,"))
