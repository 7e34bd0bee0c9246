"""Fixers of the family `testing`."""
