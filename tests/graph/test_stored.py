"""What a program stores under a path and reads back: rows with what was learned of them, models with their training."""

from __future__ import annotations

import pytest

from reprolint.graph import Answer, overlaps
from reprolint.graph.rows import All, ancestors
from tests.checks.leakage.asking import findings, read

SCALED = """
import joblib
import pickle
from pathlib import Path
from sklearn.preprocessing import StandardScaler
from lab import folder
out = Path(folder)
name = input()
{before}
df[["a", "b"]] = StandardScaler().fit_transform(df[["a", "b"]])
{store}
{meanwhile}
{back}
X, t, y, s = train_test_split(df[["a", "b"]], df["y"], random_state=1)
print(LogisticRegression().fit(X, y).score(t, s))
"""


@pytest.mark.parametrize(
    ("store", "back"),
    [
        ("df.to_csv('clean.csv', index=False)", "df = pd.read_csv('clean.csv')"),
        ("df.to_csv('./clean.csv')", "df = pd.read_csv('clean.csv', index_col=0)"),
        ("df.to_parquet(folder + '/clean.parquet')", "df = pd.read_parquet(folder + '/clean.parquet')"),
        ("df.to_pickle(out / 'clean.pkl')", "df = pd.read_pickle(out.joinpath('clean.pkl'))"),
        ("df.to_csv(f'{folder}/{name}.csv')", "df = pd.read_csv(f'{folder}/{name}.csv')"),
        ("df.to_csv('{}.csv'.format(name))", "df = pd.read_csv('{}.csv'.format(name))"),
        (
            "with open('clean', 'wb') as f:\n    pickle.dump(df, f)",
            "with open('clean', 'rb') as f:\n    df = pickle.load(f)",
        ),
        ("joblib.dump({'rows': df}, 'clean.joblib')", "df = joblib.load('clean.joblib')['rows']"),
    ],
)
def test_rows_that_are_written_and_read_keep_what_was_learned(store, back):
    asked = {"before": "", "meanwhile": "", "store": store, "back": back}
    assert findings("LEA001", SCALED.format(**asked))
    assert findings("LEA001", SCALED.format(**asked | {"meanwhile": "df['more'] = 1"}))


@pytest.mark.parametrize(
    ("before", "store", "back"),
    [
        ("", "df.to_csv('clean.csv')", "df = pd.read_csv('raw.csv')"),
        ("df.to_csv('raw.csv')", "", "df = pd.read_csv('raw.csv')"),  # as it was before
        ("", "df.to_csv('{}.csv'.format(name))", "df = pd.read_csv('{}_raw.csv'.format(name))"),
        ("", "df.to_csv(f'{df.a.mean()}.csv')", "df = pd.read_csv(f'{len(df)}.csv')"),
        (
            "import sys\nfrom os.path import abspath, dirname, join",
            "df.to_csv(join(dirname(dirname(abspath(dirname(sys.argv[1])))), name))",
            "df = pd.read_csv(join(dirname(dirname(abspath(dirname(sys.argv[2])))), name))",
        ),
        ("", "df.to_csv(out.with_suffix('.b'))", "df = pd.read_csv(out.with_suffix('.a'))"),
        ("", "df.to_csv('clean.csv', columns=['y'])", "df = pd.read_csv('clean.csv')"),
        ("", "df.to_csv('clean.csv', mode='a')", "df = pd.read_csv('clean.csv')"),
    ],
)
def test_other_files_hold_other_rows(before, store, back):
    assert findings("LEA001", SCALED.format(before=before, store=store, meanwhile="", back=back)) == []


MODEL = """
import copy
import joblib
import torch
from torch import nn
X, t, y, s = train_test_split(df[["a"]].values, df["y"].values, random_state=1)
net = nn.Linear(1, 2)
optimizer = torch.optim.SGD(net.parameters())
loss = nn.functional.cross_entropy(net(torch.tensor(X)), torch.tensor(y))
loss.backward()
optimizer.step()
{store}
new = {new}
{back}
print(accuracy_score(s, new(torch.tensor(t)).argmax(1)))
"""


