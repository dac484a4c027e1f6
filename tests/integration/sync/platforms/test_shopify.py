from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.errors import NeedsOwner, RetryLater, Unknown, UnusableRecord
from app.domain.money import Money
from app.domain.products import Price
from engine.types import FrameShape
from sync.http.errors import OutcomeUnknown
from sync.platforms.access import Access
from sync.platforms.shopify.adapter import ShopifyAdapter
from sync.platforms.shopify.client import _data
from sync.platforms.subscribing import plan_subscriptions
from sync.platforms.values import (
    Credentials,
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
from tests.fakes.shops.lines import HERE, adapters, quick_line
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.shopify.hooks import CLIENT_SECRET
from tests.fakes.shops.shopify.shelves import FIRST_ID
from tests.fakes.shops.shopify.shop import CLIENT_ID, ShopifyShop

NO_OVERLAP = timedelta()
RECORDED = Path(__file__).parents[5] / "shared" / "data" / "platforms" / "shopify_recorded_exchanges.jsonl"


@pytest.fixture
def shop():
    return ShopifyShop()


@pytest.fixture
def line():
    return quick_line()


@pytest.fixture
def open_with(shop, line):
    with serving(shop) as address, adapters(ShopifyAdapter, address, line) as opener:
        yield opener


@pytest.fixture
def shopify(open_with):
    return open_with(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


def ids_of(pages) -> list[str]:
    return [one.id for page in pages for one in page.items]


def test_a_token_is_fetched_once_and_renewed_before_it_ends(shopify, shop, line):
    shopify.check()
    shopify.check()
    assert len(shop.tokens) == 1
    for seconds in (86_000,):
        line.clock.advance(seconds)
        shop.clock.advance(seconds)
    shopify.check()
    assert len(shop.tokens) == 2


def test_a_token_serves_the_adapter_that_is_opened_next(shop, line):
    with serving(shop) as address:
        access = Access(address, Credentials({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}), HERE)
        for _ in range(2):
            adapter = ShopifyAdapter(access, line)
            adapter.check()
            adapter.close()
    assert len(shop.tokens) == 1


def test_a_token_that_was_revoked_is_fetched_anew(shopify, shop):
    shopify.check()
    shop.tokens.clear()
    assert shopify.check().name == "Eyewear Test"


def test_wrong_credentials_need_the_owner(open_with):
    with pytest.raises(NeedsOwner, match="client id and secret"):
        open_with(client_id=CLIENT_ID, client_secret="wrong-secret").check()
    with pytest.raises(NeedsOwner, match="token"):
        open_with(access_token="shpat_unknown").check()


def test_missing_scopes_are_told(shopify, shop):
    shop.scopes = ["write_products"]
    assert shopify.check().missing_rights == (
        "The app needs the scope write_publications.",
        "The app needs the scope read_inventory.",
        "The app needs the scope write_inventory.",
        "The app needs the scope read_locations.",
    )


def test_without_the_right_to_publish_nothing_is_created_and_the_owner_is_told(shopify, shop):
    shop.scopes.remove("write_publications")
    wanted = NewProduct("Frame", (NewVariant("NEW-1", (Price(Money(100, "EUR")),)),), "NEW-1")
    with pytest.raises(UnusableRecord, match="scope write_publications"):
        shopify.create_product(wanted)
    assert not shop.products
    shop.scopes.append("write_publications")
    assert shop.shows(shopify.create_product(wanted).id)


def test_a_shop_without_an_online_store_offers_in_the_channels_that_it_has(shopify, shop):
    shop.publications.popitem()
    made = shopify.create_product(
        NewProduct("Frame", (NewVariant("NEW-1", (Price(Money(100, "EUR")),)),), "NEW-1")
    )
    assert shop.published == {(int(made.id), *shop.publications)}


def test_a_creation_cut_off_before_it_was_offered_is_offered_the_next_time(shopify, shop):
    wanted = NewProduct("Frame", (NewVariant("NEW-1", (Price(Money(100, "EUR")),)),), "NEW-1")
    shop.faults.add(Fault.UNAVAILABLE, times=9, matches=lambda request: b"publishablePublish" in request.body)
    with pytest.raises(RetryLater):
        shopify.create_product(wanted)
    shop.faults.clear()
    assert shop.shows(shopify.create_product(wanted).id)


def test_shopify_s_own_frame_design_tells_the_shape_where_ours_does_not(open_with, shop):
    shop.designs = {"gid://shopify/Metaobject/5": "cat-eye"}
    number = shop.add("ONE")
    shop.products[number]["fields"]["frame_design"] = {"value": '["gid://shopify/Metaobject/5"]'}

    def shape():
        opened = open_with(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        (page,) = opened.read_products("", NO_OVERLAP)
        assert opened.read_product(str(number)).eyewear == page.items[0].eyewear
        return page.items[0].eyewear.shape

    assert shape() is None
    shop.scopes.append("read_metaobjects")
    assert shape() is FrameShape.CAT_EYE
    shop.products[number]["fields"]["shape"] = {"value": "round"}
    assert shape() is FrameShape.ROUND


def test_what_was_deleted_since_is_told_with_the_next_reading(shopify, shop):
    shop.add("KEPT")
    gone = shop.add("GONE")
    shop.clock.advance(60)
    *_, last = shopify.read_products("", NO_OVERLAP)
    assert last.gone == ()
    shop.clock.advance(60)
    shop.remove(gone)
    shop.clock.advance(60)
    (page,) = shopify.read_products(last.position, NO_OVERLAP)
    assert (page.items, page.gone) == ((), (str(gone),))
    shop.clock.advance(60)
    (page,) = shopify.read_products(page.position, NO_OVERLAP)
    assert page.gone == ()


def test_ids_beyond_what_a_double_holds_stay_exact(shopify, shop):
    number = shop.add("BIG")
    (page,) = shopify.read_products("", NO_OVERLAP)
    assert number > FIRST_ID
    assert page.items[0].id == str(number)


def test_a_used_up_bucket_is_waited_for_and_counted(shopify, shop):
    shop.add("ONE")
    shop.available = 5
    (page,) = shopify.read_products("", NO_OVERLAP)
    assert len(page.items) == 1
    cost = shopify.cost()
    assert cost.throttled >= 1
    assert cost.waited_s > 0
    assert cost.points > 0


def test_other_apps_spending_slow_us_down_but_lose_nothing(shopify, shop):
    for number in range(60):
        shop.add(f"S{number}")
    shop.available, shop.cost_of_others = 300, 60
    assert len(ids_of(shopify.read_products("", NO_OVERLAP))) == 60


def test_a_large_shop_is_read_in_one_bulk_operation(shopify, shop):
    for number in range(260):
        shop.add(f"S{number}", choices=("Black", "Gold", "Red"))
    pages = list(shopify.read_products("", NO_OVERLAP))
    products = [one for page in pages for one in page.items]
    assert len({one.id for one in products}) == 260
    assert all(len(one.variants) == 3 for one in products)
    assert len(shop.requests) < 20


def test_a_bulk_reading_goes_on_in_the_middle_of_its_file(shopify, shop):
    numbers = {str(shop.add(f"S{number}")) for number in range(260)}
    shop.clock.advance(60)
    first = next(shopify.read_products("", NO_OVERLAP))
    rest = list(shopify.read_products(first.position, NO_OVERLAP))
    assert {one.id for one in first.items} | set(ids_of(rest)) == numbers
    assert not {one.id for one in first.items} & set(ids_of(rest))
    shop.clock.advance(60)
    changed = shop.add("LATER")
    assert ids_of(shopify.read_products(rest[-1].position, NO_OVERLAP)) == [str(changed)]


def test_variants_that_bulk_dropped_are_fetched(shopify, shop):
    for number in range(250):
        shop.add(f"S{number}")
    shop.add("WIDE", choices=tuple(f"C{number}" for number in range(120)))
    shop.bulk_drops_variants_above = 100
    widest = max(len(one.variants) for page in shopify.read_products("", NO_OVERLAP) for one in page.items)
    assert widest == 120


def test_a_bulk_operation_that_is_gone_is_begun_anew(shopify, shop):
    for number in range(260):
        shop.add(f"S{number}")
    first = next(shopify.read_products("", NO_OVERLAP))
    shop.bulk_files.clear()
    assert len(set(ids_of(shopify.read_products(first.position, NO_OVERLAP)))) == 260


def test_a_bulk_operation_that_fails_is_tried_later(shopify, shop):
    for number in range(260):
        shop.add(f"S{number}")
    shop.fails_bulk = True
    with pytest.raises(RetryLater, match="in bulk"):
        next(shopify.read_products("", NO_OVERLAP))


def test_a_bulk_file_that_breaks_off_is_told_before_its_last_page(shopify, shop):
    for number in range(260):
        shop.add(f"S{number}")
    shop.faults.add(Fault.HALF, when="after", matches=lambda request: request.path.startswith("/bulk/"))
    pages = shopify.read_products("", NO_OVERLAP)
    assert not next(pages).is_last
    with pytest.raises(RetryLater, match="broke off"):
        list(pages)


def test_many_variants_come_with_a_small_product_page(shopify, shop):
    shop.add("WIDE", choices=tuple(f"C{number}" for number in range(35)))
    (page,) = shopify.read_products("", NO_OVERLAP)
    assert len(page.items[0].variants) == 35


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.BROKEN, Fault.HALF])
def test_an_adjustment_whose_answer_was_lost_counts_once(shopify, shop, fault):
    product = shopify.read_product(str(shop.add("ONE", stock=5)))
    place, variant = shopify.locations()[0].id, product.variants[0].id
    shop.faults.add(fault, when="after", matches=lambda request: b"inventoryAdjustQuantities" in request.body)
    shopify.adjust_stock([StockAdjustment(variant, place, -1)], "sale-1")
    shopify.adjust_stock([StockAdjustment(variant, place, -1)], "sale-1")
    assert shopify.read_product(product.id).variants[0].stock[0].available == 4


def test_a_level_cannot_be_set_below_nothing(shopify, shop):
    product = shopify.read_product(str(shop.add("ONE")))
    writes = [StockSet(product.variants[0].id, shopify.locations()[0].id, -1)]
    assert shopify.set_stock(writes, str(uuid4())).refused[0].code is RefusalCode.INSUFFICIENT


def test_a_creation_whose_answer_was_lost_is_found_again(shopify, shop):
    wanted = NewProduct(
        "Frame", (NewVariant("NEW-1", (Price(Money(100, "EUR")),), stock={"71": 1}),), "NEW-1"
    )
    shop.faults.add(Fault.RESET, when="after", matches=lambda request: b"productCreate" in request.body)
    with pytest.raises(OutcomeUnknown):
        shopify.create_product(wanted)
    assert shopify.create_product(wanted).variants[0].sku == "NEW-1"
    assert len(shop.products) == 1


def test_other_currencies_live_in_price_lists(shopify, shop):
    product = shopify.read_product(str(shop.add("ONE")))
    variant = product.variants[0].id
    dollars = Price(Money(11900, "USD"))
    change = VariantChange(product.id, variant, prices=(Price(Money(9900, "EUR")), dollars))
    assert "no price list in USD" in shopify.update_variants([change]).refused[0].reason
    shop.price_lists["gid://shopify/PriceList/5"] = {
        "id": "gid://shopify/PriceList/5", "number": 5, "currency": "USD", "prices": {},
    }  # fmt: skip
    assert shopify.update_variants([change]).done == (variant,)
    (page,) = shopify.read_prices()
    assert page.items[0].prices == (Price(Money(9900, "EUR")), dollars)


def test_pictures_come_and_go_and_are_shown_by_their_variants(shopify, shop):
    number = str(shop.add("MODEL", choices=("Black", "Gold")))
    picture = ImageWrite("https://img.example/k.jpg", alt="Black", skus=("MODEL-Black",))
    shopify.update_product(number, ProductChange(images=(picture,)))
    product = shopify.read_product(number)
    black = next(one.id for one in product.variants if one.sku == "MODEL-Black")
    assert [(one.url, one.variant_ids) for one in product.images] == [("https://img.example/k.jpg", (black,))]
    shopify.update_product(number, ProductChange(images=(ImageWrite("https://img.example/b.jpg"),)))
    assert [one.url for one in shopify.read_product(number).images] == ["https://img.example/b.jpg"]


def test_a_stock_item_leads_to_its_product(shopify, shop):
    product = shopify.read_product(str(shop.add("ONE")))
    item = shop.variants[int(product.variants[0].id)]["item"].rpartition("/")[2]
    assert shopify.product_of(Hint(HintKind.STOCK_ITEM, item)) == product.id
    assert shopify.product_of(Hint(HintKind.STOCK_ITEM, "1")) is None


def test_a_webhook_that_shopify_deleted_is_made_again(shopify, shop):
    address = "https://mirror.example/hook"
    shopify.subscribe("products/update", address, "")
    number = shop.add("ONE")
    shop.flush()
    for _ in range(8):
        shop.edit(number, title="New")
        for delivery in shop.flush():
            shop.report(delivery, 503)
    assert shopify.subscriptions() == ()
    assert plan_subscriptions(["products/update"], (), address).create == ("products/update",)


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded exchanges lie outside the project")
def test_recorded_answers_are_understood():
    refused = done = 0
    for line in RECORDED.read_text().splitlines():
        told = json.loads(line)["response"]
        try:
            done += bool(_data(told))
        except (UnusableRecord, NeedsOwner):
            refused += 1
    assert done > 100
    assert refused >= 1


def test_what_is_gone_or_odd_is_told(shopify, shop):
    with pytest.raises(Unknown):
        shopify.create_variant("1", NewVariant("X", (Price(Money(1, "EUR")),), stock={"71": 1}))
    number = str(shop.add("ONE", choices=("Black",)))
    with pytest.raises(UnusableRecord, match="no price in EUR"):
        shopify.create_variant(number, NewVariant("X", (Price(Money(1, "USD")),)))
    assert shopify.product_of(Hint(HintKind.VARIANT, "1")) is None
    assert shopify.find_by_sku("it's not there") is None


def test_a_shop_that_is_frozen_needs_the_owner(shopify, shop):
    shopify.check()
    shop.is_frozen = True
    with pytest.raises(NeedsOwner, match="frozen"):
        shopify.check()


@pytest.mark.parametrize(
    ("code", "error"),
    [("ACCESS_DENIED", NeedsOwner), ("INTERNAL_SERVER_ERROR", RetryLater), ("BAD_REQUEST", UnusableRecord)],
)
def test_errors_that_come_with_status_200_say_what_to_do_next(code, error):
    with pytest.raises(error):
        _data({"errors": [{"message": "No.", "extensions": {"code": code}}]})
