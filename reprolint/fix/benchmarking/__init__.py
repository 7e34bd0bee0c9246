"""Fixers of the family `benchmarking`."""
