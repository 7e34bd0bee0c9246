"""Gensim's models: trained on texts when they are made, looked up by word, by document or by subscript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import MISSING, Call, Fit
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import NO_FITS, Constant, Data, Estimator, Method, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

TRAINING = frozenset({"train", "add_documents", "update", "fit"})
LOOKING_UP = frozenset(
    {
        "doc2bow", "doc2idx", "get_document_topics", "get_mean_vector", "get_sentence_vector", "get_vector",
        "infer_vector", "transform", "word_vec",
    }
)  # fmt: skip
TEXTS = ("sentences", "documents", "corpus_iterable", "corpus")
OF_WORDS = "of words"  # trait of vectors that are averaged over the words of a text, not over texts


def made(run: Interpreter, model: Estimator, call: Call) -> None:
    """`Word2Vec(texts)`, `TfidfModel(bags)`: with texts given, making the model trains it."""
    names = call.entry.parameters[:1] if call.entry is not None else ()
    given = call.arguments[0] if call.arguments else next((call.keywords[n] for n in names if n in call.keywords), None)
    if given is not None and not isinstance(given, Constant):
        _train(run, model, call, given)


def call(run: Interpreter, model: Estimator, event: Call, name: str) -> Value:
    """A method of a model of gensim."""
    if name in TRAINING:
        given = (
            event.arguments[0]
            if event.arguments
            else next((event.keywords[n] for n in TEXTS if n in event.keywords), MISSING)
        )
        if given is not MISSING:
            _train(run, model, event, given)
        return Unknown(event.name, ())
    if name in LOOKING_UP and event.arguments:
        return looked_up(run, model, event.arguments[0])
    return Unknown(f"{model.short_name}.{name}", ())


def _train(run: Interpreter, model: Estimator, event: Call, given: Value) -> None:
    data = frames.face(run, given)
    if data is None or data.rows == NOTHING:
        return
    record = Fit(
        event.place, event.name, event.qualified, family="vocabulary", estimator=model, rows=data.rows, data=data,
        learned=data.all_learned, call=event,
    )  # fmt: skip
    run.memory.set(model, "fits", (run.record(record),))


def looked_up(run: Interpreter, model: Estimator, key: Value) -> Value:
    """Vectors for words or texts: of their rows, with what the model learned; by name, of rows that are not known."""
    learned = NO_FITS.union(*(fit.learned | {fit} for fit in model.fits))
    if isinstance(key, Method):  # `document.words`
        key = key.receiver
    data = frames.face(run, key) if isinstance(key, (Data, Sequence)) else None
    if data is None or data.rows == NOTHING or data.synthetic:
        return Data(rows=NOTHING, learned=learned, statistic=True, traits=frozenset({OF_WORDS}))
    return frames.derive(
        data, learned=data.all_learned | learned, column_learned={}, columns=None, kind="array",
        traits=data.traits | {OF_WORDS},
    )  # fmt: skip
