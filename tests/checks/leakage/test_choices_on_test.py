"""LEA012: what is a choice among candidates by their scores on the test rows, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

SPLIT = """
from sklearn.metrics import f1_score, precision_score, recall_score
X, y = df.drop(columns="y"), df["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""
BINS = """
edges = np.linspace(0, 1, 11)
for C in [0.1, 1, 10]:
    chance = LogisticRegression(C=C).fit(X_train, y_train).predict_proba(X_test)[:, 1]
    error = 0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (chance > low) & (chance <= high)
        share = inside.mean()
        if share > 0:
            {taken}
    print(C, "calibration error", error)
"""


@pytest.mark.parametrize("taken", ["error += abs(chance[inside].mean() - y_test[inside].mean()) * share", "last = low"])
def test_the_share_of_predictions_in_a_bin_is_no_score(taken):
    assert findings("LEA012", SPLIT + BINS.format(taken=taken)) == []


ADDED = """
total = 0
for C in [0.1, 1, 10]:
    score = LogisticRegression(C=C).fit(X_train, y_train).score(X_test, y_test)
    if score > 0.5:
        total += 1
print("better than guessing", total)
"""


def test_what_is_only_added_up_takes_no_candidate():
    assert findings("LEA012", SPLIT + ADDED) == []
    bounded = ADDED.replace("total += 1", "last = C")  # whichever came last over a bound, and not the best
    assert findings("LEA012", SPLIT + bounded) == []
    chosen = ADDED.replace("total += 1", "total, best = score, C").replace("> 0.5", "> total")
    assert snippets(findings("LEA012", SPLIT + chosen)) == ["if score > total:"]


TWO_METRICS = """
best, best_C, waited = 0, None, 0
for C in range(1, 9):
    guess = LogisticRegression(C=C).fit(X_train, y_train).predict(X_test)
    worst = {worse}
    print(C, "worse of both", worst)
{choice}
print("best", best, best_C)
"""
WORSE = [
    "min(precision_score(y_test, guess), recall_score(y_test, guess))",
    "min([precision_score(y_test, guess), recall_score(y_test, guess)])",
    "np.min([precision_score(y_test, guess), recall_score(y_test, guess)])",
    "min(precision_score(y_test, guess), recall_score(y_test, guess), f1_score(y_test, guess))",
]


@pytest.mark.parametrize("worse", WORSE)
def test_the_worse_of_several_metrics_of_one_model_is_no_choice(worse):
    assert findings("LEA012", SPLIT + TWO_METRICS.format(worse=worse, choice="")) == []
    choice = "    if worst > best:\n        best, best_C = worst, C"
    assert snippets(findings("LEA012", SPLIT + TWO_METRICS.format(worse=worse, choice=choice))) == ["if worst > best:"]


def test_the_best_of_two_models_is():
    program = SPLIT + "one, other = LogisticRegression(C=1), RandomForestClassifier()\n"
    program += (
        "print(max(one.fit(X_train, y_train).score(X_test, y_test), other.fit(X_train, y_train).score(X_test, y_test)))"
    )
    assert len(findings("LEA012", program)) == 1


COUNTED = """    if worst > best:
        best = worst
        waited = 0
    else:
        waited += 1
"""
CLASS = """
class Stopping:
    def __init__(self):
        self.best, self.waited = -np.inf, 0

    def __call__(self, score):
        better = score > self.best + 0.001
        if better:
            self.best = score
            self.waited = 0
        else:
            self.waited += 1
        return self.waited > 3


stopping = Stopping()
for C in range(1, 9):
    model = LogisticRegression(C=C).fit(X_train, y_train)
    stopping(model.score(X_test, y_test))
print("best test accuracy", stopping.best)
"""


def test_where_only_the_best_score_is_kept_no_candidate_is_said_to_be_taken():
    (one,) = findings("LEA012", SPLIT + TWO_METRICS.format(worse=WORSE[0], choice=COUNTED))
    assert one.message.startswith("`if worst > best` keeps the best of the scores on the test rows")


def test_what_is_put_into_a_list_is_taken():
    choice = "    if worst > best:\n        best = worst\n        {taken}"
    (one,) = findings(
        "LEA012", SPLIT + TWO_METRICS.format(worse=WORSE[0], choice=choice.format(taken="kept.append(C)"))
    )
    assert "takes the candidate" in one.message
    (one,) = findings(
        "LEA012", SPLIT + TWO_METRICS.format(worse=WORSE[0], choice=choice.format(taken="kept.append(worst)"))
    )
    assert one.message.endswith("nothing here judges that candidate on rows that had no part in the choice")


def test_where_no_if_stands_none_is_named():
    (one,) = findings("LEA012", SPLIT + CLASS)
    assert one.message.startswith("`score > self.best + 0.001` keeps the best of the scores")


def test_what_takes_a_candidate_comes_before_a_counter():
    choice = COUNTED + "    if worst > best:\n        best_C = C\n"
    (one,) = findings("LEA012", SPLIT + TWO_METRICS.format(worse=WORSE[0], choice=choice))
    assert "takes the candidate" in one.message
    assert "and they decide here" in related(one).values()


NAMED = """
import torch
from torch.utils.data import DataLoader, TensorDataset
{divided}
def judged(network, rows):
    hits = []
    with torch.no_grad():
        for x, t in rows:
            hits.append((network(x).argmax(1) == t).float().mean().item())
    return np.mean(hits)


first = DataLoader(TensorDataset(torch.tensor(a.drop(columns="y").values), torch.tensor(a["y"].values)), shuffle=True)
{loader} = DataLoader(TensorDataset(torch.tensor(b.drop(columns="y").values), torch.tensor(b["y"].values)))
network = torch.nn.Linear(9, 2)
optimizer = torch.optim.Adam(network.parameters())
best = 0.0
for epoch in range(90):
    for x, t in first:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(x), t).backward()
        optimizer.step()
    now = judged(network, {loader})
    print("accuracy", now)
    if now > best:
        best = now
        print("new best {word}", best)
        {kept}
"""
VARIABLES = "train_df, val_df = train_test_split(df, random_state=0)\na, b = train_df, val_df"
FUNCTION = "def parts(rows):\n    return train_test_split(rows, random_state=0)\ntrain_rows, valid_rows = parts(df)\n"
FUNCTION += "a, b = train_rows, valid_rows"
PLAIN = "a, b = train_test_split(df, random_state=0)"
SAVED, TAKEN = 'torch.save(network.state_dict(), "best.pt")', "best_epoch = epoch"


@pytest.mark.parametrize(
    ("divided", "loader"),
    [(VARIABLES, "second"), (FUNCTION, "second"), (PLAIN, "val_loader"), (PLAIN, "valid_batches"), (PLAIN, "trainVal")],
)
@pytest.mark.parametrize(("code", "kept"), [("LEA011", SAVED), ("LEA012", TAKEN)])
def test_rows_that_are_made_or_handed_on_as_validation_rows_are_no_test(code, kept, divided, loader):
    program = NAMED.format(divided=divided, loader=loader, kept=kept, word="accuracy")
    assert not any("test rows" in one.message for one in findings(code, program))
    said = NAMED.format(divided=divided, loader=loader, kept=kept, word="test accuracy")
    assert any("test rows" in one.message for one in findings(code, said))


@pytest.mark.parametrize("loader", ["eval_batches", "log_interval", "stddev"])
def test_names_that_only_end_alike_are_none(loader):
    (one,) = findings("LEA011", NAMED.format(divided=PLAIN, loader=loader, kept=SAVED, word="accuracy"))
    assert "test rows" in one.message


@pytest.mark.parametrize("divided", [PLAIN, "train, test = train_test_split(df, random_state=0)\na, b = train, test"])
@pytest.mark.parametrize(("code", "kept"), [("LEA011", SAVED), ("LEA012", TAKEN)])
def test_rows_without_such_a_name_are(code, kept, divided):
    (one,) = findings(code, NAMED.format(divided=divided, loader="second", kept=kept, word="accuracy"))
    assert "test rows" in one.message


GUARDED = """
rows = []
for C in [0.1, 1, 10]:
    model = LogisticRegression(C=C).fit(X_train, y_train)
    rows.append({{"C": C, "score": f1_score(y_test, model.predict(X_test)), "model": model}})
best = max(rows, key=lambda row: row["score"])
print("best F1", best["score"])
if {guard}:
    joblib.dump(best["model"], "best.joblib")
"""


@pytest.mark.parametrize(
    "guard", ["best is not None and best.get('model') is not None", "best is not None and best.get('model')"]
)
def test_whether_there_is_a_model_is_no_choice_of_one(guard):
    program = SPLIT + "import joblib\n" + GUARDED.format(guard=guard)
    assert findings("LEA011", program) == []
    (finding,) = findings("LEA012", program)
    assert finding.primary.snippet.strip().startswith("best = max(")


CUT = """
from sklearn.metrics import mean_squared_error
from sklearn.neural_network import MLPRegressor
X, y = np.load("x.npy"), np.load("y.npy")
{once}
errors = []
for size in [10, 20, 50]:
    {again}
    model = MLPRegressor((size,), random_state=0).fit(X[:n], y[:n])
    errors.append(mean_squared_error(y[n:], model.predict(X[n:])))
print("test error", min(errors))
"""


def test_a_slice_with_a_computed_bound_is_the_same_test_part_for_all_candidates():
    (finding,) = findings("LEA012", CUT.format(once="n = int(len(X) * 0.8)", again="pass"))
    assert finding.primary.snippet.strip() == 'print("test error", min(errors))'


@pytest.mark.parametrize("again", ["n = int(len(X) * size / 100)", "n = -size", "n = first_of(size)"])
def test_a_slice_whose_bound_moves_on_is_another_part_for_each(again):
    assert findings("LEA012", CUT.format(once="", again=again)) == []
