"""What leaves: frames taken off sale here or there, products deleted there, colours that one side has no more."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.domain.exchange import Platform
from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from app.domain.syncing import RunKind, RunOutcome
from sync.platforms.values import ProductChange
from sync.runs.connection import run_once
from tests.fakes.served_shop import served_shop
from tests.fakes.tenants import a_product

DRAFT, PUBLISHED, ARCHIVED = ProductStatus.DRAFT, ProductStatus.PUBLISHED, ProductStatus.ARCHIVED
SHOP_DECIDES = {"creates_products": True, "fields": {"variants": "shop"}}


@pytest.fixture(params=list(Platform))
def platform(request):
    return request.param


@contextmanager
def selling(database, platform, **policy):
    """A shop of ours that sells ALBA in black and havana on the platform."""
    with served_shop(database, platform, {"creates_products": True} | policy) as joined:
        joined.keep(content(joined, "Black", "Havana"))
        joined.move("ALBA-Black", 2)
        synchronise(joined)
        yield joined


def content(joined, *colours, status=PUBLISHED):
    """ALBA, with prices as that shop wants them."""
    product = a_product("ALBA", *colours, status=status)
    prices = (Price(Money(18900, joined.currency)),)
    return replace(product, variants=tuple(replace(v, prices=prices) for v in product.variants))


def synchronise(joined):
    joined.shop.clock.advance(60)
    joined.clock.advance(60)
    with joined.link() as link:
        runs = [run_once(link, kind) for kind in (RunKind.PULL, RunKind.PUSH)]
    assert [run.outcome for run in runs] == [RunOutcome.DONE] * 2, runs
    return runs[-1]


def status(joined, status=None):
    """Of ALBA here; somebody sets it when one is given."""
    ours = joined.product("ALBA-Black").content
    if status is not None:
        joined.keep(replace(ours, status=status))
    return joined.product("ALBA-Black").content.status


def change_there(joined, **change):
    with joined.link() as link:
        link.adapter.update_product(joined.remote("ALBA-Black").id, ProductChange(**change))


def test_what_is_taken_off_sale_here_stays_on_sale_there_and_neither_side_gives_way(
    sqlite_database, platform
):
    with selling(sqlite_database, platform) as joined:
        status(joined, DRAFT)
        synchronise(joined)
        change_there(joined, title="Alba II")
        synchronise(joined)
        assert not synchronise(joined).counts.get("written")
        assert joined.product("ALBA-Black").content.name == "Alba II"
        assert (status(joined), joined.remote("ALBA-Black").status) == (DRAFT, PUBLISHED)
        status(joined, PUBLISHED)
        synchronise(joined)
        assert (status(joined), joined.remote("ALBA-Black").status) == (PUBLISHED, PUBLISHED)


def test_with_its_switch_it_is_taken_off_sale_there_and_comes_back(sqlite_database, platform):
    with selling(sqlite_database, platform, withdraws_products=True) as joined:
        identity = joined.remote("ALBA-Black").id
        assert joined.shop.shows(identity)
        status(joined, DRAFT)
        synchronise(joined)
        assert not joined.shop.shows(identity)
        status(joined, PUBLISHED)
        synchronise(joined)
        assert joined.shop.shows(identity)
        assert not synchronise(joined).counts.get("written")


def test_what_is_taken_off_sale_there_is_off_sale_here_until_it_comes_back(sqlite_database, platform):
    with selling(sqlite_database, platform) as joined:
        for now in (DRAFT, PUBLISHED):
            change_there(joined, status=now)
            synchronise(joined)
            assert status(joined) is now


def test_where_our_shop_decides_a_new_colour_appears_there_and_an_old_one_goes(sqlite_database, platform):
    with selling(sqlite_database, platform, **SHOP_DECIDES) as joined:
        ours = joined.product("ALBA-Black").content
        red = next(v for v in content(joined, "Red").variants)
        black = next(v for v in ours.variants if v.sku == "ALBA-Black")
        joined.keep(replace(ours, variants=(black, replace(red, size=black.size))))
        joined.move("ALBA-Red", 4)
        synchronise(joined)
        there = {one.sku: one for one in joined.remote("ALBA-Black").variants}
        assert there.keys() == {"ALBA-Black", "ALBA-Red"}
        assert there["ALBA-Red"].options == (("Colour", "Red"),)
        assert [level.available for level in there["ALBA-Red"].stock] == [4]
        assert not synchronise(joined).counts.get("written")
        joined.move("ALBA-Red", -1)
        synchronise(joined)
        (level,) = next(v for v in joined.remote("ALBA-Black").variants if v.sku == "ALBA-Red").stock
        assert (level.available, joined.pieces("ALBA-Red")) == (3, 3)


def test_what_shopify_deleted_disappears_here_with_the_next_pull(sqlite_database):
    with selling(sqlite_database, Platform.SHOPIFY, creates_products=False) as joined:
        kept, gone = joined.shop.add("KEPT"), joined.shop.add("GONE")
        synchronise(joined)
        joined.shop.remove(gone)
        synchronise(joined)
        found = {sku: joined.product(sku).content.status for sku in ("KEPT", "GONE")}
        assert found == {"KEPT": PUBLISHED, "GONE": ARCHIVED}
        assert joined.ids() == [str(kept)]
