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


TRAIN = "net(torch.load('x')).sum().backward()\ntorch.optim.SGD(net.parameters(), lr=1).step()\ntorch.save(net, 'c')"
NET = (
    "import torch\nfrom torch import nn\n"
    "class Net(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.a = nn.Linear(5, 3)\n"
    "        self.b = nn.Parameter(torch.randn(3))\n"
    "    def forward(self, x):\n"
    "        return self.a(x) * self.b\n"
    "stored = torch.load('a')\n"
)
WEIGHTS = ["nn.Linear", "torch.randn"]


@pytest.mark.parametrize(
    "restored",
    [
        "net = Net()\nnet.load_state_dict(stored)",
        "net = Net().to('cuda')\nnet.load_state_dict(stored['state'], strict=True)",
        "net = Net()\nprint(net)\nnet = nn.DataParallel(net)\nnet.load_state_dict(stored)",
        "net = Net()\nif wide:\n    net = nn.DataParallel(net)\nnet.eval()\nnet.load_state_dict(stored)",
        "net = Net()\nsgd = torch.optim.SGD(net.parameters(), lr=1)\nmissing = net.load_state_dict(stored)",
        "net = Net()\nwith open('b', 'rb') as file:\n    net.load_state_dict(torch.load(file))",
        "def make():\n    net = Net()\n    net.load_state_dict(stored)\n    return net\nnet = make()",
        "def fill(path, model):\n    model.load_state_dict(torch.load(path))\nnet = Net()\nfill('a', net)",
        "class Lab:\n    def __init__(self):\n        self.n = Net()\n        self.n.load_state_dict(stored)\nnet = Lab().n",
        "net = Net()\nnet.device = 'cpu'\nnet.load_state_dict(stored)",
        "net = Net()\nsetattr(net, 'device', 'cpu')\nnet.load_state_dict(stored)",
        "net = Net()\nnet.head = nn.Linear(3, 2)\nnet.load_state_dict(stored)",
        "net = Net()\nif 'a':\n    net.load_state_dict(stored)",
        "net = Net()\nif wide:\n    net.load_state_dict(stored)\nelse:\n    net.load_state_dict(torch.load('b'))",
        "net = Net()\nif not wide:\n    raise SystemExit\nelse:\n    net.load_state_dict(stored)",
        "net = Net()\ntry:\n    net.load_state_dict(stored)\nexcept KeyError:\n    raise",
        "net = Net()\ntry:\n    net.load_state_dict(stored)\nexcept KeyError:\n    exit(1)",
        "if wide:\n    net = Net()\nelse:\n    net = Net()\nnet.load_state_dict(stored)",
        "class Kept(Net):\n    def take(self, path):\n        self.load_state_dict(torch.load(path))\nnet = Kept()\nnet.take('')",
    ],
)
def test_weights_that_a_whole_stored_state_replaces_do_not_matter(restored):
    assert free(f"{NET}{restored}\n{TRAIN}") == []


@pytest.mark.parametrize(
    "kept",
    [
        "net = Net()",
        "net = Net()\nnet.load_state_dict(stored, strict=False)",
        "net = Net()\nnet.load_state_dict(stored, False)",
        "net = Net()\nnet.load_state_dict(stored, strict=options.strict)",
        "net = Net()\nif options.resume:\n    net.load_state_dict(stored)",
        "net = Net()\nif options.resume:\n    net.load_state_dict(stored)\nelse:\n    print('new')",
        "net = Net()\nif net:\n    net.load_state_dict(stored)\nelse:\n    exit()",
        "for name in names:\n    net = Net()\nnet.load_state_dict(stored)",
        "class Own(Net):\n    def train(self):\n        lab.use(self)\nnet = Own()\nnet.train()\nnet.load_state_dict(stored)",
        "class Kept(Net):\n    def load(self, path):\n        self.state = torch.load(path)\nnet = Kept()\nnet.load('c')",
        "net = Net()\ntry:\n    net.load_state_dict(stored)\nexcept KeyError:\n    pass",
        "net = Net()\nstate = net.state_dict()\nstate.update(stored)\nnet.load_state_dict(state)",
        "net = Net()\nnet.load_state_dict({**net.state_dict(), **stored})",
        "net = Net()\ntorch.save(net(torch.load('y')), 'd')\nnet.load_state_dict(stored)",
        "net = Net()\nold = Net()\nold.load_state_dict(stored)",
        "net = Net()\nnet.a.load_state_dict(stored)",
        "net = Net()\nsetattr(net, options.name, net.a.weight)\nnet.load_state_dict(stored)",
        "net = Net()\nnet.start = net.a.weight.sum()\nnet.load_state_dict(stored)",
    ],
)
def test_weights_of_which_some_may_stay_matter(kept):
    assert free(f"{NET}{kept}\n{TRAIN}") == WEIGHTS


