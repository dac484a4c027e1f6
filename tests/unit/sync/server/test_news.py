"""Who waits for news hears of them at once, of other processes' too, and is let go when the server ends."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest
from uuid6 import uuid7

from app.bus import Bus
from app.domain.access import Device, DeviceStatus
from app.domain.tenancy import Store
from app.store.unit_of_work import ShopStore
from sync.server.news import News
from tests.fakes.tenants import a_product, add_tenant, open_shop


@pytest.fixture
def store(sqlite_database):
    return open_shop(sqlite_database)


@pytest.fixture
def nord(store):
    return add_tenant(store, "nord")


def offer(store, scope, code="ALBA"):
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product(code)]))


def heard(news, scope, *acts, wait_s=30.0):
    """The marks that come after each of these acts, the first before any of them."""

    async def listen():
        marks = news.marks(scope, wait_s)
        found = [await anext(marks)]
        for act in acts:
            threading.Thread(target=act).start()
            found += [mark async for mark in until_another(marks, found[-1])]
        return found

    return asyncio.run(asyncio.wait_for(listen(), 20))


async def until_another(marks, known):
    async for mark in marks:
        if mark != known:
            yield mark
            return


def test_a_change_is_heard_of_whoever_made_it(store, nord):
    bus = Bus()
    here = ShopStore(store._database, bus, store._clock)
    elsewhere = store
    marks = heard(News(here, bus), nord, lambda: offer(here, nord), lambda: offer(elsewhere, nord, "BOLT"))
    assert len(set(marks)) == 3


def test_nothing_is_heard_of_another_company(store, nord):
    other = add_tenant(store, "sued")
    news = News(store, Bus())
    before = heard(news, nord, wait_s=0)
    offer(store, other)
    assert heard(News(store, Bus()), nord, wait_s=0) == before


def test_a_mirror_that_is_sent_away_hears_that_it_has_to_ask(store, nord):
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    store.write(nord, lambda shop: shop.places.add_store(place))
    device = Device(uuid7(), place.id, "Left", DeviceStatus.REVOKED)
    before = heard(News(store, Bus()), nord, wait_s=0)
    store.write(nord, lambda shop: shop.devices.add(replace(device, status=DeviceStatus.ACTIVE)))
    assert heard(News(store, Bus()), nord, wait_s=0) == before
    store.write(nord, lambda shop: shop.devices.save(device))
    assert heard(News(store, Bus()), nord, wait_s=0) != before


def test_nothing_is_said_again_before_a_sign_of_life_is_due(store, nord):
    assert len(heard_within(News(store, Bus()), nord, 4.0)) == 1


def heard_within(news, scope, wait_s):
    async def listen():
        return [mark async for mark in news.marks(scope, wait_s)]

    return asyncio.run(listen())


def test_nobody_waits_for_a_server_that_ends(store, nord):
    news = News(store, Bus())
    assert len(heard(news, nord, news.close)) == 1
