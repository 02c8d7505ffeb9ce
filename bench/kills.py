"""kill -9 of a worker in the middle of a delivery: no mail is missing, few come twice (A15).

At each of five points of the conversation with the mail server, twenty times (`--runs`): four mails
are posted, the worker is killed as it stands there with the first, and others go on. A mail may
come twice only from the moment the server has all of it to the moment the row is marked: "before
keeping" (all bytes sent, no answer yet), "after keeping" and "goodbye". The Message-ID stays.
"any moment" is what happens in life: a kill somewhere in the delivery of fifty mails.
"""

from __future__ import annotations

import random
from dataclasses import replace

from bench.shop import Shop, databases, print_table, shop_on
from tests.support.database import empty_all_tables
from tests.support.deliveries import KilledDelivery, kill_after, kill_during_delivery
from tests.support.elsewhere import using_redis, using_smtp
from tests.support.redis import private_redis
from tests.support.smtp import POINTS, stalling_server

RUNS = 20
HEADINGS = (
    *("database", "killed at", "kills", "mails", "arrived", "missing", "twice", "of the mails"),
    *("twice a kill", "Message-ID constant"),
)
ANY_MOMENT = "any moment"
MAILS_AT_ANY_MOMENT = 50
# There the server has not got the whole mail, so nothing can come twice.
ONCE_POINTS = POINTS[:2]


def run(runs: int) -> bool:
    """Print the table; True if nothing is missing and nothing came twice that must not."""
    rows, right = [], True
    for database, server in databases().items():
        with shop_on(server) as shop:
            for point in (*POINTS, ANY_MOMENT):
                killed = [_kill_once(shop, point) for _run in range(runs)]
                row, all_right = _judge(point, killed)
                rows.append((database, point, *row))
                right = right and all_right
    print_table(HEADINGS, rows)
    return right


def _kill_once(shop: Shop, point: str) -> KilledDelivery:
    empty_all_tables()
    with (
        private_redis(shop.folder) as redis,
        stalling_server() as server,
        using_redis(shop.app, redis.url),
        using_smtp(shop.app, server.port),
    ):
        there = replace(
            shop.configuration, redis_url=redis.url, smtp_port=server.port, log_level="ERROR"
        )
        if point == ANY_MOMENT:
            kept = random.randrange(MAILS_AT_ANY_MOMENT - 5)
            return kill_after(there, server, kept, mails=MAILS_AT_ANY_MOMENT)
        return kill_during_delivery(there, server, point)


def _judge(point: str, killed: list[KilledDelivery]) -> tuple[tuple[object, ...], bool]:
    mails = sum(len(one.expected) for one in killed)
    arrived = sum(len(one.arrived) for one in killed)
    missing = sum(len(one.expected - set(one.arrived)) for one in killed)
    twice = sum(one.duplicates for one in killed)
    constant = all(one.message_ids == len(one.expected) for one in killed)
    right = missing == 0 and constant and (twice == 0 or point not in ONCE_POINTS)
    rates = (f"{twice / mails:.1%}", f"{twice / len(killed):.2f}")
    return (len(killed), mails, arrived, missing, twice, *rates, constant), right
