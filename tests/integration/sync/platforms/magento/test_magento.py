from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import NeedsOwner, RetryLater, Unknown, UnusableRecord
from app.domain.money import Money
from app.domain.products import Price
from sync.platforms.magento.client import MagentoClient, MagentoRefusal
from sync.platforms.values import (
    EyewearFields,
    Hint,
    HintKind,
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    StockAdjustment,
    StockSet,
    Subscription,
    VariantChange,
)
from tests.fakes.shops.magento.requests import OAUTH
from tests.fakes.shops.magento.shop import USERNAME
from tests.fakes.shops.serving import Fault

NO_OVERLAP = timedelta()


def ids_of(pages) -> list[str]:
    return [one.id for page in pages for one in page.items]


def read_later(magento, position):
    return [one for page in magento.read_products(position, NO_OVERLAP) for one in page.items]


def position_after_now(magento, shop) -> str:
    shop.clock.advance(60)
    *_, last = magento.read_products("", NO_OVERLAP)
    shop.clock.advance(60)
    return last.position


def test_an_integration_signs_with_oauth(open_with, shop):
    shop.add("ONE")
    magento = open_with(**OAUTH)
    assert magento.check().version == "Magento/2.4 (Community)"
    assert len(ids_of(magento.read_products("", NO_OVERLAP))) == 1
    with pytest.raises(NeedsOwner, match="Magento_Catalog::products"):
        open_with(**(OAUTH | {"access_token_secret": "wrong"})).check()


def test_an_administrators_token_is_renewed_before_it_ends(magento, shop, line):
    magento.check()
    magento.locations()
    assert len(shop.tokens) == 1
    line.clock.advance(3550)
    shop.clock.advance(3550)
    magento.locations()
    assert len(shop.tokens) == 2


def test_a_token_that_ended_early_is_fetched_anew(magento, shop):
    magento.check()
    shop.tokens.clear()
    assert magento.locations()


def test_without_any_credentials_the_owner_is_told_what_to_give(open_with):
    with pytest.raises(NeedsOwner, match="four keys of an integration"):
        open_with().check()


def test_a_wrong_password_needs_the_owner(open_with):
    with pytest.raises(NeedsOwner, match="name and password"):
        open_with(username=USERNAME, password="wrong").check()


def test_many_products_come_in_pages_with_their_variants(magento, shop):
    for number in range(120):
        shop.add(f"S{number}", choices=("Black", "Gold") if number % 2 else ())
    pages = list(magento.read_products("", NO_OVERLAP))
    assert len(ids_of(pages)) == 120
    assert sum(len(one.variants) for page in pages for one in page.items) == 180


