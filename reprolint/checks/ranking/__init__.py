"""Checks of metrics that programs compute by hand: rankings, retrieved items, answers compared letter by letter."""
