"""Adobe Commerce's journal: what it tells waits in the inbox, and is worked off like the deliveries of webhooks."""

from __future__ import annotations

import pytest
from uuid6 import uuid7

from app.domain.exchange import InboxStatus, Platform
from app.domain.syncing import RunKind, RunOutcome
from app.domain.tenancy import Store
from sync.runs.connection import run_once
from sync.runs.joining import Joiner, NewConnection
from tests.fakes.clock import ManualWallClock
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.magento.adobe import (
    CLIENT_ID,
    CLIENT_SECRET,
    JOURNAL,
    ORGANIZATION,
    TENANT,
    AdobeCloudShop,
)
from tests.fakes.shops.magento.shop import MagentoShop
from tests.fakes.shops.serving import serving
from tests.fakes.tenants import NOON, add_tenant, open_shop


@pytest.fixture
def shop():
    shop = AdobeCloudShop()
    with serving(shop):
        yield shop


@pytest.fixture
def joined(database, shop):
    """(joiner, connection)"""
    store = open_shop(database)
    scope = add_tenant(store, "nord")
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    store.write(scope, lambda repositories: repositories.places.add_store(place))
    joiner = Joiner(
        store, scope, RememberedSecrets(), ManualWallClock(NOON), quick_line(), may_ask_loopback=True
    )
    keys = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "sign_in_address": shop.address,
        "journal": shop.address + JOURNAL,
        "organization_id": ORGANIZATION,
    }
    wanted = NewConnection(Platform.MAGENTO, shop.address + TENANT, "Nord", keys)
    return joiner, joiner.add(wanted, {"default": place.id})


@pytest.fixture
def link(joined):
    joiner, connection = joined
    with joiner.link(connection) as opened:
        yield opened


def run(link, *kinds):
    done = [run_once(link, kind) for kind in kinds]
    assert [one.outcome for one in done] == [RunOutcome.DONE] * len(done), [one.reason for one in done]
    return done[-1].counts


def shown(link, sku):
    with link.store.reading(link.scope) as shop:
        product = shop.products.by_sku(sku)
        variant = next(one for one in product.content.variants if one.sku == sku)
        return product.content.status, [price.money.amount_minor for price in variant.prices]


def test_what_no_clock_tells_is_heard_of_by_the_journal(link, shop):
    number = shop.add("ONE", price="100")
    for _ in range(2):  # the second one begins after the product's last change
        shop.clock.advance(3600)
        run(link, RunKind.PULL)
    shop.set_base_price(number, 77.0)
    shop.journal.note("observer.catalog_product_save_commit_after", {"sku": "ONE"})
    assert run(link, RunKind.PULL)["noted"] == 1
    assert run(link, RunKind.PULL).get("noted", 0) == 0
    assert shown(link, "ONE")[1] == [10000]
    run(link, RunKind.EVENTS)
    assert shown(link, "ONE")[1] == [7700]
    with link.store.reading(link.scope) as repositories:
        assert repositories.inbox.counts(link.id) == {InboxStatus.DONE: 1}


def test_a_day_of_runs_asks_for_each_token_once(joined, shop):
    joiner, connection = joined
    for _ in range(3):
        with joiner.link(connection) as link:
            run(link, RunKind.PULL)
    assert len(shop.sign_in.tokens) == 2


def test_a_product_deleted_there_disappears_here_at_once(link, shop):
    number = shop.add("ONE")
    run(link, RunKind.PULL)
    shop.remove(number)
    assert run(link, RunKind.PULL, RunKind.EVENTS)["gone"] == 1


def test_a_variant_deleted_there_disappears_here_at_once(link, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    run(link, RunKind.PULL)
    shop.remove(parent - 1)
    run(link, RunKind.PULL, RunKind.EVENTS)
    assert [one.sku for one in variants(link, "MODEL-Black")] == ["MODEL-Black"]


def test_a_variant_deleted_alone_is_missed_by_the_clock_and_found_by_the_price_sweep(link, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    for _ in range(2):
        shop.clock.advance(3600)
        run(link, RunKind.PULL)
    MagentoShop.remove(shop, parent - 1)
    run(link, RunKind.PULL)
    assert [one.sku for one in variants(link, "MODEL-Black")] == ["MODEL-Black", "MODEL-Gold"]
    run(link, RunKind.PRICES)
    assert [one.sku for one in variants(link, "MODEL-Black")] == ["MODEL-Black"]
    asked = len(shop.requests)
    run(link, RunKind.PRICES)
    assert len(shop.requests) == asked + 1


def variants(link, sku):
    with link.store.reading(link.scope) as shop:
        return shop.products.by_sku(sku).content.variants


def test_a_journal_that_fails_keeps_no_product_from_us(link, shop):
    shop.add("ONE", price="100")
    shop.sign_in.granted.discard("adobeio_api")
    done = run_once(link, RunKind.PULL)
    assert (done.outcome, done.counts["added"]) == (RunOutcome.NEEDS_OWNER, 1)
    assert "invalid_scope" in done.reason
    assert shown(link, "ONE")[1] == [10000]
