"""Rows that a program makes itself, one for each patient: numbers of the patient are no numbers of others."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

LOOP = """
rows = []
for patient, part in df.groupby("patient_id"):
    {row}
table = pd.DataFrame(rows)
X, t, y, s = train_test_split(table[["mean"]], table["ill"], random_state=0)
print(LogisticRegression().fit(X, y).score(t, s))
"""


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("rows.append({'mean': part['pulse'].mean(), 'ill': part['ill'].iloc[0]})", 0),
        ("rows.append({'mean': part['pulse'].mean(), 'ill': part['ill'].iloc[-1], 'patient': patient})", 0),
        ("rows.append({'mean': part['pulse'].mean(), 'ill': part['ill'].max()})", 0),
        (
            "for n in range(9, len(part), 9):\n        rows.append({'mean': part['pulse'].iloc[n - 9 : n].mean(), 'ill': n})",
            0,
        ),
        ("rows.append({'mean': df['pulse'].mean(), 'ill': part['ill'].iloc[0]})", 1),  # of all patients
    ],
)
def test_a_row_for_each_patient(row, told):
    assert len(findings("LEA001", LOOP.format(row=row))) == told


APPLIED = """
def told(part):
    {body}
table = df.groupby("patient_id").apply(told)
X, t, y, s = train_test_split(table[["mean"]], table["ill"], random_state=0)
print(LogisticRegression().fit(X, y).score(t, s))
"""


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("return pd.Series({'mean': part['pulse'].mean(), 'ill': part['ill'].iloc[0]})", []),
        ("return pd.Series({'mean': part['pulse'].mean(), 'ill': part['ill'].max()})", []),
        ("return pd.Series({'mean': df['pulse'].mean(), 'ill': part['ill'].iloc[0]})", ["LEA001"]),
        # Rows of one patient are trained on and tested, with a mean of both.
        ("part['mean'] = part['pulse'] - part['pulse'].mean()\n    return part", ["LEA001"]),
    ],
)
def test_a_function_of_each_group_that_gives_one_row(body, codes):
    program = APPLIED.format(body=body)
    assert [code for code in ("LEA001", "LEA007") if findings(code, program)] == codes