@pytest.mark.parametrize(
    "restored",
    [
        "nets = [Net() for name in names]\nfor net, name in zip(nets, names):\n    net.load_state_dict(torch.load(name))",
        (
            "nets = [Net().to('cuda') for name in names]\nfor i, name in enumerate(names):\n"
            "    nets[i].load_state_dict(torch.load(name))\n    nets[i] = nets[i].eval()"
        ),
        "nets = [Net(), Net()]\nfor i in range(len(nets)):\n    nets[i].load_state_dict(stored[i])",
        (
            "nets = [Net() for name in names]\nnets = [net.eval() for net in nets]\nfor net in nets:\n"
            "    net.to('cuda')\nfor i, (net, name) in enumerate(zip(nets, names)):\n    net.load_state_dict(stored[name])"
        ),
        (
            "nets = nn.ModuleList([Net() for name in names])\nprint(len(nets))\nfor i, net in enumerate(nets):\n"
            "    net.load_state_dict(stored[i], strict=True)"
        ),
        "nets = {'a': Net(), 'b': Net()}\nfor name, net in nets.items():\n    net.load_state_dict(stored[name])",
        "first = [Net() for name in names]\nnets = first\nfor net in nets:\n    net.load_state_dict(stored)",
        "nets = {'a': Net(), 'b': Net()}\nfor name in nets:\n    nets[name].load_state_dict(stored[name])",
        "nets = {name: Net() for name in names}\nfor net in nets.values():\n    net.load_state_dict(stored)",
        "nets = {'a': Net(), 'b': Net()}\nnets['a'].load_state_dict(stored[0])\nnets['b'].load_state_dict(stored[1])",
        "nets = []\nfor name in names:\n    nets.append(Net())\nfor net in nets:\n    net.load_state_dict(stored)",
        (
            "nets = []\nfor name in names:\n    net = Net().to('cuda')\n    net.eval()\n    nets.append(net)\n"
            "for net in nets:\n    net.load_state_dict(stored)"
        ),
        (
            "nets = {}\nfor name in names:\n    nets[name] = Net()\nfor name in names:\n"
            "    nets[name].load_state_dict(stored)"
        ),
    ],
)
def test_each_network_of_a_list_is_restored(restored):
    assert free(f"{NET}names = ['a', 'b']\n{restored}\nnet = nets[0]\n{TRAIN}") == []


@pytest.mark.parametrize(
    "kept",
    [
        "nets = [Net() for name in names]\nfor net in nets[1:]:\n    net.load_state_dict(stored)",
        "nets = [Net() for name in names]\nnets[1].load_state_dict(stored)",
        "nets = [Net() for name in names]\nfor net in nets:\n    net.load_state_dict(stored, strict=False)",
        "nets = [Net() for name in names]\nfor net in nets:\n    if options.resume:\n        net.load_state_dict(stored)",
        (
            "nets = [Net() for name in names]\nfor net in nets:\n    if options.fresh:\n        continue\n"
            "    net.load_state_dict(stored)"
        ),
        "nets = [Net() for name in names]\nlab.train(nets)\nfor net in nets:\n    net.load_state_dict(stored)",
        (
            "nets = [Net() for name in names]\nfor net in nets:\n    torch.save(net(stored), 'd')\n"
            "    net.load_state_dict(stored)"
        ),
        "nets = [Net() for name in names]\nfor net in lab.some(nets):\n    net.load_state_dict(stored)",
        (
            "nets = []\nfor name in names:\n    net = Net()\n    torch.save(net(stored), 'd')\n    nets.append(net)\n"
            "for net in nets:\n    net.load_state_dict(stored)"
        ),
        "nets = {'a': Net()}\nold = {'a': lab.Net()}\nfor net in old.values():\n    net.load_state_dict(stored)",
    ],
)
def test_lists_of_networks_of_which_some_may_keep_their_weights(kept):
    assert free(f"{NET}import lab\nnames = ['a', 'b']\n{kept}\nnet = nets['a' if 0 else 0]\n{TRAIN}") == WEIGHTS


