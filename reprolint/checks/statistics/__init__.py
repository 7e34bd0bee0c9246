"""Checks of the family `statistics`."""
