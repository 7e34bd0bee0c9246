"""From an experiment and its findings to a picture with every step in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Event, Explain, Fit, Load, Save, Score, Select, Show, Split
from reprolint.graph.rows import NOTHING
from reprolint.graph.shown import scores_shown
from reprolint.graph.values import Data, Estimator, Instance
from reprolint.picture import wording
from reprolint.picture.marking import mark
from reprolint.picture.model import Picture
from reprolint.picture.origins import Origins
from reprolint.picture.sketch import Box, Sketch

PREPARING = frozenset({"transformer", "selector", "encoder", "vocabulary", "statistic", "neighbours", "threshold"})
"""Families of fits that change the rows for others."""


def derive(experiment: Experiment, findings: Iterable[Finding] = ()) -> Picture:
    """Every step of the experiment, with the findings on the boxes and arrows that they are about.

    Functions that nothing in the file calls are left out, unless there is nothing else.
    """
    drawing = _Drawing(experiment)
    drawing.draw()
    nodes = tuple(box.node() for box in drawing.sketch.boxes.values())
    picture = Picture(experiment.source.path, nodes, tuple(drawing.sketch.edges()), complete=experiment.complete)
    extents = {box.id: tuple(box.extents) for box in drawing.sketch.boxes.values()}
    return mark(picture, extents, findings, drawing.overlapping())


class _Drawing:
    """One pass over the events."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.sketch = Sketch()
        self.events = _told(experiment)
        self.origins = Origins(self.sketch, experiment.splits, experiment.resamples)
        self.scores: dict[Score, Box] = {}

    def draw(self) -> None:
        """Every event that has a box or changes one."""
        steps: dict[type[Event], Callable[..., None]] = {
            Load: self.origins.remember,
            Split: self._split,
            Fit: self._fit,
            Score: self._score,
            Explain: self._explain,
            Save: self._save,
            Select: self._select,
            Show: self._show,
        }
        for event in self.events:
            step = steps.get(type(event))
            if step is not None:
                step(event)
        self._predictions()

    def _split(self, event: Split) -> None:
        if not event.internal:  # those of searches and cross-validation are drawn with what they serve
            self.origins.split(event)

    def _fit(self, event: Fit) -> None:
        if event.base is not None and event.base in self.origins.fitted:
            self.origins.fitted[event] = self.origins.fitted[event.base]
            return
        if event.family == "stateless":
            return
        prepares = event.family in PREPARING
        rows = self.origins.of(event.rows, event, event.data)
        title = wording.fit_title(event)
        key: tuple[object, ...] = ("fit", event.place.source.path, event.place.node, title, *(box.id for box in rows))
        if event.family == "statistic":
            key = ("statistics", *(box.id for box in rows))
        box = self.sketch.box(key, "preprocess" if prepares else "model", title)
        if event.family == "statistic":
            box.title, box.members[title] = "Statistics", None
        box.stands_at(event.place.location())
        if isinstance(event.estimator, Estimator) and event.estimator.made_by is not None:
            box.extents.setdefault(event.estimator.made_by.place.location())
        tails = self.origins.carriers(event.rows, event.learned, event, event.data)
        if prepares:
            self.sketch.arrow(tails, box, "learned", "learns from")
        else:
            self.sketch.arrow(tails, box, "trained", "trained on")
        for data in event.validation:
            steering = self.origins.carriers(data.rows, data.all_learned, event, data)
            self.sketch.arrow(steering, box, "steered", "watched while training")
        self._numbers(event.learned, box)
        self.origins.fitted[event] = box

    def _numbers(self, learned: frozenset[Fit], box: Box) -> list[Box]:
        """Arrows from fits whose numbers reach the box on no other way; returns the boxes of all these fits."""
        found: dict[Box, None] = {}
        for fit in sorted(learned, key=lambda fit: fit.order, reverse=True):
            behind = self.origins.fitted.get(fit)
            if behind is None or behind is box or behind.kind != "preprocess":
                continue
            found.setdefault(behind)
            if not self.sketch.leads(behind, box):
                self.sketch.arrow([behind], box, "numbers", "its numbers go into")
        return list(found)

    def _score(self, event: Score) -> None:
        if not event.selected:  # the scores of a search's candidates are drawn when the program asks for the best
            self._judge(event, wording.metric_title(event))

    def _judge(self, event: Score, title: str) -> Box | None:
        models = self._models(event.fits)
        data = event.inputs
        rows = self.origins.of(event.rows, event, data) if event.rows != NOTHING else []
        if not models and not rows:
            return None
        key = ("score", event.place.source.path, event.place.node, title, *(box.id for box in (*models, *rows)))
        details = ("mean over the folds",) if event.cross_validated and not event.selected else ()
        box = self.sketch.box(key, "score", title, details=details).stands_at(event.place.location())
        self.scores[event] = box
        if event.selected:
            self.sketch.arrow(models, box, "scores", "best candidate")
            return box
        learned = data.all_learned if data is not None else frozenset()
        tails = self.origins.carriers(event.rows, learned, event, data)
        self.sketch.arrow(models, box, "predictions", "predicts")
        self.sketch.arrow(tails, box, "judged", "judged on")
        self._numbers(learned, box)
        return box

    def overlapping(self) -> frozenset[str]:
        """Boxes of models that are judged on rows they were trained on."""
        fitted = self.origins.fitted
        judged = [one for one in self.experiment.evaluations if one.scored and one.model in fitted]
        return frozenset(fitted[one.model].id for one in judged if overlaps(one.model.rows, one.rows) is Answer.YES)

    def _models(self, fits: Iterable[Fit]) -> list[Box]:
        known = (self.origins.fitted.get(fit) for fit in sorted(fits, key=lambda fit: fit.order))
        return list(dict.fromkeys(box for box in known if box is not None))

    def _explain(self, event: Explain) -> None:
        models = self._models(event.fits)
        title = wording.LOOKS.get(event.method, event.method.capitalize() or "Explanation")
        rows = self.origins.of(event.rows, event, event.data) if event.rows != NOTHING else []
        if not models and not rows:
            return
        key = ("explain", event.place.source.path, event.place.node, *(box.id for box in (*models, *rows)))
        box = self.sketch.box(key, "explanation", title).stands_at(event.place.location())
        self.sketch.arrow(models, box, "model", "explains")
        if event.data is not None:
            tails = self.origins.carriers(event.rows, event.data.all_learned, event, event.data)
            self.sketch.arrow(tails, box, "judged", "computed on")

    def _save(self, event: Save) -> None:
        value = event.value
        if isinstance(value, (Estimator, Instance)):
            behind, kind, words = self._models(value.fits), "model", "saved as"
        elif isinstance(value, Data) and value.predicted_by:
            behind, kind, words = self._models(value.predicted_by), "predictions", "predictions saved as"
        else:
            return
        if behind:
            key = ("file", event.place.source.path, event.place.node, *(box.id for box in behind))
            box = self.sketch.box(key, "file", wording.save_title(event)).stands_at(event.place.location())
            self.sketch.arrow(behind, box, kind, words)

    def _select(self, event: Select) -> None:
        if event.kind == "best-attribute":
            for score in sorted(event.scores, key=lambda score: score.order):
                box = self._judge(score, f"Best {_lower(wording.metric_title(score))} of the search")
                if box is not None:
                    box.stands_at(event.place.location())
            return
        behind = [self.scores[score] for score in sorted(event.scores, key=lambda s: s.order) if score in self.scores]
        if behind:
            key = ("choice", event.place.source.path, event.place.node, *(dict.fromkeys(box.id for box in behind)))
            box = self.sketch.box(key, "choice", wording.choice_title(event)).stands_at(event.place.location())
            self.sketch.arrow(behind, box, "scores", "compared")

    def _show(self, event: Show) -> None:
        for score in scores_shown(event):
            if score in self.scores:
                place = event.place.location()
                self.scores[score].shown.setdefault(place)
                self.scores[score].extents.setdefault(place)

    def _predictions(self) -> None:
        """Predictions of models that nothing judges."""
        used = set(self.events)
        judged = {edge.tail for edge in self.sketch.edges() if edge.kind in {"predictions", "scores"}}
        for evaluation in self.experiment.evaluations:
            model = self.origins.fitted.get(evaluation.model)
            event = evaluation.event
            if evaluation.scored or event not in used or model is None or model.id in judged:
                continue
            if not evaluation.held_out:
                continue  # of the rows that the model knows
            rows = self.origins.of(evaluation.rows, event, event.data if not isinstance(event, Score) else None)
            key = ("predictions", model.id, *(box.id for box in rows))
            box = self.sketch.box(key, "predictions", "Predictions").stands_at(event.place.location())
            self.sketch.arrow([model], box, "predictions", "predicts")
            self.sketch.arrow(rows, box, "judged", "for")


def _told(experiment: Experiment) -> list[Event]:
    """The events that running the file would reach; all of them, when these say nothing of models."""
    reached = [event for event in experiment.events if event.entry_point]
    if any(isinstance(event, Score) or (isinstance(event, Fit) and event.family == "model") for event in reached):
        return reached
    return list(experiment.events)


def _lower(title: str) -> str:
    """A title inside another: `Accuracy` -> `accuracy`, but `ROC AUC` stays."""
    return title if title[:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]
