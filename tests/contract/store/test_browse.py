from __future__ import annotations

from dataclasses import replace

import pytest
from uuid6 import uuid7

from app.domain.finding import FrameQuery
from app.domain.money import Money
from app.domain.products import ColourFamily, FrameSize, Price, ProductStatus
from app.domain.stock import MovementReason
from app.domain.tenancy import Store
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.services.browse import Browse
from app.services.import_catalogue import import_catalogue
from engine.types import FrameShape
from tests.fakes.shop import made_up_products
from tests.fakes.tenants import a_product


def upsert(store, scope, *contents):
    store.write(scope, lambda shop: shop.product_writing.upsert(contents))


def test_the_mirror_offers_what_is_published_and_can_be_put_on_in_the_shops_order(store, scope):
    undrawn = replace(a_product("MIRA"), variants=(replace(a_product("MIRA").variants[0], finish=None),))
    foreign = a_product("LUNA")
    foreign = replace(foreign, variants=(replace(foreign.variants[0], prices=(Price(Money(1, "JPY")),)),))
    draft = a_product("SOLE", status=ProductStatus.DRAFT)
    upsert(store, scope, a_product("NORD", position=2), a_product("ALBA", "Black", "Red", position=1),
           undrawn, foreign, draft)  # fmt: skip
    frames = Browse(store, scope).all_frames()
    assert [frame.name for frame in frames] == ["Alba", "Nord"]
    assert [variant.sku for variant in frames[0].variants] == ["ALBA-Black", "ALBA-Red"]
    assert frames[0].variants[0].price == Money(18900, "EUR")
    assert Browse(store, scope).find(FrameQuery(), 10).frames == frames


def test_each_size_of_a_product_is_a_frame_of_its_own(store, scope):
    product = a_product("ALBA", "Black", "Red")
    wide = FrameSize("54□19–145", replace(product.sizes[0].spec, lens_width_mm=54))
    two = (product.variants[0], replace(product.variants[1], size=wide.label))
    upsert(store, scope, replace(product, sizes=(*product.sizes, wide), variants=two))
    small, large = Browse(store, scope).all_frames()
    assert (small.spec.lens_width_mm, large.spec.lens_width_mm) == (50, 54)
    assert [v.sku for v in large.variants] == ["ALBA-Red"]
    assert len({small.product_id, large.product_id}) == 2


def test_pieces_are_those_of_this_store_and_never_negative(store, scope):
    here, there = (Store(uuid7(), code, code, "UTC", "DE") for code in "12")
    store.write(scope, lambda shop: (shop.places.add_store(here), shop.places.add_store(there)))
    upsert(store, scope, a_product())
    for place, delta in ((here, 2), (there, -5)):
        moved = StockAdjustment(uuid7(), "ALBA-Black", place.id, delta, MovementReason.COUNT)
        adjust_stock(store, scope, moved)
    pieces = [
        Browse(store, scope, at).all_frames()[0].variants[0].in_stock for at in (here.id, there.id, None)
    ]
    assert pieces == [2, 0, 0]


def test_a_change_of_the_catalogue_is_found_at_once(store, scope):
    upsert(store, scope, a_product("ALBA"))
    browse = Browse(store, scope)
    browse.warm_up()
    upsert(store, scope, a_product("NORD"))
    assert browse.find(FrameQuery(words="nord"), 10).found == 1
    store.write(scope, lambda shop: shop.product_writing.archive(["NORD"]))
    assert browse.find(FrameQuery(words="nord"), 10).found == 0


def test_an_empty_shop_has_nothing_to_find(store, scope):
    browse = Browse(store, scope)
    assert (browse.all_frames(), browse.find(FrameQuery(words="a"), 5).frames) == ((), ())
    assert browse.facets(FrameQuery()).shapes == {}


@pytest.fixture
def big_shop(store, scope):
    import_catalogue(store, scope, made_up_products(300, colours=3))
    return Browse(store, scope)


def test_pages_by_choice_and_word_hold_every_frame_once(big_shop):
    query = FrameQuery(words="linea", colours=frozenset({ColourFamily.BLACK, ColourFamily.GOLD}))
    seen, behind = [], None
    while True:
        page = big_shop.find(query, 7, behind)
        seen += page.frames
        if page.next is None:
            break
        behind = page.next
    assert len(seen) == len({frame.product_id for frame in seen}) == page.found > 7
    assert all("Linea" in frame.brand for frame in seen)


def test_a_facet_says_how_many_frames_its_choice_leaves(big_shop):
    query = FrameQuery(shapes=frozenset({FrameShape.PANTO}), most_minor=30_000)
    facets = big_shop.facets(query)
    for colour, frames in facets.colours.items():
        assert big_shop.find(replace(query, colours=frozenset({colour})), 1).found == frames
    for shape, frames in facets.shapes.items():
        assert big_shop.find(replace(query, shapes=frozenset({shape})), 1).found == frames


def test_the_first_page_is_the_beginning_of_all(big_shop):
    assert big_shop.first_page(24) == big_shop.all_frames()[:24]
