"""Sites built as jobs in PostgreSQL, by any worker on any machine."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

import pytest

from app.bus import Bus
from app.domain.access import Actor, Permission
from app.domain.storefront import BuildStage
from app.pages.publish.shelf import SiteShelves
from app.services.audited_act import Acting
from app.services.site_orders import SiteOrders
from sync.server.jobs import heralding, make_room, open_queue, worker_app
from sync.server.run import work_off
from sync.server.sites.workshop import SiteWorkshop
from sync.server.synchronising import TenantJoiners
from tests.fakes.clock import ManualWallClock
from tests.fakes.pages import SHIPPED, a_builder, settings
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.tenants import add_tenant, open_shop


@pytest.fixture
def url(postgres_server, migrated_postgres):
    make_room(postgres_server.url(migrated_postgres, "shop_owner"))
    return postgres_server.url(migrated_postgres, "shop_server")


@pytest.fixture(scope="module")
def builder():
    with a_builder() as builder:
        yield builder


def test_an_order_wakes_one_job_and_what_nobody_woke_is_found_by_the_look_around(
    url, postgres_shop, builder, tmp_path
):
    store = open_shop(postgres_shop)
    companies = [add_tenant(store, slug) for slug in ("ost", "west")]
    workshop = SiteWorkshop(store, SiteShelves(tmp_path), lambda: nullcontext(builder))
    joiners = TenantJoiners(store, RememberedSecrets(), ManualWallClock(), "https://x")

    def work():
        asyncio.run(work_off(worker_app(url, joiners, postgres_shop, workshop), 1, until_empty=True))

    runs = [SiteOrders(store, SHIPPED).order(who(scope), settings()) for scope in companies]
    with heralding(url, joiners, Bus()) as herald:
        for _ in range(3):
            herald.hear_of_site(companies[0])
    queue = open_queue(url)
    assert [job.task_kwargs for job in queue.job_manager.list_jobs(task="build_site")] == [
        {"tenant_id": str(companies[0])}
    ]
    queue.configure_task("look_around").defer(timestamp=0)
    queue.close()
    work()
    work()
    for scope, run in zip(companies, runs, strict=True):
        with store.reading(scope) as shop:
            assert shop.generated_stores.get(run.id).stage is BuildStage.DONE
        assert SiteShelves(tmp_path).of(scope).find(run.id)


def who(scope) -> Acting:
    return Acting(Actor(scope, frozenset({Permission.STORES_GENERATE})))
