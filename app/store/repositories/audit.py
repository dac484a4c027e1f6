"""The audit trail: records are appended to a chain of hashes, and never changed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Row, delete, select

from app.domain.audit import FIRST_HASH, AuditEvent, AuditRecord, chain_hash
from app.domain.audit_checkpoint import Checkpoint
from app.domain.events import Kind
from app.store.repositories.base import Repository, after, read_as
from app.store.tables import audit_checkpoints, audit_events, personal_salts, tenants

_PAGE = 1000
_IN_ORDER = (audit_checkpoints.c.taken_at, audit_checkpoints.c.size)


class Audit(Repository):
    """One chain a tenant."""

    def append(self, event: AuditEvent) -> AuditRecord:
        """Writes the event behind the newest record."""
        # One appender at a time: the tenant's row is the chain's lock, and does not hinder foreign keys to it.
        self._connection.execute(
            select(tenants.c.id).where(tenants.c.id == self._tenant_id).with_for_update(key_share=True)
        )
        sequence, previous = self.head()
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

    def records(self) -> Iterator[AuditRecord]:
        """The whole trail, oldest first, some at a time."""
        seen = 0
        while page := self.page(_PAGE, seen):
            yield from page
            seen = page[-1].sequence

    def head(self) -> tuple[int, bytes]:
        """The number of records and the newest one's hash."""
        query = select(audit_events.c.sequence, audit_events.c.hash).where(self._mine(audit_events))
        newest = self._connection.execute(query.order_by(audit_events.c.sequence.desc()).limit(1)).first()
        return (newest.sequence, newest.hash) if newest else (0, FIRST_HASH)

    def keep_checkpoint(self, point: Checkpoint) -> None:
        self._add(audit_checkpoints, point)
        self._journal.note(Kind.AUDIT, self._tenant_id)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Oldest first."""
        return self._all(Checkpoint, self._select(audit_checkpoints).order_by(*_IN_ORDER))

    def newest_checkpoint(self) -> Checkpoint | None:
        """None before the first."""
        query = self._select(audit_checkpoints).order_by(*(column.desc() for column in _IN_ORDER)).limit(1)
        return next(iter(self._all(Checkpoint, query)), None)

    def commitment(self, person_id: UUID, text: str) -> str:
        """Stands for a personal word in details: it proves the word as long as the person is known here."""
        found = self._salt(person_id)
        if found is None:
            self._add_new(personal_salts, {"person_id": person_id, "salt": secrets.token_bytes(32)})
            self._journal.note(Kind.USER, person_id)
            found = self._salt(person_id)
        assert found is not None
        return _commitment(found, text)

    def commits_to(self, person_id: UUID, text: str, commitment: str) -> bool:
        """Whether the word is the one that was committed to; False for ever once the person is forgotten."""
        salt = self._salt(person_id)
        return salt is not None and hmac.compare_digest(_commitment(salt, text), commitment)

    def forget_person(self, person_id: UUID) -> bool:
        """Makes every commitment about this person mean nothing; the chain stays whole. Whether there was any."""
        gone = delete(personal_salts).where(self._mine(personal_salts, person_id=person_id))
        found = self._connection.execute(gone).rowcount > 0
        if found:
            self._journal.note(Kind.USER, person_id)
        return found

    def _salt(self, person_id: UUID) -> bytes | None:
        query = select(personal_salts.c.salt).where(self._mine(personal_salts, person_id=person_id))
        salt: bytes | None = self._connection.execute(query).scalar_one_or_none()
        return salt


def _commitment(salt: bytes, text: str) -> str:
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def _record(row: Row[tuple[object, ...]]) -> AuditRecord:
    return AuditRecord(row.sequence, read_as(AuditEvent, row), row.previous_hash, row.hash)
