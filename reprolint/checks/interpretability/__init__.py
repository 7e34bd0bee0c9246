"""Checks of the family `interpretability`."""
