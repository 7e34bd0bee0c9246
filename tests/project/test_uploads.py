"""Repositories that a project's own code uploads to, read from its programs."""

from __future__ import annotations

import json

import pytest

from reprolint.project.uploads import Uploads, uploads


@pytest.mark.parametrize(
    ("code", "ids", "elsewhere"),
    [
        ('api.upload_file(path_or_fileobj=p, repo_id="lab/rain")', ("lab/rain",), False),
        ('model.push_to_hub("lab/rain")\nmodel.push_to_hub(repo_id="lab/wind")', ("lab/rain", "lab/wind"), False),
        ('HUB = "lab/rain"\nNAME = HUB\nmodel.push_to_hub(NAME)', ("lab/rain",), False),
        ('TrainingArguments("out", hub_model_id="lab/rain")', ("lab/rain",), False),
        ("def share(repo_id):\n    upload_folder(repo_id=repo_id)", (), True),
        ("a = b\nb = a\nmodel.push_to_hub(a)", (), True),
        ('s3.upload_file("rain.pkl", "lab/rain", "key")', (), False),
        ('hf_hub_download(repo_id="lab/rain")  # not upload_file', (), False),
        ('model.push_to_hub("lab/rain"', (), False),
    ],
)
def test_uploads(code: str, ids: tuple[str, ...], elsewhere: bool) -> None:
    assert uploads([("a.py", code)]) == Uploads(ids, elsewhere)


def test_lines_of_a_notebook_that_are_not_python() -> None:
    cells = [
        {"cell_type": "code", "source": ["!pip install x\n", "if a:\n", "    %cd b\n", 'm.push_to_hub("lab/rain")']}
    ]
    assert uploads([("a.ipynb", json.dumps({"cells": cells}))]).ids == ("lab/rain",)
