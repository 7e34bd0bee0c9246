"""Help pages whose options stand in groups, in the order of the questions that users have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

REST = "Other options"


class GroupedCommand(click.Command):
    """A command whose help shows its options in `groups`, title -> names of parameters; all others stand last."""

    def __init__(self, *args: object, groups: Mapping[str, Sequence[str]], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]  # what click's own decorator hands over
        self.groups = groups

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, one table for each group."""
        records: dict[str, list[tuple[str, str]]] = {title: [] for title in (*self.groups, REST)}
        titles = {name: title for title, names in self.groups.items() for name in names}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                records[titles.get(parameter.name or "", REST)].append(record)
        for title, rows in records.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
