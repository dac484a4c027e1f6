from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.domain.consent import Decision, Favourite, Purpose, Withdrawal
from app.domain.errors import AlreadyThere, Refused, UnusableRecord
from app.services.consent import (
    erase_expired,
    keep_favourite,
    keep_measurement,
    record_consent,
    withdraw_consent,
)
from app.store.tables import measurements
from engine.types import Measure
from tests.fakes.tenants import NOON, a_consent, a_measurement, a_product

MEASURING, LIKING = Purpose.KEEP_MEASUREMENTS, Purpose.KEEP_FAVOURITES
CUSTOMER = uuid7()


@pytest.fixture
def consent(store, scope):
    consent = a_consent(CUSTOMER, MEASURING)
    record_consent(store, scope, consent)
    return consent


def kept(store, scope):
    with store.reading(scope) as shop:
        return shop.keepsakes.measurements_of(CUSTOMER)


def allows(store, scope, purpose=MEASURING, moment=NOON):
    with store.reading(scope) as shop:
        return shop.consents.allows(CUSTOMER, purpose, moment)


def test_a_measurement_is_kept_under_its_consent(store, scope, consent):
    measurement = a_measurement(consent)
    keep_measurement(store, scope, measurement)
    assert kept(store, scope) == (measurement,)
    assert allows(store, scope)
    assert not allows(store, scope, LIKING)


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": Purpose.ANALYSE_FACE},
        {"decision": Decision.DECLINED},
        {"expires_at": NOON - timedelta(hours=4)},
        {"subject_id": uuid7()},
    ],
)
def test_without_a_consent_that_fits_nothing_is_kept(store, scope, change):
    wrong = a_consent(**({"subject_id": CUSTOMER, "purpose": MEASURING} | change))
    record_consent(store, scope, wrong)
    with pytest.raises(Refused, match="no consent of this customer to keep measurements"):
        keep_measurement(store, scope, a_measurement(wrong, subject_id=CUSTOMER))
    assert kept(store, scope) == ()


def test_without_any_consent_nothing_is_kept(store, scope):
    with pytest.raises(Refused):
        keep_measurement(store, scope, a_measurement(a_consent(CUSTOMER, MEASURING)))


def test_the_database_itself_refuses_a_measurement_under_a_consent_for_something_else(
    store, scope, database, consent
):
    keep_measurement(store, scope, a_measurement(consent))
    liking = a_consent(CUSTOMER, LIKING)
    record_consent(store, scope, liking)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        database.write(lambda c: c.execute(measurements.update().values(consent_id=liking.id)), scope)


def test_withdrawing_erases_what_was_kept_and_ends_the_consent(store, scope, consent):
    keep_measurement(store, scope, a_measurement(consent))
    keep_measurement(store, scope, a_measurement(consent))
    assert withdraw_consent(store, scope, consent.id).result == 2
    assert kept(store, scope) == ()
    assert not allows(store, scope)
    with pytest.raises(Refused):
        keep_measurement(store, scope, a_measurement(consent))
    with store.reading(scope) as shop:
        assert [w.consent_id for w in shop.consents.withdrawals(CUSTOMER)] == [consent.id]


def test_a_withdrawal_that_arrives_before_its_consent_wins(store, scope):
    late = a_consent(CUSTOMER, MEASURING)
    store.write(scope, lambda shop: shop.consents.withdraw(Withdrawal(late.id, NOON)))
    assert record_consent(store, scope, late).result
    assert not allows(store, scope)
    with pytest.raises(Refused):
        keep_measurement(store, scope, a_measurement(late))


def test_an_answer_or_its_withdrawal_twice_is_as_once(store, scope, consent):
    assert not record_consent(store, scope, consent).result
    assert withdraw_consent(store, scope, consent.id).result == 0
    assert withdraw_consent(store, scope, consent.id).result == 0
    with store.reading(scope) as shop:
        assert shop.consents.of(CUSTOMER) == (consent,)


def test_what_has_run_out_is_erased(store, scope, consent):
    soon = a_consent(CUSTOMER, MEASURING, expires_at=NOON)
    record_consent(store, scope, soon)
    keep_measurement(store, scope, a_measurement(soon))
    keep_measurement(store, scope, lasting := a_measurement(consent))
    assert erase_expired(store, scope).result == 0
    assert store.write(scope, lambda shop: shop.consents.expire(NOON)).result == 1
    assert kept(store, scope) == (lasting,)


@pytest.mark.parametrize("pd", [Measure(63, 64, 62), Measure(63, -1, 64), Measure(63, 62, 5000)])
def test_an_impossible_measure_is_not_kept(store, scope, consent, pd):
    with pytest.raises(UnusableRecord):
        keep_measurement(store, scope, replace(a_measurement(consent), pd=pd))


def test_a_favourite_is_kept_once_and_can_be_forgotten(store, scope):
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product()]))
    record_consent(store, scope, liking := a_consent(CUSTOMER, LIKING))
    with store.reading(scope) as shop:
        variant_id = shop.products.variant_id("ALBA-Black")
    favourite = Favourite(uuid7(), liking.id, CUSTOMER, variant_id, NOON)
    keep_favourite(store, scope, favourite)
    with pytest.raises(AlreadyThere):
        keep_favourite(store, scope, Favourite(uuid7(), liking.id, CUSTOMER, variant_id, NOON))
    store.write(scope, lambda shop: shop.keepsakes.forget_favourite(favourite.id))
    with store.reading(scope) as shop:
        assert shop.keepsakes.favourites_of(CUSTOMER) == ()
