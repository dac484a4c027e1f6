"""Signed notes of how long a trail was and what its newest record's hash was: what a bare chain cannot show.

Whoever holds the database can cut the end off a chain, or write it anew from some record on, and it still holds.
A checkpoint kept elsewhere shows both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

MOST_RECORDS = 1000
"""New records after which a checkpoint is due."""
LONGEST = timedelta(hours=1)
"""Time after which a checkpoint is due when anything was recorded."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The trail of one tenant at one moment."""

    size: int
    """Number of records; also the newest one's sequence."""
    head_hash: bytes
    """Of the newest record."""
    taken_at: datetime
    key_id: str
    """RFC 7638 thumbprint of the key that signed."""
    signature: bytes
    """Ed25519 over `statement`."""


def statement(tenant_id: UUID, size: int, head_hash: bytes, taken_at: datetime) -> bytes:
    """The text that is signed: one field a line, the first names what it is."""
    moment = taken_at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"varai-audit-checkpoint-1\n{tenant_id}\n{size}\n{head_hash.hex()}\n{moment}\n".encode()


def is_due(last: Checkpoint | None, size: int, now: datetime) -> bool:
    """Whether a trail of `size` records should get a checkpoint now."""
    if last is None:
        return size > 0
    grown = size - last.size
    return grown >= MOST_RECORDS or (grown > 0 and now - last.taken_at >= LONGEST)
