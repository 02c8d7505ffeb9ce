"""`flask orders …`, for people who run the shop."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.orders.jobs import auto_complete

orders = AppGroup("orders", help="Orders.")


@orders.command("auto-complete")
def auto_complete_command() -> None:
    """Complete the orders that were shipped fourteen days ago and that nobody confirmed."""
    count = auto_complete()
    click.echo(f"{count} {'order' if count == 1 else 'orders'} completed.")
