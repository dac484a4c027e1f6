from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from app.domain.errors import Unknown
from app.domain.events import CatalogueChanged, DataChanged, Kind
from app.domain.money import Money
from app.domain.products import (
    FrameSize,
    Model3d,
    ModelOrigin,
    Price,
    ProductImage,
    ProductOption,
    ProductStatus,
)
from app.services.import_catalogue import import_catalogue
from app.store.repositories.listings import ShopPlace
from app.store.repositories.product_writing import Upserted
from tests.fakes.shop import made_up_products
from tests.fakes.tenants import a_product


def upsert(store, scope, *contents):
    return store.write(scope, lambda shop: shop.product_writing.upsert(contents)).result


def by_code(store, scope, code):
    with store.reading(scope) as shop:
        return shop.products.by_code(code)


def test_a_product_is_read_as_it_was_written(store, scope):
    rich = a_product(
        "ALBA", "Black", "Red", description="Handmade", position=-3,
        options=(ProductOption("Lens", ("clear", "grey")),),
        images=(ProductImage("https://example.com/a.jpg", "front", "ALBA-Red"), ProductImage("https://example.com/b")),
    )  # fmt: skip
    dearer = replace(
        rich.variants[0],
        prices=(*rich.variants[0].prices, Price(Money(24900, "CHF"), 29900)),
        gtin="4012345678901",
    )
    rich = replace(
        rich,
        variants=(dearer, replace(rich.variants[1], size=None, finish=None, options=(("Lens", "grey"),))),
    )
    assert upsert(store, scope, rich) == Upserted(added=1)
    assert by_code(store, scope, "ALBA").content == rich


def test_an_unchanged_product_is_not_written_again(store, scope, bus):
    upsert(store, scope, a_product())
    before = by_code(store, scope, "ALBA")
    heard = []
    bus.subscribe(heard.append)
    assert upsert(store, scope, a_product()) == Upserted(unchanged=1)
    assert by_code(store, scope, "ALBA") == before
    assert heard == []


def test_a_changed_product_keeps_its_ids_and_raises_the_revision(store, scope):
    upsert(store, scope, a_product("ALBA", "Black", "Red"))
    before = by_code(store, scope, "ALBA")
    assert upsert(store, scope, a_product("ALBA", "Black", "Red", name="Alba II")) == Upserted(changed=1)
    after = by_code(store, scope, "ALBA")
    assert (after.id, after.variant_ids) == (before.id, before.variant_ids)
    assert (after.content.name, after.revision) == ("Alba II", before.revision + 1)


def test_colours_sizes_and_prices_that_are_gone_are_gone(store, scope):
    first = a_product("ALBA", "Black", "Red")
    wide = FrameSize("54□19–145", replace(first.sizes[0].spec, lens_width_mm=54))
    two_prices = (*first.variants[0].prices, Price(Money(1, "CHF")))
    full = replace(
        first, sizes=(*first.sizes, wide),
        variants=(replace(first.variants[0], prices=two_prices), replace(first.variants[1], size=wide.label)),
    )  # fmt: skip
    upsert(store, scope, full)
    less = a_product("ALBA", "Black")
    upsert(store, scope, less)
    assert by_code(store, scope, "ALBA").content == less
    with store.reading(scope) as shop, pytest.raises(Unknown):
        shop.products.by_sku("ALBA-Black-54")


def test_a_colour_that_comes_back_has_its_old_id(store, scope):
    upsert(store, scope, a_product("ALBA", "Black", "Red"))
    before = by_code(store, scope, "ALBA").variant_ids
    upsert(store, scope, a_product("ALBA", "Black"))
    upsert(store, scope, a_product("ALBA", "Black", "Red"))
    assert by_code(store, scope, "ALBA").variant_ids == before


def test_the_model_of_a_size_goes_with_the_size(store, scope):
    upsert(store, scope, a_product())
    product = by_code(store, scope, "ALBA")
    model = Model3d(uuid7(), product.id, "50□19–145", bytes(32), 10, ModelOrigin.SUPPLIER)
    store.write(scope, lambda shop: shop.products.add_model(model))
    with store.reading(scope) as shop:
        assert shop.products.models_of(product.id) == (model,)
    size = FrameSize("x", product.content.sizes[0].spec)
    upsert(store, scope, a_product(sizes=(size,), variants=(replace(product.content.variants[0], size="x"),)))
    with store.reading(scope) as shop:
        assert shop.products.models_of(product.id) == ()


def test_an_sku_that_is_sold_under_another_product_is_rejected_and_the_rest_goes_on(store, scope):
    upsert(store, scope, a_product("ALBA"))
    thief = replace(a_product("NORD"), variants=a_product("ALBA").variants)
    result = upsert(store, scope, thief, a_product("SOLE"))
    assert (result.added, result.rejected) == (
        1,
        (("NORD", "SKU ALBA-Black is sold under another product."),),
    )
    assert by_code(store, scope, "ALBA").content == a_product("ALBA")