def test_what_else_a_restored_network_draws_stays():
    loader = (
        "rows = torch.utils.data.DataLoader(torch.load('x'), shuffle=True)\nfor x in rows:\n    net(x).sum().backward()"
    )
    program = (
        "import torch\nfrom torch import nn\n"
        "net = nn.Sequential(nn.Linear(5, 3), nn.Dropout())\nnet.load_state_dict(torch.load('a'))\n"
        f"{loader}\ntorch.optim.SGD(net.parameters(), lr=1).step()\ntorch.save(net, 'c')"
    )
    assert sorted(free(program)) == ["nn.Dropout", "torch.utils.data.DataLoader"]


TWO = (
    "import torch\nfrom torch import nn\n"
    "class One(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.a = nn.Linear(5, 3)\n"
    "    def forward(self, x):\n"
    "        return self.a(x)\n"
    "net, stored = nn.Conv1d(5, 3, 1), torch.load('x')\n"
    "one = One()\n"
    "{use}\n"
    "net(stored).sum().backward()\n"
    "torch.save(net, 'c')\n"
)


@pytest.mark.parametrize(
    "use",
    [
        "pass",
        "one = one.to('cuda')\none.train()\nprint(one)",
        "one.cuda().train()",
        "sgd = torch.optim.SGD(one.parameters(), lr=1)\nsgd.step()",
        "sgd = torch.optim.SGD([*one.parameters(), *net.parameters()], lr=1)\nsgd.step()",
        "print(sum(p.numel() for p in one.parameters()))",
        "def unused():\n    two = One()\n    return 1\nunused()",
        "def through(one, x):\n    return one(x)\nstored = through(net, stored)",
    ],
)
def test_a_network_that_nothing_uses_is_not_listed(use):
    assert free(TWO.format(use=use)) == ["nn.Conv1d"]


@pytest.mark.parametrize(
    "use",
    [
        "stored = one(stored)",
        "train(one)",
        "other = one.to('cuda')\nstored = other(stored)",
        "print(one.a.weight)\ntorch.save(one.state_dict(), 'd')",
        "stored = sum(p.norm() for p in one.parameters()) * stored",
        "def look():\n    return one(stored)\nstored = look()",
        "two = One()\nstored = two(stored)",
        "stored = globals()['one'](stored)",
    ],
)
def test_a_network_that_something_uses_is_listed(use):
    assert sorted(free(TWO.format(use=use))) == ["nn.Conv1d", "nn.Linear"]


APPLIED = (
    "import lab\nimport torch\nfrom torch import nn\n"
    "from sklearn.ensemble import BaggingClassifier, VotingClassifier\n"
    "from sklearn.model_selection import GridSearchCV\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import StandardScaler\n"
    "for net in lab.ordered([nn.Linear(5, 3), nn.Linear(5, 4)]):\n"
    "    net.load_state_dict(torch.load('a'))\n"
    "    {fit}\n"
    "    torch.save(net(X), 'c')\n"
)


@pytest.mark.parametrize(
    "fit",
    [
        "pass",
        "X = StandardScaler().fit_transform(X)",
        "make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)",
        "GridSearchCV(LogisticRegression(), {'C': [1, 2]}).fit(X, y)",
        "VotingClassifier([('a', LogisticRegression())]).fit(X, y)",
        "import xgboost\n    xgboost.train({}, xgboost.DMatrix(X, y))",
        "import statsmodels.api\n    statsmodels.api.OLS(y, X).fit()",
    ],
)
def test_fits_of_models_that_are_no_networks_leave_restored_weights_alone(fit):
    assert free(APPLIED.format(fit=fit)) == []


