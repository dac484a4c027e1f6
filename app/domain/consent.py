"""What a customer allowed, and the little that may be kept because of it.

Consents and withdrawals are facts that only accumulate; a withdrawal wins, whichever arrives first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from engine.types import Measure


class Purpose(StrEnum):
    """What a consent is for; each is asked for separately."""

    ANALYSE_FACE = "analyse_face"
    """Live analysis in memory: nothing is kept."""
    KEEP_MEASUREMENTS = "keep_measurements"
    KEEP_FAVOURITES = "keep_favourites"


class Decision(StrEnum):
    GRANTED = "granted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer to one question. `subject_id` is a customer or an anonymous session, never a face."""

    id: UUID
    subject_id: UUID
    purpose: Purpose
    decision: Decision
    text_version: str
    text_sha256: bytes
    """Of the words that were shown."""
    locale: str
    decided_at: datetime
    expires_at: datetime | None = None
    store_id: UUID | None = None
    device_id: UUID | None = None

    def allows(self, purpose: Purpose, moment: datetime) -> bool:
        """Whether this answer, if never withdrawn, allows `purpose` at `moment`."""
        unexpired = self.expires_at is None or moment < self.expires_at
        return self.decision is Decision.GRANTED and self.purpose is purpose and unexpired


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The end of a consent; may arrive before the consent itself does."""

    consent_id: UUID
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class KeptMeasurement:
    """Measures in mm that a customer asked the shop to keep."""

    id: UUID
    consent_id: UUID
    subject_id: UUID
    pd: Measure
    near_pd: Measure
    face_width: Measure
    bridge_width: Measure
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Favourite:
    """A variant a customer asked the shop to remember."""

    id: UUID
    consent_id: UUID
    subject_id: UUID
    variant_id: UUID
    chosen_at: datetime
