"""Fixers of the family `evaluation`."""
