"""Calls that look like draws and decide nothing: folds in order, weights that are put back, networks that nothing uses."""

from __future__ import annotations

import pytest

from tests.graph.test_seeding import free

FOLDS = (
    "from sklearn.model_selection import StratifiedKFold, check_cv\n"
    "class Patients(StratifiedKFold):\n    pass\n"
    "for a, b in {folds}.split(X, y):\n"
    "    print(LogisticRegression().fit(X.iloc[a], y.iloc[a]).score(X.iloc[b], y.iloc[b]))"
)


@pytest.mark.parametrize(
    ("folds", "names"),
    [
        ("check_cv()", []),
        ("check_cv(5, y, classifier=True)", []),
        ("check_cv(Patients(3), y)", []),
        ("check_cv(options.folds, y, shuffle=True)", []),
        ("check_cv(KFold(5), y, shuffle=True)", []),
        ("check_cv(KFold(5, shuffle=True), y)", ["KFold"]),
        ("check_cv(5, y, shuffle=True)", ["check_cv"]),
        ("check_cv(5, y, shuffle=True, random_state=0)", []),
    ],
)
def test_check_cv_divides_in_order_unless_it_is_to_shuffle_a_number_of_folds(folds, names):
    assert free(FOLDS.format(folds=folds)) == names


SAMPLED = "idx = np.random.choice(len(df), 50)\nprint(LogisticRegression().fit(X, y).score(X, y))\n"


@pytest.mark.parametrize(
    "picture",
    [
        "fig, axes = plt.subplots(2, 2)\nax3 = axes[1, 0]\nax3.scatter(X[idx], y[idx])",
        "fig, (left, right) = plt.subplots(1, 2)\nleft.scatter(X[idx], y[idx])",
        "left, right = plt.subplots(1, 2)[1]\nleft.scatter(X[idx], y[idx])",
        "page = plt.figure()\npanel = page.add_subplot(111)\npanel.annotate('a', X[idx])",
        "panel = plt.gca()\npanel.annotate('a', X[idx])",
        "for i, panel in enumerate(plt.subplots(3)[1].ravel()):\n    panel.annotate('a', X[idx])",
        "page, panels = plt.subplots(2)\nfor panel, name in zip(panels, X):\n    panel.annotate(name, X[idx])",
        "panel = df.plot()\npanel.annotate('a', X[idx])",
        "import seaborn\ngrid = seaborn.FacetGrid(df)\ngrid.refline(X[idx])",
        "panel = None\nif wide:\n    panel = plt.gca()\npanel.annotate('a', X[idx])",
        "panels = [plt.subplot(1, 2, 1), plt.subplot(1, 2, 2)]\npanels[0].annotate('a', X[idx])",
        "def add(where, rows):\n    where.annotate('a', rows)\nadd(where=plt.gca(), rows=X[idx])",
        "def add(ax, rows):\n    ax.annotate('a', rows)\nadd(ax=make(), rows=X[idx])",
    ],
)
def test_pictures_are_known_by_where_they_come_from(picture):
    assert free(f"{SAMPLED}{picture}\nprint(LogisticRegression().fit(X, y).coef_)") == []


@pytest.mark.parametrize(
    "kept",
    [
        "panel = lab.Panel()\npanel.take(X, idx)",
        "panel = plt.gca()\npanel = lab.Panel()\npanel.take(X, idx)",
        "axes = [1, 2]\naxes.take(X, idx)",
        "def add(panel, rows):\n    panel.take(X, rows)\nadd(lab.Panel(), idx)",
    ],
)
def test_what_is_no_picture_may_keep_what_it_is_given(kept):
    program = f"import lab\n{SAMPLED}{kept}\nprint(LogisticRegression().fit(X, y).coef_)"
    assert free(program) == ["np.random.choice"]


TRACED = "import torch\nfrom lab import build\nnet = build()\nx = torch.rand(1, 3)\n"


@pytest.mark.parametrize(
    "use",
    [
        "torch.onnx.export(net, torch.rand(1, 3), 'net.onnx')",
        "torch.onnx.export(net, (x,), 'net.onnx', input_names=['x'])",
        "torch.onnx.export(model=net, args=x, f='net.onnx')",
        "torch.jit.save(torch.jit.trace(net, x), 'net.pt')",
        "torch.export.save(torch.export.export(net, args=(x,)), 'net.pt2')",
        "from torchinfo import summary\nsummary(net, input_data=x)\ntorch.save(net, 'net.pt')",
        "from thop import profile\nprint(profile(net, inputs=(x,)))\ntorch.save(net, 'net.pt')",
        "from fvcore.nn import FlopCountAnalysis\nprint(FlopCountAnalysis(net, x).total())\ntorch.save(net, 'net.pt')",
        "import keras\nnet = keras.Sequential()\nnet.build(np.random.rand(1, 3).shape)\nprint(net.fit(X, y))",
    ],
)
def test_of_example_inputs_only_the_shape_counts(use):
    assert free(f"{TRACED}{use}") == []


@pytest.mark.parametrize("use", ["torch.save(net(x), 'net.pt')", "torch.onnx.export(net(x), y, 'net.onnx')"])
def test_inputs_whose_values_are_stored_count(use):
    assert free(f"{TRACED}{use}") == ["torch.rand"]
