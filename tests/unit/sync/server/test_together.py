"""Deliveries of one moment share a transaction; none is answered before it is safe, none spoils another."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from threading import Event

import pytest
from uuid6 import uuid7

from app.domain.errors import Unknown
from app.domain.exchange import WebhookEvent
from app.store.problems import DatabaseUnreachable
from sync.server.together import Together

NORD, SUED = uuid7(), uuid7()
MISSING = "of a connection that is gone"


def an_event(key="k"):
    return WebhookEvent(uuid7(), uuid7(), key, "product.updated", b"{}", datetime(2026, 11, 2, tzinfo=UTC))


class Shelf:
    """Keeps what it is given, transaction by transaction."""

    def __init__(self):
        self.transactions, self.known, self.may_go_on = [], set(), Event()
        self.may_go_on.set()

    def keep_all(self, tenant_id, events):
        assert self.may_go_on.wait(10)
        if any(event.dedupe_key == MISSING for event in events):
            raise Unknown("There is no such connection.")
        self.transactions.append((tenant_id, len(events)))
        new = [event for event in events if event.dedupe_key not in self.known]
        self.known |= {event.dedupe_key for event in new}
        return frozenset(event.id for event in new)


def test_deliveries_of_one_moment_share_a_transaction_for_each_company():
    shelf = Shelf()
    together = Together(shelf.keep_all)

    async def many():
        of_nord = [together.keep(NORD, an_event(str(n))) for n in range(50)]
        return await asyncio.gather(*of_nord, together.keep(SUED, an_event("other")))

    assert all(asyncio.run(many()))
    assert sorted(size for _, size in shelf.transactions) == [1, 50]


def test_none_is_answered_before_it_is_safe():
    shelf = Shelf()
    shelf.may_go_on.clear()
    together = Together(shelf.keep_all)

    async def first_and_late():
        first = asyncio.create_task(together.keep(NORD, an_event("first")))
        await asyncio.sleep(0)
        late = [asyncio.create_task(together.keep(NORD, an_event(str(n)))) for n in range(3)]
        done, _ = await asyncio.wait([first, *late], timeout=0.05)
        shelf.may_go_on.set()
        return len(done), await asyncio.gather(first, *late)

    assert asyncio.run(first_and_late()) == (0, [True] * 4)
    assert sum(size for _, size in shelf.transactions) == 4


def test_one_that_cannot_be_kept_does_not_spoil_the_others():
    shelf = Shelf()
    together = Together(shelf.keep_all)

    async def three():
        kept = [together.keep(NORD, an_event(key)) for key in ("a", MISSING, "b")]
        return await asyncio.gather(*kept, return_exceptions=True)

    first, missing, last = asyncio.run(three())
    assert (first, last) == (True, True)
    assert isinstance(missing, Unknown)


def test_when_the_database_is_away_all_hear_of_it_at_once():
    asked = []

    def away(_tenant, events):
        asked.append(len(events))
        raise DatabaseUnreachable("away")

    async def two():
        together = Together(away)
        return await asyncio.gather(
            *(together.keep(NORD, an_event(str(n))) for n in range(2)), return_exceptions=True
        )

    assert [type(answer) for answer in asyncio.run(two())] == [DatabaseUnreachable] * 2
    assert asked == [2]


def test_a_sender_who_hung_up_does_not_hinder_the_others():
    shelf = Shelf()
    shelf.may_go_on.clear()
    together = Together(shelf.keep_all)

    async def one_leaves():
        leaving = asyncio.create_task(together.keep(NORD, an_event("leaving")))
        staying = asyncio.create_task(together.keep(NORD, an_event("staying")))
        await asyncio.sleep(0)
        leaving.cancel()
        shelf.may_go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        return await staying

    assert asyncio.run(one_leaves())
    assert shelf.known == {"leaving", "staying"}
