"""Whatever a network does for however long: in the end both sides have the same, and everything counted once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from app.domain.errors import RetryLater
from app.domain.feeds import Stream
from app.domain.money import Money
from app.domain.products import Price
from app.domain.stock import MovementReason
from app.domain.tenancy import Setting
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.services.set_prices import set_prices
from sync.central.feeds import pull_feed
from sync.central.outbox import push_outbox
from tests.fakes.bad_network import FAULTS
from tests.fakes.tenants import a_product
from tests.unit.sync.central.conftest import make_pair

CODES = ("ALBA", "BORA", "CIMA")
products = st.sampled_from(CODES)
faults = st.lists(st.sampled_from(FAULTS), max_size=6)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), products, st.integers(1, 9)),
        st.tuples(st.just("price"), products, st.integers(1, 9)),
        st.tuples(st.just("archive"), products, st.just(0)),
        st.tuples(st.just("setting"), st.sampled_from("ab"), st.integers(1, 9)),
        st.tuples(st.just("sell"), products, st.integers(1, 3)),
        st.tuples(st.just("deliver"), products, st.integers(1, 3)),
        st.tuples(st.just("pull"), faults, st.integers(1, 3)),
        st.tuples(st.just("push"), faults, st.just(0)),
    ),
    max_size=25,
)
STREAMS = (Stream.CATALOGUE, Stream.PRICES, Stream.SETTINGS, Stream.STOCK)


def do(pair, deed, what, number):
    sold = pair.sold
    match deed:
        case "edit":
            content = a_product(what, "Black", "Red", name=f"Name {number}")
            pair.server.write(pair.scope, lambda shop: shop.product_writing.upsert([content]))
        case "price":
            with pair.server.reading(pair.scope) as shop:
                known = shop.products.variant_ids([f"{what}-Black"])
            if known and what not in pair.archived:
                new = {f"{what}-Black": (Price(Money(number * 100, "EUR")),)}
                pair.server.write(pair.scope, lambda shop: set_prices(shop, new))
        case "archive":
            pair.server.write(pair.scope, lambda shop: shop.product_writing.archive([what]))
        case "setting":
            pair.server.write(pair.scope, lambda shop: shop.settings.put(Setting(what, number)))
        case "sell":
            if move(pair, pair.mirror, what, -number, MovementReason.SALE):
                sold[what] = sold.get(what, 0) + number
        case "deliver":
            if move(pair, pair.server, what, number, MovementReason.DELIVERY):
                sold[what] = sold.get(what, 0) - number
        case "pull" | "push":
            attempt(pair, deed, what, number)


def move(pair, store, what, delta, reason):
    """Whether this side knows the frame."""
    with store.reading(pair.scope) as shop:
        known = shop.products.variant_ids([f"{what}-Red"])
    if known:
        adjust_stock(
            store, pair.scope, StockAdjustment(uuid7(), f"{what}-Red", pair.place.store_id, delta, reason)
        )
    return bool(known)


def attempt(pair, deed, faults, most_items):
    pair.network.faults(faults)
    pair.network.most_items = most_items or 2
    try:
        if deed == "push":
            push_outbox(pair.network, pair.place)
        for stream in STREAMS if deed == "pull" else ():
            pull_feed(pair.network, pair.place, stream)
    except RetryLater:
        pass
    pair.network.faults([])


def contents(store, scope):
    with store.reading(scope) as shop:
        found = shop.products.changed_since(0, 100)
        return {p.content.code: p.content for p in found}, shop.settings.effective()


@settings(max_examples=25)
@given(done=deeds)
def test_after_a_quiet_moment_both_sides_have_the_same_and_every_sale_counted_once(migrated_file, done):
    with tempfile.TemporaryDirectory() as folder:
        pair = make_pair(migrated_file, Path(folder))
        pair.sold, pair.archived = {}, set()
        try:
            for deed in done:
                do(pair, *deed)
            for deed in ("pull", "push", "pull"):
                attempt(pair, deed, [], 2)
            check(pair)
        finally:
            pair.close()


def check(pair):
    assert contents(pair.mirror, pair.scope) == contents(pair.server, pair.scope)
    with pair.server.reading(pair.scope) as server, pair.mirror.reading(pair.scope) as mirror:
        assert mirror.outbox.unsent_count() == 0
        reds = [f"{code}-Red" for code in CODES]
        ids, own_ids = server.products.variant_ids(reds), mirror.products.variant_ids(reds)
        for code in CODES:
            if f"{code}-Red" in ids:
                level = server.stock.level(ids[f"{code}-Red"], pair.place.store_id)
                assert -level == pair.sold.get(code, 0)
                assert mirror.stock.level(own_ids[f"{code}-Red"], pair.place.store_id) == level
        events = server.device_events.page(pair.place.device_id, 1000)
        assert len(events) == len({event.id for event in events})
    before = pair.network.requests
    attempt(pair, "push", [], 0)
    assert pair.network.requests == before
