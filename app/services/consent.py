"""Records what a customer answers, and keeps or erases what follows from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.consent import Consent, Favourite, KeptMeasurement, Withdrawal
from app.domain.exchange import OutboxMessage
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Committed, Repositories, ShopStore

CONSENT_TOPIC, WITHDRAWAL_TOPIC = "consent_recorded", "consent_withdrawn"


def record_consent(store: ShopStore, scope: TenantScope, consent: Consent) -> Committed[bool]:
    """Keeps the answer, yes or no, and leaves word for the server; False when it was kept before."""
    return store.write(scope, lambda shop: _record(shop, consent))


def withdraw_consent(store: ShopStore, scope: TenantScope, consent_id: UUID) -> Committed[int]:
    """Ends the consent, erases all that was kept under it, and leaves word for the server; how many things
    were erased."""
    return store.write(scope, lambda shop: _withdraw(shop, Withdrawal(consent_id, shop.moment)))


def consent_as_data(consent: Consent) -> dict[str, Any]:
    """A consent as JSON data: what was asked and answered, nothing of a face. Place and mirror are the sender's."""
    return {
        "id": str(consent.id),
        "subject_id": str(consent.subject_id),
        "purpose": consent.purpose.value,
        "decision": consent.decision.value,
        "text_version": consent.text_version,
        "text_sha256": consent.text_sha256.hex(),
        "locale": consent.locale,
        "decided_at": consent.decided_at.isoformat(),
        "expires_at": consent.expires_at and consent.expires_at.isoformat(),
    }


def _record(shop: Repositories, consent: Consent) -> bool:
    is_new = shop.consents.record(consent)
    if is_new:
        _tell(shop, CONSENT_TOPIC, consent.id, consent_as_data(consent))
    return is_new


def _withdraw(shop: Repositories, withdrawal: Withdrawal) -> int:
    data = {"consent_id": str(withdrawal.consent_id), "withdrawn_at": withdrawal.withdrawn_at.isoformat()}
    _tell(shop, WITHDRAWAL_TOPIC, withdrawal.consent_id, data)
    return shop.consents.withdraw(withdrawal)


def _tell(shop: Repositories, topic: str, consent_id: UUID, data: dict[str, Any]) -> None:
    shop.outbox.append(OutboxMessage(shop.new_id(), topic, consent_id, data, shop.moment))


def keep_measurement(store: ShopStore, scope: TenantScope, measurement: KeptMeasurement) -> Committed[None]:
    """Raises Refused without this customer's valid consent to keep measurements."""
    return store.write(scope, lambda shop: shop.keepsakes.keep_measurement(measurement))


def keep_favourite(store: ShopStore, scope: TenantScope, favourite: Favourite) -> Committed[None]:
    """Raises Refused without this customer's valid consent to keep favourites."""
    return store.write(scope, lambda shop: shop.keepsakes.keep_favourite(favourite))


def erase_expired(store: ShopStore, scope: TenantScope) -> Committed[int]:
    """Erases what was kept under consents that have run out; how many things were erased."""
    return store.write(scope, lambda shop: shop.consents.expire(shop.moment))
