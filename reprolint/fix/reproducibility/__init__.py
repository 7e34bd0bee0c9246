"""Fixers of the family `reproducibility`."""
