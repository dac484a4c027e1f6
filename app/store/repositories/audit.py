"""The audit trail: records are appended to a chain of hashes, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Row, select

from app.domain.audit import FIRST_HASH, AuditEvent, AuditRecord, chain_hash
from app.domain.events import Kind
from app.store.repositories.base import Repository, after, read_as
from app.store.tables import audit_events, tenants

_PAGE = 1000


class Audit(Repository):
    """One chain a tenant."""

    def append(self, event: AuditEvent) -> AuditRecord:
        """Writes the event behind the newest record."""
        # One appender at a time: the tenant's row is the chain's lock, and does not hinder foreign keys to it.
        self._connection.execute(
            select(tenants.c.id).where(tenants.c.id == self._tenant_id).with_for_update(key_share=True)
        )
        sequence, previous = self._newest()
        record = AuditRecord(sequence + 1, event, previous, chain_hash(sequence + 1, previous, event))
        links = {"sequence": record.sequence, "previous_hash": previous, "hash": record.hash}
        self._add(audit_events, event, **links)
        self._journal.note(Kind.AUDIT, event.id)
        return record

    def page(self, limit: int, after_sequence: int = 0) -> tuple[AuditRecord, ...]:
        """At most `limit` records, oldest first, from behind `after_sequence`."""
        query = self._select(audit_events).where(after([audit_events.c.sequence], [after_sequence]))
        rows = self._connection.execute(query.order_by(audit_events.c.sequence).limit(limit))
        return tuple(_record(row) for row in rows)

    def of_object(self, object_id: UUID) -> tuple[AuditRecord, ...]:
        """What was done to one thing, oldest first."""
        query = self._select(audit_events, object_id=object_id).order_by(audit_events.c.sequence)
        return tuple(_record(row) for row in self._connection.execute(query))

    def first_broken(self) -> int | None:
        """The place where the chain does not hold (changed, deleted, reordered); None when it holds.

        A trail cut off at its end still holds: only a checkpoint kept elsewhere shows that.
        """
        expected, previous = 1, FIRST_HASH
        for record in self._records():
            broken_link = record.sequence != expected or record.previous_hash != previous
            if broken_link or record.hash != chain_hash(record.sequence, previous, record.event):
                return expected
            expected, previous = record.sequence + 1, record.hash
        return None

    def _records(self) -> Iterator[AuditRecord]:
        seen = 0
        while page := self.page(_PAGE, seen):
            yield from page
            seen = page[-1].sequence

    def _newest(self) -> tuple[int, bytes]:
        query = select(audit_events.c.sequence, audit_events.c.hash).where(self._mine(audit_events))
        newest = self._connection.execute(query.order_by(audit_events.c.sequence.desc()).limit(1)).first()
        return (newest.sequence, newest.hash) if newest else (0, FIRST_HASH)


def _record(row: Row[tuple[object, ...]]) -> AuditRecord:
    return AuditRecord(row.sequence, read_as(AuditEvent, row), row.previous_hash, row.hash)
