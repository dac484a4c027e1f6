from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import NeedsOwner, RetryLater, UnusableRecord
from app.domain.money import Money
from app.domain.products import Price, ProductOption
from sync.http.errors import OutcomeUnknown
from sync.platforms.bigcommerce.adapter import BigCommerceAdapter
from sync.platforms.bigcommerce.webhooks import BigCommerceWebhooks
from sync.platforms.values import (
    EyewearFields,
    Hint,
    HintKind,
    ImageWrite,
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    StockAdjustment,
    StockSet,
    VariantChange,
)
from tests.fakes.shops.bigcommerce.hooks import CLIENT_SECRET
from tests.fakes.shops.bigcommerce.shop import TOKEN, BigCommerceShop
from tests.fakes.shops.lines import adapters, quick_line
from tests.fakes.shops.serving import Fault, serving

NO_OVERLAP = timedelta()


@pytest.fixture
def shop():
    return BigCommerceShop()


@pytest.fixture
def open_with(shop):
    with serving(shop) as address, adapters(BigCommerceAdapter, address, quick_line()) as opener:
        yield lambda token=TOKEN: opener(access_token=token, client_secret=CLIENT_SECRET)


@pytest.fixture
def big(open_with):
    return open_with()


def ids_of(pages) -> list[str]:
    return [one.id for page in pages for one in page.items]


def test_a_wrong_token_needs_the_owner_and_missing_scopes_are_told(open_with, shop):
    with pytest.raises(NeedsOwner, match="scopes"):
        open_with("wrong").check()
    shop.closed = {"channels", "hooks", "inventory"}
    assert open_with().check().missing_rights == (
        "The account needs the scope for Channel Settings.",
        "The account needs the scope for Store Inventory.",
        "The account needs the scope for Information.",
    )


def test_many_products_come_in_pages_by_id(big, shop):
    numbers = [shop.add(f"S{number}", choices=("Black",) if number % 2 else ()) for number in range(270)]
    pages = big.read_products("", NO_OVERLAP)
    first = next(pages)
    shop.remove(numbers[0])
    assert {*ids_of([first]), *ids_of(pages)} == {str(one) for one in numbers}


def test_changes_are_asked_for_with_a_time_of_day(big, shop):
    shop.add("OLD")
    shop.clock.advance(60)
    *_, last = big.read_products("", NO_OVERLAP)
    shop.clock.advance(60)
    number = shop.add("NEW")
    assert ids_of(big.read_products(last.position, NO_OVERLAP)) == [str(number)]
    asked = [dict(one.query).get("date_modified:min") for one in shop.requests]
    assert [one for one in asked if one] == ["2026-03-02T09:31:00Z"]


def test_variants_own_fields_come_with_the_pages(big, shop):
    product = big.read_product(str(shop.add("MODEL", choices=("Black", "Gold"))))
    fields = EyewearFields(lens_width_mm=50)
    big.update_variants([VariantChange(product.id, product.variants[0].id, eyewear=fields)])
    big.update_variants(
        [VariantChange(product.id, product.variants[0].id, eyewear=EyewearFields(bridge_mm=18))]
    )
    (page,) = big.read_products("", NO_OVERLAP)
    assert [one.eyewear for one in page.items[0].variants] == [EyewearFields(50, None, 18), EyewearFields()]


def test_a_used_up_window_is_waited_for(big, shop):
    shop.add("ONE")
    big.check()
    shop.left = 17
    for _ in range(4):
        big.read_product("101")
    assert big.cost().throttled == 0
    assert big.cost().waited_s >= 5.0


def test_a_refusal_for_speed_is_repeated(big, shop):
    shop.add("ONE")
    shop.left = 0
    assert big.check().currency == "USD"
    assert big.cost().throttled == 1


def test_a_batch_with_one_bad_change_does_the_others(big, shop):
    numbers = [shop.add(f"S{number}") for number in range(60)]
    products = [one for page in big.read_products("", NO_OVERLAP) for one in page.items]
    changes = [
        VariantChange(one.id, one.variants[0].id, prices=(Price(Money(1000, "USD")),)) for one in products
    ]
    shop.remove(numbers[3])
    outcome = big.update_variants(changes)
    assert len(outcome.done) == 59
    assert [one.code for one in outcome.refused] == [RefusalCode.GONE]


