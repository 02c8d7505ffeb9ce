"""The commands for people who run the shop; each feature brings its own."""

from __future__ import annotations

from flask import Flask

from app.catalogue.commands import catalogue
from app.demo.commands import demo
from app.housekeeping import housekeeping
from app.inventory.commands import inventory
from app.notifications.commands import outbox
from app.orders.commands import orders
from app.storage_upkeep import images


def register(application: Flask) -> None:
    """Make the commands known to `flask`."""
    application.cli.add_command(inventory)
    application.cli.add_command(catalogue)
    application.cli.add_command(demo)
    application.cli.add_command(orders)
    application.cli.add_command(housekeeping)
    application.cli.add_command(outbox)
    application.cli.add_command(images)
