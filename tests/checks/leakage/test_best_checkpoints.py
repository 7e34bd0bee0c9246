"""LEA011 with Hugging Face's trainer, which reads the best checkpoint back and tells metrics with its predictions."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

LETTERS = """
from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments
SETTINGS = {{"fitted": "train", "watched": "{watched}", "best": {best}}}
letters = load_dataset("letters")
net = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", revision="86b5e09")
how = TrainingArguments("out", eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=SETTINGS["best"])
trainer = Trainer(
    model=net, args=how, train_dataset=letters[SETTINGS["fitted"]], eval_dataset=letters[SETTINGS["watched"]],
    compute_metrics=lambda told: {{"f1": f1(told)}},
)
trainer.train()
{end}
"""
TOLD = 'outcome = trainer.predict(letters["test"], metric_key_prefix="end")\nprint(outcome.metrics["end_f1"])'
WRITTEN = 'np.save("guessed.npy", trainer.predict(letters["test"]).predictions)'


@pytest.mark.parametrize(
    ("watched", "best", "end", "told"),
    [
        ("test", True, TOLD, 1),
        ("validation", True, TOLD, 0),
        ("test", False, TOLD, 0),
        ("test", True, WRITTEN, 0),  # no score is told
    ],
)
def test_the_best_checkpoint_is_chosen_by_the_published_test_rows(watched, best, end, told):
    found = findings("LEA011", LETTERS.format(watched=watched, best=best, end=end))
    assert snippets(found) == ["trainer.train()"] * told