def test_stock_does_not_fall_below_nothing(big, shop):
    product = big.read_product(str(shop.add("ONE", stock=1)))
    outcome = big.adjust_stock([StockAdjustment(product.variants[0].id, "1", -2)], "k")
    assert outcome.refused[0].code is RefusalCode.INSUFFICIENT


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_adjustment_that_may_have_been_done_is_not_sent_twice(big, shop, when):
    product = big.read_product(str(shop.add("ONE", stock=5)))
    shop.faults.add(Fault.RESET, when=when, matches=lambda request: request.path.endswith("relative"))
    with pytest.raises(OutcomeUnknown):
        big.adjust_stock([StockAdjustment(product.variants[0].id, "1", -1)], "k")
    assert shop.count("POST", "relative") == 1


def test_other_currencies_live_in_price_lists(big, shop):
    product = big.read_product(str(shop.add("ONE")))
    variant, euros = product.variants[0].id, Price(Money(8900, "EUR"), 9900)
    change = VariantChange(product.id, variant, prices=(euros,))
    assert "no price list" in big.update_variants([change]).refused[0].reason
    shop.price_lists[1] = []
    assert big.update_variants([change]).done == (variant,)
    (page,) = big.read_prices()
    assert page.items[0].prices == (Price(Money(9990, "USD")), euros)


def test_a_variant_without_a_price_costs_what_its_product_costs(big, shop):
    number = shop.add("MODEL", price=80, choices=("Black",), sale_price=60)
    (variant,) = big.read_product(str(number)).variants
    assert variant.prices == (Price(Money(6000, "USD"), 8000),)


def test_a_new_choice_is_offered_from_now_on(big, shop):
    number = str(shop.add("MODEL", choices=("Black",)))
    added = big.create_variant(
        number, NewVariant("MODEL-R", (Price(Money(100, "USD")),), (("Colour", "Red"),), stock={"1": 3})
    )
    assert added.options == (("Colour", "Red"),)
    assert big.read_product(number).variants[1].stock[0].available == 3
    with pytest.raises(UnusableRecord, match="no choice of Lens"):
        big.create_variant(number, NewVariant("MODEL-X", (Price(Money(100, "USD")),), (("Lens", "Green"),)))


def test_pictures_come_and_go_and_keep_their_order(big, shop):
    number = str(shop.add("MODEL", choices=("Black",)))
    first = ImageWrite("https://img.example/a.jpg", alt="Front", skus=("MODEL-Black",))
    big.update_product(number, ProductChange(images=(first,)))
    (image,) = big.read_product(number).images
    both = (ImageWrite("https://img.example/b.jpg"), ImageWrite(id=image.id, alt="Front"))
    big.update_product(number, ProductChange(images=both))
    assert [one.url[-5:] for one in big.read_product(number).images] == ["b.jpg", "a.jpg"]
    big.update_product(number, ProductChange(images=()))
    assert big.read_product(number).images == ()


def test_a_webhook_of_the_shop_is_verified_and_found_disabled_in_the_end(big, shop):
    made = big.subscribe("store/sku/inventory/updated", "https://mirror.example/hook", "")
    product = big.read_product(str(shop.add("ONE")))
    shop.flush()
    shop.order(int(product.variants[0].id))
    (delivery,) = shop.flush()
    verified = BigCommerceWebhooks().verify(
        delivery.body, delivery.headers, [CLIENT_SECRET], shop.clock.now()
    )
    assert verified.hint == Hint(HintKind.PRODUCT, product.id)
    for _ in range(12):
        shop.report(delivery, 500)
    (subscription,) = big.subscriptions()
    assert not subscription.is_active
    assert big.repair(subscription, "https://mirror.example/hook", "") == made


def new(sku: str, *, currency: str = "USD", choices: tuple[str, ...] = (), name: str = "Frame") -> NewProduct:
    prices = (Price(Money(9900, currency)),)
    variants = tuple(NewVariant(f"{sku}-{one}", prices, (("Colour", one),)) for one in choices)
    options = (ProductOption("Colour", choices),) if choices else ()
    return NewProduct(name, variants or (NewVariant(sku, prices),), sku, options=options)