@pytest.mark.parametrize(
    ("store", "new", "back", "fits"),
    [
        ("torch.save(net, 'net.pt')", "torch.load('net.pt')", "", 1),
        ("torch.save(net.state_dict(), 'net.pt')", "nn.Linear(1, 2)", "new.load_state_dict(torch.load('net.pt'))", 1),
        (
            "torch.save({'net': net.state_dict(), 'epoch': 3}, 'net.pt')",
            "nn.Linear(1, 2)",
            "stored = torch.load('net.pt', weights_only=True)\nnew.load_state_dict(stored['net'])",
            1,
        ),
        ("best = copy.deepcopy(net.state_dict())", "nn.Linear(1, 2)", "new.load_state_dict(best)", 1),
        ("torch.save(net.state_dict(), 'net.pt')", "nn.Linear(1, 2)", "new.load_state_dict(torch.load('other.pt'))", 0),
        ("", "nn.Linear(1, 2)", "", 0),
    ],
)
def test_a_network_that_is_given_stored_weights_is_the_one_that_was_trained(store, new, back, fits):
    scores = read(MODEL.format(store=store, new=new, back=back)).scores
    assert len([fit for score in scores for fit in score.fits]) == fits


def test_a_model_that_is_stored_does_not_learn_what_its_name_is_fitted_to_later():
    program = """
    import joblib
    X, t, y, s = train_test_split(df[["a"]], df["y"], random_state=1)
    model = LogisticRegression().fit(X, y)
    joblib.dump(model, "model")
    model.fit(df[["a"]], df["y"])
    joblib.dump(model, "final")
    print(joblib.load({name}).score(t, s))
    """
    assert findings("LEA006", program.format(name='"model"')) == []
    assert findings("LEA006", program.format(name='"final"'))


KEPT = """
import keras
X, t, y, s = train_test_split(df[["a"]], df["y"], random_state=1)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss="mse")
keep = keras.callbacks.ModelCheckpoint({path}, save_best_only=True)
model.fit(X, y, validation_data=(t, s), callbacks=[keep])
{back}
print(model.evaluate(t, s))
"""


@pytest.mark.parametrize(
    ("path", "back", "told"),
    [
        ("'best.keras'", "model = keras.models.load_model('best.keras')", True),
        ("filepath='best.keras'", "model = keras.models.load_model(filepath='best.keras')", True),
        ("'best.keras'", "model = keras.models.load_model('other.keras')", False),
        ("'best.keras'", "", False),  # the last state is judged
    ],
)
def test_a_checkpoint_that_is_read_back_was_chosen_on_the_validation_rows(path, back, told):
    assert bool(findings("LEA011", KEPT.format(path=path, back=back))) is told


OPENED = """
import json
import pickle
import torch
def lines(path):
    with open(path) as file:
        return [line.split() for line in file.read().splitlines()]
def numbers(path):
    rows = []
    for line in open(path):
        rows.append([float(part) for part in line.split(",")])
    return np.array(rows)
one, other = {one}, {other}
model = LogisticRegression().fit(np.array(one), df["y"])
print(model.score(np.array(other), df["y"]))
"""


@pytest.mark.parametrize(
    "reader",
    ["torch.load({})", "pickle.load(open({}, 'rb'))", "lines({})", "numbers({})", "json.load(open({}))['rows']"],
)
def test_rows_read_in_an_unknown_way_are_known_by_their_file(reader):
    experiment = read(OPENED.format(one=reader.format("'old.dat'"), other=reader.format("'new.dat'")))
    [fit] = [fit for fit in experiment.fits if fit.family == "model"]
    [score] = experiment.scores
    assert All(("file", "old.dat")) in ancestors(fit.rows)
    assert All(("file", "new.dat")) in ancestors(score.rows)
    assert overlaps(fit.rows, score.rows) is Answer.NO
    experiment = read(OPENED.format(one=reader.format("'old.dat'"), other=reader.format("'old.dat'")))
    [fit] = [fit for fit in experiment.fits if fit.family == "model"]
    assert overlaps(fit.rows, experiment.scores[0].rows) is Answer.UNKNOWN  # which part of it is not known