def test_of_two_new_products_with_one_sku_the_first_is_kept(store, scope):
    twin = replace(a_product("NORD"), variants=a_product("ALBA").variants)
    result = upsert(store, scope, a_product("ALBA"), twin)
    assert (result.added, [code for code, _ in result.rejected]) == (1, ["NORD"])


def test_an_sku_no_longer_sold_may_move_to_another_product(store, scope):
    upsert(store, scope, a_product("ALBA", "Black", "Red"))
    upsert(store, scope, a_product("ALBA", "Black"))
    red = a_product("ALBA", "Red").variants
    assert upsert(store, scope, replace(a_product("NORD"), variants=red)) == Upserted(added=1)
    with store.reading(scope) as shop:
        assert shop.products.by_sku("ALBA-Red").content.code == "NORD"


def test_a_product_offered_twice_is_kept_as_offered_last(store, scope):
    result = upsert(store, scope, a_product(), a_product(name="Last"))
    assert (result.added, result.unchanged) == (1, 1)
    assert by_code(store, scope, "ALBA").content.name == "Last"


def test_an_archived_product_leaves_the_shop_and_returns_when_offered_again(store, scope):
    upsert(store, scope, a_product("ALBA"), a_product("NORD"))
    archive = lambda: store.write(scope, lambda shop: shop.product_writing.archive(["ALBA", "?"])).result  # noqa: E731 - said twice below
    assert (archive(), archive()) == (1, 0)
    with store.reading(scope) as shop:
        assert [p.content.code for p in shop.products.page(10)] == ["NORD"]
        assert [p.content.code for p in shop.products.page(10, status=ProductStatus.ARCHIVED)] == ["ALBA"]
    assert upsert(store, scope, a_product("ALBA")) == Upserted(changed=1)


def test_the_shop_is_told_which_skus_changed(store, scope, bus):
    upsert(store, scope, a_product("ALBA", "Black", "Red"), a_product("NORD"))
    heard = []
    bus.subscribe(heard.append)
    done = store.write(
        scope, lambda shop: shop.product_writing.upsert([a_product("ALBA", "Black"), a_product("NORD")])
    )
    assert CatalogueChanged(scope, frozenset({"ALBA-Black", "ALBA-Red"})) in heard
    assert DataChanged(scope, done.changes) in heard
    assert len(done.changes[Kind.VARIANT]) == 2


def test_changes_are_fed_in_their_order_without_gaps(store, scope):
    for code in ("ALBA", "NORD", "SOLE"):
        upsert(store, scope, a_product(code))
    upsert(store, scope, a_product("ALBA", name="New"), a_product("MIRA"))
    with store.reading(scope) as shop:
        first = shop.products.changed_since(0, 3)
        rest = shop.products.changed_since(first[-1].revision, 3, first[-1].id)
        codes = [product.content.code for product in (*first, *rest)]
        assert (sorted(codes), codes[:2]) == (["ALBA", "MIRA", "NORD", "SOLE"], ["NORD", "SOLE"])
        assert shop.products.changed_since(shop.products.revision(), 3) == ()
        stamps = shop.products.stamps_since(0, 9)
        assert [stamp.id for stamp in stamps] == [product.id for product in (*first, *rest)]


@pytest.mark.parametrize("name", ["get", "by_code", "by_sku", "variant_id"])
def test_what_is_not_there_is_unknown(store, scope, name):
    with store.reading(scope) as shop, pytest.raises(Unknown):
        getattr(shop.products, name)(uuid7() if name == "get" else "?")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(positions=st.lists(st.integers(-2, 2), max_size=12), limit=st.integers(1, 5))
def test_pages_give_every_product_once_in_the_shops_order(store, scope, positions, limit):
    codes = [f"P{number}" for number in range(len(positions))]
    store.write(scope, lambda shop: shop.product_writing.archive([f"P{number}" for number in range(12)]))
    upsert(store, scope, *(a_product(code, position=p) for code, p in zip(codes, positions, strict=True)))
    seen, place = [], None
    with store.reading(scope) as shop:
        while page := shop.products.page(limit, place):
            assert len(page) <= limit
            seen += page
            place = ShopPlace(page[-1].content.position, page[-1].id)
    assert sorted(product.content.code for product in seen) == sorted(codes)
    assert [product.content.position for product in seen] == sorted(positions)


def test_an_import_counts_every_product_and_a_second_one_writes_nothing(store, scope, bus):
    assert import_catalogue(store, scope, made_up_products(1100)) == Upserted(added=1100)
    heard = []
    bus.subscribe(heard.append)
    assert import_catalogue(store, scope, made_up_products(1100)) == Upserted(unchanged=1100)
    assert heard == []
