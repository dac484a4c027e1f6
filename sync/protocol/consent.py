"""Consents and their ends as event payloads and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.consent import Consent, Decision, Purpose, Withdrawal
from app.domain.errors import UnusableRecord


def read_consent(data: Mapping[str, Any], store_id: UUID, device_id: UUID) -> Consent:
    """A consent as `app.services.consent.consent_as_data` wrote it, given at this mirror. Raises UnusableRecord."""
    try:
        return Consent(
            id=UUID(data["id"]),
            subject_id=UUID(data["subject_id"]),
            purpose=Purpose(data["purpose"]),
            decision=Decision(data["decision"]),
            text_version=str(data["text_version"]),
            text_sha256=bytes.fromhex(data["text_sha256"]),
            locale=str(data["locale"]),
            decided_at=_moment(data["decided_at"]),
            expires_at=_moment(data["expires_at"]) if data["expires_at"] else None,
            store_id=store_id,
            device_id=device_id,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnusableRecord(f"This is no consent: {problem}.") from problem


def read_withdrawal(data: Mapping[str, Any]) -> Withdrawal:
    """Raises UnusableRecord."""
    try:
        return Withdrawal(UUID(data["consent_id"]), _moment(data["withdrawn_at"]))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnusableRecord(f"This is no end of a consent: {problem}.") from problem


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment
