"""`POST /webhooks/{platform}/{connection}` on both databases, with deliveries as WooCommerce signs them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from uuid6 import uuid7

from app.domain.exchange import InboxStatus, Platform, PlatformConnection
from sync.platforms.port import InvalidSignature
from sync.runs.connection_secrets import ConnectionSecrets, secret_name
from sync.server.hook_address import address_name
from sync.server.intake import Intake
from tests.fakes.server import RunningServer

VECTORS = json.loads(
    (Path(__file__).parents[2] / "unit/sync/platforms/data/signature_vectors.json").read_text()
)
SECRET, OLD = "newest & <secret>", "older"
BODY = b'{"id":17,"name":"Caf\\u00e9","permalink":"https:\\/\\/shop.example"}'


@pytest.fixture
def server(database):
    return RunningServer(database)


@pytest.fixture
def connection(server):
    tenant = server.tenant("nord")
    made = PlatformConnection(uuid7(), Platform.WOOCOMMERCE, "https://shop.example", "Nord", "secret:x")
    server.store.write(tenant, lambda shop: shop.connections.add(made))
    server.secrets.put(secret_name(made.id), ConnectionSecrets({}, (SECRET, OLD)).as_text())
    return tenant, made


def signed(body, secret=SECRET, topic="product.updated", **more):
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    return {"X-WC-Webhook-Signature": signature, "X-WC-Webhook-Topic": topic, "X-WC-Webhook-ID": "3"} | more


def deliver(server, connection, body=BODY, headers=None, platform="woocommerce"):
    tenant, made = connection
    path = f"/webhooks/{platform}/{address_name(tenant, made.id)}"
    return server.client.post(path, content=body, headers=signed(body) if headers is None else headers)


def kept(server, connection, status=InboxStatus.PENDING):
    tenant, made = connection
    with server.store.reading(tenant) as shop:
        return shop.inbox.of_connection(made.id, status, 99)


def test_a_signed_delivery_is_kept_as_it_came_and_answered(server, connection):
    answer = deliver(server, connection)
    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "reason": "stored",
        "processingTime": answer.json()["processingTime"],
    }
    (event,) = kept(server, connection)
    assert (event.body, event.topic, tuple(event.hint)) == (BODY, "product.updated", ("product", "17"))


def test_the_same_delivery_twice_counts_once(server, connection):
    assert deliver(server, connection).json()["reason"] == "stored"
    assert deliver(server, connection).json()["reason"] == "duplicate"
    assert len(kept(server, connection)) == 1


def test_two_products_of_one_second_and_hook_are_both_kept(server, connection):
    """WooCommerce gives them the same delivery id."""
    for body in (b'{"id":1}', b'{"id":2}'):
        deliver(server, connection, body, signed(body, **{"X-WC-Webhook-Delivery-ID": "same"}))
    assert len(kept(server, connection)) == 2


def test_while_a_secret_is_replaced_both_count(server, connection):
    assert deliver(server, connection, headers=signed(BODY, OLD)).status_code == 200
    _, made = connection
    server.secrets.put(secret_name(made.id), ConnectionSecrets({}, ("third", SECRET)).as_text())
    body = b'{"id":18}'
    assert deliver(server, connection, body, signed(body, "third")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [signed(BODY, "guessed"), signed(BODY + b" "), {}, signed(BODY, "")],
)
def test_a_wrong_signature_is_refused_counted_and_nothing_is_kept(server, connection, headers):
    answer = deliver(server, connection, headers=headers)
    assert answer.status_code == 401
    assert (answer.json()["reason"], answer.json()["success"]) == ("INVALID_SIGNATURE", False)
    assert kept(server, connection) == ()
    assert 'varai_webhooks_total{outcome="invalid_signature",platform="woocommerce"} 1.0' in (
        server.client.get("/metrics").text
    )


def test_woocommerces_unsigned_greeting_is_answered_and_not_processed(server, connection):
    answer = deliver(
        server, connection, b"webhook_id=3", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 200
    assert kept(server, connection) == ()


def test_an_unknown_topic_is_kept_and_ignored(server, connection):
    answer = deliver(server, connection, headers=signed(BODY, topic="order.created"))
    assert answer.json()["reason"] == "ignored"
    assert kept(server, connection)[0].hint is None


def test_what_names_no_connection_is_answered_as_missing(server, connection):
    tenant, _ = connection
    for name in ("x", address_name(tenant, uuid7()), "é" * 43, "A" * 43):
        answer = server.client.post(f"/webhooks/woocommerce/{name}", content=BODY, headers=signed(BODY))
        assert answer.status_code == 404
    assert server.client.post("/webhooks/ebay/x", content=BODY).status_code == 422


def test_a_body_that_is_too_large_is_refused_before_it_is_read(server, connection):
    body = b"x" * (2 << 20)
    assert deliver(server, connection, body).status_code == 413


def test_a_neighbours_name_for_the_connection_opens_nothing(server, connection):
    """The connection is ours, the company in the address another."""
    _, made = connection
    other = server.tenant("sued")
    path = f"/webhooks/woocommerce/{address_name(other, made.id)}"
    answer = server.client.post(path, content=BODY, headers=signed(BODY))
    assert answer.status_code == 404
    assert kept(server, connection) == ()


def test_guessing_gets_slow(server, connection):
    codes = [deliver(server, connection, headers=signed(BODY, str(n))).status_code for n in range(305)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert deliver(server, connection).status_code == 200


def test_adobes_question_before_it_sends_is_answered(server, connection):
    tenant, made = connection
    name = address_name(tenant, made.id)
    answer = server.client.get(f"/webhooks/magento/{name}", params={"challenge": "8ec8d794-e0ab"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "8ec8d794-e0ab"})
    assert server.client.get(f"/webhooks/woocommerce/{name}", params={"challenge": "1"}).status_code == 404
    assert server.client.get(f"/webhooks/magento/{name}", params={"challenge": "<b>"}).status_code == 422
    assert server.client.get("/webhooks/magento/x", params={"challenge": "1"}).status_code == 404


def test_events_that_adobe_signs_with_the_key_it_serves_are_kept(server, connection):
    one = next(one for one in VECTORS if one["platform"] == "adobe-io-events")
    tenant, made = connection
    server.secrets.put(secret_name(made.id), ConnectionSecrets({"client_id": "abc"}, (SECRET,)).as_text())
    asked = []

    def public_key(address):
        asked.append(address)
        return one["public_key"]

    intake = Intake(server.store, server.secrets, server.clock, public_key)
    name, body = address_name(tenant, made.id), one["body"].encode()
    for expected in ("stored", "duplicate"):
        taken = asyncio.run(intake.take(Platform.MAGENTO, name, body, one["headers"]))
        assert taken.what == expected
    assert asked == ["https://static.adobeioevents.com/prod/keys/pub-key-test.pem"]
    with pytest.raises(InvalidSignature):
        asyncio.run(intake.take(Platform.MAGENTO, name, body.replace(b"EYE-1", b"EYE-2"), one["headers"]))
