"""How a mirror comes to belong to a store: codes people can read out, and what is kept of them. Pure."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Without vowels no code spells a word, and nothing looks like a digit (RFC 8628, 6.1)."""
_CODE_LETTERS = 10
"""43 bits."""
_HANDLE_LETTERS = 5
LIVES = timedelta(minutes=15)
MOST_TRIES = 5
POLL_S = 5
"""Between two questions of a waiting mirror; asked sooner, it must wait this much longer."""


class EnrolmentStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A mirror that shows a code and waits for a manager. Belongs to no tenant until one is found."""

    id: UUID
    user_code_hash: bytes
    device_code_hash: bytes
    public_key: str
    """JWK as JSON text; the mirror has proved that it holds the private half."""
    name: str
    """As the mirror calls itself."""
    requested_at: datetime
    expires_at: datetime
    status: EnrolmentStatus = EnrolmentStatus.PENDING
    for_tenant: UUID | None = None
    device_id: UUID | None = None
    poll_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A one-time code a manager hands to whoever sets up a mirror."""

    handle: str
    """Its first letters, not secret: they find the row, so that wrong tries count against this code."""
    secret_hash: bytes
    for_tenant: UUID
    store_id: UUID
    name: str
    created_by: UUID
    expires_at: datetime
    misses: int = 0
    used_at: datetime | None = None

    def is_open(self, moment: datetime) -> bool:
        return self.used_at is None and self.misses < MOST_TRIES and moment < self.expires_at


def new_user_code() -> str:
    """`BCDFG-HJKLM`: shown by a mirror."""
    return _grouped(_letters(_CODE_LETTERS))


def new_one_time_code() -> tuple[str, str]:
    """(whole code, its handle): `WXZBC-BCDFG-HJKLM`, three groups so that it is not taken for a mirror's code."""
    handle = _letters(_HANDLE_LETTERS)
    return f"{handle}-{_grouped(_letters(_CODE_LETTERS))}", handle


def new_device_code() -> str:
    """What a waiting mirror asks with; 256 bits."""
    return secrets.token_urlsafe(32)


def typed(code: str) -> str:
    """A code as somebody typed it, in the form its hash was made of; ValueError for what cannot be one."""
    letters = "".join(code.upper().split()).replace("-", "")
    if not letters or set(letters) - set(_LETTERS):
        raise ValueError("A code has only letters, and no vowels. Please read it again.")
    return letters


def handle_of(code: str) -> str:
    """ValueError for what cannot be a one-time code."""
    letters = typed(code)
    if len(letters) != _HANDLE_LETTERS + _CODE_LETTERS:
        raise ValueError("This code is not complete: it has three groups of five letters.")
    return letters[:_HANDLE_LETTERS]


def code_hash(code: str) -> bytes:
    """SHA-256: codes are random and live for minutes, so nothing slower is needed."""
    return hashlib.sha256(code.encode()).digest()


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def _grouped(letters: str) -> str:
    half = len(letters) // 2
    return f"{letters[:half]}-{letters[half:]}"
