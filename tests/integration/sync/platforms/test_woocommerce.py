from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import NeedsOwner, Unknown, UnusableRecord
from app.domain.money import Money
from app.domain.products import Price, ProductOption
from sync.http.errors import OutcomeUnknown
from sync.platforms.access import Access
from sync.platforms.subscribing import plan_subscriptions
from sync.platforms.values import (
    Credentials,
    EyewearFields,
    ImageWrite,
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    StockAdjustment,
    StockSet,
    VariantChange,
)
from sync.platforms.woocommerce.adapter import WooCommerceAdapter
from sync.platforms.woocommerce.client import WooClient
from sync.platforms.woocommerce.mapping import LOCATION, product_from
from tests.fakes.shops.lines import adapters, quick_line
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.woocommerce import KEY, READ_ONLY_KEY, SECRET, WooShop

NO_OVERLAP = timedelta()
REAL = Path(__file__).parents[5] / "shared" / "data" / "platforms" / "woocommerce_10.5_real_deliveries.json"


@pytest.fixture
def shop():
    return WooShop()


@pytest.fixture
def address(shop):
    with serving(shop) as at:
        yield at


@pytest.fixture
def open_with(address):
    with adapters(WooCommerceAdapter, address, quick_line()) as opener:
        yield lambda key=KEY, secret=SECRET: opener(key=key, secret=secret)


@pytest.fixture
def woo(open_with):
    return open_with()


def ids_of(pages) -> list[str]:
    return [one.id for page in pages for one in page.items]


def test_a_wrong_key_needs_the_owner_and_a_reading_one_is_told(open_with):
    with pytest.raises(NeedsOwner, match="does not accept the key"):
        open_with(secret="cs_wrong").check()
    assert open_with(READ_ONLY_KEY).check().missing_rights


def test_many_products_come_in_pages_with_their_variations_in_few_requests(woo, shop):
    for number in range(230):
        shop.add(f"S{number}", choices=("Black", "Gold") if number % 2 else ())
    pages = list(woo.read_products("", NO_OVERLAP))
    assert len(ids_of(pages)) == 230
    assert sum(len(one.variants) for page in pages for one in page.items) == 345
    assert shop.count("GET", "/variations") <= 6


def test_an_older_shop_tells_variations_product_by_product(woo, shop):
    shop.has_variations_collection = False
    for number in range(3):
        shop.add(f"S{number}", choices=("Black", "Gold"))
    (page,) = woo.read_products("", NO_OVERLAP)
    assert [len(one.variants) for one in page.items] == [2, 2, 2]


def test_what_is_deleted_while_reading_makes_nothing_else_disappear(woo, shop):
    ids = [shop.add(f"S{number}") for number in range(330)]
    seen, reading = [], woo.read_products("", NO_OVERLAP)
    seen += next(reading).items
    for identity in ids[:90]:
        shop.remove(identity)
    for page in reading:
        seen += page.items
    assert {str(one) for one in ids[90:]} <= {one.id for one in seen}


def test_the_clock_is_exclusive_so_the_overlap_must_cover_its_second(woo, shop):
    shop.add("EARLY")
    *_, last = woo.read_products("", NO_OVERLAP)
    same_second = shop.add("SAME-SECOND")
    assert ids_of(woo.read_products(last.position, NO_OVERLAP)) == []
    assert str(same_second) in ids_of(woo.read_products(last.position, timedelta(seconds=1)))


def test_an_unchanged_shop_brings_nothing(woo, shop):
    shop.add("ONE")
    shop.clock.advance(3600)
    *_, last = woo.read_products("", NO_OVERLAP)
    assert ids_of(woo.read_products(last.position, timedelta(minutes=5))) == []


def test_an_order_moves_the_clock_of_the_product(woo, shop):
    parent = shop.add("MODEL", choices=("Black",))
    *_, last = woo.read_products("", NO_OVERLAP)
    shop.clock.advance(60)
    shop.order(parent + 1)
    (page,) = woo.read_products(last.position, NO_OVERLAP)
    assert [one.stock[0].available for one in page.items[0].variants] == [4]


