from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import NeedsOwner, RetryLater, Unknown, UnusableRecord
from app.domain.money import Money
from app.domain.products import Price
from sync.platforms.access import Access
from sync.platforms.magento.adapter import MagentoAdapter
from sync.platforms.magento.client import MagentoClient, MagentoRefusal
from sync.platforms.values import (
    Credentials,
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
    Subscription,
    VariantChange,
)
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.magento.adobe import (
    CLIENT_ID,
    CLIENT_SECRET,
    JOURNAL,
    ORGANIZATION,
    TENANT,
    AdobeCloudShop,
    AdobeCommerceShop,
)
from tests.fakes.shops.magento.requests import CONSUMER, TOKEN
from tests.fakes.shops.magento.shop import PASSWORD, USERNAME, MagentoShop
from tests.fakes.shops.picture_host import PictureHost
from tests.fakes.shops.serving import Fault, serving

NO_OVERLAP = timedelta()
CLOUD = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
OAUTH = {
    "consumer_key": CONSUMER[0],
    "consumer_secret": CONSUMER[1],
    "access_token": TOKEN[0],
    "access_token_secret": TOKEN[1],
}


@pytest.fixture
def shop():
    return MagentoShop()


@pytest.fixture
def line():
    return quick_line()


@pytest.fixture
def open_with(shop, line):
    opened = []
    with serving(shop) as address:

        def opener(**credentials: str) -> MagentoAdapter:
            opened.append(MagentoAdapter(Access(address, Credentials(credentials), HERE), line))
            return opened[-1]

        yield opener
        for one in opened:
            one.close()


@pytest.fixture
def magento(open_with):
    return open_with(username=USERNAME, password=PASSWORD)


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


def test_the_cloud_service_is_opened_by_adobes_sign_in(line):
    shop = AdobeCloudShop()
    shop.add("ONE", choices=("Black", "Gold"))
    with serving(shop) as address:
        magento = MagentoAdapter(
            Access(address + TENANT, Credentials(CLOUD | {"sign_in_address": address}), HERE), line
        )
        assert magento.check().version == "Adobe Commerce as a Cloud Service"
        assert len(ids_of(magento.read_products("", NO_OVERLAP))) == 1
        line.clock.advance(86300)
        shop.clock.advance(86300)
        number = str(max(shop.products) - 1)
        assert magento.set_stock([StockSet(number, "default", 2, expected=5)], "k").done == (number,)
        assert len(shop.sign_in.tokens) == 2
        magento.close()


def test_changes_go_through_the_cloud_services_queue_too(line):
    shop = AdobeCloudShop()
    numbers = [str(shop.add(f"S{number}")) for number in range(200)]
    with serving(shop) as address:
        magento = MagentoAdapter(
            Access(address + TENANT, Credentials(CLOUD | {"sign_in_address": address}), HERE), line
        )
        changes = [VariantChange(one, one, prices=(Price(Money(5000, "EUR")),)) for one in numbers]
        assert len(magento.update_variants(changes).done) == 200
        assert shop.count("POST", "/V1/async/bulk/products") == 1
        magento.close()


@pytest.mark.parametrize(
    ("given", "lost", "words"),
    [({"client_secret": "wrong"}, "", "invalid_client"), ({}, "commerce.accs", "invalid_scope")],
)
def test_what_adobes_sign_in_refuses_needs_the_owner(line, given, lost, words):
    shop = AdobeCloudShop()
    shop.sign_in.granted.discard(lost)
    with serving(shop) as address:
        told = Credentials(CLOUD | {"sign_in_address": address} | given)
        magento = MagentoAdapter(Access(address + TENANT, told, HERE), line)
        with pytest.raises(NeedsOwner, match=words):
            magento.check()
        magento.close()


def test_without_any_credentials_the_owner_is_told_what_to_give(open_with):
    with pytest.raises(NeedsOwner, match="four keys of an integration"):
        open_with().check()


@pytest.fixture
def commerce():
    return AdobeCommerceShop()


@pytest.fixture
def open_journal(commerce, line):
    with serving(commerce) as address:
        opened = []

        def opener(**other: str) -> MagentoAdapter:
            told = OAUTH | CLOUD | {"sign_in_address": address, "journal": address + JOURNAL} | other
            access = Access(address, Credentials({"organization_id": ORGANIZATION} | told), HERE)
            opened.append(MagentoAdapter(access, line))
            return opened[-1]

        yield opener
        for one in opened:
            one.close()


def read_journal(magento, position: str = "") -> tuple[list[Hint], str]:
    *_, last = pages = list(magento.journal().read(position))
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    return [one.delivery.hint for page in pages for one in page.items], last.position


def test_the_journal_tells_what_happened_since_and_nothing_twice(commerce, open_journal):
    magento = open_journal()
    first, second = commerce.add("ONE"), commerce.add("TWO")
    commerce.edit(first, price=1.0)
    nothing, begin = read_journal(magento)
    assert nothing == []
    commerce.order(first)
    commerce.edit(second, name="New")
    commerce.remove(second)
    hints, position = read_journal(magento, begin)
    assert hints == [
        Hint(HintKind.VARIANT, str(first)),
        Hint(HintKind.PRODUCT_CODE, "TWO"),
        Hint(HintKind.PRODUCT, str(second)),
    ]
    assert read_journal(magento, position) == ([], position)
    assert magento.cost().requests >= 5


