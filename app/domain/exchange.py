"""What travels between us and others: platform connections, references, webhooks in, messages out, cursors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Platform(StrEnum):
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    MAGENTO = "magento"
    BIGCOMMERCE = "bigcommerce"


class ReferenceKind(StrEnum):
    PRODUCT = "product"
    VARIANT = "variant"
    LOCATION = "location"
    """Of stock; a store of ours."""


@dataclass(frozen=True, slots=True)
class ExternalReference:
    """Another system's name for one of our things. External ids are text: some exceed 2^53."""

    platform: Platform
    shop: str
    kind: ReferenceKind
    external_id: str
    object_id: UUID


class ConnectionStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    NEEDS_OWNER = "needs_owner"


@dataclass(frozen=True, slots=True)
class PlatformConnection:
    """A shop on a platform that this tenant joined."""

    id: UUID
    platform: Platform
    shop: str
    """Its address, as the platform knows it."""
    name: str
    secret_reference: str
    """`secret:<name>` in the key ring or secret store; never the secret."""
    status: ConnectionStatus = ConnectionStatus.ACTIVE
    policy: Mapping[str, object] = field(default_factory=dict)
    """Which side wins for which field, as JSON data."""


class InboxStatus(StrEnum):
    PENDING = "pending"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A delivery as it came, after its signature was checked."""

    id: UUID
    connection_id: UUID
    dedupe_key: str
    """Whatever this platform truly keeps the same on a repeated delivery."""
    topic: str
    body: bytes
    received_at: datetime
    status: InboxStatus = InboxStatus.PENDING
    attempts: int = 0
    due_at: datetime | None = None
    reason: str = ""
    hint: Sequence[str] | None = None
    """(kind, id) of what it speaks of; None: not our concern."""


class OutboxStatus(StrEnum):
    PENDING = "pending"
    ACKNOWLEDGED = "acknowledged"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """Something others must hear, written with the change it tells of. The id is its idempotency key."""

    id: UUID
    topic: str
    aggregate_id: UUID
    """Messages of one aggregate leave in the order they were written."""
    payload: Mapping[str, object]
    created_at: datetime
    status: OutboxStatus = OutboxStatus.PENDING
    attempts: int = 0
    due_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SyncCursor:
    """How far a stream of a connection was read."""

    connection_id: UUID
    stream: str
    position: str
    moved_at: datetime
