"""Records what a customer answers, and keeps or erases what follows from it."""

from __future__ import annotations

from uuid import UUID

from app.domain.consent import Consent, Favourite, KeptMeasurement, Withdrawal
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Committed, ShopStore


def record_consent(store: ShopStore, scope: TenantScope, consent: Consent) -> Committed[bool]:
    """Keeps the answer, yes or no; False when it was kept before."""
    return store.write(scope, lambda shop: shop.consents.record(consent))


def withdraw_consent(store: ShopStore, scope: TenantScope, consent_id: UUID) -> Committed[int]:
    """Ends the consent and erases all that was kept under it; how many things were erased."""
    return store.write(scope, lambda shop: shop.consents.withdraw(Withdrawal(consent_id, shop.moment)))


def keep_measurement(store: ShopStore, scope: TenantScope, measurement: KeptMeasurement) -> Committed[None]:
    """Raises Refused without this customer's valid consent to keep measurements."""
    return store.write(scope, lambda shop: shop.keepsakes.keep_measurement(measurement))


def keep_favourite(store: ShopStore, scope: TenantScope, favourite: Favourite) -> Committed[None]:
    """Raises Refused without this customer's valid consent to keep favourites."""
    return store.write(scope, lambda shop: shop.keepsakes.keep_favourite(favourite))


def erase_expired(store: ShopStore, scope: TenantScope) -> Committed[int]:
    """Erases what was kept under consents that have run out; how many things were erased."""
    return store.write(scope, lambda shop: shop.consents.expire(shop.moment))