def test_a_long_journal_comes_in_pages(commerce, open_journal):
    magento, number = open_journal(), commerce.add("ONE")
    _, begin = read_journal(magento)
    for pieces in range(250):
        commerce.edit(number, price=float(pieces))
    hints, _ = read_journal(magento, begin)
    assert len(hints) == 250


def test_a_position_that_adobe_keeps_no_more_begins_anew(commerce, open_journal):
    magento, number = open_journal(), commerce.add("ONE")
    _, begin = read_journal(magento)
    commerce.edit(number, price=1.0)
    commerce.journal.expired = 1
    hints, position = read_journal(magento, begin)
    assert hints == []
    commerce.edit(number, price=2.0)
    assert len(read_journal(magento, position)[0]) == 1


def test_a_journal_that_cannot_be_opened_needs_the_owner(commerce, open_journal):
    commerce.sign_in.granted.discard("email")
    with pytest.raises(NeedsOwner, match="organization id"):
        read_journal(open_journal(organization_id="another"))
    with pytest.raises(NeedsOwner, match="invalid_client"):
        read_journal(open_journal(client_secret="wrong"))
    with pytest.raises(NeedsOwner, match="another server"):
        read_journal(open_journal(), "https://elsewhere.example/events?since=1")


def test_open_source_keeps_no_journal(magento):
    assert magento.journal() is None


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


def test_what_is_not_sold_by_itself_is_set_aside(magento, shop):
    odd = shop.add("SET", type_id="bundle")
    (page,) = magento.read_products("", NO_OVERLAP)
    assert [one.id for one in page.unusable] == [str(odd)]


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


@pytest.fixture
def pictures():
    with serving(PictureHost()) as address:
        yield address


def shown(magento, number) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.alt, one.variant_ids) for one in magento.read_product(number).images]


def test_pictures_are_sent_with_their_content_and_served_by_the_shop(magento, shop, pictures):
    number = str(shop.add("ONE"))
    magento.update_product(number, ProductChange(images=(ImageWrite(f"{pictures}/a.png", alt="Front"),)))
    (image,) = magento.read_product(number).images
    assert image.alt == "Front"
    assert image.url.startswith(f"{shop.address}/media/catalog/product/")


def test_pictures_change_places_and_the_first_is_the_one_lists_show(magento, shop, pictures):
    number = shop.add("ONE")
    both = tuple(ImageWrite(f"{pictures}/{name}.png", alt=name) for name in ("a", "b"))
    magento.update_product(str(number), ProductChange(images=both))
    a, b = magento.read_product(str(number)).images
    turned = (ImageWrite(id=b.id, alt="b"), ImageWrite(id=a.id, alt="A"))
    magento.update_product(str(number), ProductChange(images=turned))
    assert [(one.id, one.alt) for one in magento.read_product(str(number)).images] == [
        (b.id, "b"),
        (a.id, "A"),
    ]
    roles = {str(one["id"]): one["types"] for one in shop.products[number]["media_gallery_entries"]}
    assert roles == {b.id: ["image", "small_image", "thumbnail"], a.id: []}
    written = len(shop.requests)
    magento.update_product(str(number), ProductChange(images=(turned[0], ImageWrite(id=a.id, alt="A"))))
    assert {one.method for one in shop.requests[written:]} == {"GET"}


def test_a_picture_of_the_product_can_become_one_of_its_variants(magento, shop, pictures):
    parent = str(shop.add("MODEL", choices=("Black", "Gold")))
    magento.update_product(parent, ProductChange(images=(ImageWrite(f"{pictures}/a.png", alt="Front"),)))
    (image,) = magento.read_product(parent).images
    moved = (ImageWrite(id=image.id, alt="Front", skus=("MODEL-Black",)),)
    magento.update_product(parent, ProductChange(images=moved))
    black = next(one for one in magento.read_product(parent).variants if one.sku == "MODEL-Black")
    assert shown(magento, parent) == [("Front", (black.id,))]


def test_films_and_hidden_pictures_are_left_alone(magento, shop):
    number = shop.add("ONE")
    film = {"id": 900, "media_type": "external-video", "label": "", "file": "/f/i/film.jpg", "types": []}
    hidden = {
        "id": 901,
        "media_type": "image",
        "label": "",
        "file": "/h/i/h.jpg",
        "types": [],
        "disabled": True,
    }
    shop.products[number]["media_gallery_entries"] = [film, hidden]
    magento.update_product(str(number), ProductChange(images=()))
    assert len(shop.products[number]["media_gallery_entries"]) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_picture_whose_answer_was_lost_is_there_once(magento, shop, pictures, when):
    number = str(shop.add("ONE"))
    shop.faults.add(
        Fault.RESET, when=when, matches=lambda one: (one.method, one.path[-6:]) == ("POST", "/media")
    )
    magento.update_product(number, ProductChange(images=(ImageWrite(f"{pictures}/a.png", alt="Front"),)))
    assert shown(magento, number) == [("Front", ())]


def test_what_is_no_picture_is_refused(magento, shop):
    number = str(shop.add("ONE"))
    with serving(PictureHost(b"<svg/>")) as address, pytest.raises(UnusableRecord, match="no picture"):
        magento.update_product(number, ProductChange(images=(ImageWrite(f"{address}/a.svg"),)))


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
