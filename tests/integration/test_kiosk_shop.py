"""The kiosk's own shop: frames and visit log out of one store, opened when first needed."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from uuid6 import uuid7

from app.access.keys import new_key, public_jwk
from app.bus import Bus
from app.domain.events import MirrorEnrolled
from app.domain.visit import ConsentGiven, ConsentWithdrawn, VirtualTryOnInitiated
from app.secrets.choice import open_secrets
from app.services.join_company import join_company
from app.settings import Settings
from sync.central.device import DeviceIdentity, keep_identity
from sync.runs.states import SyncStates
from ui.kiosk.own_shop import OwnShop
from ui.shop import ShopClosed, UnknownSku, all_frames, glasses, own_shop

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, secret_store="file")


@pytest.fixture
def heard():
    return []


@pytest.fixture
def shop(settings, heard):
    bus = Bus()
    bus.subscribe(heard.append)
    shop = OwnShop(settings, bus)
    yield shop
    shop.close()


def test_the_first_start_offers_the_demo_catalogue(shop):
    frames = shop.all_frames()
    assert len(frames) >= 30
    assert all(frame.variants for frame in frames)


def test_a_visit_is_on_record_before_it_goes_on_and_the_bus_hears_it(shop, heard):
    events = [
        ConsentGiven("2026-11", "5e" * 32, "de", NOON),
        VirtualTryOnInitiated("frame-1", NOON),
        ConsentWithdrawn("2026-11", "de", NOON),
    ]
    for event in events:
        shop.record(event)
    assert [event for event in heard if event in events] == events


def test_it_synchronises_when_told_to_and_says_what_is_joined(shop, heard):
    assert not any(isinstance(event, SyncStates) for event in heard)
    shop.synchronise()
    assert any(isinstance(event, SyncStates) for event in heard)


def enrol(settings) -> str:
    """As `varai devices enrol` leaves this machine, in a process of its own; the mirror's new id."""
    names = ("tenant_id", "store_id", "device_id")
    enrolled = {name: str(uuid7()) for name in names} | {
        "tenant_slug": "nord", "tenant_name": "Nord", "currency": "EUR", "language": "de", "store_code": "1",
        "store_name": "One", "time_zone": "Europe/Berlin", "country": "DE", "device_name": "Left",
        "roster_key": public_jwk(new_key().public),
    }  # fmt: skip
    nobody_there = "http://127.0.0.1:9"
    ids = (enrolled[name] for name in names)
    keep_identity(
        own_secrets(settings), DeviceIdentity(nobody_there, *ids, new_key().as_secret(), NOON.isoformat())
    )
    with own_shop(settings, Bus()) as other:
        join_company(other.store, enrolled)
    return enrolled["device_id"]


def own_secrets(settings):
    return open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file)


def wait_for(heard, kind, count=1):
    for _ in range(600):
        if sum(isinstance(event, kind) for event in heard) >= count:
            return
        time.sleep(0.05)
    pytest.fail(f"never heard of {kind.__name__}")


def test_a_mirror_enrolled_while_it_runs_is_its_companys_without_a_restart(settings, shop, heard):
    assert shop.all_frames()
    device_id = enrol(settings)
    shop.synchronise()
    wait_for(heard, MirrorEnrolled)
    told = len([event for event in heard if isinstance(event, SyncStates)])
    assert shop.all_frames() == ()
    wait_for(heard, SyncStates, told + 1)
    assert shop.staff_memory().roster() is None
    shop.record(ConsentGiven("2026-11", "5e" * 32, "de", NOON))
    shop.close()
    with own_shop(settings, Bus()) as again, again.store.reading(again.scope) as kept:
        (message,) = kept.outbox.due(kept.moment, 10)
    assert (str(again.device_id), message.topic) == (device_id, "consent_recorded")


def test_it_can_be_closed_unopened_and_opened_again(settings, shop):
    shop.close()
    assert shop.all_frames() == shop.all_frames()
    shop.close()
    assert shop.all_frames() == all_frames(settings)


def test_glasses_are_found_by_their_sku_or_the_nearest_are_named(settings):
    sku = all_frames(settings)[0].variants[0].sku
    assert glasses(settings, sku).sku == sku
    with pytest.raises(UnknownSku, match=sku):
        glasses(settings, sku[:-1])


def test_a_damaged_store_is_said_not_shown(settings):
    (settings.data_dir / "varai.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(ShopClosed):
        all_frames(settings)
