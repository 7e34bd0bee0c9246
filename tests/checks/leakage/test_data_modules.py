"""LEA011 where a data module of Lightning deals out the folds, and a table says which of them are for what."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

WHALES = """
import lightning as L
import torch
from lightning.pytorch.callbacks import EarlyStopping
from torch.utils.data import DataLoader, Dataset

class Calls(Dataset):
    def __init__(self, table):
        self.table = table.reset_index(drop=True)
    def sound(self, index):
        return np.load("sounds/" + self.table.name[index])
    def __len__(self):
        return len(self.table)
    def __getitem__(self, index):
        return torch.tensor(self.sound(index)), int(self.table.whale[index])

class Data(L.LightningDataModule):
    def __init__(self, bay):
        super().__init__()
        calls, self.sets = pd.read_csv("calls.csv"), dict()
        for part, bays in BAYS(bay).items():
            self.sets[part] = Calls(calls[calls.bay.isin(bays)])
    def train_dataloader(self):
        return DataLoader(self.sets["fit"])
    def val_dataloader(self):
        return DataLoader(self.sets["watch"])
    def test_dataloader(self):
        return DataLoader(self.sets["end"])

class Net(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(9, 4)
    def training_step(self, batch, index):
        return torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])

def BAYS(bay):
    other = 1 if bay == 6 else bay + 1
    return {{"fit": [one for one in range(1, 7) if one not in (bay, other)], "watch": [{watch}], "end": [bay]}}

def one(bay):
    data, net = Data(bay), Net()
    stop = EarlyStopping(monitor="{monitor}", patience=4)
    trainer = L.Trainer(max_epochs=60, callbacks=[stop])
    trainer.fit(net, datamodule=data)
    (told,) = trainer.test(datamodule=data)
    known, wanted = np.stack([data.sets["fit"].sound(at) for at in range(9)]), data.sets["fit"].table.whale
    asked, truth = np.stack([data.sets["end"].sound(at) for at in range(9)]), data.sets["end"].table.whale
    simple = LogisticRegression().fit(known, wanted)
    return {{**told, "simple": accuracy_score(truth, simple.predict(asked))}}

print("bays", pd.DataFrame([one(bay) for bay in range(1, 7)]))
"""


@pytest.mark.parametrize(
    ("watch", "monitor", "told"),
    [
        ("bay", "val_f1", 1),
        ("other", "val_f1", 0),
        ("bay", "loss", 0),  # the training decides itself
        ("pick(bay)", "val_f1", 0),
    ],
)
def test_the_fold_that_is_tested_on_stops_the_training(watch, monitor, told):
    found = findings("LEA011", WHALES.format(watch=watch, monitor=monitor))
    assert snippets(found) == ["trainer.fit(net, datamodule=data)"] * told