def test_what_is_not_sold_is_set_aside_with_its_reason(woo, shop):
    shop.add("GOOD")
    odd = shop.add("SET", type="grouped")
    broken = shop.add("TYPO", price="99,90 EUR")
    (page,) = woo.read_products("", NO_OVERLAP)
    assert len(page.items) == 1
    assert {one.id for one in page.unusable} == {str(odd), str(broken)}
    assert "grouped" in page.unusable[0].reason


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.BROKEN, Fault.HALF])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_adjustment_whose_answer_was_lost_counts_once(woo, shop, fault, when):
    identity = shop.add("ONE", stock=5)
    shop.faults.add(fault, when=when, matches=lambda request: request.method == "PUT")
    woo.adjust_stock([StockAdjustment(str(identity), LOCATION, -1)], "sale-1")
    woo.adjust_stock([StockAdjustment(str(identity), LOCATION, -1)], "sale-1")
    assert shop.records[identity]["stock_quantity"] == 4


def test_an_adjustment_on_a_bad_line_is_the_callers_to_repeat(woo, shop):
    identity = shop.add("ONE", stock=5)
    shop.faults.add(Fault.RESET, matches=lambda request: request.method == "PUT", times=2)
    with pytest.raises(OutcomeUnknown):
        woo.adjust_stock([StockAdjustment(str(identity), LOCATION, -1)], "sale-1")
    assert shop.records[identity]["stock_quantity"] == 5


def test_an_order_at_the_same_moment_is_lost_as_woocommerce_loses_it(woo, shop):
    """Documents the limit of LAST_WRITE_WINS: it is the shop's, no client can cure it."""
    identity = shop.add("ONE", stock=5)
    shop.between_read_and_write = lambda: shop.order(identity)
    woo.adjust_stock([StockAdjustment(str(identity), LOCATION, -1)], "sale-1")
    assert shop.records[identity]["stock_quantity"] == 4


def test_more_than_a_batch_of_variants_is_changed(woo, shop):
    parent = shop.add("MODEL", choices=tuple(f"C{number}" for number in range(130)))
    product = woo.read_product(str(parent))
    changes = [
        VariantChange(product.id, one.id, eyewear=EyewearFields(bridge_mm=17)) for one in product.variants
    ]
    assert len(woo.update_variants(changes).done) == 130


def test_pictures_are_named_by_id_once_they_are_there(woo, shop):
    identity = shop.add("ONE")
    woo.update_product(
        str(identity), ProductChange(images=(ImageWrite("https://img.example/a.jpg", alt="Front"),))
    )
    (first,) = woo.read_product(str(identity)).images
    both = (ImageWrite(id=first.id, alt="Front"), ImageWrite("https://img.example/b.jpg"))
    woo.update_product(str(identity), ProductChange(images=both))
    images = woo.read_product(str(identity)).images
    assert images[0].id == first.id
    assert [one.url for one in images] == ["https://img.example/a.jpg", "https://img.example/b.jpg"]