def test_it_is_offered_in_the_first_storefront_that_is_open(big, shop):
    shop.channels[0]["status"] = "inactive"
    shop.channels += [
        {"id": number, "name": "Other", "type": kind, "status": "active"}
        for number, kind in ((5, "pos"), (7, "storefront"), (9, "storefront"))
    ]
    made = big.create_product(new("ONE"))
    assert shop.assigned == {(int(made.id), 7)}


def test_without_a_storefront_nothing_is_created_and_the_owner_is_told(big, shop):
    shop.closed = {"channels"}
    with pytest.raises(UnusableRecord, match="scope for Channel Settings"):
        big.create_product(new("ONE"))
    shop.closed, shop.channels = set(), []
    with pytest.raises(UnusableRecord, match="no active storefront"):
        big.create_product(new("ONE"))
    assert not shop.products


def test_a_creation_cut_off_before_it_was_offered_is_offered_the_next_time(big, shop):
    shop.faults.add(Fault.UNAVAILABLE, times=9, matches=lambda request: request.path.endswith("assignments"))
    with pytest.raises(RetryLater):
        big.create_product(new("ONE"))
    shop.faults.clear()
    assert shop.shows(big.create_product(new("ONE")).id)


def test_where_a_product_stands_is_left_as_the_owner_has_it(big, shop):
    number = shop.add("ONE")
    shop.assigned = {(number, 9)}
    assert big.create_product(new("ONE")).id == str(number)
    assert shop.assigned == {(number, 9)}


def test_pieces_at_another_place_are_heard_of_too(big, shop):
    product = big.read_product(str(shop.add("ONE")))
    place = shop.add_location("Harbour")
    for topic in big.wanted_topics():
        big.subscribe(topic, "https://mirror.example/hook", "")
    shop.flush()
    big.set_stock([StockSet(product.variants[0].id, place, 2)], "k")
    (delivery,) = shop.flush()
    verified = BigCommerceWebhooks().verify(
        delivery.body, delivery.headers, [CLIENT_SECRET], shop.clock.now()
    )
    assert verified.hint == Hint(HintKind.PRODUCT, product.id)


def test_more_variants_than_bigcommerce_takes_are_refused_with_its_reason(big, shop):
    with pytest.raises(UnusableRecord, match="more than 600 variants"):
        big.create_product(new("WIDE", choices=tuple(str(number) for number in range(601))))


def test_a_name_that_is_taken_is_told_and_a_foreign_currency_too(big, shop):
    shop.add("ONE", name="Frame")
    with pytest.raises(UnusableRecord, match="duplicate"):
        big.create_product(new("TWO"))
    with pytest.raises(UnusableRecord, match="no price in USD"):
        big.create_product(new("TWO", currency="EUR", name="Other"))


def test_a_product_that_came_meanwhile_is_bound(big, shop):
    """Two create the same product at once: the second one's post is refused and finds the first one's product."""
    wanted = new("TWICE", choices=("Black",))
    first = big.create_product(wanted)
    shop.faults.add(Fault.RESET, when="after", matches=lambda request: request.method == "POST")
    other = big.create_product(new("LOST", choices=("Black",), name="Lost"))
    assert big.create_product(wanted).id == first.id
    assert [one.sku for one in other.variants] == ["LOST-Black"]


def test_a_variant_of_another_product_is_no_variant_of_this_one(big, shop):
    shop.add("TAKEN")
    number = str(shop.add("MODEL", choices=("Black",)))
    with pytest.raises(UnusableRecord, match="not unique"):
        big.create_variant(number, NewVariant("TAKEN", (Price(Money(1, "USD")),), (("Colour", "Black"),)))


def test_eyewear_fields_of_what_is_gone_are_refused(big, shop):
    outcome = big.update_variants([VariantChange("999", "1000", eyewear=EyewearFields(bridge_mm=18))])
    assert "not found" in outcome.refused[0].reason


def test_a_custom_field_is_changed_only_where_it_differs(big, shop):
    number = str(shop.add("ONE"))
    for width_mm in (50, 50, 51):
        big.update_product(number, ProductChange(eyewear=EyewearFields(lens_width_mm=width_mm)))
    assert big.read_product(number).eyewear.lens_width_mm == 51
    assert [one.method for one in shop.requests if "custom-fields" in one.path].count("PUT") == 1


def test_a_location_of_a_platform_without_stock_rights_needs_the_owner(big, shop):
    shop.locations.clear()
    with pytest.raises(NeedsOwner, match="scope for inventory"):
        big.locations()
