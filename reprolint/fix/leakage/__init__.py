"""Fixers of the family `leakage`."""
