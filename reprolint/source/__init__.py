"""Bytes to `Source`: scripts, notebooks, percent scripts, with the way back to the user's lines and cells."""
