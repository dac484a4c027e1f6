"""Consents, and what may be kept because of one: kept only under it, erased with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Table, delete, exists, or_, select

from app.domain.consent import Consent, Decision, Favourite, KeptMeasurement, Purpose, Withdrawal
from app.domain.errors import Refused
from app.domain.events import Kind
from app.store.repositories.base import Repository, columns_of
from app.store.tables import consent_withdrawals, consents, favourites, measurements
from engine.types import Measure

_KEPT = {Kind.MEASUREMENT: measurements, Kind.FAVOURITE: favourites}
_MEASURES = ("pd", "near_pd", "face_width", "bridge_width")


class Consents(Repository):
    """Facts that only accumulate; a withdrawal wins over its consent, whichever arrives first."""

    def record(self, consent: Consent) -> bool:
        """Keeps an answer; False when it was kept before."""
        is_new = self._add_new(consents, columns_of(consents, consent))
        if is_new:
            self._journal.note(Kind.CONSENT, consent.id)
        return is_new

    def withdraw(self, withdrawal: Withdrawal) -> int:
        """Ends a consent and erases what was kept under it; how many things were erased."""
        consent_id = withdrawal.consent_id
        lock = select(consents.c.id).where(self._mine(consents, id=consent_id)).with_for_update()
        self._connection.execute(lock)  # a measurement kept at this very moment is erased, or refused
        self._add_new(consent_withdrawals, columns_of(consent_withdrawals, withdrawal))
        self._journal.note(Kind.CONSENT, consent_id)
        return sum(self._erase(kind, table, [consent_id]) for kind, table in _KEPT.items())

    def allows(self, subject_id: UUID, purpose: Purpose, moment: datetime) -> bool:
        """Whether this customer allows this purpose at this moment."""
        return any(
            consent.allows(purpose, moment) for consent in self.of(subject_id) if not self._ended(consent.id)
        )

    def of(self, subject_id: UUID) -> tuple[Consent, ...]:
        """Every answer of a customer, first to last, withdrawn ones too."""
        query = self._select(consents, subject_id=subject_id)
        return self._all(Consent, query.order_by(consents.c.decided_at, consents.c.id))

    def withdrawals(self, subject_id: UUID) -> tuple[Withdrawal, ...]:
        """The ends of this customer's consents."""
        theirs = select(consents.c.id).where(self._mine(consents, subject_id=subject_id))
        query = self._select(consent_withdrawals).where(consent_withdrawals.c.consent_id.in_(theirs))
        return self._all(Withdrawal, query.order_by(consent_withdrawals.c.withdrawn_at))

    def expire(self, moment: datetime) -> int:
        """Erases what was kept under consents that have run out; how many things were erased."""
        over = select(consents.c.id).where(self._mine(consents), consents.c.expires_at <= moment)
        ids = list(self._connection.execute(over).scalars())
        return sum(self._erase(kind, table, ids) for kind, table in _KEPT.items())

    def _ended(self, consent_id: UUID) -> bool:
        ended = exists().where(self._mine(consent_withdrawals, consent_id=consent_id))
        return bool(self._connection.execute(select(ended)).scalar_one())

    def _erase(self, kind: Kind, table: Table, consent_ids: list[UUID]) -> int:
        kept = delete(table).where(self._mine(table), table.c.consent_id.in_(consent_ids))
        erased = self._connection.execute(kept.returning(table.c.id)).scalars().all()
        if erased:
            self._journal.note(kind, *erased)
        return len(erased)


class CustomerKeepsakes(Repository):
    """Measurements and favourites. Nothing enters without a consent that names its purpose."""

    def keep_measurement(self, measurement: KeptMeasurement) -> None:
        """Raises Refused without a valid consent of this customer to keep measurements."""
        self._require(Purpose.KEEP_MEASUREMENTS, measurement.consent_id, measurement.subject_id)
        row = {
            "id": measurement.id,
            "consent_id": measurement.consent_id,
            "subject_id": measurement.subject_id,
            "taken_at": measurement.taken_at,
            "purpose": Purpose.KEEP_MEASUREMENTS,
            "decision": Decision.GRANTED,
            "tenant_id": self._tenant_id,
        }
        for name in _MEASURES:
            row |= _measure_columns(name, getattr(measurement, name))
        self._connection.execute(measurements.insert(), [row])
        self._journal.note(Kind.MEASUREMENT, measurement.id)

    def measurements_of(self, subject_id: UUID) -> tuple[KeptMeasurement, ...]:
        query = self._select(measurements, subject_id=subject_id).order_by(measurements.c.taken_at)
        return tuple(_measurement(row) for row in self._connection.execute(query))

    def keep_favourite(self, favourite: Favourite) -> None:
        """Raises Refused without a valid consent of this customer to keep favourites."""
        self._require(Purpose.KEEP_FAVOURITES, favourite.consent_id, favourite.subject_id)
        named = {"purpose": Purpose.KEEP_FAVOURITES, "decision": Decision.GRANTED}
        self._add(favourites, favourite, **named)
        self._journal.note(Kind.FAVOURITE, favourite.id)

    def favourites_of(self, subject_id: UUID) -> tuple[Favourite, ...]:
        query = self._select(favourites, subject_id=subject_id).order_by(favourites.c.chosen_at)
        return self._all(Favourite, query)

    def forget_favourite(self, favourite_id: UUID) -> None:
        self._remove(favourites, id=favourite_id)
        self._journal.note(Kind.FAVOURITE, favourite_id)

    def _require(self, purpose: Purpose, consent_id: UUID, subject_id: UUID) -> None:
        ended = exists().where(self._mine(consent_withdrawals, consent_id=consent_id))
        query = (
            select(consents.c.id)
            .where(self._mine(consents, id=consent_id, subject_id=subject_id, purpose=purpose))
            .where(consents.c.decision == Decision.GRANTED, ~ended)
            .where(or_(consents.c.expires_at.is_(None), consents.c.expires_at > self._journal.moment))
            .with_for_update()  # against a withdrawal at this very moment
        )
        if self._connection.execute(query).first() is None:
            raise Refused(f"There is no consent of this customer to {purpose.value.replace('_', ' ')}.")


def _measure_columns(name: str, measure: Measure) -> dict[str, object]:
    return {
        f"{name}_mm": measure.value,
        f"{name}_low_mm": measure.low,
        f"{name}_high_mm": measure.high,
    }


def _measurement(row: Row[tuple[object, ...]]) -> KeptMeasurement:
    found = row._mapping
    return KeptMeasurement(
        id=row.id,
        consent_id=row.consent_id,
        subject_id=row.subject_id,
        taken_at=row.taken_at,
        **{
            name: Measure(found[f"{name}_mm"], found[f"{name}_low_mm"], found[f"{name}_high_mm"])
            for name in _MEASURES
        },
    )
