"""Checks of the family `testing`."""
