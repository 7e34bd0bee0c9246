"""`reprolint catalog`: maintain the catalogue of library roles; `python -m reprolint.rulebook` compiles it afterwards."""

from __future__ import annotations

from pathlib import Path

import click

from reprolint import rulebook


@click.group("catalog", hidden=True)
def catalog_command() -> None:
    """Maintain the catalogue of library roles."""


@catalog_command.command("sklearn")
@click.option("--check", is_flag=True, help="Compare with the file; exit 1 when it would change.")
@click.option("--output", type=click.Path(path_type=Path), help="Write here instead of rules/catalog/sklearn.yaml.")
def sklearn_command(*, check: bool, output: Path | None) -> None:
    """Write scikit-learn's part of the catalogue from the installed scikit-learn."""
    from reprolint.catalog.sklearn import rendering

    path = output or rulebook.rules_folder() / "catalog" / rendering.FILE
    if check:
        code, message = rendering.check(path)
        click.echo(message, err=code == 0)
        raise SystemExit(code)
    path.write_text(rendering.rendered(), encoding="utf-8")
    click.echo(f"wrote {path.name} for scikit-learn {rendering.installed_version()}", err=True)
