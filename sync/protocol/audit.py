"""Records of a mirror's own trail as event payloads and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.audit import ActorKind, AuditEvent, AuditRecord, AuditResult
from app.domain.errors import UnusableRecord


def read_record(data: Mapping[str, Any]) -> AuditRecord:
    """A record as `app.services.audit_trail.record_as_data` wrote it. Raises UnusableRecord."""
    try:
        return AuditRecord(
            int(data["sequence"]),
            _event(data),
            bytes.fromhex(data["previous_hash"]),
            bytes.fromhex(data["hash"]),
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise UnusableRecord(f"This is no record of a trail: {problem}.") from problem


def _event(data: Mapping[str, Any]) -> AuditEvent:
    return AuditEvent(
        UUID(data["id"]),
        datetime.fromisoformat(data["happened_at"]),
        ActorKind(data["actor_kind"]),
        UUID(data["actor_id"]) if data["actor_id"] else None,
        str(data["action"]),
        str(data["object_kind"]),
        UUID(data["object_id"]) if data["object_id"] else None,
        AuditResult(data["result"]),
        data["details"],
        str(data["address"]),
        str(data["request_id"]),
    )
