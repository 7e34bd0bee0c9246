"""Rules that ask about splits, learned steps and scores hold for Spark as for pandas."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, snippets

IMPORTS = """
from pyspark.ml import Pipeline
from pyspark.ml.classification import GBTClassifier, LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import ChiSqSelector, CountVectorizer, IDF, Imputer, StandardScaler, StringIndexer, VectorAssembler
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
frame = spark.read.parquet("visits.parquet")
judge = BinaryClassificationEvaluator(labelCol="ill")
"""
SCALED = """
pipeline = Pipeline(stages=[
    StringIndexer(inputCol="ward", outputCol="ward_index"),
    VectorAssembler(inputCols=["age", "ward_index"], outputCol="raw"),
    StandardScaler(inputCol="raw", outputCol="features"),
])
ready = pipeline.fit({fitted}).transform(frame)
train, test = {split}
model = {model}(labelCol="ill").fit(train)
print("AUC", judge.evaluate(model.transform(test)))
"""
SEEDED = "ready.randomSplit([0.8, 0.2], seed=1)"


def test_a_scaler_in_a_pipeline_that_learns_before_the_split():
    program = IMPORTS + SCALED.format(fitted="frame", split=SEEDED, model="LogisticRegression")
    assert snippets(findings("LEA001", program)) == ["ready = pipeline.fit(frame).transform(frame)"]


def test_trees_do_not_mind_how_a_column_is_scaled():
    (found,) = findings("LEA001", IMPORTS + SCALED.format(fitted="frame", split=SEEDED, model="GBTClassifier"))
    assert found.severity is Severity.NOTE


def test_steps_that_learn_from_training_rows():
    program = """
    train, test = frame.randomSplit([0.8, 0.2], seed=1)
    stages = [Imputer(inputCols=["age"], outputCols=["years"]), VectorAssembler(inputCols=["years"], outputCol="features")]
    model = Pipeline(stages=[*stages, LogisticRegression(labelCol="ill")]).fit(train)
    print("AUC", judge.evaluate(model.transform(test)))
    """
    assert not findings("LEA001", IMPORTS + dedent(program))


def test_categories_and_assembled_columns_tell_nothing_of_other_rows():
    program = """
    frame = StringIndexer(inputCol="ward", outputCol="ward_index").fit(frame).transform(frame)
    frame = VectorAssembler(inputCols=["age", "ward_index"], outputCol="features").transform(frame)
    train, test = frame.randomSplit([0.8, 0.2], seed=1)
    print("AUC", judge.evaluate(LogisticRegression(labelCol="ill").fit(train).transform(test)))
    """
    assert not findings("LEA001", IMPORTS + dedent(program))


def test_a_selector_that_saw_the_target_of_all_rows():
    program = """
    selector = ChiSqSelector(numTopFeatures=20, featuresCol="raw", outputCol="features", labelCol="ill")
    chosen = selector.fit(frame).transform(frame)
    train, test = chosen.randomSplit([0.8, 0.2], seed=1)
    print("AUC", judge.evaluate(LogisticRegression(labelCol="ill").fit(train).transform(test)))
    """
    assert snippets(findings("LEA003", IMPORTS + dedent(program))) == ["chosen = selector.fit(frame).transform(frame)"]


def test_a_mean_of_all_rows_that_fills_gaps():
    program = """
    from pyspark.sql.functions import mean
    average = frame.agg(mean("age"))
    frame = frame.fillna(average)
    frame = VectorAssembler(inputCols=["age"], outputCol="features").transform(frame)
    train, test = frame.randomSplit([0.8, 0.2], seed=1)
    print("AUC", judge.evaluate(LogisticRegression(labelCol="ill").fit(train).transform(test)))
    """
    assert snippets(findings("LEA001", IMPORTS + dedent(program))) == ['average = frame.agg(mean("age"))']


CHOSEN = """
train, {parts} = frame.randomSplit([0.6, {weights}], seed=3)
best = 0
for penalty in [0.01, 0.1, 1.0]:
    model = LogisticRegression(labelCol="ill", regParam=penalty).fit(train)
    area = judge.evaluate(model.transform({judged}))
    if area > best:
        best, chosen = area, model
print("AUC", judge.evaluate(chosen.transform(test)))
"""


def test_settings_chosen_on_the_test_rows():
    program = CHOSEN.format(parts="test", weights="0.4", judged="test")
    assert snippets(findings("LEA012", IMPORTS + program)) == ["if area > best:"]


def test_settings_chosen_on_rows_of_their_own():
    assert not findings("LEA012", IMPORTS + CHOSEN.format(parts="held, test", weights="0.2, 0.2", judged="held"))


@pytest.mark.parametrize(("split", "found"), [("frame.randomSplit([0.8, 0.2])", 1), (SEEDED, 0)])
def test_a_split_without_a_seed(split, found):
    program = IMPORTS + SCALED.format(fitted="frame", split=split, model="LogisticRegression")
    assert len(findings("REP001", program)) == found


def test_python_seeds_the_split():
    split = "frame.randomSplit([0.8, 0.2])"
    program = "import random\nrandom.seed(4)\n" + IMPORTS
    program += SCALED.format(fitted="frame", split=split, model="LogisticRegression")
    assert not findings("REP001", program)
