"""A table of group means that is joined to the rows it was computed from, or to others."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

JOINED = """
means = df.groupby("ward")["pulse"].median().reset_index()
means = means.rename(columns={{"pulse": "usual"}})
{join}
df["pulse"] = df["pulse"].fillna(df["usual"])
X, t, y, s = train_test_split(df[["pulse"]], df["y"], random_state=1)
print(LogisticRegression().fit(X, y).score(t, s))
"""


@pytest.mark.parametrize(
    ("join", "told"),
    [
        ("df = df.merge(means, on='ward', how='left')", 1),
        ("df = pd.merge(df, means, on='ward')", 1),
        ("df = pd.merge(df, pd.DataFrame(means), on='ward')", 1),
        ("df = df.join(means.set_index('ward'), on='ward')", 1),
        ("df = pd.read_csv('wards.csv').merge(means, on='ward')", 0),  # one row for each ward, for all that is known
    ],
)
def test_means_of_groups_stand_beside_every_row_of_the_group(join, told):
    assert len(findings("LEA001", JOINED.format(join=join))) == told
