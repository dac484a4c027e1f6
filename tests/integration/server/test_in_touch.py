"""A mirror on the line to its server: each tells the other at once, and how it stands is remembered in words."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import replace
from random import Random
from threading import Event
from uuid import UUID

import pytest
from uuid6 import uuid7

from app.bus import Bus
from app.domain.access import BuiltInRole
from app.domain.errors import RetryLater
from app.domain.offline_staff import Instant
from app.domain.stock import MovementReason
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.services.join_company import join_company
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.unit_of_work import ShopStore
from sync.central.device import read_identity, redeem_code
from sync.central.exchange import OwnServer, exchange
from sync.central.in_touch import InTouch
from sync.central.standing import read_standing
from tests.fakes.central_wire import TestWire
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.tenants import a_product


@pytest.fixture
def mirror(server, migrated_file, tmp_path):
    """(its own store, its scope, how it speaks to the server, the wire)"""
    tenant = server.tenant("nord")
    place, wire, secrets = server.place(tenant, "1"), TestWire(server), RememberedSecrets()
    manager = server.person(tenant, BuiltInRole.STORE_MANAGER, store=place)
    made = server.ask(manager, "POST", "/v1/devices/codes", {"store_id": str(place.id), "name": "Left"})
    enrolled = redeem_code(wire, made.json()["code"], secrets, server.clock)
    database = open_database(parse_address(str(shutil.copyfile(migrated_file, tmp_path / "mirror.db"))))
    store = ShopStore(database, Bus(), server.clock)
    scope = join_company(store, enrolled)
    moment = Instant(server.clock.now(), "b", 1.0)
    own = OwnServer(store, secrets, server.clock, lambda: moment, lambda url: nullcontext(wire))
    yield store, scope, own, wire
    database.close()


def on_a_clock(server, own, running_s):
    """(how the mirror speaks, how long its machine has been running: put another number into the list)"""
    clock = [running_s]
    return replace(own, now=lambda: Instant(server.clock.now(), "b", clock[0])), clock


def has_read_all(server, own):
    """(a mirror that has read everything, how long its machine has been running)"""
    own, running_s = on_a_clock(server, own, 1.0)
    in_touch = InTouch(own, lambda: None, Random(1), 0.0)
    in_touch.run_once()
    return in_touch, running_s


def standing(mirror):
    store, scope, own, _ = mirror
    identity = read_identity(own.secrets)
    with store.reading(scope) as shop:
        return read_standing(shop, identity.url if identity else "")


def products(mirror):
    with mirror[0].reading(mirror[1]) as shop:
        return sorted(product.content.code for product in shop.products.page(9))


def test_news_and_sales_go_over_one_line_until_nobody_has_any(server, mirror):
    store, scope, own, wire = mirror
    server.store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    place = UUID(read_identity(own.secrets).store_id)
    rounds = []

    def after_each():
        rounds.append(standing(mirror).unsent)
        if len(rounds) == 1:
            server.store.write(scope, lambda shop: shop.product_writing.upsert([a_product("BOLT")]))
        if len(rounds) == 2:
            sell(store, scope, place)

    InTouch(own, after_each, Random(1), 0.0).run_once()
    assert products(mirror) == ["ALBA", "BOLT"]
    assert rounds == [0, 0, 0, 0, 0]
    assert wire.passed.count("POST /v1/devices/token") == 1
    with server.store.reading(scope) as shop:
        assert shop.stock.level(shop.products.variant_id("ALBA-Black"), place) == -1


class WaitingWire(TestWire):
    """Of the news nothing more comes after the first line, until somebody hangs up."""

    def __init__(self, server, when_waiting):
        super().__init__(server)
        self._when_waiting, self._is_cut = when_waiting, Event()

    def lines(self, asked):
        yield from super().lines(asked)
        self._when_waiting()
        assert self._is_cut.wait(10)
        self._is_cut.clear()
        raise RetryLater("The file broke off in the middle.", 60.0)

    def hang_up(self):
        self._is_cut.set()


def test_what_happens_at_the_mirror_ends_the_listening_and_is_told_at_once(server, mirror):
    store, scope, own, _ = mirror
    server.store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    place = UUID(read_identity(own.secrets).store_id)

    def hang_up():
        in_touch.hang_up()

    acts = iter([lambda: sell(store, scope, place), hang_up])

    def when_waiting():
        next(acts)()
        in_touch.look()

    wire = WaitingWire(server, when_waiting)
    in_touch = InTouch(replace(own, reach=lambda url: nullcontext(wire)), lambda: None, Random(1), 0.0)
    in_touch.run_once()
    assert list(acts) == []
    with server.store.reading(scope) as shop:
        assert shop.stock.level(shop.products.variant_id("ALBA-Black"), place) == -1
    told = wire.passed.index("POST /v1/feeds/events")
    assert [asked for asked in wire.passed[told + 1 :] if asked.startswith("GET /v1/feeds/")] == [
        "GET /v1/feeds/news",
        "GET /v1/feeds/stock",
        "GET /v1/feeds/news",
    ]


def sell(store, scope, place):
    adjust_stock(store, scope, StockAdjustment(uuid7(), "ALBA-Black", place, -1, MovementReason.SALE))


def test_only_the_feeds_that_moved_are_read(server, mirror):
    _, scope, own, wire = mirror
    in_touch = InTouch(own, lambda: None, Random(1), 0.0)
    in_touch.run_once()
    server.store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    wire.passed.clear()
    in_touch.run_once()
    assert [one for one in wire.passed if one != "GET /v1/feeds/news"] == ["GET /v1/feeds/catalogue"]


def test_after_quiet_minutes_only_the_line_is_taken_up_again_until_everything_is_read_anew(server, mirror):
    _, _, own, wire = mirror
    in_touch, running_s = has_read_all(server, own)
    wire.passed.clear()
    in_touch.run_once()
    assert set(wire.passed) == {"GET /v1/feeds/news"}
    running_s[0] += 3600
    in_touch.run_once()
    assert "GET /v1/feeds/rights" in wire.passed


def test_a_server_that_was_away_is_left_in_peace_and_then_asked_for_what_moved_only(server, mirror):
    _, scope, own, wire = mirror
    in_touch, running_s = has_read_all(server, own)
    wire.cut = "request"
    server.store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    in_touch.run_once()
    wire.cut, wire.passed = "", []
    running_s[0] += 0.4
    in_touch.run_once()
    assert wire.passed == []
    running_s[0] += 60
    in_touch.run_once()
    assert products(mirror) == ["ALBA"]
    assert set(wire.passed) == {f"GET /v1/feeds/{feed}" for feed in ("settings", "news", "catalogue")}


def test_what_broke_off_while_it_was_read_is_read_again_with_everything_else(server, mirror):
    _, scope, own, wire = mirror
    in_touch, running_s = has_read_all(server, own)
    server.store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    wire.cut_after = "GET /v1/feeds/news"
    in_touch.run_once()
    assert products(mirror) == []
    wire.cut_after = wire.cut = ""
    running_s[0] += 60
    in_touch.run_once()
    assert products(mirror) == ["ALBA"]
    assert "GET /v1/feeds/rights" in wire.passed


def test_a_mirror_that_listens_learns_that_it_was_sent_away(server, mirror):
    _, scope, own, _ = mirror
    in_touch, running_s = has_read_all(server, own)
    send_away(server, scope, own)
    in_touch.run_once()
    assert not standing(mirror).needs_owner
    running_s[0] += 60
    in_touch.run_once()
    assert standing(mirror).needs_owner


def test_who_hung_up_stops_listening(mirror):
    rounds = []
    in_touch = InTouch(mirror[2], lambda: rounds.append(1), Random(1))
    in_touch.hang_up()
    in_touch.run_once()
    assert rounds == [1]


def test_it_is_remembered_when_the_server_was_there_last_and_why_it_is_not_now(server, mirror):
    _, _, own, wire = mirror
    assert standing(mirror).lag_s is None
    exchange(own)
    server.clock.advance(120)
    wire.cut = "request"
    with pytest.raises(RetryLater):
        exchange(own)
    known = standing(mirror)
    assert (known.lag_s, known.reason, known.needs_owner) == (120.0, "The request was lost.", False)
    InTouch(own, lambda: None, Random(1)).run_once()  # raises nothing
    wire.cut = ""
    exchange(own)
    assert (standing(mirror).lag_s, standing(mirror).reason) == (0.0, "")


def test_a_mirror_that_was_sent_away_says_so_until_it_is_enrolled_anew(server, mirror):
    _, scope, own, _ = mirror
    send_away(server, scope, own)
    InTouch(own, lambda: None, Random(1)).run_once()
    known = standing(mirror)
    assert known.needs_owner
    assert "enrol" in known.reason


def send_away(server, scope, own):
    place, device = (UUID(getattr(read_identity(own.secrets), part)) for part in ("store_id", "device_id"))
    with server.store.reading(scope) as shop:
        manager = server.person(scope, BuiltInRole.STORE_MANAGER, store=shop.places.store(place))
    server.ask(manager, "POST", f"/v1/devices/{device}/revoke", {})


def test_a_busy_server_is_left_in_peace_for_as_long_as_it_asks_and_a_while(server, mirror):
    _, _, own, wire = mirror
    own, running_s = on_a_clock(server, own, 0.0)
    in_touch = InTouch(own, lambda: None, Random(1), 0.0)
    wire.cut = "request"
    asked = []
    for moment_s in (0.0, 1.0, 600.0):
        running_s[0] = moment_s
        before = len(wire.passed)
        in_touch.run_once()
        asked.append(len(wire.passed) > before)
    assert asked == [True, False, True]
