"""What mirrors are told of products is kept, and never told once it is outdated."""

from __future__ import annotations

from operator import attrgetter

import pytest

from app.domain.money import Money
from app.domain.products import Price
from app.services.set_prices import set_prices
from sync.protocol.catalogue import product_message
from sync.protocol.messages import FeedPage, ProductMessage
from sync.server.told_products import ToldProducts
from tests.fakes.tenants import a_product


@pytest.fixture
def catalogue(server, tenant):
    mirror = server.mirror(tenant, server.place(tenant, "1"))

    def told():
        page = server.ask(mirror, "GET", "/v1/feeds/catalogue").text
        return FeedPage[ProductMessage].model_validate_json(page).items

    return told


def sent(content):
    return ProductMessage.model_validate_json(product_message(content).model_dump_json())


def write(server, tenant, work):
    return server.store.write(tenant, work).result


def test_a_product_is_told_as_it_is_the_second_time_too(server, tenant, catalogue):
    write(server, tenant, lambda shop: shop.product_writing.upsert([a_product("ALBA"), a_product("NORD")]))
    first, again = catalogue(), catalogue()
    assert first == again
    assert sorted(first, key=attrgetter("code")) == [sent(a_product(c)) for c in ("ALBA", "NORD")]


def test_a_new_price_and_the_end_of_a_product_are_told_at_once(server, tenant, catalogue):
    write(server, tenant, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    (sku,) = [variant.sku for product in catalogue() for variant in product.variants]
    write(server, tenant, lambda shop: set_prices(shop, {sku: (Price(Money(99, "EUR")),)}))
    assert [p.amount_minor for product in catalogue() for v in product.variants for p in v.prices] == [99]
    write(server, tenant, lambda shop: shop.product_writing.archive(["ALBA"]))
    assert [product.status for product in catalogue()] == ["archived"]


def test_the_same_product_of_another_company_is_another_one(server, tenant):
    kept, south = ToldProducts(), server.tenant("sued")
    for place, name in ((tenant, "North"), (south, "South")):
        write(
            server, place, lambda shop, name=name: shop.product_writing.upsert([a_product("ALBA", name=name)])
        )
        with server.store.reading(place) as shop:
            (text,) = kept.texts(shop, place, shop.products.stamps_since(0, 9))
        assert ProductMessage.model_validate_json(text).name == name


def test_only_so_many_are_kept(server, tenant):
    kept = ToldProducts(most=1)
    write(server, tenant, lambda shop: shop.product_writing.upsert([a_product("ALBA"), a_product("NORD")]))
    with server.store.reading(tenant) as shop:
        stamps = shop.products.stamps_since(0, 9)
        assert len({*kept.texts(shop, tenant, stamps), *kept.texts(shop, tenant, stamps)}) == 2