def test_a_picture_of_a_variant_is_shown_by_it(woo, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    pictures = (ImageWrite("https://img.example/k.jpg", skus=("MODEL-Black",)),)
    woo.update_product(str(parent), ProductChange(images=pictures))
    product = woo.read_product(str(parent))
    black = next(one for one in product.variants if one.sku == "MODEL-Black")
    assert [one.variant_ids for one in product.images] == [(black.id,)]


def test_stock_that_is_not_tracked_is_not_told_and_not_adjusted(woo, shop):
    identity = shop.add("ONE", manage_stock=False)
    shop.edit(identity, manage_stock=False)
    assert woo.read_product(str(identity)).variants[0].stock == ()
    outcome = woo.adjust_stock([StockAdjustment(str(identity), LOCATION, -1)], "k")
    assert "does not track" in outcome.refused[0].reason
    woo.set_stock([StockSet(str(identity), LOCATION, 3)], "k")
    assert woo.read_product(str(identity)).variants[0].stock[0].available == 3


def test_variations_sold_from_their_products_stock_share_it(woo, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    shop.edit(parent, manage_stock=True, stock_quantity=7)
    for child in (parent + 1, parent + 2):
        shop.edit(child, manage_stock=False, stock_quantity=None)
    black, gold = woo.read_product(str(parent)).variants
    assert [one.stock[0].available for one in (black, gold)] == [7, 7]
    for _ in range(2):
        assert woo.adjust_stock([StockAdjustment(black.id, LOCATION, -2)], "sale-1").done == (black.id,)
    assert woo.set_stock([StockSet(gold.id, LOCATION, 9, expected=5)], "k").done == (gold.id,)
    assert shop.records[parent]["stock_quantity"] == 9
    assert not shop.records[parent + 1]["manage_stock"]


def test_a_variation_without_a_picture_of_its_own_takes_none_from_its_product(woo, shop):
    parent = shop.add("MODEL", choices=("Black",))
    woo.update_product(str(parent), ProductChange(images=(ImageWrite("https://img.example/a.jpg"),)))
    assert shop.records[parent + 1].get("image") is None
    assert [one.variant_ids for one in woo.read_product(str(parent)).images] == [()]


def test_an_old_span_of_a_sale_does_not_end_a_new_price(woo, shop):
    identity = str(shop.add("ONE"))
    shop.edit(int(identity), sale_price="50.00", date_on_sale_to="2020-01-01T00:00:00")
    reduced = Price(Money(7000, "EUR"), 9000)
    woo.update_variants([VariantChange(identity, identity, prices=(reduced,))])
    assert woo.read_product(identity).variants[0].prices == (reduced,)


def test_a_variation_that_is_switched_off_is_not_offered(woo, shop):
    parent = shop.add("MODEL", choices=("Black", "Gold"))
    shop.edit(parent + 1, status="private")
    assert [one.sku for one in woo.read_product(str(parent)).variants] == ["MODEL-Gold"]
    (page,) = woo.read_products("", NO_OVERLAP)
    assert [one.sku for one in page.items[0].variants] == ["MODEL-Gold"]


def test_a_choice_of_an_attribute_that_the_whole_shop_shares_is_written_by_its_id(woo, shop):
    parent = shop.add("MODEL", choices=("Black",))
    shared = [{"id": 3, "name": "Colour", "options": ["Black"], "variation": True}]
    shop.edit(parent, attributes=shared)
    wanted = NewVariant("OLIVE", (Price(Money(100, "EUR")),), (("Colour", "Olive"),))
    assert woo.create_variant(str(parent), wanted).options == (("Colour", "Olive"),)
    assert woo.read_product(str(parent)).options == (ProductOption("Colour", ("Black", "Olive")),)


def test_a_picture_that_the_shop_cannot_show_on_a_variant_is_told(woo, shop):
    parent = shop.add("MODEL", choices=("Black",))
    pictures = (ImageWrite(id="987654", skus=("MODEL-Black",)),)
    with pytest.raises(UnusableRecord, match="987654 is an invalid image ID"):
        woo.update_product(str(parent), ProductChange(images=pictures))


def new(
    sku: str, *, currency: str = "EUR", gtin: str | None = None, choices: tuple[str, ...] = (), **more
) -> NewProduct:
    prices = (Price(Money(9900, currency)),)
    variants = tuple(NewVariant(f"{sku}-{one}", prices, (("Colour", one),), gtin) for one in choices)
    options = (ProductOption("Colour", choices),) if choices else ()
    return NewProduct(
        "Frame", variants or (NewVariant(sku, prices, gtin=gtin),), sku, options=options, **more
    )


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (new("ONE", currency="USD"), "EUR only"),
        (new("ONE", gtin="not a number"), "Invalid GTIN"),
        (new("ONE", choices=("Black",), gtin="not a number"), "Invalid GTIN"),
        (new("ONE", choices=("Black",), currency="USD"), "EUR only"),
    ],
)
def test_what_woocommerce_does_not_take_is_told(woo, wanted, words):
    with pytest.raises(UnusableRecord, match=words):
        woo.create_product(wanted)


