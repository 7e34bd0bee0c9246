"""Repairs: findings to text edits, edits to bytes in which nothing else moved, bytes to files that are never half written."""
