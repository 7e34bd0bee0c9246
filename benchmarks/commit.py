"""Measure what a commit waits for: `python benchmarks/commit.py`.

Makes a project of 500 scripts, of which 100 are helpers that the others import, and runs the pre-commit hook's command
on three of them that hold faults only a reader of the helpers can see. Printed: the median seconds of `python -c pass`,
of the command, and of the analysis alone (reading, graph and checks of the three files and what they import, in this
process after a pass that warms it up); then what the command takes beyond the analysis, as a multiple of
`python -c pass`, which should stay at 10 or below. Processor time is measured, so that a busy machine matters less.
Exits with 1 when the limit is passed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reprolint import api

FILES, HELPERS, REPEATS = 500, 100, 40
LIMIT = 10.0
HELPER = """\
\"\"\"Preparation of table {number}.\"\"\"

from sklearn.preprocessing import StandardScaler


def scaled(rows):
    \"\"\"All rows on one scale.\"\"\"
    return StandardScaler().fit_transform(rows)
"""
STUDY = """\
\"\"\"Study {number}.\"\"\"

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from preparation.table{helper} import scaled

births = pd.read_csv("births{number}.csv")
X = scaled(births.drop(columns="preterm"))
X_train, X_test, y_train, y_test = train_test_split(X, births["preterm"], random_state={number})
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""


def lay_out(folder: Path) -> list[Path]:
    """Write the project; the three files of the commit."""
    (folder / "pyproject.toml").write_text('[tool.reprolint]\nconfidence = "medium"\n')
    (folder / "preparation").mkdir()
    for number in range(HELPERS):
        (folder / "preparation" / f"table{number}.py").write_text(HELPER.format(number=number))
    for number in range(FILES - HELPERS):
        study = folder / "studies" / f"part{number % 20}" / f"study{number}.py"
        study.parent.mkdir(parents=True, exist_ok=True)
        study.write_text(STUDY.format(number=number, helper=number % HELPERS))
    return [folder / "studies" / f"part{number}" / f"study{number}.py" for number in (3, 4, 5)]


def child(*command: str) -> float:
    """The processor seconds of a process."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(program.pid, 0)
    program.returncode = 0
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        files = lay_out(Path(name))
        os.chdir(name)
        paths = [path.relative_to(name).as_posix() for path in files]
        found = {(finding.code, finding.primary.path) for finding in api.check(paths).findings}
        assert len({path for code, path in found if code == "LEA001"}) == len(files), found
        taken = []
        for _ in range(REPEATS):
            start = time.process_time()
            api.check(paths)
            taken.append(time.process_time() - start)
        analysis = statistics.median(taken)
        installed = Path(sys.executable).parent / "reprolint"
        command = [str(installed)] if installed.exists() else [sys.executable, "-m", "reprolint"]
        command += ["check", "--force-exclude", "--no-cache", "--quiet", *paths]
        pairs = [(child(sys.executable, "-c", "pass"), child(*command)) for _ in range(REPEATS)]  # the same few moments
        python, whole = map(statistics.median, zip(*pairs, strict=True))
    rest = (whole - analysis) / python
    print(f"python -c pass     {python * 1000:6.1f} ms")
    print(f"analysis alone     {analysis * 1000:6.1f} ms")
    print(f"the hook's command {whole * 1000:6.1f} ms   beyond the analysis {rest:5.2f} times   limit {LIMIT}")
    return int(rest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
