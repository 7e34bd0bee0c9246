"""Fixers of the family `interpretability`."""
