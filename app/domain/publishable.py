"""Keys that stand in web pages for everybody to read: they say which shop asks, and open one door only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

_TEXT = re.compile(r"pk_([0-9a-f]{32})([0-9a-f]{32})")
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")
MOST_ORIGINS = 50


@dataclass(frozen=True, slots=True)
class PublishableKey:
    """A shop's key for its web pages."""

    id: UUID
    name: str
    origins: tuple[str, ...]
    """Pages of these addresses may use it, as browsers name them: `https://shop.example`."""
    per_minute: int
    """Questions all its pages together may ask."""
    created_at: datetime
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.origins) <= MOST_ORIGINS:
            raise ValueError(f"a key needs between 1 and {MOST_ORIGINS} addresses of pages")
        wrong = [origin for origin in self.origins if not _ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no address of pages; write it as https://shop.example")

    def allows(self, origin: str) -> bool:
        return self.revoked_at is None and origin in self.origins


def key_text(tenant_id: UUID, key_id: UUID) -> str:
    """As it stands in the page."""
    return f"pk_{tenant_id.hex}{key_id.hex}"


def read_key(text: str) -> tuple[UUID, UUID]:
    """(tenant's id, key's id); ValueError for anything else."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError("this is no publishable key")
    return UUID(found[1]), UUID(found[2])
