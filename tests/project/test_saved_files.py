"""Which files a project's own code writes, read from its text."""

from __future__ import annotations

import json

import pytest

from reprolint.project import Project
from reprolint.project.saved_files import base_name, saved_files

WRITING = [
    'torch.save(model.state_dict(), "runs/best.pt")',
    'BEST = "best.pt"\ntorch.save(state, os.path.join(out, BEST))',
    'parser.add_argument("--save-path", default="out/best.pt")\ntorch.save(\n    state,\n    args.save_path,\n)',
    'with open("best.pt", "wb") as file:\n    pickle.dump(model, file)',
    'def keep(state, path="best.pt"):\n    torch.save(state, path)',
    'self.path = f"{out}/best.pt"\njoblib.dump(model, self.path)',
    'torch.save(state, "last.pt")\nshutil.copyfile("last.pt", "best.pt")',
    'torch.save(state, f"runs/{run}/best.pt")',
    'torch.save(state, "bes%s.pt" % letter)',
]


@pytest.mark.parametrize("code", WRITING)
def test_a_file_that_the_project_writes(code):
    assert saved_files([("train.py", code)]).hold("best.pt")


@pytest.mark.parametrize(
    "code",
    [
        'model = torch.load("best.pt")\ntorch.save(model, "mine.pt")',
        'print("best.pt")',
        'torch.save(model, f"{name}.pt")',
        'np.save("best.pt", values)',
        'torch.save(models["best.pt"], "mine.pt")',
        '# torch.save(model, "best.pt")',
        'with open("best.pt", "rb") as f:\n    pass\nwith open("b.pt", "wb") as f:\n    pickle.dump(model, f)',
        'with open("best.pt") as f:\n    print(f)\ntorch.save(model, f"mine_{k}.pt")',
    ],
)
def test_a_file_that_it_does_not_write(code):
    assert not saved_files([("train.py", code)]).hold("best.pt")


def test_names_with_unknown_parts_are_the_same_if_they_may_be():
    saved = saved_files([("train.py", 'torch.save(net, f"fold_{k}.pt")')])
    assert saved.hold("fold_3.pt")
    assert saved.hold("fold_*.pt")
    assert not saved.hold("other_3.pt")
    assert saved.torch
    assert not saved_files([("train.py", 'joblib.dump(model, "model.joblib")')]).torch


def test_notebooks_are_read_cell_by_cell_and_broken_ones_not_at_all():
    cells = [{"cell_type": "markdown", "source": ["torch.save(a, 'a.pt')"]}]
    cells += [{"cell_type": "code", "source": ['path = "best.pt"\n', "torch.save(net, path)\n"]}]
    text = json.dumps({"cells": cells})
    assert saved_files([("train.ipynb", text)]).names == {"best.pt"}
    for broken in (text[:-2], "[\"torch.save(1, 'best.pt')\"]", json.dumps({"cells": "torch.save(1, 'best.pt')"})):
        assert not saved_files([("train.ipynb", broken)]).names


def test_what_is_left_of_a_path():
    assert base_name("C:\\runs\\{k}\\best_{epoch:02d}.pt") == "best_*.pt"
    assert base_name("{name}.pt") is None
    assert base_name("m.pt") == "m.pt"


def test_the_project_answers(tmp_path):
    (tmp_path / "train.py").write_text('torch.save(net, "best.pt")\n', encoding="utf-8")
    project = Project(tmp_path)
    assert project.writes("best.pt")
    assert not project.writes("other.pt")
    assert project.writes_checkpoints
