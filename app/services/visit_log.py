"""Keeps what the shop may remember of a visit: consents, and which product somebody asked to see. Never a face."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.domain.consent import Consent, Decision, Purpose
from app.domain.exchange import OutboxMessage
from app.domain.tenancy import TenantScope
from app.domain.visit import ConsentGiven, ConsentWithdrawn, VirtualTryOnInitiated, VisitEvent
from app.services.consent import record_consent, withdraw_consent
from app.store.unit_of_work import Repositories, ShopStore


class StoredVisits:
    """Writes each event to the store before it returns. For one mirror; call from one thread."""

    def __init__(
        self,
        store: ShopStore,
        scope: TenantScope,
        store_id: UUID,
        device_id: UUID,
        new_id: Callable[[], UUID],
    ) -> None:
        self._store = store
        self._scope = scope
        self._place = (store_id, device_id)
        self._new_id = new_id
        self._consent_id: UUID | None = None

    def record(self, event: VisitEvent) -> None:
        match event:
            case ConsentGiven():
                consent = self._consent(event)
                record_consent(self._store, self._scope, consent)
                if event.purpose is Purpose.ANALYSE_FACE:
                    self._consent_id = consent.id
            case ConsentWithdrawn():
                if self._consent_id is not None:
                    withdraw_consent(self._store, self._scope, self._consent_id)
                self._consent_id = None
            case VirtualTryOnInitiated():
                self._store.write(self._scope, lambda shop: self._note_wish(shop, event))

    def _consent(self, event: ConsentGiven) -> Consent:
        store_id, device_id = self._place
        return Consent(
            id=self._new_id(),
            subject_id=self._new_id(),  # this visit's own: nothing links it to another visit
            purpose=event.purpose,
            decision=Decision.GRANTED,
            text_version=event.text_version,
            text_sha256=bytes.fromhex(event.text_sha256),
            locale=event.locale,
            decided_at=event.at,
            store_id=store_id,
            device_id=device_id,
        )

    def _note_wish(self, shop: Repositories, event: VirtualTryOnInitiated) -> None:
        _, device_id = self._place
        payload = {"product_id": event.product_id, "at": event.at.isoformat()}
        shop.outbox.append(OutboxMessage(self._new_id(), event.name, device_id, payload, event.at))
