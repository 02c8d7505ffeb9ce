"""`flask catalogue`: products that come as a sheet."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from app.catalogue.importer import ImportOptions, import_rows
from app.catalogue.sheet import BadRow, UnusableSheet, open_sheet

UNUSABLE = 2

catalogue = AppGroup("catalogue", help="Look after the products.")


class _Refused(click.ClickException):
    exit_code = UNUSABLE


@catalogue.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--stock",
    type=click.IntRange(0, 1_000_000),
    default=25,
    show_default=True,
    help="Units of each new product.",
)
def import_command(file: Path, stock: int) -> None:
    """Import the products of FILE, a CSV sheet with the columns name, category, location, price,
    rating, sold and reviews.

    A bad row is reported with its line and left out; run again, nothing is imported twice.
    """
    console = Console(stderr=True)

    def refuse(row: BadRow) -> None:
        console.print(
            f"line {row.line}: {row.reason}", markup=False, highlight=False, soft_wrap=True
        )

    try:
        with open_sheet(file) as sheet, Progress(console=console, transient=True) as progress:
            task = progress.add_task("Importing", total=file.stat().st_size)
            summary = import_rows(
                sheet,
                ImportOptions(stock, f"import {file.name}"),
                refuse=refuse,
                step=lambda: progress.update(task, completed=sheet.position),
            )
    except UnusableSheet as error:
        raise _Refused(str(error)) from error
    click.echo(
        f"{summary.imported} imported, {summary.known} there already, {summary.refused} refused; "
        f"{summary.stores} {'store' if summary.stores == 1 else 'stores'} opened."
    )
