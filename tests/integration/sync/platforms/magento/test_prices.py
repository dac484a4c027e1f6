from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.money import Money
from app.domain.products import Price
from sync.platforms.values import (
    NewProduct,
    NewVariant,
    VariantChange,
)

NO_OVERLAP = timedelta()


@pytest.fixture
def pounds(shop):
    """A website that sells in pounds, beside the shop's own in euros."""
    return shop.add_website("uk", "GBP")


def test_prices_of_a_website_with_another_currency_are_read_with_every_product(magento, shop, pounds):
    parent = shop.add("MODEL", price="100", choices=("Black",))
    shop.prices.set_usual([{"sku": "MODEL-Black", "store_id": pounds.id, "price": 88.5}])
    expected = (Price(Money(10000, "EUR")), Price(Money(8850, "GBP")))
    assert magento.check().currency == "EUR"
    assert magento.read_product(str(parent)).variants[0].prices == expected
    (page,) = magento.read_products("", NO_OVERLAP)
    assert page.items[0].variants[0].prices == expected
    (swept,) = magento.read_prices()
    assert [one.prices for one in swept.items] == [expected]


def test_a_website_that_does_not_sell_a_product_has_no_price_for_it(magento, shop, pounds):
    number = shop.add("ONE")
    shop.products[number]["extension_attributes"]["website_ids"] = [1]
    assert [one.money.currency for one in magento.read_product(str(number)).variants[0].prices] == ["EUR"]


def test_prices_of_a_website_are_written_and_the_shops_own_stay(magento, shop, pounds):
    number = str(shop.add("ONE", price="100"))
    own, usual, reduced = (
        Price(Money(10000, "EUR")),
        Price(Money(9000, "GBP")),
        Price(Money(7000, "GBP"), 9000),
    )
    for wanted in (usual, reduced, Price(Money(6000, "GBP"), 9000), usual):
        outcome = magento.update_variants([VariantChange(number, number, prices=(wanted,))])
        assert outcome.done == (number,)
        assert magento.read_product(number).variants[0].prices == (own, wanted)
    assert shop.count("PUT", "/products/ONE") == 0


def test_a_new_product_has_its_prices_in_every_currency(magento, pounds):
    prices = (Price(Money(10000, "EUR"), 12000), Price(Money(8000, "GBP"), 9900))
    made = magento.create_product(NewProduct("Frame", (NewVariant("NEW", prices),), "NEW"))
    assert made.variants[0].prices == prices


def test_a_currency_in_which_no_website_sells_is_refused(magento, shop, pounds):
    number = str(shop.add("ONE"))
    dollars = (Price(Money(1, "USD")),)
    (refused,) = magento.update_variants([VariantChange(number, number, prices=dollars)]).refused
    assert refused.reason == "no website sells in USD; the shop's own currency is EUR"


def test_a_price_that_a_website_does_not_take_is_told(magento, shop, pounds):
    number = str(shop.add("ONE"))
    magento.check()
    magento.read_product(number)
    shop.views[1] = replace(pounds, id=99)
    change = VariantChange(number, number, prices=(Price(Money(1, "GBP")),))
    (refused,) = magento.update_variants([change]).refused
    assert refused.reason == f"Requested store is not found. Row ID: SKU = ONE, Store ID: {pounds.id}."


@pytest.mark.parametrize(
    ("begin", "end", "amount_minor"),
    [
        ("2026-01-01 00:00:00", "", 5000),
        ("2026-01-01 00:00:00", "2026-02-01 00:00:00", 9990),
        ("2027-01-01 00:00:00", "", 9990),
        ("2026-03-02 20:00:00", "", 5000),
    ],
)
def test_a_special_price_holds_in_its_time(magento, shop, begin, end, amount_minor):
    number = shop.add("ONE")
    told = {"special_price": "50.000000", "special_from_date": begin, "special_to_date": end}
    shop.edit(
        number,
        custom_attributes=[{"attribute_code": code, "value": value} for code, value in told.items() if value],
    )
    (variant,) = magento.read_product(str(number)).variants
    assert variant.prices[0].money.amount_minor == amount_minor


def test_a_price_that_is_not_struck_out_any_more_leaves_nothing_behind(magento, shop):
    number = str(shop.add("ONE"))
    old = {"special_price": "50.000000", "special_to_date": "2020-01-01 00:00:00"}
    told = [{"attribute_code": code, "value": value} for code, value in old.items()]
    shop.edit(int(number), custom_attributes=told)
    reduced = Price(Money(7000, "EUR"), 9000)
    magento.update_variants([VariantChange(number, number, prices=(reduced,))])
    assert magento.read_product(number).variants[0].prices == (reduced,)
    magento.update_variants([VariantChange(number, number, prices=(Price(Money(9000, "EUR")),))])
    assert shop.products[int(number)]["custom_attributes"] == []


def test_a_special_price_of_nothing_is_none(magento, shop):
    number = shop.add("ONE", price="99.90")
    shop.edit(number, custom_attributes=[{"attribute_code": "special_price", "value": ""}])
    assert magento.read_product(str(number)).variants[0].prices == (Price(Money(9990, "EUR")),)
