from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from app.domain.errors import Unknown, UnusableRecord
from app.domain.events import Kind, StockChanged
from app.domain.stock import MovementReason, StockLevel, StockMovement
from app.domain.tenancy import Store
from app.services.adjust_stock import StockAdjustment, adjust_stock
from tests.fakes.tenants import NOON, a_product

numbers = count(1)


@pytest.fixture
def place(store, scope):
    place = Store(uuid7(), "1", "One", "UTC", "DE")
    store.write(scope, lambda shop: shop.places.add_store(place))
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product()]))
    return place.id


def sale(place, delta=-1, sku="ALBA-Black", **more):
    return StockAdjustment(uuid7(), sku, place, delta, MovementReason.SALE, **more)


def outbox(store, scope):
    with store.reading(scope) as shop:
        return shop.outbox.due(NOON, 100)


def test_an_adjustment_is_counted_and_leaves_word_in_the_same_transaction(store, scope, place, bus):
    heard = []
    bus.subscribe(heard.append)
    done = adjust_stock(store, scope, delivery := sale(place, 5))
    (message,) = outbox(store, scope)
    assert done.result == 5
    assert message.id == delivery.id
    assert (message.payload["sku"], message.payload["delta"]) == ("ALBA-Black", 5)
    assert StockChanged(scope, done.changes[Kind.STOCK]) in heard


def test_the_same_adjustment_again_counts_nothing_and_says_nothing(store, scope, place):
    delivery = sale(place, 5)
    adjust_stock(store, scope, delivery)
    again = adjust_stock(store, scope, delivery)
    assert (again.result, again.changes) == (5, {})
    assert len(outbox(store, scope)) == 1


@pytest.mark.parametrize("delta", [0, 10**7])
def test_an_adjustment_that_cannot_be_counted_leaves_no_word(store, scope, place, delta):
    with pytest.raises(UnusableRecord):
        adjust_stock(store, scope, sale(place, delta))
    assert outbox(store, scope) == ()


def test_an_unknown_sku_or_store_is_unknown(store, scope, place):
    with pytest.raises(Unknown):
        adjust_stock(store, scope, sale(place, sku="?"))
    with pytest.raises(Unknown):
        adjust_stock(store, scope, sale(uuid7()))
    assert outbox(store, scope) == ()


def test_the_last_pieces_of_a_colour_no_longer_offered_can_be_sold(store, scope, place):
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA", "Red")]))
    assert adjust_stock(store, scope, sale(place)).result == -1


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deltas=st.lists(st.integers(-5, 5).filter(bool), max_size=8), seed=st.integers(0, 99))
def test_movements_in_any_order_and_any_often_give_the_same_level(store, scope, place, deltas, seed):
    fresh = Store(uuid7(), f"S{next(numbers)}", "Fresh", "UTC", "DE")
    with store.reading(scope) as shop:
        variant_id = shop.products.variant_id("ALBA-Black")
    movements = [
        StockMovement(uuid7(), variant_id, fresh.id, delta, MovementReason.COUNT, NOON) for delta in deltas
    ] * 2
    random.Random(seed).shuffle(movements)

    def work(shop):
        shop.places.add_store(fresh)
        for movement in movements:
            shop.stock.move(movement)
        return shop.stock.level(variant_id, fresh.id), shop.stock.moved(variant_id, fresh.id)

    assert store.write(scope, work).result == (sum(deltas), sum(deltas))


def test_levels_are_listed_by_store_and_summed_for_a_listing(store, scope, place):
    second = Store(uuid7(), "2", "Two", "UTC", "DE")
    store.write(scope, lambda shop: shop.places.add_store(second))
    adjust_stock(store, scope, sale(place, 2))
    adjust_stock(store, scope, sale(second.id, 3))
    with store.reading(scope) as shop:
        variant_id = shop.products.variant_id("ALBA-Black")
        levels = {StockLevel(variant_id, place, 2), StockLevel(variant_id, second.id, 3)}
        assert set(shop.stock.levels([variant_id])) == levels
        product = shop.products.by_sku("ALBA-Black")
        for at_store, pieces in ((None, 5), (place, 2), (second.id, 3)):
            (frame,) = shop.listings.of_products([product.id], "EUR", at_store)
            assert frame.listing.variants[0].in_stock == pieces
