"""Keys of mirrors, used-up proofs, events, notes, the desk of enrolment and the log of changes, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.access.authorise import at_the_front_door
from app.domain.access import Device, User
from app.domain.enrolment import (
    LIVES,
    EnrolmentCode,
    EnrolmentRequest,
    code_hash,
    handle_of,
    new_device_code,
    new_one_time_code,
    new_user_code,
    typed,
)
from app.domain.errors import AlreadyThere, Unknown
from app.domain.feeds import Stream
from app.domain.nonce_chain import NonceChain
from app.domain.tenancy import Setting, Store
from app.store.unit_of_work import ShopStore
from tests.fakes.clock import ManualWallClock
from tests.fakes.tenants import NOON, a_device_event, a_device_key

DESK = at_the_front_door()


@pytest.fixture
def clock():
    return ManualWallClock(NOON)


@pytest.fixture
def store(database, bus, clock):
    return ShopStore(database, bus, clock)


@pytest.fixture
def device(store, scope):
    place = Store(uuid7(), "1", "One", "UTC", "DE")
    found = Device(uuid7(), place.id, "Mirror")
    store.write(scope, lambda shop: (shop.places.add_store(place), shop.devices.add(found)))
    return found.id


def test_a_key_is_found_by_its_thumbprint_with_its_chain(store, scope, device):
    key = a_device_key(device)
    store.write(scope, lambda shop: shop.device_keys.add(key))
    store.write(scope, lambda shop: shop.device_keys.keep_chain(key, NonceChain("a", ("b", "c"))))
    store.write(scope, lambda shop: shop.device_keys.retire(key, NOON + timedelta(hours=1)))
    with store.reading(scope) as shop:
        (found,) = shop.device_keys.of_device(device)
    assert found == replace(key, chain=NonceChain("a", ("b", "c")), not_after=NOON + timedelta(hours=1))
    assert found.counts_at(NOON)
    assert not found.counts_at(NOON + timedelta(hours=1))
    with pytest.raises(AlreadyThere):
        store.write(scope, lambda shop: shop.device_keys.add(key))


def test_a_proof_counts_once_until_it_could_not_count_any_more(store, scope, clock):
    def first():
        return store.write(
            scope, lambda shop: shop.seen_proofs.first_time(bytes(32), clock.now() + timedelta(minutes=5))
        ).result

    assert [first(), first()] == [True, False]
    clock.advance(300)
    assert first()


def test_an_event_counts_once(store, scope, device):
    event = replace(a_device_event(device, uuid7()), refusal="unknown SKU")
    assert store.write(scope, lambda shop: shop.device_events.keep(event)).result
    assert not store.write(scope, lambda shop: shop.device_events.keep(event)).result
    with store.reading(scope) as shop:
        assert shop.device_events.known(device, [event.id, uuid7()]) == {event.id: "unknown SKU"}
        assert shop.device_events.page(device, 5) == (event,)
        assert shop.device_events.page(device, 5, event.id) == ()


def test_a_note_is_what_was_written_last(store, scope):
    for value in ({"a": [1]}, "text", None):
        store.write(scope, lambda shop, value=value: shop.notes.put("x", value or [value]))
    with store.reading(scope) as shop:
        assert shop.notes.get("x") == [None]
        assert shop.notes.get("y") is None


def asked(user_code, device_code, **more):
    return EnrolmentRequest(
        uuid7(),
        code_hash(typed(user_code)),
        code_hash(device_code),
        "{}",
        "Mirror",
        NOON,
        NOON + LIVES,
        **more,
    )


def test_a_request_goes_from_waiting_to_approved_once_and_is_answered_until_it_ends(store):
    user_code, device_code = new_user_code(), new_device_code()
    store.at_enrolment_desk(DESK, lambda desk: desk.ask(asked(user_code, device_code)))
    waiting = store.at_enrolment_desk(DESK, lambda desk: desk.waiting(user_code.lower().replace("-", " ")))
    tenant, mirror = uuid7(), uuid7()
    store.at_enrolment_desk(DESK, lambda desk: desk.approve(waiting, tenant, mirror))
    with pytest.raises(Unknown):
        store.at_enrolment_desk(DESK, lambda desk: desk.approve(waiting, tenant, mirror))
    with pytest.raises(Unknown):
        store.at_enrolment_desk(DESK, lambda desk: desk.waiting(user_code))
    for _ in range(2):
        approved = store.at_enrolment_desk(DESK, lambda desk: desk.asking(device_code))
        assert (approved.for_tenant, approved.device_id) == (tenant, mirror)


def test_a_request_counts_for_fifteen_minutes(store, clock):
    user_code, device_code = new_user_code(), new_device_code()
    store.at_enrolment_desk(DESK, lambda desk: desk.ask(asked(user_code, device_code)))
    clock.advance(15 * 60)
    for look in (lambda desk: desk.waiting(user_code), lambda desk: desk.asking(device_code)):
        with pytest.raises(Unknown):
            store.at_enrolment_desk(DESK, look)


@pytest.mark.parametrize("code", ["", "AEIOU", "BCDFG-HJKL1", "é" * 10, "BCDFG-HJKLM-NPQRS-TVWXZ"])
def test_what_cannot_be_a_code_is_none(store, code):
    with pytest.raises(Unknown):
        store.at_enrolment_desk(DESK, lambda desk: desk.waiting(code))
    assert store.at_enrolment_desk(DESK, lambda desk: desk.try_code(code)) is None


@pytest.fixture
def one_time(store):
    code, handle = new_one_time_code()
    kept = EnrolmentCode(handle, code_hash(typed(code)), uuid7(), uuid7(), "Mirror", uuid7(), NOON + LIVES)
    store.at_enrolment_desk(DESK, lambda desk: desk.add_code(kept))
    return code


def tried(store, code):
    return store.at_enrolment_desk(DESK, lambda desk: desk.try_code(code))


def test_a_one_time_code_opens_once(store, one_time):
    assert tried(store, one_time).name == "Mirror"
    assert tried(store, one_time) is None


def test_five_wrong_tries_close_a_code(store, one_time):
    wrong = f"{handle_of(one_time)}-BBBBB-BBBBB"
    for _ in range(5):
        assert tried(store, wrong) is None
    assert tried(store, one_time) is None


def test_a_one_time_code_counts_for_fifteen_minutes(store, one_time, clock):
    clock.advance(15 * 60)
    assert tried(store, one_time) is None


def positions(store, scope):
    with store.reading(scope) as shop:
        return {stream: shop.change_log.position(stream) for stream in (Stream.RIGHTS, Stream.SETTINGS)}


def test_a_change_gets_a_higher_place_in_its_stream_with_the_transaction_that_made_it(store, scope):
    assert positions(store, scope) == {Stream.RIGHTS: 0, Stream.SETTINGS: 0}
    store.write(scope, lambda shop: shop.settings.put(Setting("a", 1)))
    store.write(scope, lambda shop: shop.staff.add(User(uuid7(), "a@example.com", "A")))
    assert positions(store, scope) == {Stream.RIGHTS: 2, Stream.SETTINGS: 1}

    def fails(shop):
        shop.settings.put(Setting("a", 2))
        raise Unknown("no")

    with pytest.raises(Unknown):
        store.write(scope, fails)
    assert positions(store, scope) == {Stream.RIGHTS: 2, Stream.SETTINGS: 1}


def test_settings_come_in_the_order_of_their_newest_change(store, scope):
    for key, value in (("a", 1), ("b", 1), ("a", 2)):
        store.write(scope, lambda shop, key=key, value=value: shop.settings.put(Setting(key, value)))
    with store.reading(scope) as shop:
        found = shop.change_log.settings(10)
        assert [(f.setting.key, f.setting.value) for f in found] == [("b", 1), ("a", 2)]
        rest = shop.change_log.settings(10, found[0].position, found[0].id)
        assert [f.setting.key for f in rest] == ["a"]
