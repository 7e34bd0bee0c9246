"""A JupyterLab of our own: a server in an empty folder, and one notebook opened in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from tests.docs.reading import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TOKEN = "of-the-tests"
START_S = 60
RUN_MS = 90_000


@dataclass(frozen=True)
class Server:
    """A running JupyterLab and the folder that it serves."""

    url: str
    folder: Path

    def write(self, name: str, cells: Sequence[str]) -> None:
        """Lay a notebook out in the folder."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.folder / name)

    def address(self, name: str) -> str:
        """Where the notebook opens, alone, in a workspace of its own."""
        return f"{self.url}/doc/workspaces/auto-t/tree/{name}?reset&token={TOKEN}"


@contextmanager
def jupyterlab(folder: Path) -> Iterator[Server]:
    """Start a server and stop it afterwards; nothing is read from or written to the user's own Jupyter folders."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served, own = folder / "served", folder / "own"
    served.mkdir()
    _settings(own / "settings")
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": served,
        "IdentityProvider.token": TOKEN,
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
        "LabApp.user_settings_dir": own / "settings",
        "LabApp.workspaces_dir": own / "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    folders = {f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    own_home = {"HOME": str(own), "IPYTHONDIR": str(own / "ipython"), "PYTHONPATH": str(ROOT)}
    with (own / "log").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ | folders | own_home, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(server, url, own / "log")
        yield Server(url, served)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _settings(folder: Path) -> None:
    extension = folder / "@jupyterlab" / "apputils-extension"
    extension.mkdir(parents=True)
    quiet = '{"fetchNews": "false", "checkForUpdates": false}'
    (extension / "notification.jupyterlab-settings").write_text(quiet)


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{url}/api", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    message = f"JupyterLab did not start:\n{log.read_text()}"
    raise AssertionError(message)


def open_notebook(page: Page, server: Server, name: str) -> None:
    """Open the notebook and wait for its kernel."""
    page.goto(server.address(name))
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=RUN_MS)
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=RUN_MS,
    )


def run_all(page: Page) -> None:
    """Run every cell, as from the menu, and wait until the last one ended and shows what it gave."""
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_timeout(300)


def scrolled(page: Page) -> float:
    """How far down the notebook is."""
    return float(page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"))


def theme(page: Page, name: str) -> None:
    """Switch to `JupyterLab Light` or `JupyterLab Dark`."""
    page.evaluate("(theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
    wanted = str("Light" in name).lower()
    page.wait_for_selector(f'body[data-jp-theme-light="{wanted}"]', state="attached")
    page.wait_for_timeout(300)  # the stylesheet of the theme arrives after its mark


def cell(page: Page, number: int) -> Locator:
    """The n-th code cell, from 1, with its output."""
    return page.locator(".jp-Notebook .jp-CodeCell").nth(number - 1)


def brought(page: Page, number: int) -> Locator:
    """The n-th code cell, scrolled to; JupyterLab draws only what is in view."""
    page.evaluate("(index) => window.jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')", number - 1)
    found = cell(page, number)
    found.locator(".jp-OutputArea-output").first.wait_for()
    page.wait_for_timeout(500)
    found.locator(".jp-OutputArea-output").first.wait_for()
    return found
