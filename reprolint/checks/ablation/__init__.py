"""Checks of the family `ablation`."""
