"""Records of a mirror's own trail as event payloads and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.audit import AuditRecord
from app.domain.audit_data import record_from_data
from app.domain.errors import UnusableRecord


def read_record(data: Mapping[str, Any]) -> AuditRecord:
    """A record as `app.domain.audit_data.record_as_data` wrote it. Raises UnusableRecord."""
    try:
        return record_from_data(data)
    except (ValueError, KeyError, TypeError) as problem:
        raise UnusableRecord(f"This is no record of a trail: {problem}.") from problem
