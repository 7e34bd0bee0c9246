"""Run `action.yml` from its first step to its last: `python benchmarks/action.py SETUP_PYTHON CODEQL_ACTION PYTHON`.

The steps that use other actions run those actions' own code under node, so that what they make of our inputs is seen
and not supposed. SETUP_PYTHON and CODEQL_ACTION are checkouts of `actions/setup-python` and `github/codeql-action` at
the versions that `action.yml` names (`node_modules` is not needed; where the built `lib` is missing, `npm ci && node
build.mjs` makes it). PYTHON is the interpreter of the version in `python-version`; it stands in the runner's cache of
tools. Only GitHub's server is ours: a local one that keeps what is uploaded. Printed: each step with its exit code, and
what reached the server. Exits with 1 when a step does not end as it should, or the upload is not the report.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
FAULT = """\
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


def study(X, y):
    X, y = SMOTE(random_state=0).fit_resample(X, y)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0, stratify=y)
    model = LogisticRegression().fit(X_train, y_train)
    return f1_score(y_test, model.predict(X_test))
"""


class Server(HTTPServer):
    """Answers what code scanning's upload asks of GitHub, and keeps each upload's JSON in `uploads`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.uploads: list[dict[str, Any]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens, as the address of an API."""
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """What the server says: every upload is taken, and its processing is complete at once."""

    server: Server

    def do_GET(self) -> None:
        """Tell how the processing of an upload went."""
        self._answer(200, {"processing_status": "complete", "errors": []} if "/sarifs/" in self.path else {})

    def do_PUT(self) -> None:
        """Take an upload; reports on how an action fares are taken and dropped."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/code-scanning/analysis"):
            self.server.uploads.append(body)
            self._answer(202, {"id": "1"})
        else:
            self._answer(200, {})

    do_POST = do_PUT  # noqa: N815 - the name that the library calls

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing: the steps' own output is what is read."""


