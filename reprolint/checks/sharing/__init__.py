"""Checks of the family `sharing`."""
