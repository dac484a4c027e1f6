"""Takes up again what was set aside: dead webhooks, refused stock messages, records that could not be used."""

from __future__ import annotations

from app.domain.exchange import InboxStatus
from app.store.unit_of_work import Repositories
from sync.runs.applying import PUSHED, WITHDRAWN
from sync.runs.counts import Counts
from sync.runs.events import work_off
from sync.runs.link import Link
from sync.runs.offering import KIND as OFFERED
from sync.runs.offering import STREAM as OFFERS
from sync.runs.offering import offer_products
from sync.runs.pull import read_again
from sync.runs.push_products import push_products
from sync.runs.push_stock import KIND as STOCK
from sync.runs.push_stock import push_stock

_MOST = 10_000


def replay(link: Link, total: Counts) -> None:
    """Everything that was set aside gets another chance; what fails again is set aside again, with its reason."""
    with link.store.reading(link.scope) as shop:
        aside = shop.sync_log.all_set_aside(link.id, _MOST)
    total.more["replayed"] += link.store.write(link.scope, lambda shop: _revive(shop, link)).result
    for one in aside:
        if one.kind == "product":
            total.more["replayed"] += 1
            total += read_again(link, one.external_id)
    work_off(link, total)
    offer_products(link, total)
    push_stock(link, total)
    push_products(link, total)


def _revive(shop: Repositories, link: Link) -> int:
    dead = shop.inbox.of_connection(link.id, InboxStatus.DEAD, _MOST)
    for event in dead:
        shop.inbox.settle(event.id, InboxStatus.PENDING)
    refused = shop.outbox.quarantined(_MOST)
    for message in refused:
        shop.deliveries.forget_refused(message.id)
        shop.outbox.release(message.id)
    aside = shop.sync_log.all_set_aside(link.id, _MOST)
    unwritten = [one.external_id for one in aside if one.kind == PUSHED]
    agreed = shop.agreements.find(link.id, unwritten)
    shop.agreements.mark_news(link.id, [one.product_id for one in agreed.values()])
    for kind in (PUSHED, STOCK, OFFERED, WITHDRAWN):
        shop.sync_log.take_back(link.id, kind, [one.external_id for one in aside if one.kind == kind])
    unoffered = sum(one.kind in {OFFERED, WITHDRAWN} for one in aside)
    if unoffered:
        link.move_cursor(shop, OFFERS, "")  # all that is missing there is looked for again
    return len(dead) + len(refused) + len(unwritten) + unoffered