@pytest.mark.parametrize(
    "fit",
    [
        "net.fit(X, y)",
        "X = StandardScaler().fit_transform(X)\n    lab.Learner(net).fit_one_cycle(3)",
        "X = StandardScaler().fit_transform(X)\n    lab.train(net, 3)",
        "lab.wrapped(net).fit(X, y)",
        "make_pipeline(StandardScaler(), lab.wrapped(net)).fit(X, y)",
        "GridSearchCV(lab.wrapped(net), {'C': [1, 2]}).fit(X, y)",
        "BaggingClassifier(lab.wrapped(net), random_state=0).fit(X, y)",
        "torch.optim.SGD(net.parameters()).step()",
    ],
)
def test_fits_that_may_train_the_network_keep_its_weights(fit):
    assert free(APPLIED.format(fit=fit)) == ["nn.Linear", "nn.Linear"]


LOADED = (
    "import torch\nfrom torch.utils.data import BatchSampler, DataLoader, RandomSampler\n"
    "rows = torch.load('a')\n"
    "{use}\n"
    "print(LogisticRegression().fit(X, y).score(X, y))\n"
)
LOADER = "loader = DataLoader(rows, shuffle=True)\n"


@pytest.mark.parametrize(
    "use",
    [
        LOADER,
        f"{LOADER}print(len(loader), len(loader.dataset), loader.batch_size)",
        f"{LOADER}for batch in loader:\n    break",
        f"{LOADER}for batch in loader:\n    pass",
        f"{LOADER}other = loader\nif 'rows' in globals():\n    torch.nn.Tanh().eval()\nprint(len(other))",
        f"{LOADER}for i, batch in enumerate(loader):\n    print(i)",
        f"{LOADER}for x, y1 in loader:\n    print(x.shape, y1[0].size(), len(x))\n    break",
        f"{LOADER}x, y1 = next(iter(loader))\nprint(x.shape)",
        f"for batch in rows:\n    torch.save(batch, 'b')\n{LOADER}for batch in loader:\n    break",
        "loader, other = DataLoader(rows, shuffle=True), DataLoader(rows)\ntorch.save(list(other), 'b')",
        f"def look():\n    {LOADER}    print(len(loader))\nlook()",
        "sampler = RandomSampler(rows)\nprint(len(sampler))",
        "sampler = RandomSampler(rows)\nloader = DataLoader(rows, sampler=sampler)\nprint(len(loader))",
        (
            "import keras\nkinds = keras.preprocessing.image.ImageDataGenerator().flow_from_directory('a')\n"
            "print(kinds.class_indices)"
        ),
    ],
)
def test_a_loader_whose_batches_nothing_reads_is_not_listed(use):
    assert free(LOADED.format(use=use)) == []


@pytest.mark.parametrize(
    "use",
    [
        f"{LOADER}torch.save(list(loader), 'b')",
        f"{LOADER}for batch in loader:\n    torch.save(batch, 'b')\n    break",
        f"{LOADER}for batch in loader:\n    pass\ntorch.save(batch, 'b')",
        f"{LOADER}for i, batch in enumerate(loader):\n    torch.save(batch[0], f'b{{{{i}}}}')",
        f"{LOADER}for i in range(2):\n    for batch in loader:\n        break\n    torch.save(batch, 'b')",
        f"{LOADER}for pair in enumerate(loader):\n    torch.save(pair, 'b')",
        f"{LOADER}x, y1 = next(iter(loader))\ntorch.save(x, 'b')",
        f"{LOADER}train(loader)",
        f"{LOADER}lab.fit(rows=loader)",
        f"def make():\n    {LOADER}    return loader\ntorch.save(list(make()), 'b')",
        f"class Lab:\n    {LOADER}    def keep(self):\n        torch.save(list(self.loader), 'b')\nLab().keep()",
        f"{LOADER}def keep():\n    torch.save(list(loader), 'b')\nkeep()",
        f"{LOADER}def keep():\n    for batch in loader:\n        torch.save(batch, 'b')\nkeep()",
        f"{LOADER}def keep():\n    global batch\n    for batch in loader:\n        pass\nkeep()\ntorch.save(batch, 'b')",
        f"{LOADER}def keep():\n    other = loader\n    torch.save(list(other), 'b')\nkeep()",
        f"{LOADER}torch.save(list(globals()['loader']), 'b')",
        f"{LOADER}torch.save([list(v) for k, v in globals().items() if k == 'loader'], 'b')",
        f"{LOADER}torch.save(list(eval('loader')), 'b')",
        f"{LOADER}other = loader\ntorch.save(list(other), 'b')",
    ],
)
def test_a_loader_whose_batches_something_reads_is_listed(use):
    assert free(LOADED.format(use=use)) == ["DataLoader"]


