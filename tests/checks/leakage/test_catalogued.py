"""Steps of libraries beside scikit-learn that learn from all rows: text models, selectors, imputers."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

END = """
X_train, X_test, y_train, y_test = train_test_split(X, df["y"], random_state=0)
print("accuracy", LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
"""


@pytest.mark.parametrize(
    ("program", "line"),
    [
        (
            """
from gensim.models import Word2Vec
texts = [text.split() for text in df["text"]]
words = Word2Vec(texts, vector_size=50, seed=0, workers=1)
X = np.array([np.mean([words.wv[word] for word in text if word in words.wv], axis=0) for text in texts])
""",
            "words = Word2Vec(texts, vector_size=50, seed=0, workers=1)",
        ),
        (
            """
from gensim.models.doc2vec import Doc2Vec, TaggedDocument
documents = [TaggedDocument(text.split(), [number]) for number, text in enumerate(df["text"])]
model = Doc2Vec(vector_size=50, seed=0, workers=1)
model.build_vocab(documents)
model.train(documents, total_examples=model.corpus_count, epochs=20)
X = [model.infer_vector(document.words) for document in documents]
""",
            "model.train(documents, total_examples=model.corpus_count, epochs=20)",
        ),
        (
            """
from gensim.models import TfidfModel
from gensim.matutils import corpus2csc
bags = df["text"].apply(len)
weights = TfidfModel(bags)
X = corpus2csc(weights[bags]).T
""",
            "weights = TfidfModel(bags)",
        ),
        (
            """
from fancyimpute import KNN
X = KNN(k=3).fit_transform(df[["a", "b"]])
""",
            'X = KNN(k=3).fit_transform(df[["a", "b"]])',
        ),
        (
            """
from impyute.imputation.cs import mice
X = mice(df[["a", "b"]].values)
""",
            'X = mice(df[["a", "b"]].values)',
        ),
    ],
)
def test_what_learns_from_all_rows(program, line):
    assert snippets(findings("LEA001", program + END)) == [line]


def test_texts_of_training_rows_only():
    program = """
from gensim.models.doc2vec import Doc2Vec, TaggedDocument
train, test = train_test_split(df, random_state=0)
model = Doc2Vec([TaggedDocument(text.split(), [n]) for n, text in enumerate(train["text"])], seed=0, workers=1)
def vectors(frame):
    return np.array([model.infer_vector(text.split()) for text in frame["text"]])
print("accuracy", LogisticRegression().fit(vectors(train), train["y"]).score(vectors(test), test["y"]))
"""
    assert not findings("LEA001", program)


def test_vectors_by_name_belong_to_the_rows_of_their_labels():
    program = """
from gensim.models import Doc2Vec
model = Doc2Vec(df["text"], seed=0, workers=1)
a, b = train_test_split(df, random_state=0)
m = LogisticRegression().fit([model.dv[f"a{i}"] for i in range(len(a))], a["y"])
print("accuracy", m.score([model.dv[f"b{i}"] for i in range(len(b))], b["y"]))
"""
    assert snippets(findings("LEA001", program)) == ['model = Doc2Vec(df["text"], seed=0, workers=1)']


SELECTED = [
    "from skrebate import MultiSURF\nX = MultiSURF().fit_transform(df.drop(columns='y').values, df['y'].values)",
    "from mrmr import mrmr_classif\nX = df[mrmr_classif(X=df.drop(columns='y'), y=df['y'], K=9)]",
    "from mne.decoding import CSP\nX = CSP(4).fit_transform(np.load('trials.npy'), df['y'])",
    "from feature_engine.selection import MRMR\nX = MRMR().fit_transform(df.drop(columns='y'), df['y'])",
]


@pytest.mark.parametrize("program", SELECTED)
def test_selectors_that_look_at_the_target_of_all_rows(program):
    assert len(findings("LEA003", program + END)) == 1
