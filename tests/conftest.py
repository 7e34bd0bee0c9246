"""Fixtures that several folders of tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The data in tests are small: threads of linear algebra would only wait for each other, and for those of other processes.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="module")  # Playwright keeps a loop running that other tests must not meet
def browser() -> Iterator[Browser]:
    """A headless Chromium for tests with the mark `browser`."""
    with chromium() as running:
        yield running