@pytest.mark.parametrize(
    "use",
    [
        "torch.save(list(RandomSampler(rows)), 'b')",
        (
            "sampler = RandomSampler(rows)\ndef keep():\n    loader = DataLoader(rows, sampler=sampler)\n"
            "    torch.save(list(loader), 'b')\nkeep()"
        ),
        "sampler = RandomSampler(rows)\nloader = DataLoader(rows, sampler=sampler)\ntorch.save(list(loader), 'b')",
        (
            "sampler = RandomSampler(rows)\nfew = BatchSampler(sampler, 5, False)\n"
            "loader = DataLoader(rows, batch_sampler=few)\ntorch.save(list(loader), 'b')"
        ),
    ],
)
def test_a_sampler_counts_where_its_loader_is_read(use):
    assert free(LOADED.format(use=use)) == ["RandomSampler"]


LOOKED_AT = (
    "import torch\nfrom torch import nn\n"
    "rows = [torch.load(f'{{i}}.pt') for i in range(4)]\n"
    "{before}\n"
    "net = nn.Linear(22, 1)\n"
    "{after}"
)
SHAPES = "for batch in rows:\n    net(batch)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("torch.save(rows, 'a')", SHAPES),
        ("torch.save(rows, 'a')", f"{SHAPES}\n    break"),
        ("pass", f"{SHAPES}\ntorch.save(rows, 'a')"),
        ("for i in range(2):\n    torch.save(rows[i], 'a')", "for batch in rows:\n    print(net(batch).shape)"),
        ("torch.save(rows, 'a')", "for batch in rows:\n    y = net(batch)"),
        (
            "def keep(some):\n    data = some[:2]\n    torch.save(data, 'a')\nkeep(rows)",
            (
                "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(2, 1)\n"
                "    def forward(self, data):\n        return self.a(data)\nnet = Net()\nnet(rows[0])"
            ),
        ),
    ],
)
def test_a_network_that_rows_are_put_through_does_not_change_them(before, after):
    assert free(LOOKED_AT.format(before=before, after=after)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pass", "for i, batch in enumerate(rows):\n    rows[i] = net(batch)\ntorch.save(rows, 'a')"),
        ("pass", "out = []\nfor batch in rows:\n    out.append(net(batch))\ntorch.save(out, 'a')"),
        ("def keep():\n    torch.save(rows, 'a')", "rows = [net(batch) for batch in rows]\nkeep()"),
    ],
)
def test_what_a_network_makes_of_rows_counts_where_it_is_stored_later(before, after):
    assert free(LOOKED_AT.format(before=before, after=after)) == ["nn.Linear"]


def test_in_a_loop_the_next_turn_reads_what_the_one_before_drew():
    turns = "for i in range(3):\n    torch.save(rows, 'a')\n    rows = torch.rand(3)"
    assert free(f"import torch\nrows = torch.load('b')\n{turns}") == ["torch.rand"]
    assert free("import torch\nrows = torch.load('b')\ntorch.save(rows, 'a')\nrows = torch.rand(3)") == []


GRAPH_1 = """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 5])
out = tf.matmul(x, tf.Variable(tf.random_normal([5, 1])))
saver = tf.train.Saver()
with tf.Session() as sess:
    {run}
    tf.train.GradientDescentOptimizer(0.1)
    np.save("out.npy", sess.run(out, feed_dict={{x: np.load("x.npy")}}))
"""


