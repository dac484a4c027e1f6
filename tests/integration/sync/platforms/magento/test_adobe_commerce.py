from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import NeedsOwner
from app.domain.money import Money
from app.domain.products import Price
from sync.platforms.access import Access
from sync.platforms.magento.adapter import MagentoAdapter
from sync.platforms.values import (
    Credentials,
    Hint,
    HintKind,
    StockSet,
    VariantChange,
)
from tests.fakes.shops.lines import HERE
from tests.fakes.shops.magento.adobe import (
    CLIENT_ID,
    CLIENT_SECRET,
    JOURNAL,
    ORGANIZATION,
    TENANT,
    AdobeCloudShop,
    AdobeCommerceShop,
)
from tests.fakes.shops.magento.requests import OAUTH
from tests.fakes.shops.serving import serving

NO_OVERLAP = timedelta()
CLOUD = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


def ids_of(pages) -> list[str]:
    return [one.id for page in pages for one in page.items]


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
