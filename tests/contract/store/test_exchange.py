from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.domain.errors import AlreadyThere, UnusableRecord
from app.domain.exchange import (
    ConnectionStatus,
    ExternalReference,
    InboxStatus,
    Platform,
    PlatformConnection,
    ReferenceKind,
    SyncCursor,
    WebhookEvent,
)
from tests.fakes.tenants import NOON, a_message, a_product

SHOPIFY = Platform.SHOPIFY
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def connection(store, scope):
    connection = PlatformConnection(uuid7(), SHOPIFY, "nord.example", "Nord", "secret:nord")
    store.write(scope, lambda shop: shop.connections.add(connection))
    return connection


def due(store, scope, part, moment=NOON):
    with store.reading(scope) as shop:
        return [found.id for found in getattr(shop, part).due(moment, 10)]


def append(store, scope, *messages):
    store.write(scope, lambda shop: [shop.outbox.append(message) for message in messages])


def test_messages_of_one_thing_leave_one_after_the_other(store, scope):
    first, second, third = a_message(one := uuid7()), a_message(one), a_message(uuid7())
    append(store, scope, first, second, third)
    assert due(store, scope, "outbox") == [first.id, third.id]
    store.write(scope, lambda shop: shop.outbox.acknowledge([first.id]))
    assert due(store, scope, "outbox") == [second.id, third.id]


def test_a_postponed_message_holds_back_the_ones_behind_it(store, scope):
    first, second = a_message(one := uuid7()), a_message(one)
    append(store, scope, first, second)
    store.write(scope, lambda shop: shop.outbox.postpone(first.id, LATER, "offline"))
    assert due(store, scope, "outbox") == []
    with store.reading(scope) as shop:
        (waiting,) = shop.outbox.due(LATER, 10)
    assert (waiting.id, waiting.attempts, waiting.reason) == (first.id, 1, "offline")


def test_a_quarantined_message_lets_the_others_pass_but_stays_counted(store, scope):
    first, second = a_message(one := uuid7()), a_message(one)
    append(store, scope, first, second)
    store.write(scope, lambda shop: shop.outbox.quarantine(first.id, "refused"))
    assert due(store, scope, "outbox") == [second.id]
    with store.reading(scope) as shop:
        assert shop.outbox.unsent_count() == 2


def test_a_message_keeps_its_payload(store, scope):
    append(
        store, scope, message := replace(a_message(uuid7()), payload={"n": [1, None, "ü"], "x": {"y": 2.5}})
    )
    with store.reading(scope) as shop:
        assert shop.outbox.due(NOON, 1) == (message,)


def a_delivery(connection, key="k1", body=b'{"id":1}'):
    return WebhookEvent(uuid7(), connection.id, key, "products/update", body, NOON)


def test_a_delivery_counts_once(store, scope, connection):
    receive = lambda: store.write(scope, lambda shop: shop.inbox.receive(a_delivery(connection))).result  # noqa: E731 - said twice below
    assert (receive(), receive()) == (True, False)
    assert len(due(store, scope, "inbox")) == 1


def test_a_delivery_is_kept_byte_for_byte_postponed_settled_and_replayed(store, scope, connection):
    event = a_delivery(connection, body=bytes(range(256)))
    store.write(scope, lambda shop: shop.inbox.receive(event))
    with store.reading(scope) as shop:
        assert shop.inbox.due(NOON, 1) == (event,)
    store.write(scope, lambda shop: shop.inbox.postpone(event.id, LATER, "busy"))
    assert (due(store, scope, "inbox"), due(store, scope, "inbox", LATER)) == ([], [event.id])
    store.write(scope, lambda shop: shop.inbox.settle(event.id, InboxStatus.DEAD, "gone"))
    assert due(store, scope, "inbox", LATER) == []
    store.write(scope, lambda shop: shop.inbox.settle(event.id, InboxStatus.PENDING))
    assert due(store, scope, "inbox") == [event.id]


def test_a_cursor_moves(store, scope, connection):
    for position in ("a", "b"):
        cursor = SyncCursor(connection.id, "products", position, NOON)
        store.write(scope, lambda shop, cursor=cursor: shop.connections.move_cursor(cursor))
    with store.reading(scope) as shop:
        assert shop.connections.cursor(connection.id, "products") == "b"
        assert shop.connections.cursor(connection.id, "stock") is None


def test_a_connection_is_saved_with_its_policy(store, scope, connection):
    changed = replace(connection, status=ConnectionStatus.NEEDS_OWNER, policy={"title": "platform"})
    store.write(scope, lambda shop: shop.connections.save(changed))
    with store.reading(scope) as shop:
        assert shop.connections.get(connection.id) == changed
        assert shop.connections.all() == (changed,)


def test_a_secret_itself_cannot_be_kept(store, scope):
    leaky = PlatformConnection(uuid7(), SHOPIFY, "x.example", "X", "shpat_0123456789")
    with pytest.raises(UnusableRecord):
        store.write(scope, lambda shop: shop.connections.add(leaky))


@pytest.fixture
def product_ids(store, scope):
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA"), a_product("NORD")]))
    with store.reading(scope) as shop:
        return [shop.products.by_code(code).id for code in ("ALBA", "NORD")]


def reference(object_id, external_id="9007199254740993"):
    return ExternalReference(SHOPIFY, "nord.example", ReferenceKind.PRODUCT, external_id, object_id)


def test_an_external_id_names_one_thing_each_way(store, scope, product_ids):
    alba, nord = product_ids
    bind = lambda found: store.write(scope, lambda shop: shop.references.put([found]))  # noqa: E731 - said thrice below
    bind(reference(alba))
    bind(reference(nord))
    with store.reading(scope) as shop:
        ids = shop.references.find(SHOPIFY, "nord.example", ReferenceKind.PRODUCT, ["9007199254740993", "?"])
        assert ids == {"9007199254740993": nord}
        assert shop.references.of(ReferenceKind.PRODUCT, alba) == ()
    with pytest.raises(AlreadyThere):
        bind(reference(nord, "other"))


def test_a_binding_can_be_undone(store, scope, product_ids):
    store.write(scope, lambda shop: shop.references.put([reference(product_ids[0])]))
    key = (SHOPIFY, "nord.example", ReferenceKind.PRODUCT, "9007199254740993")
    store.write(scope, lambda shop: shop.references.unbind(*key))
    with store.reading(scope) as shop:
        assert shop.references.of(ReferenceKind.PRODUCT, product_ids[0]) == ()
