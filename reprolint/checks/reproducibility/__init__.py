"""Checks of the family `reproducibility`."""
