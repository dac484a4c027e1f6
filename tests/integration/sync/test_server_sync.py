"""The server's synchronising: jobs in PostgreSQL, webhooks mended, an event worked off soon after it came."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from uuid6 import uuid7

from app.domain.exchange import Platform
from app.domain.syncing import RunKind
from app.domain.tenancy import Store
from sync.runs.connection import run_once
from sync.runs.joining import Joiner, NewConnection
from sync.runs.link import Hooks
from sync.server.jobs import heralding, make_room, open_queue, put, worker_app
from sync.server.run import _work_off
from sync.server.synchronising import TenantJoiners
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


@pytest.fixture
def url(postgres_server, migrated_postgres):
    make_room(postgres_server.url(migrated_postgres, "shop_owner"))
    return postgres_server.url(migrated_postgres, "shop_server")


class OneCompany(TenantJoiners):
    """May ask shops on this machine."""

    def of(self, tenant_id):
        return self._known[tenant_id]


@pytest.fixture
def shop():
    shop = WooShop()
    shop.add("BOLT")
    with serving(shop):
        yield shop


@pytest.fixture
def joined(postgres_shop, shop):
    """(joiners, joiner, connection)"""
    store = open_shop(postgres_shop)
    scope = add_tenant(store, "nord")
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    store.write(scope, lambda repositories: repositories.places.add_store(place))
    secrets, clock = RememberedSecrets(), ManualWallClock(NOON)
    joiner = Joiner(store, scope, secrets, clock, quick_line(), may_ask_loopback=True)
    keys = credentials_of(Platform.WOOCOMMERCE)
    connection = joiner.add(
        NewConnection(Platform.WOOCOMMERCE, shop.address, "Nord", keys), {"shop": place.id}
    )
    return OneCompany(store, secrets, clock, "https://x", _known={scope: joiner}), joiner, connection


def work_off(url, joined, database):
    import asyncio

    workshop = idle_workshop(joined[0].store)
    asyncio.run(_work_off(worker_app(url, joined[0], database, workshop), 2, until_empty=True))


def skus(joiner):
    with joiner.store.reading(joiner.scope) as shop:
        return sorted(v.sku for p in shop.products.page(9) for v in p.content.variants)


def test_a_queued_job_synchronises_its_connection_and_waits_only_once(url, joined, postgres_shop):
    _, joiner, connection = joined
    queue = open_queue(url)
    assert put(queue, joiner.scope, connection.id, ["pull"])
    assert not put(queue, joiner.scope, connection.id, ["pull"])
    queue.close()
    work_off(url, joined, postgres_shop)
    assert skus(joiner) == ["BOLT"]


def test_what_a_killed_worker_had_in_hand_is_let_go_of(url, joined, postgres_shop):
    _, joiner, connection = joined
    queue = open_queue(url)
    put(queue, joiner.scope, connection.id, ["pull"])
    with psycopg.connect(url, options="-c search_path=jobs") as dead:
        dead.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'synchronise'")
    put(queue, joiner.scope, connection.id, ["pull"])
    queue.configure_task("let_go").defer(timestamp=0)
    work_off(url, joined, postgres_shop)
    queue.close()
    work_off(url, joined, postgres_shop)
    assert skus(joiner) == ["BOLT"]


def test_the_look_around_finds_everything_that_is_due(joined, postgres_shop):
    from sync.runs.attending import SyncWorker
    from sync.server.jobs import Work

    joiners, joiner, connection = joined
    worker = SyncWorker(joiners.all, postgres_shop, lambda _: None)
    work = Work(joiners, worker, idle_workshop(joiners.store))
    assert list(work.due()) == [(joiner.scope, connection.id, ["pull"])]
    work.synchronise(str(joiner.scope), str(connection.id), ["pull"])
    assert "pull" not in [kind for _, _, kinds in work.due() for kind in kinds]
    work.synchronise(str(joiner.scope), str(uuid7()), ["pull"])


def test_webhooks_wake_one_job_for_their_connection(url, joined, postgres_shop):
    _, joiner, connection = joined
    with heralding(url) as herald:
        for _ in range(50):
            herald.hear(joiner.scope, connection.id)
    queue = open_queue(url)
    waiting = [job.task_kwargs for job in queue.job_manager.list_jobs(queue="sync")]
    queue.close()
    assert [told["kinds"] for told in waiting if told["connection_id"] == str(connection.id)] == [["events"]]
    work_off(url, joined, postgres_shop)


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
