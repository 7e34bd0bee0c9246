"""EVA008: what the fix writes, and when none is offered."""

from __future__ import annotations

from reprolint.findings import Finding, Severity
from tests.checks.leakage.asking import findings

FITTED = """
from sklearn import metrics
X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"])
model = RandomForestClassifier().fit(X_train, y_train)
"""


def _fixed(line: str, finding: Finding) -> str:
    assert finding.fix is not None
    assert not finding.fix.safe, "the printed number changes"
    for edit in sorted(finding.fix.edits, key=lambda edit: -edit.location.column):
        place = edit.location
        line = line[: place.column - 1] + edit.text + line[place.end_column - 1 :]
    return line


def test_the_fix_exchanges_the_two_arguments():
    line = 'print("precisión", metrics.precision_score(model.predict(X_test), y_test, average="macro"))'
    (finding,) = findings("EVA008", f"{FITTED}{line}\n")
    assert _fixed(line, finding) == line.replace("model.predict(X_test), y_test", "y_test, model.predict(X_test)")


def test_no_fix_where_the_arguments_are_not_written_out():
    (finding,) = findings("EVA008", f"{FITTED}pair = (model.predict(X_test), y_test)\nmetrics.recall_score(*pair)\n")
    assert finding.fix is None


def test_a_transposed_table_weighs_less_than_a_changed_number():
    (table,) = findings("EVA008", f"{FITTED}metrics.confusion_matrix(model.predict(X_test), y_test)\n")
    assert table.severity is Severity.WARNING
    both = "p = model.predict(X_test)\nmetrics.confusion_matrix(p, y_test)\nmetrics.recall_score(p, y_test)\n"
    (number,) = findings("EVA008", FITTED + both)
    assert number.severity is None
    assert "recall_score" in number.primary.snippet
    assert [place.snippet for place in number.related] == ["metrics.confusion_matrix(p, y_test)"]


def test_a_column_that_is_not_the_target_is_not_taken_for_the_truth():
    assert not findings("EVA008", f'{FITTED}metrics.recall_score(model.predict(X_test), X_test["a"])\n')


LABELLED = """
from sklearn.metrics import precision_score
good, bad = np.load("good.npy"), np.load("bad.npy")
X, y = np.concatenate((good, bad)), np.concatenate((np.zeros(len(good)), np.ones(len(bad))))
X_train, X_test, y_train, y_test = train_test_split(X, y)
predicted = RandomForestClassifier().fit(X_train, y_train).predict(X_test)
"""


def test_labels_that_the_program_writes_itself_are_observed():
    assert len(findings("EVA008", LABELLED + "print(precision_score(predicted, y_test))")) == 1
    assert findings("EVA008", LABELLED + "print(precision_score(y_test, predicted))") == []
    assert findings("EVA008", LABELLED + "print(precision_score(predicted, np.zeros(len(X_test))))") == []


BATCHES = """
import torch
from sklearn.metrics import precision_score
from torch.utils.data import DataLoader, TensorDataset
x, y = torch.from_numpy(np.load("x.npy")), torch.from_numpy(np.load("y.npy"))
net = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters())
for inputs, labels in DataLoader(TensorDataset(x[:80], y[:80])):
    torch.nn.functional.cross_entropy(net(inputs), labels).backward()
    optimizer.step()
predicted, known = [], []
for inputs, labels in DataLoader(TensorDataset(x[80:], y[80:])):
    predicted.append(net(inputs).argmax(1))
    known.append(labels)
predicted = [one.item() for one in predicted]
print(precision_score({given}))
"""


def test_labels_that_were_collected_one_by_one_are_observed():
    swapped = BATCHES.format(given="predicted, [one.item() for one in known]")
    assert len(findings("EVA008", swapped)) == 1
    assert findings("EVA008", BATCHES.format(given="[one.item() for one in known], predicted")) == []