def test_a_variants_sku_that_another_product_has_is_refused(woo, shop):
    shop.add("MODEL-Black")
    with pytest.raises(UnusableRecord, match="does not take the variant"):
        woo.create_product(new("MODEL", choices=("Black",)))


def test_a_product_whose_sku_is_a_variation_is_bound_to_its_parent(woo, shop):
    parent = shop.add("MODEL", choices=("Black",))
    assert woo.create_product(new("MODEL-Black")).id == str(parent)


def test_refused_changes_are_told_one_by_one(woo, shop):
    first, second = (str(shop.add(sku)) for sku in ("ONE", "TWO"))
    dollars = (Price(Money(1, "USD")),)
    changes = [
        VariantChange(first, first, gtin="odd"),
        VariantChange(second, second, gtin="4006381333931"),
        VariantChange(first, first, prices=dollars),
    ]
    outcome = woo.update_variants(changes)
    assert outcome.done == (second,)
    assert {one.reason.partition(" (")[0] for one in outcome.refused} == {
        "Invalid GTIN.",
        "the shop sells in EUR only",
    }
    assert woo.update_variants([VariantChange("999", "1000", gtin="1")]).refused[0].code is RefusalCode.GONE
    assert woo.update_variants([VariantChange(first, first, prices=dollars)]).done == ()
    with pytest.raises(UnusableRecord, match="EUR only"):
        woo.create_product(new("THREE", currency="GBP"))


def test_a_shop_from_before_brands_goes_without(woo, shop):
    shop.brands = None
    assert woo.create_product(new("ONE", brand="Nordlys")).brand == ""


def test_variants_of_nothing_are_refused(woo):
    with pytest.raises(Unknown):
        woo.create_variant("999", NewVariant("X", (Price(Money(1, "EUR")),)))


def test_nothing_to_change_is_not_sent(woo, shop):
    identity = str(shop.add("ONE"))
    woo.update_product(identity, ProductChange())
    assert not [one for one in shop.requests if one.method == "PUT"]


def test_a_hook_that_failed_seven_times_is_disabled_and_mended(woo, shop):
    address = "https://mirror.example/hook"
    woo.subscribe("product.updated", address, "hush")
    identity = shop.add("ONE")
    for number in range(7):
        shop.edit(identity, name=f"Name {number}")
        for delivery in shop.flush():
            shop.report(delivery, 500)
    (subscription,) = woo.subscriptions()
    assert not subscription.is_active
    plan = plan_subscriptions(["product.updated"], [subscription], address)
    mended = woo.repair(plan.repair[0], address, "hush")
    assert woo.subscriptions() == (mended,)


def test_a_wordpress_without_woocommerce_is_told(woo, shop):
    shop.root = {"name": "A blog", "namespaces": ["wp/v2"]}
    with pytest.raises(NeedsOwner, match="no WooCommerce"):
        woo.check()


def test_over_https_the_key_pair_goes_as_basic():
    access = Access("https://shop.example", Credentials({"key": KEY, "secret": SECRET}))
    client = WooClient(access, quick_line())
    assert type(client.http._auth).__name__ == "BasicAuth"
    client.http.close()


@pytest.mark.skipif(not REAL.is_file(), reason="the real deliveries lie outside the project")
def test_real_products_are_mapped():
    real = json.loads(REAL.read_text())
    simple = product_from(json.loads(real["product.created"]["raw_body"]), [], "EUR")
    assert (simple.id, simple.title, simple.variants[0].prices[0].money.amount_minor) == (
        "154",
        "Probe frame",
        9990,
    )
    variable = json.loads(real["product.updated(variable)"]["raw_body"])
    variation = json.loads(real["product.updated(variation)"]["raw_body"])
    product = product_from(variable, [variation], "EUR")
    assert product.variants[0].options == (("Color", "Havana"), ("Size", "M"))
    with pytest.raises(UnusableRecord, match="makes no sense"):
        product_from({"type": "simple"}, [], "EUR")
