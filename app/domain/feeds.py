"""What changes for a mirror, in streams it reads by cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from app.domain.events import Changes, Kind
from app.domain.products import Price
from app.domain.tenancy import Setting


class Stream(StrEnum):
    CATALOGUE = "catalogue"
    """Products as they are now, by the catalogue's own revisions."""
    PRICES = "prices"
    """Prices that changed while nothing else of their product did."""
    RIGHTS = "rights"
    """Who of the staff may work on the mirror offline."""
    SETTINGS = "settings"
    STOCK = "stock"
    """Pieces of a variant in the mirror's own store."""


_LOGGED: Mapping[Kind, Stream] = MappingProxyType(
    {
        Kind.PRICE: Stream.PRICES,
        Kind.STOCK: Stream.STOCK,
        Kind.USER: Stream.RIGHTS,
        Kind.ROLE: Stream.RIGHTS,
        Kind.GRANT: Stream.RIGHTS,
        Kind.SETTING: Stream.SETTINGS,
    }
)


LOGGED = tuple(dict.fromkeys(_LOGGED.values()))
"""Streams whose changes go into the log; the catalogue has revisions of its own."""


def to_log(changes: Changes) -> dict[Stream, frozenset[UUID]]:
    """What of a transaction goes into the log of changes."""
    found: dict[Stream, frozenset[UUID]] = {}
    for kind, ids in changes.items():
        stream = _LOGGED.get(kind)
        if stream is not None and ids:
            found[stream] = found.get(stream, frozenset()) | ids
    return found


def has_news(changes: Changes) -> bool:
    """Whether mirrors have something to read after this transaction."""
    return Kind.PRODUCT in changes or bool(to_log(changes))


@dataclass(frozen=True, slots=True)
class ChangedLevel:
    """One variant's pieces in one store now."""

    position: int
    variant_id: UUID
    sku: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class ChangedPrices:
    """One variant's prices now."""

    position: int
    sku: str
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """One setting now; position 0 for one that is older than the log."""

    position: int
    id: UUID
    setting: Setting


@dataclass(frozen=True, slots=True)
class DeviceEvent:
    """A message of a mirror as it arrived; it counts once, however often it arrives."""

    device_id: UUID
    id: UUID
    topic: str
    aggregate_id: UUID
    payload: Mapping[str, object]
    created_at: datetime
    received_at: datetime
    refusal: str = ""
    """Why it could not be carried out; a person has to look at it."""
