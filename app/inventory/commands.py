"""`flask inventory …`, for people who run the shop."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.inventory.queries import discrepancies

inventory = AppGroup("inventory", help="Stock and its ledger.")


@inventory.command("audit")
def audit() -> None:
    """Prove that every variant's movements add up to its stock; exit with 1 where they do not."""
    found = discrepancies()
    for row in found:
        click.echo(
            f"variant {row.variant_id} ({row.product_name}, SKU {row.sku}): stock {row.stock}, "
            f"movements add up to {row.ledger_sum}"
        )
    if found:
        raise click.ClickException(f"{len(found)} variants do not agree with their ledger.")
    click.echo("Every variant's movements add up to its stock.")
