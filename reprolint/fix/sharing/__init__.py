"""Fixers of the family `sharing`."""
