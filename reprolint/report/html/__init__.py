"""The report as one HTML file that needs nothing else: no network, no other file, and no script to be read."""

from reprolint.report.html.page import render_html
from reprolint.report.html.pictures import Pictures

__all__ = ["Pictures", "render_html"]
