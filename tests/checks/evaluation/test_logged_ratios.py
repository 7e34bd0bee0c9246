"""EVA012: what the step of a Lightning module logs for each batch, and Lightning averages."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

PROGRAM = """
import lightning as L
import torch
from sklearn.metrics import f1_score, mean_absolute_error, roc_auc_score
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import functional as measures


class Leaves(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Linear(12, 2)
        self.seen = []

    def training_step(self, batch, number):
        x, y = batch
        self.log("f", f1_score(y, self.net(x).argmax(1)))
        return torch.nn.functional.cross_entropy(self.net(x), y)

    def test_step(self, batch, number):
        x, y = batch
        out = self.net(x)
        self.seen.append((out, y))
        {step}

    def on_test_epoch_end(self):
        out, y = (torch.cat(part) for part in zip(*self.seen))
        self.log("whole", f1_score(y, out.argmax(1)))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


def loader(name, **more):
    x, y = torch.tensor(np.load(name + "_x.npy")), torch.tensor(np.load(name + "_y.npy"))
    return DataLoader(TensorDataset(x, y), {size}, **more)


model, trainer = Leaves(), L.Trainer(max_epochs=9)
trainer.fit(model, loader("train", shuffle=True), loader("held"))
{judge}
"""
JUDGED = 'trainer.test(model, loader("new"))'
BATCH = 'score = f1_score(y, out.argmax(1))\n        self.log("f1", score)'


def program(step: str = BATCH, size: str = "batch_size=32", judge: str = JUDGED) -> str:
    return PROGRAM.format(step=step, size=size, judge=judge)


def test_the_mean_of_what_each_batch_logs_is_told():
    (found,) = findings("EVA012", program())
    assert snippets([found]) == ["score = f1_score(y, out.argmax(1))"]
    assert related(found) == {
        'self.log("f1", score)': "the mean over the batches",
        JUDGED: "all batches are judged here",
    }


@pytest.mark.parametrize(
    "step",
    [
        'self.log_dict({"auc": roc_auc_score(y, out[:, 1]), "mae": mean_absolute_error(y, out[:, 1])})',
        'self.log("f1", torch.tensor(float(f1_score(y, out.argmax(1)))), on_epoch=True, batch_size=len(y))',
        'self.log("f1", value=measures.f1_score(out, y, task="binary"))',
        'self.log("auc", measures.auroc(out, y, task="multiclass", num_classes=3))',
    ],
)
def test_it_is_told_however_it_is_logged(step):
    assert len(findings("EVA012", program(step))) == 1


@pytest.mark.parametrize(
    ("size", "judge"),
    [
        ("batch_size=args.size", JUDGED),
        ("32", JUDGED),
        ("batch_size=32", 'trainer.test(dataloaders=loader("new"))'),
    ],
)
def test_it_is_told_however_the_batches_come(size, judge):
    assert len(findings("EVA012", program(size=size, judge=judge))) == 1


@pytest.mark.parametrize(
    "step",
    [
        "pass",
        'self.log("mae", mean_absolute_error(y, out[:, 1]))',
        'self.log("f1", f1_score(y, out.argmax(1)), on_epoch=False, on_step=True)',
        'self.log("f1", f1_score(y, out.argmax(1)), reduce_fx="max")',
        'self.log("f1", f1_score(y, out, average="samples"))',
        'self.log("right", measures.f1_score(out, y, task="multiclass", num_classes=3))',
        'so_far, truth = self.seen[-1]\n        self.log("f1", f1_score(truth, so_far.argmax(1)))',
        'self.log("f1", f1_score(torch.cat([y for _, y in self.seen]), torch.cat([z for z, _ in self.seen])))',
        'number = float(number)\n        self.log("f1", number)',
        "print(f1_score(y, out.argmax(1)))",
    ],
)
def test_what_is_a_mean_over_rows_or_of_all_rows_or_not_averaged_is_right(step):
    assert not findings("EVA012", program(step))


@pytest.mark.parametrize(
    ("size", "judge"),
    [
        ("batch_size=1", JUDGED),  # one patient in each
        ("shuffle=False", JUDGED),
        ("batch_size=len(x)", JUDGED),  # all in one
        ("batch_size=32", "trainer.validate(model, loader('held'))"),  # another step
        ("batch_size=32", "trainer.test(model, rows_of_the_clinic)"),
        ("batch_size=32", "pass"),
    ],
)
def test_batches_of_one_row_or_of_all_or_that_nothing_is_known_of_are_left_alone(size, judge):
    assert not findings("EVA012", program(size=size, judge=judge))


def test_a_data_module_says_how_many_rows_a_batch_has():
    told = """
class Rows(L.LightningDataModule):
    def test_dataloader(self):
        return DataLoader(TensorDataset(torch.zeros(9, 12), torch.zeros(9)), batch_size={})

trainer.test(model, datamodule=Rows())
"""
    assert len(findings("EVA012", program(judge=told.format(16)))) == 1
    assert not findings("EVA012", program(judge=told.format(1)))
