"""EVA008: what the fix writes, and when none is offered."""

from __future__ import annotations

import pytest

from reprolint.findings import Finding, Severity
from tests.checks.leakage.asking import findings, read

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


FOLDS = """
from sklearn.metrics import r2_score
X, y = {read}
def across(model):
    guesses = {made}
    for seen, new in KFold(5).split(X):
        guesses[new] = model.fit(X[seen], y[seen]).predict(X[new])
    return guesses
"""
ONE_FILE = 'df[["a", "b"]].to_numpy(), df["y"].to_numpy()'


@pytest.mark.parametrize("read", [ONE_FILE, 'np.load("x.npy"), np.load("y.npy")'])
@pytest.mark.parametrize("made", ["np.zeros(len(y))", "np.full(len(y), np.nan)", "np.full_like(y, np.nan)"])
def test_predictions_that_an_array_was_filled_with(read, made):
    program = FOLDS.format(read=read, made=made)
    assert len(findings("EVA008", program + "print(r2_score(across(Ridge()), y))")) == 1
    assert not findings("EVA008", program + "print(r2_score(y, across(Ridge())))")


SEVERAL = """
found = {("line", 0): across(Ridge())}
for seed in range(5):
    found["trees", seed] = across(RandomForestClassifier(random_state=seed))
for (name, seed), guesses in found.items():
    print(name, r2_score(GIVEN))
"""


@pytest.mark.parametrize(
    ("given", "count"),
    [("guesses, y", 1), ("y, guesses", 0), ("guesses, df['a'].to_numpy()", 0), ("guesses, np.load('z.npy')", 0)],
)
def test_filled_arrays_that_are_kept_under_keys(given, count):
    program = FOLDS.format(read=ONE_FILE, made="np.full(len(y), np.nan)")
    assert len(findings("EVA008", program + SEVERAL.replace("GIVEN", given))) == count


def test_arrays_filled_with_predictions_for_other_rows_each_are_not_taken_for_one():
    program = """
    seen, new = train_test_split(df)
    model = RandomForestClassifier().fit(seen[["a"]], seen["y"])
    found, names = {}, list(df.columns)
    for name, part in ((names[0], seen), (names[1], new)):
        filled = np.full(len(part), np.nan)
        filled[np.arange(len(part))] = model.predict(part[["a"]])
        found[name] = filled
    for name, filled in found.items():
        print(name, accuracy_score(new["y"], filled))
    """
    assert not findings("EVA002", program)


def test_a_full_array_of_truths_is_a_mask():
    program = """
    kept = np.full(len(df), False)
    kept[np.random.default_rng(0).choice(len(df), 100)] = True
    model = RandomForestClassifier().fit(df[["a"]][~kept], df["y"][~kept])
    print(accuracy_score(df["y"][kept], model.predict(df[["a"]][kept])))
    """
    assert not findings("EVA001", program) + findings("EVA002", program)
    assert read(program).scores
