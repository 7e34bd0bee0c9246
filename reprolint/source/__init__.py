"""Bytes to `Source`: scripts, notebooks, percent scripts, with the way back to the user's lines and cells."""

from reprolint.source.model import Cell, Magic, Output, Source
from reprolint.source.reading import bytes_of, read_bytes, read_file

__all__ = ["Cell", "Magic", "Output", "Source", "bytes_of", "read_bytes", "read_file"]
