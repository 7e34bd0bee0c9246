"""Looking up library names: aliases, old module paths, methods by kind, users' own files, and when a call draws."""

import subprocess
import sys

import pytest

from reprolint.graph.catalog import ROLES, Catalog, Random, entry_of
from reprolint.graph.overlap import Answer

SMALL = {
    "entries": {
        "lib.ensemble.Forest": {"role": "classifier", "random": {"parameter": "seed"}, "parameters": ["seed"]},
        "lib.metrics.score": {"role": "metric", "arguments": ["truth", "prediction"]},
        "lib.a.Twin": {"role": "classifier"},
        "lib.b.Twin": {"role": "regressor"},
        "lib.plots.Display.from_model": {"role": "metric"},
        "lib.plots.Display": {"role": "show"},
        "new.dump": {"role": "save"},
    },
    "aliases": {"old": "older", "older": "new", "circle": "round", "round": "circle", "lib.previous": "lib.ensemble"},
    "methods": {"frame": {"mean": {"role": "learn", "kind": "statistic"}}},
}


@pytest.fixture
def small():
    return Catalog(SMALL)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lib.ensemble.Forest", "lib.ensemble.Forest"),
        ("lib.previous.Forest", "lib.ensemble.Forest"),
        ("lib.ensemble.forest.Forest", "lib.ensemble.Forest"),
        ("lib.tree._private.Forest", "lib.ensemble.Forest"),
        ("lib.metrics.classification.score", "lib.metrics.score"),
        ("lib.plots._inner.Display.from_model", "lib.plots.Display.from_model"),
        ("lib.elsewhere.Display.from_model", "lib.plots.Display.from_model"),
        ("old.dump", "new.dump"),
    ],
)
def test_old_and_private_paths_lead_to_the_documented_name(small, name, expected):
    assert small.canonical(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "lib.c.Twin",  # two classes have that name
        "other.ensemble.Forest",  # another library
        "lib.stats.score",  # a function of another module is another function
        "lib.elsewhere.Display.from_nowhere",
        "circle.thing",
        "lib",
        "",
    ],
)
def test_what_is_not_known_stays_unknown(small, name):
    assert small.lookup(name) is None


def test_an_entry_is_built_once_with_tuples_and_its_randomness(small):
    entry = small.lookup("lib.tree._private.Forest")
    assert entry is small.lookup("lib.tree._private.Forest")
    assert entry.name == "lib.ensemble.Forest"
    assert entry.parameters == ("seed",)
    assert entry.random == Random(parameter="seed")


def test_methods_are_found_by_the_kind_of_value(small):
    method = small.method("frame", "mean")
    assert (method.role, method.kind, method.name) == ("learn", "statistic", "frame.mean")
    assert small.method("frame", "unheard_of") is None
    assert small.method("array", "mean") is None


@pytest.mark.parametrize(
    ("random", "given", "expected"),
    [
        (Random("seed"), {}, Answer.YES),
        (Random("seed", active={"shuffle": (True,)}), {}, Answer.NO),
        (Random("seed", active={"shuffle": (True,)}), {"shuffle": True}, Answer.YES),
        (Random("seed", active={"shuffle": (True,)}), {"shuffle": ...}, Answer.UNKNOWN),
        (Random("seed", active={"shuffle": (True,), "stop": (True,)}), {"shuffle": ..., "stop": True}, Answer.YES),
        (Random("seed", inert={"shuffle": (False,)}), {}, Answer.NO),
        (Random("seed", inert={"shuffle": (False,)}), {"shuffle": 0}, Answer.NO),
        (Random("seed", inert={"shuffle": (False,)}), {"shuffle": ...}, Answer.UNKNOWN),
        (Random("seed", inert={"shuffle": (False,), "stop": (False,)}), {"shuffle": ..., "stop": True}, Answer.YES),
        (Random("seed", inert={"absent": (None,)}), {}, Answer.UNKNOWN),
        (Random("seed", unsure={"seed": ()}), {"seed": 3}, Answer.UNKNOWN),
        (Random("seed", unsure={"solver": ("auto",)}), {"solver": "random"}, Answer.YES),
        (Random("seed", unsure={"solver": ("auto",)}), {"solver": ...}, Answer.UNKNOWN),
        (Random("seed", inert={"solver": ("full",)}, unsure={"seed": ()}), {"solver": "full"}, Answer.NO),
    ],
)
def test_whether_a_call_draws(random, given, expected):
    assert random.draws(given, {"shuffle": False, "stop": False}) is expected