def test_a_changed_variant_brings_its_product(magento, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    shop.add("OTHER")
    position = position_after_now(magento, shop)
    shop.edit(parent - 1, price=55.5)
    (product,) = read_later(magento, position)
    assert product.id == str(parent)
    assert {one.prices[0].money.amount_minor for one in product.variants} == {9990, 5550}


def test_a_reading_of_changes_goes_on_among_the_variants(magento, shop):
    parent = shop.add("MODEL", choices=("Black",))
    position = position_after_now(magento, shop)
    shop.edit(parent - 1, price=55.5)
    first = next(magento.read_products(position, NO_OVERLAP))
    assert (first.items, first.is_last) == ((), False)
    assert ids_of(magento.read_products(first.position, NO_OVERLAP)) == [str(parent)]


def test_stock_and_price_changes_that_move_no_clock_are_found_by_sweeping(magento, shop):
    number = shop.add("ONE", stock=5)
    position = position_after_now(magento, shop)
    shop.order(number)
    shop.set_base_price(number, 77.0)
    assert read_later(magento, position) == []
    (stock,), (prices,) = magento.read_stock(), magento.read_prices()
    assert [one.available for one in stock.items] == [4]
    assert prices.items[0].prices == (Price(Money(7700, "EUR")),)


def test_what_is_not_sold_by_itself_is_set_aside(magento, shop):
    odd = shop.add("SET", type_id="bundle")
    (page,) = magento.read_products("", NO_OVERLAP)
    assert [one.id for one in page.unusable] == [str(odd)]


def test_a_sku_with_a_slash_and_one_with_a_comma_work(magento, shop):
    for sku in ("A/B 1", "A,B"):
        number = str(shop.add(sku))
        magento.update_product(number, ProductChange(title="New"))
        assert magento.set_stock([StockSet(number, "default", 3, expected=5)], "k").done == (number,)
        product = magento.read_product(number)
        assert (product.title, product.variants[0].stock[0].available) == ("New", 3)


def test_a_product_that_is_gone_is_not_created_by_changing_it(magento, shop):
    number = shop.add("ONE")
    shop.remove(number)
    outcome = magento.update_variants(
        [VariantChange(str(number), str(number), prices=(Price(Money(1, "EUR")),))]
    )
    assert outcome.refused[0].code is RefusalCode.GONE
    assert not shop.products


def test_attributes_are_made_once_and_put_into_the_set(magento, shop):
    number = str(shop.add("ONE"))
    for width_mm in (50, 51):
        magento.update_product(number, ProductChange(eyewear=EyewearFields(lens_width_mm=width_mm)))
    assert magento.read_product(number).eyewear.lens_width_mm == 51
    assert shop.count("POST", "/products/attributes") == 1
    assert "varai_lens_width_mm" in shop.book.sets[4]


def test_many_changes_go_through_magentos_queue(magento, shop):
    numbers = [str(shop.add(f"S{number}")) for number in range(200)]
    price = (Price(Money(5000, "EUR")),)
    outcome = magento.update_variants([VariantChange(one, one, prices=price) for one in numbers])
    assert len(outcome.done) == 200
    assert shop.count("POST", "/async/bulk/V1/products") == 1
    assert {one["price"] for one in shop.products.values()} == {50.0}


def test_a_queue_that_never_runs_is_told(magento, shop):
    shop.cron_after_polls = 1000
    numbers = [str(shop.add(f"S{number}")) for number in range(200)]
    with pytest.raises(RetryLater, match="cron"):
        magento.update_variants([VariantChange(one, one, gtin="4006381333931") for one in numbers])


def test_an_unknown_source_is_refused(magento, shop):
    number = str(shop.add("ONE"))
    refused = magento.adjust_stock([StockAdjustment(number, "moon", 1)], "k").refused
    assert "Source with code moon does not exist" in refused[0].reason


def test_a_sku_that_is_a_product_of_its_own_is_no_variant(magento, shop):
    shop.add("TAKEN")
    parent = shop.add("MODEL", choices=("Black",))
    wanted = NewVariant("TAKEN", (Price(Money(1, "EUR")),), (("Colour", "Gold"),))
    with pytest.raises(UnusableRecord, match="product of its own"):
        magento.create_variant(str(parent), wanted)


def test_a_creation_whose_answer_was_lost_is_found_again(magento, shop):
    wanted = NewProduct(
        "Frame", (NewVariant("NEW", (Price(Money(100, "EUR")),), stock={"default": 2}),), "NEW"
    )
    shop.faults.add(Fault.RESET, when="after", matches=lambda request: request.path.endswith("/V1/products"))
    assert magento.create_product(wanted).variants[0].stock[0].available == 2
    assert len(shop.products) == 1


def test_stock_of_many_products_with_long_skus_at_many_sources_is_read_and_set(magento, shop):
    shop.sources += [{"source_code": f"s{n}", "name": f"Store {n}", "enabled": True} for n in range(9)]
    numbers = [str(shop.add(f"Größe-{number:03}-{'ä' * 40}")) for number in range(60)]
    for sku in [one["sku"] for one in shop.products.values()]:
        shop.stock |= {(sku, f"s{n}"): n for n in range(9)}
    assert sum(len(page.items) for page in magento.read_stock()) == 600
    outcome = magento.set_stock([StockSet(one, "s8", 3, expected=8) for one in numbers], "k")
    assert len(outcome.done) == 60


def test_messages_are_filled_in(magento, shop):
    client: MagentoClient = magento._client
    told = client.call(
        "POST",
        "inventory/source-items",
        {"sourceItems": [{"sku": "x", "source_code": "moon", "quantity": 1}]},
    )
    assert isinstance(told, MagentoRefusal)
    assert str(told) == "Validation Failed: Source with code moon does not exist"


def test_what_is_gone_or_odd_is_told(magento, shop):
    price = (Price(Money(100, "EUR")),)
    simple = str(shop.add("ONE"))
    with pytest.raises(Unknown):
        magento.create_variant("999", NewVariant("X", price))
    with pytest.raises(UnusableRecord, match="without choices"):
        magento.create_variant(simple, NewVariant("X", price))
    with pytest.raises(UnusableRecord, match="no website sells in USD"):
        magento.create_product(NewProduct("Frame", (NewVariant("X", (Price(Money(1, "USD")),)),), "X"))
    outcome = magento.update_variants([VariantChange(simple, simple, sku="RENAMED"),
                                       VariantChange(simple, simple, prices=(Price(Money(1, "USD")),))])  # fmt: skip
    assert ["SKU" in one.reason or "EUR" in one.reason for one in outcome.refused] == [True, True]


def test_webhooks_of_open_source_cannot_be_made(magento):
    with pytest.raises(NeedsOwner, match="no webhooks"):
        magento.repair(Subscription("x", "https://mirror.example"), "https://mirror.example", "hush")
    magento.unsubscribe(Subscription("x", "https://mirror.example"))


def test_a_shop_without_an_enabled_source_needs_its_owner(magento, shop):
    shop.sources[0]["enabled"] = False
    with pytest.raises(NeedsOwner, match="inventory source"):
        magento.locations()


def test_many_hints_at_variants_go_through_the_links_once(magento, shop):
    parents = [shop.add(f"M{number}", choices=("Black",)) for number in range(5)]
    hints = [Hint(HintKind.VARIANT, str(parent - 1)) for parent in parents]
    assert [magento.product_of(hint) for hint in hints] == [str(parent) for parent in parents]
    lonely = shop.add("LONELY")
    shop.edit(lonely, visibility=1)
    asked = len(shop.requests)
    for _ in range(3):
        assert magento.product_of(Hint(HintKind.VARIANT, str(lonely))) is None
    later = shop.add("LATER", choices=("Black",))
    assert magento.product_of(Hint(HintKind.VARIANT, str(later - 1))) == str(later)
    assert len(shop.requests) - asked == 6


def test_a_variant_that_is_switched_off_is_not_offered(magento, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    shop.edit(parent - 1, status=2)
    product = magento.read_product(str(parent))
    assert [one.sku for one in product.variants] == ["MODEL-Black"]
    assert [option.choices for option in product.options] == [("Black",)]


def test_an_orphaned_variant_belongs_to_nothing(magento, shop):
    parent = shop.add("MODEL", choices=("Black",))
    shop.products[parent]["extension_attributes"]["configurable_product_links"] = []
    assert magento.find_by_sku("MODEL-Black") is None
    magento.delete_variant(str(parent), str(parent - 1))
    assert parent - 1 not in shop.products
