"""Refresh tokens and one-time secrets: what they look like, and how they are checked without being kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.access.base64url import decoded, encoded
from app.access.signing import SealingKey
from app.domain.sign_in import Session

LOST_REPLY = timedelta(seconds=10)
"""Within this time the token before the newest is answered again: the reply to it may have been lost."""
IDLE = timedelta(days=7)
"""A session that was not renewed for so long has ended, whatever its end (ASVS 5.0, 7.3.1)."""
_RENEWAL, _LINK = "vr1", "vl1"
_PROOF_BYTES = 32


@dataclass(frozen=True, slots=True)
class Renewal:
    """A refresh token: the n-th of one session. Its proof is derived, so that the database holds none."""

    tenant_id: UUID
    session_id: UUID
    generation: int

    def written(self, key: SealingKey) -> str:
        ids = (self.tenant_id.hex, self.session_id.hex, str(self.generation))
        return ".".join((_RENEWAL, *ids, encoded(key.proof("renewal", *ids))))


def read_renewal(text: str, key: SealingKey) -> Renewal | None:
    """None for anything this server did not write."""
    parts = text.split(".")
    if len(text) > 300 or len(parts) != 5 or parts[0] != _RENEWAL:
        return None
    try:
        found = Renewal(UUID(hex=parts[1]), UUID(hex=parts[2]), int(parts[3]))
    except ValueError:
        return None
    return found if hmac.compare_digest(found.written(key).encode(), text.encode()) else None


class Verdict(StrEnum):
    """What to do with a refresh token."""

    RENEW = "renew"
    REPEAT = "repeat"
    """The reply was lost: answer with the newest token again."""
    ENDED = "ended"
    REUSED = "reused"
    """An old token came back: somebody has a copy. The whole session must end."""


def judge(renewal: Renewal, session: Session, moment: datetime) -> Verdict:
    """The rule of RFC 9700, 4.14.2. Pure."""
    if not session.lives_at(moment) or moment - session.rotated_at > IDLE:
        return Verdict.ENDED
    if renewal.generation == session.generation:
        return Verdict.RENEW
    is_newly_replaced = (
        renewal.generation == session.generation - 1 and moment - session.rotated_at <= LOST_REPLY
    )
    return Verdict.REPEAT if is_newly_replaced else Verdict.REUSED


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """The part of a one-time link that only the invited person gets to see."""

    tenant_id: UUID
    link_id: UUID
    secret: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.secret).digest()

    def written(self) -> str:
        return ".".join((_LINK, self.tenant_id.hex, self.link_id.hex, encoded(self.secret)))


def new_link_secret(tenant_id: UUID, link_id: UUID) -> LinkSecret:
    return LinkSecret(tenant_id, link_id, secrets.token_bytes(_PROOF_BYTES))


def read_link(text: str) -> LinkSecret | None:
    """None for anything that does not look like a one-time secret."""
    parts = text.split(".")
    if len(text) > 300 or len(parts) != 4 or parts[0] != _LINK:
        return None
    try:
        return LinkSecret(UUID(hex=parts[1]), UUID(hex=parts[2]), decoded(parts[3]))
    except ValueError:
        return None
