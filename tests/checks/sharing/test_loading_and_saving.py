"""SHR001 to SHR003 in programs that are too small or too odd for their pages."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from reprolint import checks
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import build
from reprolint.project import Project
from reprolint.source import read_bytes

CHECKS = {check.code: check for check in checks.load()}


def ask(code: str, program: str, root: Path, name: str = "analysis.py") -> list[Finding]:
    source, problems = read_bytes(dedent(program).encode(), name)
    assert source is not None, problems
    subjects = (build(source), Project(root)) if CHECKS[code].with_project else (build(source),)
    return list(CHECKS[code].function(*subjects))


PICKLED = """
import joblib
from sklearn.svm import SVC
model = SVC().fit(X, y)
joblib.dump(model, "{path}")
"""


@pytest.mark.parametrize(
    ("requirement", "found"),
    [("scikit-learn==1.7.2", 0), ("scikit_learn == 1.7.2", 0), ("scikit-learn>=1.7", 1), ("numpy==2.3.0", 0), ("", 1)],
)
def test_a_pin_records_the_version(tmp_path, requirement, found):
    (tmp_path / "requirements.txt").write_text(f"{requirement}\n", encoding="utf-8")
    assert len(ask("SHR001", PICKLED.format(path="model.joblib"), tmp_path)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Made with Python 3.6, scikit-learn 0.21.3 and numpy 1.17.3.", 0),
        ("Made with scikit-learn 0.21 or later.", 1),
        ("xgboost 1.7.2", 1),
    ],
)
def test_a_readme_records_the_version(tmp_path, monkeypatch, text, found):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(f"# Cells\n\n{text}\n", encoding="utf-8")
    assert len(ask("SHR001", PICKLED.format(path="model.joblib"), tmp_path)) == found


def test_a_lock_file_records_all_versions(tmp_path):
    (tmp_path / "poetry.lock").write_text('[[package]]\nname = "scikit-learn"\nversion = "1.7.2"\n', encoding="utf-8")
    assert not ask("SHR001", PICKLED.format(path="model.joblib"), tmp_path)


@pytest.mark.parametrize("path", ["cache/model.joblib", "tmp_model.pkl"])
def test_caches_are_not_shared(tmp_path, path):
    assert not ask("SHR001", PICKLED.format(path=path), tmp_path)


@pytest.mark.parametrize(
    "line", ["print(sklearn.__version__)", "from importlib.metadata import version", "%pip freeze", "%watermark -iv"]
)
def test_what_the_program_records_counts_also_by_magic(tmp_path, line):
    program = f"# %%\nimport sklearn\n{line}\n# %%\n{PICKLED.format(path='model.joblib')}"
    assert not ask("SHR001", program, tmp_path)


def test_all_places_are_one_finding(tmp_path):
    (finding,) = ask("SHR001", PICKLED.format(path="a.joblib") + 'joblib.dump([model, model], "b.joblib")\n', tmp_path)
    assert [place.snippet for place in finding.related] == ['joblib.dump([model, model], "b.joblib")']


DOWNLOADED = [
    'pickle.loads(requests.get("https://example.org/m.pkl").content)',
    'pickle.load(urllib.request.urlopen("https://example.org/m.pkl"))',
    'np.load("https://example.org/m.npy", allow_pickle=True)',
    'joblib.load(huggingface_hub.hf_hub_download("a/b", "m.joblib"))',
]


@pytest.mark.parametrize("load", DOWNLOADED)
def test_what_is_downloaded_is_a_warning(tmp_path, load):
    program = f"import huggingface_hub, joblib, pickle, requests, urllib.request\nimport numpy as np\nmodel = {load}\n"
    (finding,) = ask("SHR002", program, tmp_path)
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)


def test_a_file_that_a_shell_line_fetched_is_downloaded(tmp_path):
    program = """
    # %%
    !wget -q https://example.org/models/m.pkl
    # %%
    import pickle
    model = pickle.load(open("m.pkl", "rb"))
    """
    (finding,) = ask("SHR002", program, tmp_path)
    assert finding.severity is Severity.WARNING


def test_local_pickles_are_one_note_that_is_hidden_by_default(tmp_path):
    program = 'import joblib\na = joblib.load("a.joblib")\nb = joblib.load("b.joblib")\n'
    (finding,) = ask("SHR002", program, tmp_path)
    assert (finding.severity, finding.confidence) == (Severity.NOTE, Confidence.LOW)
    assert len(finding.related) == 1


@pytest.mark.parametrize(
    "load",
    ["np.load('a.npy')", "torch.load('a.pt')", "torch.load(path, **options)", "torch.load('a.pt', weights_only=flag)"],
)
def test_what_runs_no_code_or_is_not_known_to(tmp_path, load):
    assert not ask("SHR002", f"import numpy as np\nimport torch\nresult = {load}\n", tmp_path)


@pytest.mark.parametrize(
    ("requirement", "found"),
    [
        ("torch==2.5.1", 1),
        ("torch<2.6", 1),
        ("torch>=1.9", 0),
        ("torch==2.7.0", 0),
        ("torch>=2.7,<2.8", 0),
        ("torch", 0),
    ],
)
def test_torch_without_the_argument_depends_on_the_version_that_gets_installed(tmp_path, requirement, found):
    (tmp_path / "requirements.txt").write_text(f"{requirement}\n", encoding="utf-8")
    assert len(ask("SHR002", 'import torch\nweights = torch.load("https://example.org/a.pt")\n', tmp_path)) == found


def test_a_checkpoint_of_the_program_itself(tmp_path):
    program = """
    import torch
    def train(path):
        torch.save({"epoch": 1}, path)
    def resume(path):
        return torch.load(path, weights_only=False)
    """
    assert not ask("SHR002", program, tmp_path)


@pytest.mark.parametrize("name", ['"./local"', "path", '"a/b", revision="5f1c2a7"'])
def test_remote_code_that_is_local_unknown_or_fixed(tmp_path, name):
    program = f"from transformers import AutoModel\nAutoModel.from_pretrained({name}, trust_remote_code=True)\n"
    assert not ask("SHR002", program, tmp_path)


def test_remote_code_of_the_main_branch_is_not_fixed(tmp_path):
    program = 'from transformers import AutoModel\nAutoModel.from_pretrained("a/b", revision="main", trust_remote_code=True)\n'
    assert len(ask("SHR002", program, tmp_path)) == 1


REMOTE = "from transformers import AutoModel\nAutoModel.from_pretrained({name}, trust_remote_code=True)\n"


@pytest.mark.parametrize(
    "files",
    [
        {"models/folding/config.json": "{}"},
        {"scripts/models/folding/modeling_folding.py": ""},
        {
            "upload.py": 'from huggingface_hub import HfApi\nHfApi().upload_folder(repo_id="models/folding", folder_path=".")\n'
        },
        {"upload.py": 'HUB = "models/folding"\nmodel.push_to_hub(HUB)\n'},
        {"train.py": 'TrainingArguments("out", push_to_hub=True, hub_model_id="models/folding")\n'},
    ],
)
def test_code_of_the_project_itself_is_no_code_of_others(tmp_path, monkeypatch, files):
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert not ask("SHR002", REMOTE.format(name='"models/folding"'), tmp_path, "scripts/analysis.py")
    assert len(ask("SHR002", REMOTE.format(name='"models/other"'), tmp_path, "scripts/analysis.py")) == 1


@pytest.mark.parametrize(
    "rest",
    [
        'model.save_pretrained("models/folding")',
        "model.save_pretrained(FOLDER)",
        "trainer.save_model(output_dir=FOLDER)",
        'snapshot_download("protein-lab/folding", local_dir=FOLDER)',
    ],
)
def test_a_folder_that_the_program_writes_is_no_repository(tmp_path, rest):
    program = f'FOLDER = "models/folding"\n{REMOTE.format(name="FOLDER")}{rest}\n'
    assert not ask("SHR002", program, tmp_path)


@pytest.mark.parametrize("name", ['"runs/a/best"', '"C:\\\\best"', '"~/best"', '"best model"'])
def test_what_cannot_be_the_name_of_a_repository_is_a_path(tmp_path, name):
    assert not ask("SHR002", REMOTE.format(name=name), tmp_path)


FETCHED = """
import joblib
from huggingface_hub import hf_hub_download
def load(repo_id):
    return joblib.load(hf_hub_download(repo_id=repo_id, filename="a.joblib"))