def test_users_files_extend_the_catalogue_and_win(small, tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(
        "library: ours\nsource: https://example.org\n"
        "aliases: {theirs: ours}\n"
        "entries:\n  ours.split: {role: split, random: seed}\n  lib.metrics.score: {role: none}\n"
        "methods:\n  frame:\n    tidy: {role: stateless}\n",
        encoding="utf-8",
    )
    extended = small.extended([file])
    assert extended.lookup("theirs.split").random == Random("seed")
    assert extended.lookup("lib.metrics.score").role == "none"
    assert extended.lookup("lib.ensemble.Forest").role == "classifier"
    assert extended.method("frame", "tidy").role == "stateless"
    assert extended.method("frame", "mean").role == "learn"
    assert small.lookup("ours.split") is None


def test_every_entry_that_ships_can_be_built():
    catalog = Catalog.default()
    assert catalog is Catalog.default()
    assert len(catalog) > 1500
    for name in catalog.names():
        entry = catalog.lookup(name)
        assert entry.name == name
        assert entry.role in ROLES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("tf.keras.utils.set_random_seed", "keras.utils.set_random_seed"),
        ("tensorflow.python.keras.layers.core.Dropout", "keras.layers.Dropout"),
        ("keras.api._v2.keras.callbacks.EarlyStopping", "keras.callbacks.EarlyStopping"),
        ("tensorflow.keras.models.Sequential", "keras.Sequential"),
        ("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split"),
        ("sklearn.grid_search.GridSearchCV", "sklearn.model_selection.GridSearchCV"),
        ("sklearn.externals.joblib.dump", "joblib.dump"),
        ("sklearn.preprocessing.data.StandardScaler", "sklearn.preprocessing.StandardScaler"),
        ("sklearn.preprocessing.data.scale", "sklearn.preprocessing.scale"),
        ("sklearn.ensemble.forest.RandomForestClassifier", "sklearn.ensemble.RandomForestClassifier"),
        ("sklearn.metrics.ranking.roc_auc_score", "sklearn.metrics.roc_auc_score"),
        ("sklearn.svm.classes.SVC", "sklearn.svm.SVC"),
        ("imblearn.over_sampling.smote.SMOTE", "imblearn.over_sampling.SMOTE"),
        ("imblearn.over_sampling._smote.base.SMOTE", "imblearn.over_sampling.SMOTE"),
        ("numpy.random.mtrand.shuffle", "numpy.random.shuffle"),
        ("pandas.core.frame.DataFrame", "pandas.DataFrame"),
        ("pandas.io.parsers.readers.read_csv", "pandas.read_csv"),
        ("pytorch_lightning.seed_everything", "lightning.pytorch.seed_everything"),
        ("torch.nn.modules.dropout.Dropout", "torch.nn.Dropout"),
        ("xgboost.sklearn.XGBClassifier", "xgboost.XGBClassifier"),
        ("transformers.trainer_utils.set_seed", "transformers.set_seed"),
    ],
)
def test_names_that_older_code_uses(name, expected):
    assert Catalog.default().canonical(name) == expected


@pytest.mark.parametrize(
    ("name", "libraries"),
    [
        ("random.seed", {"python"}),
        ("numpy.random.seed", {"numpy"}),
        ("torch.manual_seed", {"torch"}),
        ("tensorflow.random.set_seed", {"tensorflow"}),
        ("keras.utils.set_random_seed", {"python", "numpy", "tensorflow", "keras"}),
        ("lightning.pytorch.seed_everything", {"python", "numpy", "torch"}),
        ("transformers.set_seed", {"python", "numpy", "torch", "tensorflow"}),
        ("accelerate.utils.set_seed", {"python", "numpy", "torch"}),
    ],
)
def test_what_a_seeding_helper_reaches(name, libraries):
    assert set(Catalog.default().lookup(name).seeds) == libraries


def test_the_catalogue_is_read_without_yaml_or_scikit_learn():
    program = (
        "import sys; from reprolint.graph.catalog import Catalog; Catalog.default().lookup('sklearn.svm.SVC');"
        "assert not {'yaml', 'sklearn', 'numpy', 'libcst'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_empty_list_in_a_condition_means_any_value():
    entry = entry_of("a.B", {"role": "classifier", "random": {"parameter": "seed", "unsure": {"seed": []}}})
    assert entry.random.draws({"seed": ...}, {}) is Answer.UNKNOWN
