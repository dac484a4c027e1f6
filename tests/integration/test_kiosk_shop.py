"""The kiosk's own shop: frames and visit log out of one store, opened when first needed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.bus import Bus
from app.domain.visit import ConsentGiven, ConsentWithdrawn, VirtualTryOnInitiated
from app.settings import Settings
from sync.runs.states import SyncStates
from ui.kiosk.own_shop import OwnShop
from ui.shop import ShopClosed, UnknownSku, all_frames, glasses

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


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