def load_ours():
    return joblib.load(hf_hub_download(repo_id="our-lab/rain", filename="a.joblib"))
"""


@pytest.mark.parametrize(
    ("upload", "severities"),
    [
        ("", [Severity.WARNING, Severity.WARNING]),
        ('s3.upload_file("a.joblib", "bucket", "key")', [Severity.WARNING, Severity.WARNING]),
        ("api.upload_file(path_or_fileobj=path, repo_id=target)", [Severity.NOTE, Severity.NOTE]),
        ('api.upload_file(path_or_fileobj=path, repo_id="our-lab/rain")', [Severity.NOTE]),
        ('api.upload_file(path_or_fileobj=path, repo_id="our-lab/wind")', [Severity.NOTE, Severity.WARNING]),
    ],
)
def test_files_from_a_repository_that_the_project_uploads_to(tmp_path, upload, severities):
    (tmp_path / "upload.py").write_text(f"def share(api, path, target):\n    {upload or 'pass'}\n", encoding="utf-8")
    assert [one.severity for one in ask("SHR002", FETCHED, tmp_path)] == severities


NETWORK = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
class Deep(nn.Module):
    pass
"""


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ('torch.save(Net(), "a.pt")', 1),
        ('torch.save(nn.DataParallel(Net()), "a.pt")', 1),
        ('torch.save({"net": Net(), "epoch": 1}, "a.pt")', 1),
        ('torch.save(Net() if flag else Deep(), "a.pt")', 1),
        ('torch.save(Net().state_dict(), "a.pt")', 0),
        ('net = Net()\ntorch.save({"net": net.state_dict()}, "b.pt")\ntorch.save(net, "a.pt")', 0),
        ('net = Net()\nkept = {"net": net.state_dict()}\ntorch.save(kept, "b.pt")\ntorch.save(net, "a.pt")', 0),
        ('torch.save(torch.jit.script(Net()), "a.pt")', 0),
        ('torch.save(make(), "a.pt")', 0),
        ('torch.save([1, 2], "a.pt")', 0),
    ],
)
def test_networks_and_what_is_none(tmp_path, statement, found):
    assert len(ask("SHR003", f"{NETWORK}\n{statement}\n", tmp_path)) == found


