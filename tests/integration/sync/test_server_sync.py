"""The server's synchronising: jobs in PostgreSQL, webhooks mended, an event worked off soon after it came."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import psycopg
import pytest
from uuid6 import uuid7

from app.bus import Bus
from app.domain.exchange import ConnectionStatus, Platform, SyncCursor
from app.domain.stock import MovementReason
from app.domain.syncing import RunKind
from app.domain.tenancy import Store
from app.services.adjust_stock import StockAdjustment, adjust_stock
from sync.runs.attending import SyncWorker
from sync.runs.connection import run_once
from sync.runs.connection_secrets import secret_name
from sync.runs.joining import Joiner, NewConnection
from sync.runs.link import Hooks
from sync.server.intake import Intake
from sync.server.jobs import (
    Work,
    bury_the_dead,
    heralding,
    make_room,
    open_queue,
    put_all,
    put_heard,
    worker_app,
)
from sync.server.run import work_off as work_off_jobs
from sync.server.synchronising import TenantJoiners, embedded
from tests.fakes.clock import ManualWallClock
from tests.fakes.joined_shop import join
from tests.fakes.platform import FakePlatform, a_remote
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from tests.fakes.sites import idle_workshop
from tests.fakes.tenants import NOON, add_tenant, open_shop
from tests.waiting import until


@pytest.fixture
def url(postgres_server, migrated_postgres):
    """Of a database with room for jobs, and none in it."""
    owner = postgres_server.url(migrated_postgres, "shop_owner")
    make_room(owner)
    with psycopg.connect(owner) as connection:
        connection.execute("TRUNCATE jobs.procrastinate_jobs, jobs.procrastinate_periodic_defers CASCADE")
    return postgres_server.url(migrated_postgres, "shop_server")


@pytest.fixture
def shop():
    shop = WooShop()
    shop.add("BOLT")
    with serving(shop):
        yield shop


@pytest.fixture
def joined(postgres_shop, shop):
    """(joiners, joiner, connection)"""
    joiners, joiner = a_company(open_shop(postgres_shop))
    return joiners, joiner, join_shop(joiner, shop)


def a_company(store):
    """With one store of its own, and no shop that is joined."""
    scope = add_tenant(store, "nord")
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    store.write(scope, lambda repositories: repositories.places.add_store(place))
    secrets, clock = RememberedSecrets(), ManualWallClock(NOON)
    joiner = Joiner(store, scope, secrets, clock, quick_line(), may_ask_loopback=True)
    return TenantJoiners(store, secrets, clock, "https://x", _known={scope: joiner}), joiner


def join_shop(joiner, shop):
    keys = credentials_of(Platform.WOOCOMMERCE)
    wanted = NewConnection(Platform.WOOCOMMERCE, shop.address, "Nord", keys)
    return joiner.add(wanted, {"shop": own_place(joiner.store, joiner.scope).id})


def own_place(store, scope):
    with store.reading(scope) as shop:
        (place,) = shop.places.all_stores()
    return place


def work_off(url, joined, database):
    asyncio.run(work_off_jobs(app_of(url, joined, database), 2, until_empty=True))


def app_of(url, joined, database):
    return worker_app(url, joined[0], database, idle_workshop(joined[0].store))


def work_of(joiners, database):
    worker = SyncWorker(joiners.all, database, lambda _: None)
    return Work(joiners, worker, idle_workshop(joiners.store))


def skus(joiner):
    with joiner.store.reading(joiner.scope) as shop:
        return sorted(v.sku for p in shop.products.page(9) for v in p.content.variants)


def test_a_queued_job_synchronises_its_connection_and_waits_only_once(url, joined, postgres_shop):
    _, joiner, connection = joined
    queue = open_queue(url)
    assert put_heard(queue, (joiner.scope, connection.id))
    assert not put_heard(queue, (joiner.scope, connection.id))
    queue.close()
    work_off(url, joined, postgres_shop)
    assert skus(joiner) == ["BOLT"]


def test_the_look_around_finds_everything_that_is_due(joined, postgres_shop):
    joiners, joiner, connection = joined
    work = work_of(joiners, postgres_shop)
    assert work.due() == [(joiner.scope, connection.id)]
    paused = replace(connection, status=ConnectionStatus.PAUSED)
    joiner.store.write(joiner.scope, lambda shop: shop.connections.save(paused))
    assert work.due() == []
    work.synchronise(str(joiner.scope), str(connection.id))
    assert skus(joiner) == []
    joiner.store.write(joiner.scope, lambda shop: shop.connections.save(connection))
    while work.due():
        work.synchronise(str(joiner.scope), str(connection.id))
    assert skus(joiner) == ["BOLT"]
    work.synchronise(str(joiner.scope), str(uuid7()))


def test_a_connection_whose_keys_are_missing_keeps_no_other_waiting(joined, postgres_shop):
    joiners, joiner, connection = joined
    joiner.secrets.delete(secret_name(connection.id))
    work = work_of(joiners, postgres_shop)
    assert work.due() == [(joiner.scope, connection.id)]
    work.synchronise(str(joiner.scope), str(connection.id))


def test_what_a_process_left_that_died_is_done_by_another(url, joined, postgres_shop):
    _, joiner, connection = joined
    app, place = app_of(url, joined, postgres_shop), (joiner.scope, connection.id)

    async def after_a_death():
        async with app.open_async():
            await put_all(app, [place])
            fetched = await die_at_work(app)
            await put_all(app, [place])
            blocked = await app.job_manager.fetch_job(["sync"], await app.job_manager.register_worker())
            await bury_the_dead(app)
            return fetched.lock, blocked

    assert asyncio.run(after_a_death()) == (str(connection.id), None)
    work_off(url, joined, postgres_shop)
    assert skus(joiner) == ["BOLT"]


async def die_at_work(app):
    """A process takes a job and shows no life any more."""
    dead = await app.job_manager.register_worker()
    job = await app.job_manager.fetch_job(["sync"], dead)
    long_ago = (
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' WHERE id = %(id)s"
    )
    await app.connector.execute_query_async(long_ago, id=dead)
    return job


def test_a_connection_waits_once_for_its_turn_and_before_all_others_when_a_webhook_came(
    url, joined, postgres_shop
):
    _, joiner, connection = joined
    app, place = app_of(url, joined, postgres_shop), (joiner.scope, connection.id)

    async def queued():
        async with app.open_async():
            await put_all(app, [(joiner.scope, uuid7()), place])
            await put_all(app, [place, (joiner.scope, uuid7())])
            await asyncio.to_thread(put_in_thread, url, place)
            first = await app.job_manager.fetch_job(["sync"], await app.job_manager.register_worker())
            return [job.lock for job in await app.job_manager.list_jobs_async(queue="sync")], first

    locks, first = asyncio.run(queued())
    assert (len(locks), locks.count(str(connection.id)), first.lock) == (4, 2, str(connection.id))
    work_off(url, joined, postgres_shop)


def put_in_thread(url, place):
    queue = open_queue(url)
    put_heard(queue, place)
    queue.close()


def test_webhooks_wake_one_job_for_their_connection(url, joined, postgres_shop):
    joiners, joiner, connection = joined
    with heralding(url, joiners, Bus()) as herald:
        for _ in range(50):
            herald.hear(joiner.scope, connection.id)
    assert waiting_jobs(url) == [{"tenant_id": str(joiner.scope), "connection_id": str(connection.id)}]
    work_off(url, joined, postgres_shop)


def waiting_jobs(url):
    queue = open_queue(url)
    waiting = [job.task_kwargs for job in queue.job_manager.list_jobs(queue="sync")]
    queue.close()
    return [told for told in waiting if "connection_id" in told]


def test_what_is_sold_here_is_sent_to_every_joined_shop_without_waiting_for_a_look_around(
    url, joined, shop, postgres_shop
):
    joiners, joiner, connection = joined
    work = work_of(joiners, postgres_shop)
    while work.due():
        work.synchronise(str(joiner.scope), str(connection.id))
    bus = Bus()
    store = open_shop(postgres_shop, bus)
    with heralding(url, joiners, bus):
        sell(store, joiner.scope)
    assert waiting_jobs(url) == [{"tenant_id": str(joiner.scope), "connection_id": str(connection.id)}]
    (record,) = shop.records.values()
    before = record["stock_quantity"]
    work_off(url, joined, postgres_shop)
    assert record["stock_quantity"] == before - 1


def sell(store, scope):
    place_id = own_place(store, scope).id
    adjust_stock(store, scope, StockAdjustment(uuid7(), "BOLT", place_id, -1, MovementReason.SALE))


def test_what_is_no_concern_of_joined_shops_wakes_nobody(url, joined, postgres_shop):
    joiners, joiner, connection = joined
    bus = Bus()
    store = open_shop(postgres_shop, bus)
    with heralding(url, joiners, bus):
        store.write(
            joiner.scope, lambda shop: shop.connections.move_cursor(SyncCursor(connection.id, "x", "1", NOON))
        )
    assert waiting_jobs(url) == []


def test_the_embedded_server_sends_a_sale_and_reads_a_shop_just_joined_at_once(sqlite_database, shop):
    bus = Bus()
    store = open_shop(sqlite_database, bus)
    joiners, joiner = a_company(store)
    intake = Intake(store, joiner.secrets, joiner.clock, lambda _: "")
    (record,) = shop.records.values()
    before = record["stock_quantity"]
    with embedded(joiners, sqlite_database, intake, idle_workshop(store), bus):
        join_shop(joiner, shop)
        until(lambda: skus(joiner) == ["BOLT"], "the shop is read")
        sell(store, joiner.scope)
        until(lambda: record["stock_quantity"] == before - 1, "the shop has heard of the sale")


def test_webhooks_that_are_missing_disabled_or_misdirected_are_mended(sqlite_database):
    platform = FakePlatform(a_remote(1))
    joined = join(sqlite_database, platform)
    link = replace(joined.link, hooks=Hooks("https://varai.example/webhooks/x/y", "s"))
    first = run_once(link, RunKind.WEBHOOKS)
    assert first.counts == {"hooks_made": 2}
    platform.hooks[0] = replace(platform.hooks[0], is_active=False)
    platform.hooks[1] = replace(platform.hooks[1], address="https://old.example")
    assert run_once(link, RunKind.WEBHOOKS).counts == {"hooks_mended": 2}
    platform.hooks.append(replace(platform.hooks[0], id="double"))
    del platform.hooks[1]
    assert run_once(link, RunKind.WEBHOOKS).counts == {"hooks_made": 1, "hooks_removed": 1}
    assert run_once(link, RunKind.WEBHOOKS).counts == {}


def test_a_mirror_that_nobody_can_reach_makes_no_webhooks(sqlite_database):
    platform = FakePlatform(a_remote(1))
    joined = join(sqlite_database, platform)
    run_once(joined.link, RunKind.WEBHOOKS)
    assert platform.hooks == []
