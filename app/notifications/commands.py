"""`flask outbox`: what waits, what died, and trying again."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.clock import to_jakarta, utcnow
from app.db import unit_of_work
from app.jobs.queue import enqueue
from app.notifications.models import MessageStatus
from app.notifications.outbox import SWEEP
from app.notifications.queries import unsent_messages
from app.notifications.services import replay

outbox = AppGroup("outbox", help="Mails that were not sent yet.")


@outbox.command("list")
@click.option("--dead", is_flag=True, help="Only those whose last try failed.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
def list_unsent(*, dead: bool, limit: int) -> None:
    """List the messages that wait or are dead, oldest first."""
    rows = unsent_messages(status=MessageStatus.DEAD if dead else None, limit=limit)
    for row in rows:
        written = to_jakarta(row.created_at).strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"{row.id}  {row.status}  {written} WIB  {row.kind} → {row.recipient}  "
            f"tries: {row.attempts}  {_plain(row.last_error)}"
        )
    if not rows:
        click.echo("Nothing waits.")
    elif len(rows) == limit:
        click.echo(f"Only the first {limit} are shown; see --limit.")


@outbox.command("retry")
@click.argument("ids", nargs=-1, type=click.IntRange(1, 2**63 - 1))
def retry(ids: tuple[int, ...]) -> None:
    """Send dead messages again: those with the given IDS, or all of them."""
    count = unit_of_work(lambda: replay(ids, utcnow()))
    click.echo(f"{count} {'message' if count == 1 else 'messages'} will be tried again.")
    if count and not enqueue(SWEEP):
        click.echo("Redis is away: they go out with the first sweep after it is back.")
    if count < len(set(ids)):
        raise click.ClickException(
            "The other ids are not those of dead messages: see flask outbox list --dead."
        )


def _plain(text: str) -> str:
    """An error's text as one line without control characters, for a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)[:200]
