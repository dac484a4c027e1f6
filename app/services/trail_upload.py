"""Leaves a mirror's own trail for the server, record by record, in the order of the chain."""

from __future__ import annotations

from uuid import UUID

from app.domain.audit_data import record_as_data
from app.domain.exchange import OutboxMessage
from app.store.unit_of_work import Repositories

TRAIL_TOPIC = "audit_record"
_SENT = "trail_sent"
_AT_ONCE = 200


def queue_trail(shop: Repositories, device_id: UUID) -> int:
    """Puts what was recorded since the last time into the outbox; how many."""
    sent = shop.notes.get(_SENT) or 0
    records = shop.audit.page(_AT_ONCE, sent)
    for record in records:
        event = record.event
        data = record_as_data(record)
        # Ids in the order of the chain: events may have got theirs in another order than their places.
        shop.outbox.append(OutboxMessage(shop.new_id(), TRAIL_TOPIC, device_id, data, event.happened_at))
    if records:
        shop.notes.put(_SENT, records[-1].sequence)
    return len(records)
