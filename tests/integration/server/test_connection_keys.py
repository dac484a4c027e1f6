"""Other keys for a joined shop over HTTP, and parting with one that tells us of changes."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest

from app.domain.access import BuiltInRole
from app.domain.exchange import ConnectionStatus, Platform
from sync.runs.connection_secrets import ConnectionSecrets
from sync.runs.counts import Counts
from sync.runs.joining import NewConnection
from sync.runs.subscriptions import mend_subscriptions
from sync.server.synchronising import TenantJoiners
from tests.fakes.server import RunningServer
from tests.fakes.shops.certificate import make_certificate
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop

KEYS = credentials_of(Platform.WOOCOMMERCE)
RENEWED = {"key": "ck_renewed", "secret": "cs_renewed"}


@pytest.fixture
def certificate(tmp_path):
    return make_certificate(tmp_path / "shop.pem")


@pytest.fixture
def shop(certificate):
    """Over https, in the server's own network."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    shop = WooShop()
    with serving(shop, context):
        yield shop


@pytest.fixture
def server(sqlite_database):
    return RunningServer(sqlite_database, near_shops=["127.0.0.1"], public_url="https://varai.example")


@pytest.fixture
def joiner(server, tenant):
    """As the server's own synchronising has it."""
    joiners = TenantJoiners(
        server.store, server.secrets, server.clock, server.parts.settings.public_url, ("127.0.0.1",)
    )
    return joiners.of(tenant)


@pytest.fixture
def connection(joiner, shop, certificate):
    return joiner.add(
        NewConnection(Platform.WOOCOMMERCE, shop.address, "Nord", KEYS, ca_file=certificate), {}
    )


def give(server, person, connection, keys, **headers):
    path = f"/v1/connections/{connection.id}"
    seen = headers or {"if_match": server.ask(person, "GET", path).headers["ETag"]}
    return server.ask(person, "PUT", f"{path}/keys", {"credentials": keys}, **seen)


def wait_for_owner(server, tenant, connection):
    waiting = replace(connection, status=ConnectionStatus.NEEDS_OWNER)
    server.store.write(tenant, lambda shop: shop.connections.save(waiting))


def test_keys_are_changed_and_never_shown(server, tenant, owner, joiner, connection, shop):
    wait_for_owner(server, tenant, connection)
    shop.keys = {RENEWED["key"]: RENEWED["secret"]}
    joiner.keep_secrets(connection, ConnectionSecrets(KEYS, ("signs",)))
    given = give(server, owner, connection, RENEWED)
    assert (given.status_code, given.json()["status"]) == (200, "active")
    assert joiner.secrets_of(connection) == ConnectionSecrets(RENEWED, ("signs",))
    trail = server.ask(owner, "GET", "/v1/audit").text
    assert "has_other_keys" in trail
    assert not [one for one in RENEWED.values() if one in given.text + trail]


def test_keys_that_the_shop_refuses_are_not_kept(server, owner, joiner, connection):
    refused = give(server, owner, connection, RENEWED)
    assert (refused.status_code, refused.json()["reason"]) == (409, "needs_owner")
    assert "does not accept the key" in refused.json()["detail"]
    assert joiner.secrets_of(connection).credentials == KEYS


@pytest.mark.parametrize(
    ("keys", "headers", "status"),
    [
        ({"key": "ck_renewed"}, {}, 422),
        (RENEWED, {"if_match": '"stale"'}, 412),
        (RENEWED, {"accept": "*/*"}, 428),
    ],
)
def test_the_shop_is_not_asked_in_vain(server, owner, connection, shop, keys, headers, status):
    assert give(server, owner, connection, keys, **headers).status_code == status
    assert shop.requests == []


def test_nobody_gives_keys_to_the_shop_of_another_company(server, connection, shop):
    stranger = server.person(server.tenant("sued"), BuiltInRole.TENANT_OWNER)
    assert give(server, stranger, connection, RENEWED, if_match="*").status_code == 404
    assert shop.requests == []


def test_parting_ends_the_webhooks_that_the_server_had_made(server, owner, joiner, connection, shop):
    with joiner.link(connection) as link:
        mend_subscriptions(link, Counts())
    assert shop.hooks
    assert server.change(owner, "DELETE", f"/v1/connections/{connection.id}").status_code == 204
    assert shop.hooks == {}