@pytest.mark.parametrize(
    ("run", "draws"),
    [
        ("saver.restore(sess, 'model/')", []),
        ("sess.run(tf.global_variables_initializer())", ["tf.random_normal"]),
        ("sess.run(tf.global_variables_initializer())\n    saver.restore(sess, 'model/')", ["tf.random_normal"]),
    ],
)
def test_a_graph_of_tensorflow_1_draws_when_its_variables_are_started(run, draws):
    assert free(GRAPH_1.format(run=run)) == draws


JUDGED = (
    "import torch\nfrom torch import nn\n"
    "class Net(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.a = nn.Linear(5, 3)\n"
    "        nn.init.xavier_uniform_(self.a.weight)\n"
    "    def forward(self, x):\n"
    "        return self.a(x)\n"
    "net = Net()\n"
    "own = net.state_dict()\n"
    "print(len(own))\n"
    "net.load_state_dict(torch.load('a'), strict=False)\n"
    "x = torch.load('x').requires_grad_()\n"
    "{use}\n"
    "torch.save(net(x), 'c')\n"
)


@pytest.mark.parametrize(
    ("use", "draws"),
    [
        ("print(torch.autograd.grad(net(x).sum(), x))", []),
        ("net(x).sum().backward()", []),
        (
            "net(x).sum().backward()\nnet.a.weight.data -= 0.1 * net.a.weight.grad",
            ["nn.Linear", "nn.init.xavier_uniform_"],
        ),
        ("net(x).sum().backward()\ntorch.optim.SGD(net.parameters()).step()", ["nn.Linear", "nn.init.xavier_uniform_"]),
    ],
)
def test_gradients_alone_train_nothing(use, draws):
    assert sorted(free(JUDGED.format(use=use))) == draws


RETURNED = (
    "import torch\nfrom torch.utils.data import DataLoader\n"
    "def loaders(a, b):\n    one = DataLoader(a)\n    two = DataLoader(b, shuffle=True)\n    return one, two\n"
    "{use}\ntorch.save(list(first), 'a')"
)
ASKED = "loaders(torch.load('a'), torch.load('b'))"


@pytest.mark.parametrize(
    ("use", "names"),
    [
        (f"first, _ = {ASKED}", []),
        (f"first, second = {ASKED}\nprint(len(second))", []),
        (f"first, second = {ASKED}\ntorch.save(list(second), 'b')", ["DataLoader"]),
        (f"first, _ = {ASKED}\nfirst, second = {ASKED}\ntorch.save(list(second), 'b')", ["DataLoader"]),
        (f"_, first = {ASKED}", ["DataLoader"]),
        (f"both = {ASKED}\nfirst = both[0]", ["DataLoader"]),
        (f"first, _ = {ASKED}\ntorch.save([list(one) for one in loaders('a', 'b')], 'b')", ["DataLoader"]),
        (f"first, _ = {ASKED}\nimport lab\nlab.run(loaders)", ["DataLoader"]),
    ],
)
def test_a_loader_that_a_function_returns_and_nobody_takes_draws_nothing(use, names):
    assert free(RETURNED.format(use=use)) == names


ASKED_FOR = (
    "import torch\nfrom captum.attr import GradientShap, IntegratedGradients, ShapleyValueSampling\n"
    "net, x = torch.load('net.pt', weights_only=False), torch.load('x.pt')\n"
)


@pytest.mark.parametrize(
    ("use", "names"),
    [
        ("shap = GradientShap(net)\nfound = IntegratedGradients(net).attribute(x)", []),
        ("shap = GradientShap(net)\nfound = shap.attribute(x, baselines=x * 0)", ["shap.attribute"]),
        ("found = ShapleyValueSampling(net).attribute(x)", ["ShapleyValueSampling().attribute"]),
    ],
)
def test_explainers_draw_when_they_are_asked(use, names):
    assert free(f"{ASKED_FOR}{use}\nnp.save('found.npy', found.detach().numpy())") == names
