"""`flask demo`: a shop to look at, and who can sign in to it. Not in production."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from app.demo.fill import WRITING_STEPS, fill, is_filled
from app.demo.goods import MOTIFS, SHOPS
from app.demo.orders import DAYS
from app.demo.people import BUYER, CUSTOMERS, MAIN_STORE, PASSWORD, address_of
from app.demo.pictures.studio import draw_all
from app.storage import storage

demo = AppGroup("demo", help="A shop to look at, for development.")


def _refuse_in_production() -> None:
    if current_app.config["BELANJAIN"].is_production:
        raise click.ClickException(
            "The demo data is for development: it does not run with APP_ENV=production."
        )


@demo.command("fill")
@click.option("--pictures/--no-pictures", default=True, help="Draw the goods, too.")
def fill_command(*, pictures: bool) -> None:
    """Fill the shop with demo data, once."""
    _refuse_in_production()
    if is_filled():
        click.echo("The demo data is here already.")
        return
    motifs = MOTIFS if pictures else ()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Filling the shop", total=len(motifs) + WRITING_STEPS)
        keys = draw_all(motifs, storage(), step=lambda: progress.advance(task))
        fill(keys, step=lambda: progress.advance(task))
    goods = sum(len(shop.goods) for shop in SHOPS)
    click.echo(f"Filled {len(SHOPS)} stores with {goods} products and {DAYS} days of orders.")


@demo.command("accounts")
def accounts_command() -> None:
    """Print the demo accounts, which share one password."""
    _refuse_in_production()
    main = next(shop for shop in SHOPS if shop.slug == MAIN_STORE)
    others = [shop for shop in SHOPS if shop is not main]
    click.echo(f"Password of every demo account: {PASSWORD}")
    click.echo(f"  buyer   {address_of(BUYER.mailbox)}  ({BUYER.name})")
    click.echo(f"  seller  {address_of(main.mailbox)}  ({main.name})")
    names = ", ".join(address_of(shop.mailbox) for shop in others)
    click.echo(f"  {len(others)} more sellers: {names}")
    click.echo(f"  {len(CUSTOMERS)} more buyers, such as {address_of(CUSTOMERS[0].mailbox)}")
