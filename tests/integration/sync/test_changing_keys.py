"""Other keys for a joined shop: tried first, then kept without parting; and what parting leaves at the shop."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from app.domain.errors import NeedsOwner, Unknown, UnusableRecord
from app.domain.exchange import ConnectionStatus, Platform
from app.domain.syncing import RunKind
from sync.platforms.opening import verifier_of
from sync.platforms.values import Credentials
from sync.runs.attending import SyncWorker
from sync.runs.connection import run_once
from sync.runs.connection_secrets import ConnectionSecrets
from tests.fakes.served_shop import served_shop
from tests.fakes.shops.serving import Fault
from tests.fakes.shops.shopify.shop import CLIENT_ID
from tests.fakes.shops.simulated import credentials_of

HERE = "https://varai.example/webhooks/x/y"
RENEWED = {"key": "ck_renewed", "secret": "cs_renewed"}


@pytest.fixture
def woo(sqlite_database):
    with served_shop(sqlite_database, Platform.WOOCOMMERCE) as joined:
        joined.shop.add("BOLT")
        yield joined


@pytest.fixture
def shopify(sqlite_database):
    with served_shop(sqlite_database, Platform.SHOPIFY) as joined:
        yield joined


@pytest.fixture(params=[Platform.WOOCOMMERCE, Platform.SHOPIFY, Platform.BIGCOMMERCE], ids=str)
def at_server(sqlite_database, request):
    """Joined at a server, which the shop tells of changes."""
    with served_shop(sqlite_database, request.param) as joined:
        joined.joiner = replace(joined.joiner, hook_address=lambda _: HERE)
        with joined.link() as link:
            run_once(link, RunKind.WEBHOOKS)
        yield joined


def now(joined):
    with joined.joiner.store.reading(joined.joiner.scope) as shop:
        return shop.connections.get(joined.connection.id)


def change(joined, keys):
    joined.joiner.try_keys(joined.connection, keys)
    joined.joiner.store.write(
        joined.joiner.scope, lambda shop: joined.joiner.keep_keys(shop, joined.connection.id, keys)
    )


def addresses(joined):
    with joined.link() as link:
        return {one.address for one in link.adapter.subscriptions()}


def test_a_shop_that_needed_its_owner_is_tried_at_once_with_its_new_keys(woo):
    worker = SyncWorker(lambda: (woo.joiner,), woo.database, lambda _: None)
    woo.shop.keys = {RENEWED["key"]: RENEWED["secret"]}
    for _ in range(4):
        worker.pull()
        woo.clock.advance(3600)
    worker.pull()
    assert now(woo).status is ConnectionStatus.NEEDS_OWNER
    change(woo, RENEWED)
    assert now(woo).status is ConnectionStatus.ACTIVE
    worker.pull()
    assert woo.product("BOLT").content.name == "Frame BOLT"


def test_what_signs_the_webhooks_stays_when_keys_change(woo):
    woo.joiner.keep_secrets(
        woo.connection, ConnectionSecrets(credentials_of(Platform.WOOCOMMERCE), ("s2", "s1"))
    )
    woo.shop.keys = {RENEWED["key"]: RENEWED["secret"]}
    change(woo, RENEWED)
    assert woo.joiner.secrets_of(woo.connection) == ConnectionSecrets(RENEWED, ("s2", "s1"))


def test_keys_that_the_shop_refuses_change_nothing(woo):
    with pytest.raises(NeedsOwner):
        change(woo, RENEWED)
    assert woo.joiner.secrets_of(woo.connection).credentials == credentials_of(Platform.WOOCOMMERCE)


def test_keys_that_are_missing_are_named_without_asking_the_shop(woo):
    asked = len(woo.shop.requests)
    with pytest.raises(UnusableRecord, match="secret \\(Consumer secret"):
        change(woo, {"key": "ck_renewed"})
    assert len(woo.shop.requests) == asked


def test_a_paused_connection_stays_paused(woo):
    paused = replace(woo.connection, status=ConnectionStatus.PAUSED)
    woo.joiner.store.write(woo.joiner.scope, lambda shop: shop.connections.save(paused))
    change(woo, credentials_of(Platform.WOOCOMMERCE))
    assert now(woo).status is ConnectionStatus.PAUSED


def test_of_a_connection_that_was_removed_meanwhile_no_keys_are_kept(woo):
    woo.joiner.remove(woo.connection)
    with pytest.raises(Unknown):
        change(woo, credentials_of(Platform.WOOCOMMERCE))
    with pytest.raises(NeedsOwner, match="enter them again"):
        woo.joiner.secrets_of(woo.connection)


def test_a_delivery_under_way_still_counts_when_the_applications_secret_is_replaced(shopify):
    with shopify.link() as link:
        link.adapter.subscribe("products/update", HERE, "")
    product = shopify.shop.add("BOLT")
    shopify.shop.flush()
    shopify.shop.edit(product, title="Bolt II")
    (under_way, *_) = shopify.shop.flush()
    shopify.shop.client_secret = "shpss_renewed"
    change(shopify, {"client_id": CLIENT_ID, "client_secret": "shpss_renewed"})
    kept = shopify.joiner.secrets_of(shopify.connection)
    verifier = verifier_of(Platform.SHOPIFY, Credentials(kept.credentials))
    assert verifier.verify(under_way.body, under_way.headers, kept.of_webhooks, shopify.clock.now())


def test_a_token_that_was_got_with_the_old_keys_is_not_used_with_new_ones(shopify):
    """Another program changes the keys while this one runs."""
    with shopify.link() as link:
        link.adapter.check()
    shopify.shop.tokens = {"shpat_new": shopify.shop.clock.now()}
    renewed = {"access_token": "shpat_new", "client_secret": "shpss_renewed"}
    shopify.joiner.keep_secrets(shopify.connection, ConnectionSecrets(renewed))
    with shopify.link() as link:
        assert not link.adapter.check().missing_rights


def test_parting_ends_our_webhooks_and_no_others(at_server):
    with at_server.link() as link:
        link.adapter.subscribe(link.adapter.wanted_topics()[0], "https://other.example/hook", "s")
    assert addresses(at_server) == {HERE, "https://other.example/hook"}
    at_server.joiner.remove(at_server.connection)
    keys = credentials_of(at_server.connection.platform)
    at_server.joiner.keep_secrets(at_server.connection, ConnectionSecrets(keys))
    assert addresses(at_server) == {"https://other.example/hook"}


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.RESET, Fault.NOT_JSON])
def test_a_shop_that_is_away_does_not_stop_the_parting(at_server, fault, caplog):
    at_server.shop.faults.add(fault, times=1000)
    asked = len(at_server.shop.requests)
    at_server.joiner.remove(at_server.connection)
    assert len(at_server.shop.requests) == asked + 1
    with pytest.raises(Unknown):
        now(at_server)
    (line,) = [record for record in caplog.records if record.message == "webhooks_left_behind"]
    assert line.levelno == logging.WARNING
    said = caplog.text + line.reason
    assert not [s for s in credentials_of(at_server.connection.platform).values() if s in said]


def test_a_shop_that_refuses_our_keys_does_not_stop_the_parting(woo):
    woo.shop.keys = {}
    replace(woo.joiner, hook_address=lambda _: HERE).remove(woo.connection)
    with pytest.raises(Unknown):
        now(woo)


def test_a_mirror_that_parts_with_a_shop_asks_it_nothing(woo):
    asked = len(woo.shop.requests)
    woo.joiner.remove(woo.connection)
    assert len(woo.shop.requests) == asked
