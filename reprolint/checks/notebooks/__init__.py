"""Checks of the family `notebooks`."""
