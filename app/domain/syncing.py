"""What is remembered of synchronising with a platform: agreements, deliveries, what was set aside, and the runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SyncedProduct:
    """A product of a platform, as both sides last agreed on it."""

    connection_id: UUID
    external_id: str
    product_id: UUID
    content_hash: bytes
    """SHA-256 of what the platform said then, whether it was theirs or what we wrote."""
    marks: Sequence[object]
    """Marks of the agreed fields, as JSON."""
    has_news: bool
    """Something of ours still has to be written there."""
    synced_at: datetime


@dataclass(frozen=True, slots=True)
class SyncedStock:
    """Pieces on a platform, as last taken into account here."""

    variant_id: UUID
    store_id: UUID
    quantity: int


class DeliveryStatus(StrEnum):
    SENDING = "sending"
    """It may have arrived or not."""
    DONE = "done"
    REFUSED = "refused"
    """The platform does not take it: for a person."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far one message of the outbox got with one connection; one not yet tried has none."""

    message_id: UUID
    connection_id: UUID
    status: DeliveryStatus = DeliveryStatus.SENDING
    evidence: Mapping[str, object] = field(default_factory=dict)
    """Read before writing, so that after a crash one can tell whether the write arrived."""
    attempts: int = 0
    due_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that could not be used, and why; gone from the list as soon as it can be."""

    connection_id: UUID
    kind: str
    """`product`, `variant`, `image`."""
    external_id: str
    reason: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class KeptConflict:
    """Both sides changed a field; what the loser said stays here."""

    id: UUID
    connection_id: UUID
    product_id: UUID
    sku: str
    """Empty: a field of the product."""
    field: str
    winner: str
    said: Mapping[str, object]
    """`ours` and `theirs`, as JSON."""
    found_at: datetime


@dataclass(frozen=True, slots=True)
class EventResult:
    """What became of a webhook, as it is kept with it."""

    success: bool
    product_id: str = ""
    processing_ms: int = 0
    error: str = ""
    reason: str = ""

    def as_text(self) -> str:
        """JSON with the names that others read: `success`, `productId`, `processingTime` or `reason`, `error`."""
        if self.success:
            told = {"success": True, "productId": self.product_id, "processingTime": self.processing_ms}
            return json.dumps({**told, "reason": self.reason} if self.reason else told)
        return json.dumps({"success": False, "error": self.error, "reason": self.reason[:800]})


class RunKind(StrEnum):
    PULL = "pull"
    PUSH = "push"
    EVENTS = "events"
    IDS = "ids"
    STOCK = "stock"
    PRICES = "prices"
    IMAGES = "images"
    WEBHOOKS = "webhooks"


class RunOutcome(StrEnum):
    RUNNING = "running"
    """Or cut off, when it began long ago."""
    DONE = "done"
    LATER = "later"
    """The platform was away, busy or limited us; the rest follows."""
    NEEDS_OWNER = "needs_owner"
    FAILED = "failed"


_LOOKED_AT = frozenset({"seen", "unchanged", "ids_seen", "levels_seen", "prices_seen"})


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One run with one connection."""

    id: UUID
    connection_id: UUID
    kind: RunKind
    started_at: datetime
    outcome: RunOutcome = RunOutcome.RUNNING
    ended_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    cost: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""

    @property
    def is_quiet(self) -> bool:
        """It ended well, and what it looked at was as it should be."""
        return self.outcome is RunOutcome.DONE and self.counts.keys() <= _LOOKED_AT
