"""Writes `rules/catalog/sklearn.yaml` from the installed scikit-learn and from tables that people have reviewed."""
