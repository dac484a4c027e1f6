"""Brings what a platform noted down for us into the inbox, where the deliveries of webhooks wait too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.domain.exchange import WebhookEvent
from app.store.unit_of_work import Repositories
from sync.platforms.values import Noted, Page, VerifiedDelivery
from sync.runs.counts import Counts
from sync.runs.link import Link

STREAM = "journal"


def note_journal(link: Link, total: Counts) -> None:
    """Page by page, each with how far it reached. What came by a webhook already is not kept twice."""
    journal = link.adapter.journal()
    if journal is None:
        return
    for page in journal.read(link.cursor(STREAM)):
        total.more["noted"] += _keep(link, page)
        total.more["noted_unusable"] += len(page.unusable)


def _keep(link: Link, page: Page[Noted]) -> int:
    def keep(shop: Repositories) -> int:
        events = [
            inbox_event(one.delivery, one.body, shop.new_id(), link.id, shop.moment) for one in page.items
        ]
        link.move_cursor(shop, STREAM, page.position)
        return len(shop.inbox.receive_all(events)) if events else 0

    return link.store.write(link.scope, keep).result


def inbox_event(
    delivery: VerifiedDelivery, body: bytes, event_id: UUID, connection_id: UUID, moment: datetime
) -> WebhookEvent:
    """A delivery as it is kept until it is worked off."""
    hint = (delivery.hint.kind.value, delivery.hint.id) if delivery.hint else None
    topic = delivery.topic[:200] or "?"
    return WebhookEvent(event_id, connection_id, delivery.dedupe_key[:300], topic, body, moment, hint=hint)
