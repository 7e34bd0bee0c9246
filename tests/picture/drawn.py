"""A program drawn as a picture, and questions about it in the words that the picture uses."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from reprolint import check_text
from reprolint.config import Config
from reprolint.graph import build
from reprolint.picture import Picture, draw
from reprolint.picture.model import Edge, Node
from reprolint.source import read_bytes

IMPORTS = """\
import joblib
import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.datasets import load_iris, make_classification
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
"""


@dataclass(frozen=True)
class Drawn:
    """A picture and the boxes in it by their titles."""

    picture: Picture

    def node(self, title: str, number: int = 0) -> Node:
        """The box with this title; of several, the one with this number from 0."""
        found = [node for node in self.picture.nodes if node.title == title]
        assert found, f"no {title!r} among {self.titles}"
        return found[number]

    def edge(self, tail: str, head: str) -> Edge:
        """The one arrow between two boxes."""
        ends = (self.node(tail).id, self.node(head).id)
        (found,) = [edge for edge in self.picture.edges if (edge.tail, edge.head) == ends]
        return found

    @property
    def titles(self) -> list[str]:
        return [node.title for node in self.picture.nodes]

    @property
    def arrows(self) -> set[tuple[str, str]]:
        """Titles of both ends of every arrow."""
        titles = {node.id: node.title for node in self.picture.nodes}
        return {(titles[edge.tail], titles[edge.head]) for edge in self.picture.edges}

    @property
    def faulty(self) -> list[tuple[str, str, str]]:
        """Both ends of every faulty arrow, with the rule's code."""
        titles = {node.id: node.title for node in self.picture.nodes}
        return [(titles[one.tail], titles[one.head], mark.code) for one in self.picture.edges for mark in one.marks]


def drawn(program: str, path: str = "study.py", **settings: object) -> Drawn:
    """Draw a program, below the imports that all of them share, with what a check finds in it."""
    text = (IMPORTS + textwrap.dedent(program)).encode()
    source, _ = read_bytes(text, path)
    assert source is not None
    return Drawn(draw(build(source), check_text(text, path, Config(**settings)).findings))  # type: ignore[arg-type]
