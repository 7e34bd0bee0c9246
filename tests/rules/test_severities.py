"""What a check asks for, its page allows: a finding is never more severe than its page says."""

from __future__ import annotations

import inspect
import sys

import pytest

from reprolint import checks, rulebook
from reprolint.findings import Severity

PAGES = rulebook.load().pages


@pytest.mark.parametrize("check", checks.load(), ids=lambda check: check.code)
def test_no_check_asks_for_more_than_its_page(check: checks.Check) -> None:
    module = inspect.getsource(sys.modules[check.function.__module__])
    asked = [severity for severity in Severity if f"Severity.{severity.name}" in module]
    assert all(severity <= PAGES[check.code].severity for severity in asked)
