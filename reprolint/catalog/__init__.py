"""Maintaining the catalogue of library roles: its file layout, its compiled index, and the generator for scikit-learn."""