def test_one_finding_for_each_kind_of_network(tmp_path):
    first, second = ask(
        "SHR003", f'{NETWORK}\nfor i in range(3):\n    torch.save(Net(), "a")\ntorch.save(Deep(), "b")\n', tmp_path
    )
    assert "`Net`" in first.message
    assert "`Deep`" in second.message


@pytest.mark.parametrize(
    ("saved", "named"),
    [
        (
            "GridSearchCV(made(), {'C': [1, 2]}).fit(X, y).best_estimator_",
            "a `GridSearchCV` or the model that it found",
        ),
        ("lightgbm.train({}, lightgbm.Dataset(X, y))", "a `Booster`"),
        ("make_pipeline(SVC()).fit(X, y)", "a pipeline"),
    ],
)
def test_what_is_pickled_is_named_by_what_it_is(tmp_path, saved, named):
    program = f"""
    import joblib
    import lightgbm
    from lab import made
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC
    model = {saved}
    joblib.dump(model, "model.pkl")
    """
    [finding] = ask("SHR001", program, tmp_path)
    assert finding.message.startswith(f"`joblib.dump` pickles {named}, and")


def test_models_of_another_library_are_told_apart(tmp_path):
    program = """
    import joblib
    from sklearn.svm import SVC
    from xgboost import XGBClassifier
    joblib.dump(SVC().fit(X, y), "a.pkl")
    joblib.dump(SVC().fit(X, y), "b.pkl")
    joblib.dump(XGBClassifier().fit(X, y), "c.pkl")
    """
    [finding] = ask("SHR001", program, tmp_path)
    assert [place.label for place in finding.related] == ["and here", "here, a `XGBClassifier` of xgboost"]


TRUSTED = """
import torch
from torch.utils.data import DataLoader, Subset
{load}
"""


