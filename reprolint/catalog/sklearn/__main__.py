"""`python -m reprolint.catalog.sklearn [--check]`: write or compare `rules/catalog/sklearn.yaml`."""

from reprolint.cli.catalog import sklearn_command

if __name__ == "__main__":
    sklearn_command(prog_name="python -m reprolint.catalog.sklearn")
