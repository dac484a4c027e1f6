"""Tables of consents, and of what may be kept only because of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint

from app.domain.consent import Decision, Purpose
from app.store.column_types import Choice, Id, Real
from app.store.tables_base import belongs_to, digest, moment, one_of, reference, tenant_table, text


def _purpose(only: Purpose) -> tuple[Column[Any], CheckConstraint]:
    """Copied from the consent, so that the foreign key proves which purpose it names."""
    return (
        Column("purpose", Choice(Purpose), nullable=False),
        CheckConstraint(f"purpose = '{only.value}'", name="purpose_named"),
    )


def _measure(name: str) -> tuple[Column[float] | CheckConstraint, ...]:
    """A measure in mm with its interval."""
    low, high = f"{name}_low_mm", f"{name}_high_mm"
    return (
        Column(f"{name}_mm", Real, nullable=False),
        Column(low, Real, nullable=False),
        Column(high, Real, nullable=False),
        CheckConstraint(f"0 < {low} AND {low} <= {high} AND {high} < 1000", name=f"{name}_interval"),
    )


consents = tenant_table(
    "consents",
    Column("id", Id, nullable=False),
    reference("subject_id"),
    one_of("purpose", Purpose),
    one_of("decision", Decision),
    text("text_version", 40),
    digest("text_sha256"),
    text("locale", 35),
    moment("decided_at"),
    moment("expires_at", optional=True),
    reference("store_id", optional=True),
    reference("device_id", optional=True),
    belongs_to("stores", "store_id"),
    belongs_to("devices", "device_id"),
    UniqueConstraint("tenant_id", "id", "purpose", "subject_id", "decision"),
    Index("ix_consents_tenant_id_subject_id", "tenant_id", "subject_id"),
)

consent_withdrawals = tenant_table(
    "consent_withdrawals",
    reference("consent_id"),
    moment("withdrawn_at"),
    key=("consent_id",),
)
"""No foreign key: a withdrawal may arrive before the consent it ends."""

_CONSENT = ("consent_id", "purpose", "subject_id", "decision")
_CONSENT_KEY = ("id", "purpose", "subject_id", "decision")


def _granted() -> tuple[Column[Any], CheckConstraint]:
    return (
        Column("decision", Choice(Decision), nullable=False),
        CheckConstraint(f"decision = '{Decision.GRANTED.value}'", name="decision_granted"),
    )


measurements = tenant_table(
    "measurements",
    Column("id", Id, nullable=False),
    reference("consent_id"),
    *_purpose(Purpose.KEEP_MEASUREMENTS),
    *_granted(),
    reference("subject_id"),
    *_measure("pd"),
    *_measure("near_pd"),
    *_measure("face_width"),
    *_measure("bridge_width"),
    moment("taken_at"),
    belongs_to("consents", *_CONSENT, key=_CONSENT_KEY, name="fk_measurements_consent"),
    Index("ix_measurements_tenant_id_consent_id", "tenant_id", "consent_id"),
    Index("ix_measurements_tenant_id_subject_id", "tenant_id", "subject_id"),
)

favourites = tenant_table(
    "favourites",
    Column("id", Id, nullable=False),
    reference("consent_id"),
    *_purpose(Purpose.KEEP_FAVOURITES),
    *_granted(),
    reference("subject_id"),
    reference("variant_id"),
    moment("chosen_at"),
    belongs_to("consents", *_CONSENT, key=_CONSENT_KEY, name="fk_favourites_consent"),
    belongs_to("variants", "variant_id"),
    UniqueConstraint("tenant_id", "subject_id", "variant_id"),
    Index("ix_favourites_tenant_id_consent_id", "tenant_id", "consent_id"),
)