@pytest.mark.parametrize(
    ("load", "shown"),
    [
        ('net = torch.load("runs/best.pt", weights_only=False)', []),
        ('net = torch.load(f"{out}/best.pt", weights_only=False)', []),
        ('net = torch.load("given.pt", weights_only=False)', [Confidence.HIGH]),
        ("net = torch.load(path, weights_only=False)", [Confidence.LOW]),
        ('import os\npath = os.path.join(out, "best.pt")\nnet = torch.load(path, weights_only=False)', []),
    ],
)
def test_files_that_another_program_of_the_project_writes(tmp_path, load, shown):
    (tmp_path / "train.py").write_text('import torch\ntorch.save(net, "best.pt")\n', encoding="utf-8")
    assert [found.confidence for found in ask("SHR002", TRUSTED.format(load=load), tmp_path)] == shown


def test_in_a_project_that_saves_nothing_a_path_may_be_anything(tmp_path):
    [found] = ask("SHR002", TRUSTED.format(load="net = torch.load(path, weights_only=False)"), tmp_path)
    assert found.confidence is Confidence.HIGH


@pytest.mark.parametrize(
    ("load", "help_"),
    [
        ('w = torch.load("a.pt", weights_only=False)\nnet.load_state_dict(w)', "`state_dict` or a safetensors"),
        ('w = torch.load("a.pt", weights_only=False)\nnet.load_state_dict(w["net"])', "`state_dict` or a safetensors"),
        (
            'd = torch.load("a.pt", weights_only=False)\nfor graph in d:\n    print(graph)',
            "share data as plain tensors",
        ),
        ('d = torch.load("a.pt", weights_only=False)\nDataLoader(Subset(d, folds))', "share data as plain tensors"),
        ('DataLoader(torch.load("a.pt", weights_only=False))', "share data as plain tensors"),
        ('d = torch.load("a.pt", weights_only=False)\nfirst = d[0]', "share data as plain tensors"),
        (
            'd = torch.load("a.pt", weights_only=False)\nfor k in d:\n    print(d["net"])',
            "`state_dict` or a safetensors",
        ),
        (
            'd = torch.load("a.pt", weights_only=False)\nDataLoader(d)\nnet = torch.load("b.pt", weights_only=False)',
            "arrays for data",
        ),
    ],
)
def test_the_help_fits_what_is_loaded(tmp_path, load, help_):
    [found] = ask("SHR002", TRUSTED.format(load=load), tmp_path)
    assert help_ in found.help


HOLDER = """
import torch
from torch import nn
class Net(nn.Module):
    pass
class Deep(nn.Module):
    pass
class Study:
    def __init__(self):
        self.model = {first}
    def build(self):
        return Net()
    def keep(self):
        torch.save(self.model, "a.pt")
class Other(Study):
    def __init__(self):
        super().__init__()
        {second}
    {method}
        return Deep()
Study().keep()
"""


@pytest.mark.parametrize(
    ("first", "second", "method", "told"),
    [
        ("Net()", "pass", "def other(self):", "pickles the whole `Net`, which"),
        ("Net()", "self.model = Deep()", "def other(self):", "pickles a whole network such as `Net`, which"),
        ("self.build()", "pass", "def other(self):", "pickles the whole `Net`, which"),
        ("self.build()", "pass", "def build(self):", "pickles a whole network such as `Net`, which"),
        ("None", "self.model = Net()", "def other(self):", None),
    ],
)
def test_of_an_attribute_that_may_hold_several_networks_one_is_an_example(tmp_path, first, second, method, told):
    found = ask("SHR003", HOLDER.format(first=first, second=second, method=method), tmp_path)
    assert [told in one.message for one in found] == ([True] if told else [])


def test_models_that_are_made_alike_in_a_dict_are_models(tmp_path):
    program = """
    import joblib
    from sklearn.preprocessing import OneHotEncoder
    encoders = {name: OneHotEncoder().fit(frame[[name]]) for name in frame.columns}
    joblib.dump(encoders, "encoders.joblib")
    """
    (finding,) = ask("SHR001", program, tmp_path)
    assert "pickles a `OneHotEncoder`" in finding.message
