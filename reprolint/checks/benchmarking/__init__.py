"""Checks of the family `benchmarking`."""
