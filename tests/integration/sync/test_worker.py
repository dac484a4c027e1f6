"""The worker and real connections to simulated shops: what is due is done, whoever fails rests."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from uuid6 import uuid7

from app.bus import Bus
from app.domain.exchange import ConnectionStatus, Platform
from app.domain.stock import MovementReason
from app.domain.syncing import RunKind
from app.domain.tenancy import Store
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.store.unit_of_work import ShopStore
from sync.central.device import DeviceIdentity, keep_identity
from sync.runs.attending import SyncWorker
from sync.runs.joining import Joiner, NewConnection
from sync.runs.schedule import Job, Schedule
from tests.fakes.clock import ManualWallClock
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from tests.fakes.tenants import NOON, add_tenant
from ui.shop_sync import joiners_of


@pytest.fixture
def clock():
    return ManualWallClock(NOON)


@pytest.fixture
def joiner(sqlite_database, clock):
    store = ShopStore(sqlite_database, Bus(), clock)
    scope = add_tenant(store, "nord")
    store.write(scope, lambda shop: shop.places.add_store(Store(uuid7(), "1", "Main", "UTC", "DE")))
    return Joiner(store, scope, RememberedSecrets(), clock, quick_line(), may_ask_loopback=True)


@pytest.fixture
def shops():
    with ExitStack() as stack:
        made = [WooShop(), WooShop()]
        for shop in made:
            shop.add("BOLT")
            stack.enter_context(serving(shop))
        yield made


@pytest.fixture
def worker(joiner, sqlite_database, shops):
    (place,) = places(joiner)
    keys = credentials_of(Platform.WOOCOMMERCE)
    for number, shop in enumerate(shops[:1]):
        wanted = NewConnection(Platform.WOOCOMMERCE, shop.address, f"Shop {number}", keys)
        joiner.add(wanted, {"shop": place.id})
    heard = []
    made = SyncWorker(lambda: (joiner,), sqlite_database, heard.append)
    made.heard = heard
    return made


def places(joiner):
    with joiner.store.reading(joiner.scope) as shop:
        return shop.places.all_stores()


def connections(joiner):
    with joiner.store.reading(joiner.scope) as shop:
        return shop.connections.all()


def state(worker):
    return worker.states()[0]


def test_a_pull_is_done_when_it_is_due_and_not_before(worker, shops, clock):
    worker.pull()
    asked = len(shops[0].requests)
    worker.pull()
    assert len(shops[0].requests) == asked
    clock.advance(61)
    worker.pull()
    assert len(shops[0].requests) > asked
    assert worker.heard[-1].states[0].counts["added"] == 1


def test_a_shop_that_was_just_joined_at_a_server_is_asked_to_tell_of_changes_at_once(
    joiner, sqlite_database, worker, shops
):
    there = replace(joiner, hook_address=lambda _: "https://varai.example/webhooks/woocommerce/x")
    at_server = SyncWorker(lambda: (there,), sqlite_database, lambda _: None)
    at_server.pull()
    assert {hook["delivery_url"] for hook in shops[0].hooks.values()} == {
        "https://varai.example/webhooks/woocommerce/x"
    }


def test_of_readings_that_found_nothing_only_the_newest_is_kept(worker, joiner, clock):
    for _ in range(4):
        worker.pull()
        clock.advance(61)
    with joiner.store.reading(joiner.scope) as shop:
        runs = shop.sync_log.runs(worker.states()[0].id, 9)
        assert shop.sync_log.last_good(runs[0].connection_id, RunKind.PULL) == runs[0].ended_at
    assert [run.is_quiet for run in runs] == [True, False]
    assert runs[0].ended_at == clock.now() - timedelta(seconds=61)


def test_another_worker_after_a_restart_goes_on_where_this_one_stopped(
    worker, joiner, sqlite_database, shops
):
    worker.pull()
    asked = len(shops[0].requests)
    SyncWorker(lambda: (joiner,), sqlite_database, lambda _: None).pull()
    assert len(shops[0].requests) == asked


def test_pictures_of_what_was_pulled_are_brought_here_once(worker, shops):
    (record,) = shops[0].records.values()
    record["images"] = [{"id": 7, "src": "https://cdn.example/bolt.jpg", "alt": ""}]
    worker.pull()
    asked = []
    for _ in range(2):
        worker.pictures(Remembering(asked))
    assert asked == ["https://cdn.example/bolt.jpg"]


class Remembering:
    """Has every picture it is asked for."""

    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def fetch(self, url: str) -> Path:
        self._asked.append(url)
        return Path(url)


def test_a_sale_is_sent_with_the_next_push_and_nothing_is_asked_without_one(worker, joiner, shops):
    worker.pull()
    worker.push()
    asked = len(shops[0].requests)
    worker.push()
    assert len(shops[0].requests) == asked
    (place,) = places(joiner)
    sale = StockAdjustment(uuid7(), "BOLT", place.id, -1, MovementReason.SALE)
    adjust_stock(joiner.store, joiner.scope, sale)
    worker.health()
    assert worker.heard[-1].states[0].unsent == 1
    worker.push()
    (record,) = shops[0].records.values()
    assert (record["stock_quantity"], state(worker).unsent) == (4, 0)


def test_a_shop_that_is_away_rests_longer_each_time_and_comes_back_by_itself(worker, shops, clock):
    shops[0].faults.add(Fault.NOT_JSON, times=1000)
    worker.pull()
    asked = len(shops[0].requests)
    clock.advance(20)
    worker.pull()
    assert len(shops[0].requests) == asked
    shops[0].faults.clear()
    clock.advance(600)
    worker.pull()
    assert (state(worker).reason, state(worker).lag_s) == ("", 0.0)


def test_a_shop_that_is_down_is_asked_by_one_request_at_a_time_whoever_wants_something(
    worker, joiner, shops, clock
):
    worker.pull()
    (connection,) = connections(joiner)
    shops[0].faults.add(Fault.BROKEN, times=1000)
    clock.advance(61)
    worker.pull()
    before = len(shops[0].requests)
    worker.run(joiner, connection, [RunKind.EVENTS, RunKind.PULL])
    assert len(shops[0].requests) == before, "it rests: a webhook or an old job is no reason to ask"
    clock.advance(60)
    worker.pull()
    assert len(shops[0].requests) == before + 1
    assert "fault of its own" in state(worker).reason


def test_a_pause_that_the_shop_asks_for_is_kept(worker, shops, clock):
    shops[0].faults.add(Fault.THROTTLED, retry_after="1800")
    worker.pull()
    asked = len(shops[0].requests)
    clock.advance(1700)
    worker.pull()
    assert len(shops[0].requests) == asked
    clock.advance(1100)  # at most half as long again
    worker.pull()
    assert state(worker).reason == ""


def test_a_paused_connection_is_left_alone(worker, joiner, shops):
    (connection,) = connections(joiner)
    paused = replace(connection, status=ConnectionStatus.PAUSED)
    asked = len(shops[0].requests)
    worker.run(joiner, paused, [RunKind.PULL])
    joiner.store.write(joiner.scope, lambda shop: shop.connections.save(paused))
    assert worker.due(joiner) == []
    assert len(shops[0].requests) == asked


def test_sweeps_come_once_a_day(worker, shops, clock):
    worker.pull()
    worker.sweep()
    asked = len(shops[0].requests)
    worker.sweep()
    assert len(shops[0].requests) == asked
    clock.advance(timedelta(days=1, minutes=1).total_seconds())
    worker.sweep()
    assert len(shops[0].requests) > asked


def test_a_lost_secret_stops_nobody_else(worker, joiner, shops):
    (place,) = places(joiner)
    wanted = NewConnection(
        Platform.WOOCOMMERCE, shops[1].address, "Other", credentials_of(Platform.WOOCOMMERCE)
    )
    lost = joiner.add(wanted, {"shop": place.id})
    joiner.secrets.delete(lost.secret_reference.removeprefix("secret:"))
    worker.pull()
    good = {one.name: one.synced_at for one in worker.states()}
    assert good["Shop 0"] == NOON
    assert good["Other"] is None


def test_the_schedule_calls_its_jobs_survives_their_errors_and_joins_its_threads(caplog):
    called = threading.Event()

    def work():
        if caplog.records:
            called.set()
        raise ZeroDivisionError

    schedule = Schedule((Job("odd", 0.05, work),))
    schedule.start()
    assert called.wait(5)
    schedule.stop()
    assert {(record.message, record.job) for record in caplog.records} == {("job_failed", "odd")}


def test_who_is_woken_while_it_works_works_once_more():
    began, go_on, times = threading.Event(), threading.Event(), []

    def work():
        times.append(1)
        began.set()
        assert go_on.wait(5)

    schedule = Schedule((Job("push", 3600, work),))
    schedule.start()
    schedule.wake("push")
    assert began.wait(5)
    for _ in range(3):
        schedule.wake("push")
    go_on.set()
    schedule.stop()
    assert len(times) == 2


def test_a_job_may_begin_sooner_than_it_comes_again():
    called = threading.Event()
    schedule = Schedule((Job("soon", 3600, called.set, first_s=0.0),))
    schedule.start()
    assert called.wait(5)
    schedule.stop()


def test_an_enrolled_mirror_leaves_the_platforms_to_its_server(joiner):
    assert joiners_of(joiner) == (joiner,)
    keep_identity(
        joiner.secrets, DeviceIdentity("https://server.example", "t", "s", "d", "k", NOON.isoformat())
    )
    assert joiners_of(joiner) == ()


def test_only_the_owners_own_machine_may_ask_a_shop_in_a_private_network(joiner):
    wanted = NewConnection(Platform.WOOCOMMERCE, "https://192.168.7.7", "Nord", {}, is_private=True)
    connection = joiner.draft(wanted)
    assert joiner.addresses_of(connection).allows("192.168.7.7", "192.168.7.7")
    assert not joiner.addresses_of(connection).allows("192.168.7.1", "192.168.7.1")
    of_a_server = replace(joiner, may_ask_loopback=False)
    assert not of_a_server.addresses_of(connection).allows("192.168.7.7", "192.168.7.7")
    named = replace(of_a_server, near_shops=("192.168.7.7",))
    assert named.addresses_of(connection).allows("192.168.7.7", "192.168.7.7")
    assert not named.addresses_of(connection).allows("192.168.7.1", "192.168.7.1")
    unasked = joiner.draft(replace(wanted, is_private=False))
    assert not joiner.addresses_of(unasked).allows("192.168.7.7", "192.168.7.7")
