"""EVA009: every place is labelled with the metric that is told there, and what counts as telling the average."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

PROGRAM = """
from sklearn.metrics import classification_report, f1_score, precision_score, recall_score
X, T, y, t = train_test_split(np.load("x.npy"), np.load("y.npy"), random_state=0)
guesses = LogisticRegression().fit(X, y).predict(T)
f1 = f1_score(t, guesses, average="weighted")
recall = recall_score(t, guesses, average="weighted")
"""


def test_each_place_names_what_is_told_there():
    [found] = findings("EVA009", PROGRAM + 'print("F1", f1)\nprint("Recall", recall)\nprint("F1 again", f1)\n')
    assert found.message.endswith("this is the weighted average of `f1_score` over the classes")
    assert related(found) == {
        'f1 = f1_score(t, guesses, average="weighted")': 'computed with average="weighted"',
        'print("Recall", recall)': "and `recall_score` told here",
        'print("F1 again", f1)': "and told here",
    }


def test_several_metrics_in_one_text():
    [found] = findings("EVA009", PROGRAM + 'print("F1", f1, "recall", recall)\n')
    assert found.message.endswith("these are weighted averages of `f1_score` and `recall_score` over the classes")
    assert set(related(found).values()) == {'computed with average="weighted"'}


@pytest.mark.parametrize(
    "given", ["guesses", 'np.load("labels.npy")', "labels_of_another_cell", "guesses, output_dict=True"]
)
def test_a_report_that_is_shown_tells_all_averages(given):
    told = PROGRAM + 'print("F1", f1)\n'
    assert findings("EVA009", f"{told}print(classification_report(t, {given}))\n") == []
    assert len(findings("EVA009", f"{told}report = classification_report(t, {given})\n")) == 1


@pytest.mark.parametrize("other", ['f1_score(t, guesses, average="macro")', "score_of_a_network(T)"])
def test_an_average_that_only_one_branch_has_is_not_claimed(other):
    branch = f'if len(T) > 100:\n    f1 = {other}\nprint("F1", f1)\n'
    assert findings("EVA009", PROGRAM + branch) == []
    assert snippets(findings("EVA009", f'{PROGRAM}print("recall", recall)\n{branch}')) == ['print("recall", recall)']


@pytest.mark.parametrize(
    "text",
    ["'F1 %.3f' % f1", "'F1 = %.3f %s' % (f1, X)", "'F1 {} {}'.format(f1, X)", "f'F1 {f1} {X}'", "'F1', [f1, X]"],
)
def test_numbers_in_texts_of_any_kind(text):
    assert len(findings("EVA009", f"{PROGRAM}print({text})\n")) == 1


def test_the_name_of_the_best_is_no_score():
    table = PROGRAM + 'table = pd.DataFrame([{"C": 1, "F1": f1}])\n'
    assert len(findings("EVA009", table + 'print(table["F1"].max())\n')) == 1
    assert findings("EVA009", table + 'print("best by F1", table["F1"].idxmax())\n') == []


TABLES = [
    "table = pd.DataFrame([{'model': 'line', 'F1': f1, 'recall': RECALL}])",
    "table = pd.DataFrame([{'model': 'line', 'F1': f'{f1:.2f}', 'recall': f'{RECALL:.2f}'}]).set_index('model')",
    "table = pd.DataFrame({'model': ['line'], 'F1': [round(f1, 2)], 'recall': [RECALL]})",
    "table = pd.DataFrame([['line', f1, RECALL]], columns=['model', 'F1', 'recall'])",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("shown", ["print(table)", "print(table.round(3))", "print(table['F1'])"])
def test_the_heading_of_a_column_names_the_metric(table, shown):
    program = PROGRAM + table.replace("RECALL", "0.5") + "\n" + shown
    [found] = findings("EVA009", program)
    assert found.message.endswith("this is the weighted average of `f1_score` over the classes")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "shown",
    [
        "print(table['recall'])",
        "print(len(table))",
        "table.to_csv('scores.csv')",
        "print('weighted averages')\nprint(table)",
    ],
)
def test_columns_that_are_not_shown_or_whose_average_is(table, shown):
    plain = PROGRAM.replace('recall_score(t, guesses, average="weighted")', 'recall_score(t, guesses, average="macro")')
    assert not findings("EVA009", plain + table.replace("RECALL", "recall") + "\n" + shown)


def test_a_heading_that_states_the_average_and_one_of_two_averages():
    stated = "table = pd.DataFrame([{'F1 (weighted)': f1}])\nprint(table)"
    assert not findings("EVA009", PROGRAM + stated)
    mixed = "table = pd.DataFrame([{'F1': f1}, {'F1': f1_score(t, guesses, average='macro')}])\nprint(table)"
    assert not findings("EVA009", PROGRAM + mixed)
