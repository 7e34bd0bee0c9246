"""LEA006: rows that two queries divide are no overlap, as they are none where two masks divide them."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

PROGRAM = """
{before}
train, test = df.query({train}), df.query({test})
model = LogisticRegression().fit(train[["a", "b"]], train["y"])
print(accuracy_score(test["y"], model.predict(test[["a", "b"]])))
"""


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("\"part == 'train'\"", "\"part == 'test'\""),
        ("\"part != 'test'\"", "\"part == 'test'\""),
        ("\"part in ('train')\"", "\"part == 'test'\""),
        ("'year < 2015'", "'year >= 2015'"),
        ("'year < @cut'", "'year >= @cut'"),
        ("'fold == 0'", "'fold == 1'"),
        ("f'fold != {cut}'", "f'fold == {cut}'"),
        ("'year < {}'.format(cut)", "'year >= {}'.format(cut)"),
        ("'year < 2015 and a > 0'", "'a > 0 and year >= 2015'"),
        ("'year < 2015 or a > 0'", "'year > 2015 and a < 0'"),
    ],
)
def test_queries_that_exclude_each_other_or_may_do_so(train, test):
    assert findings("LEA006", PROGRAM.format(before="cut = int(input())", train=train, test=test)) == []


@pytest.mark.parametrize(
    ("code", "train", "test"),
    [
        ("LEA006", "'a > 0'", "'a > 0 and b > 0'"),
        ("EVA001", "'a > 0'", "'a > 0'"),
        ("EVA001", "'year < 2015'", "'2015 > year'"),
    ],
)
def test_queries_that_give_the_same_rows(code, train, test):
    assert len(findings(code, PROGRAM.format(before="", train=train, test=test))) == 1