@dataclass
class Run:
    """One run of the action in `folder`, as GitHub's runner does it."""

    folder: Path
    inputs: dict[str, str]
    actions: dict[str, Path]
    environment: dict[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def value(self, expression: str) -> str:
        """An expression of the few kinds that `action.yml` and the other actions' defaults use."""
        if expression.startswith("inputs."):
            return self.inputs[expression.removeprefix("inputs.")]
        if found := re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+)", expression):
            return self.outputs.get(found[1], {}).get(found[2], "")
        known = {"github.workspace": str(self.folder), "github.token": "token", "toJson(matrix)": "null"}
        return known.get(expression, "")

    def filled(self, text: object) -> str:
        """A text of a step with its expressions replaced."""
        if isinstance(text, bool):
            return str(text).lower()
        return EXPRESSION.sub(lambda found: self.value(found[1]), str(text))

    def asked(self, condition: str) -> bool:
        """Whether a step runs: comparisons with a text, and `contains` of a list, joined by `&&`."""
        for part in condition.split(" && "):
            if found := re.fullmatch(r"contains\(fromJSON\('(.*)'\), (.*)\)", part):
                holds = self.value(found[2]) in json.loads(found[1])
            elif found := re.fullmatch(r"(\S+) (==|!=) '(.*)'", part):
                holds = (self.value(found[1]) == found[3]) == (found[2] == "==")
            else:
                raise ValueError(f"a condition of an unknown kind: {part}")
            if not holds:
                return False
        return True

    def step(self, step: dict[str, Any]) -> int | None:
        """The exit code of a step, or None where its condition leaves it out."""
        if "if" in step and not self.asked(step["if"]):
            return None
        output = self.folder.parent / f"output-{len(self.outputs)}"
        output.touch()
        environment = self.environment | {key: self.filled(text) for key, text in step.get("env", {}).items()}
        environment |= {"GITHUB_OUTPUT": str(output)}
        if "uses" in step:
            command, more = self.other(step)
            environment |= more
        else:
            command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        folder = self.folder / self.filled(step.get("working-directory", "."))
        code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
        self.outputs[step.get("id", step["name"])] = written(output.read_text(encoding="utf-8"))
        return code

    def other(self, step: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
        """The command of another action, and its inputs: ours, and its own defaults."""
        name = step["uses"].partition("@")[0]
        page = next(folder / "action.yml" for part, folder in self.actions.items() if part == name)
        action = yaml.safe_load(page.read_text(encoding="utf-8"))
        given = {key: one["default"] for key, one in action["inputs"].items() if "default" in one} | step["with"]
        inputs = {f"INPUT_{key.replace(' ', '_').upper()}": self.filled(text) for key, text in given.items()}
        return ["node", str(page.parent / action["runs"]["main"])], inputs


def written(text: str) -> dict[str, str]:
    """What a step wrote to `GITHUB_OUTPUT`: lines `key=value`, or a value between two marks."""
    found = dict(re.findall(r"^([\w-]+)<<(?:\S+)\n(.*)\n\S+$", text, re.MULTILINE))
    return found | dict(re.findall(r"^([\w-]+)=(.*)$", text, re.MULTILINE))


def output_of(*command: str) -> str:
    """What a command prints, without the line's end."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def cached(python: Path, version: str, cache: Path) -> None:
    """Put an interpreter where the runner keeps its tools, as `actions/setup-python` looks for it."""
    full = output_of(str(python), "-c", "import platform; print(platform.python_version())")
    if not full.startswith(f"{version}."):
        raise SystemExit(f"{python} is Python {full}, but the action asks for {version}: give that one")
    place = cache / "Python" / full / "x64"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").symlink_to(python.resolve())
    place.with_name("x64.complete").touch()


def project(folder: Path) -> None:
    """A repository of one script that resamples before it splits."""
    folder.mkdir()
    (folder / "study.py").write_text(FAULT, encoding="utf-8")
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        ["commit", "--quiet", "-m", "work"],
    ):
        subprocess.run(["git", *arguments], cwd=folder, env=os.environ | names, check=True)  # noqa: S607


def main() -> int:
    """Run the action on a small project, and judge."""
    setup_python, codeql, python = (Path(argument).resolve() for argument in sys.argv[1:4])
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {key: one["default"] for key, one in action["inputs"].items()} | {"upload-sarif": "true"}
    server = Server()
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        project(base / "work")
        cached(python, inputs["python-version"], base / "tools")
        (base / "temp").mkdir()
        commit = output_of("git", "-C", str(base / "work"), "rev-parse", "HEAD")
        environment = os.environ | {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_ACTION_REPOSITORY": "o/r",
            "GITHUB_API_URL": server.address, "GITHUB_SERVER_URL": "https://github.com", "GITHUB_EVENT_NAME": "push",
            "GITHUB_JOB": "check", "GITHUB_REF": "refs/heads/main", "GITHUB_REPOSITORY": "owner/study",
            "GITHUB_RUN_ATTEMPT": "1", "GITHUB_RUN_ID": "1", "GITHUB_SHA": commit, "GITHUB_WORKFLOW": "check",
            "GITHUB_STEP_SUMMARY": str(base / "summary.md"), "GITHUB_WORKSPACE": str(base / "work"),
            "RUNNER_ARCH": "X64", "RUNNER_NAME": "here", "RUNNER_OS": platform.system(),
            "RUNNER_TEMP": str(base / "temp"), "RUNNER_TOOL_CACHE": str(base / "tools"),
        }  # fmt: skip
        others = {"actions/setup-python": setup_python, "github/codeql-action/upload-sarif": codeql / "upload-sarif"}
        run = Run(base / "work", inputs, others, environment)
        codes = {}
        for step in action["runs"]["steps"]:
            print(f"== {step['name']}", flush=True)
            codes[step["name"]] = run.step(step)
            print(f"== exit code {codes[step['name']]}", flush=True)
        report = json.loads((base / "work" / inputs["sarif-file"]).read_text(encoding="utf-8"))
    return verdict(codes, server.uploads, report)


def verdict(codes: dict[str, int | None], uploads: list[dict[str, Any]], report: dict[str, Any]) -> int:
    """Say whether each step ended as it should, and whether the uploaded report is the one that was written."""
    faults = [
        f"{name}: exit code {code}" for name, code in codes.items() if code != (1 if name == "Pass or fail" else 0)
    ]
    if len(uploads) != 1:
        faults.append(f"{len(uploads)} uploads instead of one")
    for upload in uploads:
        sent = json.loads(gzip.decompress(base64.b64decode(upload["sarif"])))
        found = [(result["ruleId"], result["locations"]) for one in sent["runs"] for result in one["results"]]
        expected = [(result["ruleId"], result["locations"]) for one in report["runs"] for result in one["results"]]
        print(f"uploaded for {upload['ref']} at {upload['commit_oid'][:7]}: {[rule for rule, _ in found]}")
        print(f"category: {[one.get('automationDetails', {}).get('id') for one in sent['runs']]}")
        if not found or found != expected:
            faults.append("the uploaded findings are not those of the report")
    print(*faults or ["every step ended as it should"], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
