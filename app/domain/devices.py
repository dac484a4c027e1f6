"""What is known of a mirror's keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.nonce_chain import FIRST, NonceChain

OVERLAP = timedelta(hours=24)
"""How long an old key still counts after a new one took its place."""
TOKEN_LIVES = timedelta(minutes=10)
ROTATE_EVERY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """One public key of a mirror; it has one, for a day after a change two."""

    thumbprint: str
    device_id: UUID
    public_key: str
    """JWK as JSON text."""
    added_at: datetime
    not_after: datetime | None = None
    chain: NonceChain = FIRST

    def counts_at(self, moment: datetime) -> bool:
        return self.not_after is None or moment < self.not_after
