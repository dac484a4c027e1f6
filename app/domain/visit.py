"""What happens during a customer's visit that the shop may remember: never a face, never a measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.consent import Purpose


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A customer agreed to something, under exactly this text: to being looked at by the mirror unless said."""

    name: ClassVar[str] = "consent_given"

    text_version: str
    """Names the notice; a changed notice has another version."""
    text_sha256: str
    """Of the words that were shown, hexadecimal."""
    locale: str
    at: datetime
    """UTC."""
    purpose: Purpose = Purpose.ANALYSE_FACE


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The customer took the consent back; everything of the visit is gone."""

    name: ClassVar[str] = "consent_withdrawn"

    text_version: str
    locale: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VirtualTryOnInitiated:
    """Somebody asked to see a product on themselves."""

    name: ClassVar[str] = "virtual_try_on_initiated"

    product_id: str
    at: datetime
    """UTC."""


VisitEvent = ConsentGiven | ConsentWithdrawn | VirtualTryOnInitiated
