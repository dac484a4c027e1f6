"""What was done or refused, in a chain: each record's hash covers the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

FIRST_HASH = bytes(32)
"""What the first record of a tenant's chain follows."""


class AuditResult(StrEnum):
    STARTED = "started"
    COMPLETED = "completed"
    FAILED = "failed"
    DENIED = "denied"


class ActorKind(StrEnum):
    USER = "user"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to what, from where, with which result."""

    id: UUID
    happened_at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    action: str
    object_kind: str
    object_id: UUID | None
    result: AuditResult
    details: Mapping[str, object]
    """Before and after, where lawful: texts, whole numbers, truth values, and lists and mappings of these."""
    address: str = ""
    request_id: str = ""

    def __post_init__(self) -> None:
        _check_exact(self.details)


def _check_exact(value: object) -> None:
    """ValueError for data that may read differently from how it was written, such as fractions."""
    match value:
        case None | str() | bool() | int():
            return
        case Mapping():
            for name, inner in value.items():
                _check_exact(name)
                _check_exact(inner)
        case list() | tuple():
            for inner in value:
                _check_exact(inner)
        case _:
            raise ValueError(f"audit details cannot hold {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """An event in its place in the chain."""

    sequence: int
    event: AuditEvent
    previous_hash: bytes
    hash: bytes


def chain_hash(sequence: int, previous_hash: bytes, event: AuditEvent) -> bytes:
    """SHA-256 over the record's place, the hash before it and every field of the event, in canonical JSON."""
    fields = [
        sequence,
        previous_hash.hex(),
        str(event.id),
        event.happened_at.astimezone(UTC).isoformat(),
        event.actor_kind.value,
        str(event.actor_id),
        event.action,
        event.object_kind,
        str(event.object_id),
        event.result.value,
        event.details,
        event.address,
        event.request_id,
    ]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()
