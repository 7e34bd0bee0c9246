"""The report as SARIF 2.1.0, which GitHub's code scanning, editors and other viewers read."""

from reprolint.report.sarif.log import render_sarif

__all__ = ["render_sarif"]
