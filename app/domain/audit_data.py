"""Records and checkpoints of a trail as JSON data, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.audit import ActorKind, AuditEvent, AuditRecord, AuditResult
from app.domain.audit_checkpoint import Checkpoint


def record_as_data(record: AuditRecord) -> dict[str, Any]:
    """A record as JSON data."""
    event = record.event
    return {
        "sequence": record.sequence,
        "id": str(event.id),
        "happened_at": event.happened_at.isoformat(),
        "actor_kind": event.actor_kind.value,
        "actor_id": event.actor_id and str(event.actor_id),
        "action": event.action,
        "object_kind": event.object_kind,
        "object_id": event.object_id and str(event.object_id),
        "result": event.result.value,
        "details": event.details,
        "address": event.address,
        "request_id": event.request_id,
        "previous_hash": record.previous_hash.hex(),
        "hash": record.hash.hex(),
    }


def record_from_data(data: Mapping[str, Any]) -> AuditRecord:
    """The record that `record_as_data` made this of. Raises ValueError, KeyError or TypeError."""
    event = AuditEvent(
        UUID(data["id"]), datetime.fromisoformat(data["happened_at"]), ActorKind(data["actor_kind"]),
        UUID(data["actor_id"]) if data["actor_id"] else None, str(data["action"]), str(data["object_kind"]),
        UUID(data["object_id"]) if data["object_id"] else None, AuditResult(data["result"]), data["details"],
        str(data["address"]), str(data["request_id"]),
    )  # fmt: skip
    hashes = bytes.fromhex(data["previous_hash"]), bytes.fromhex(data["hash"])
    return AuditRecord(int(data["sequence"]), event, *hashes)


def checkpoint_as_data(point: Checkpoint) -> dict[str, Any]:
    """A checkpoint as JSON data."""
    return {
        "size": point.size,
        "head_hash": point.head_hash.hex(),
        "taken_at": point.taken_at.isoformat(),
        "key_id": point.key_id,
        "signature": point.signature.hex(),
    }


def checkpoint_from_data(data: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint that `checkpoint_as_data` made this of. Raises ValueError, KeyError or TypeError."""
    return Checkpoint(
        int(data["size"]),
        bytes.fromhex(data["head_hash"]),
        datetime.fromisoformat(data["taken_at"]),
        str(data["key_id"]),
        bytes.fromhex(data["signature"]),
    )
