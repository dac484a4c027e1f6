"""Three stores, three places of stock: each store's pieces lie at its own place, on every platform that has several."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from typer.testing import CliRunner
from uuid6 import uuid7

from app.domain.errors import UnusableRecord
from app.domain.exchange import Platform
from app.domain.money import Money
from app.domain.products import Price
from app.domain.syncing import RunKind, RunOutcome
from app.domain.tenancy import Store
from sync.platforms.values import StockSet
from sync.runs.connection import run_once
from sync.runs.places import place_stores, read_places
from tests.fakes.served_shop import served_shop
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of, simulated
from tests.fakes.tenants import a_product
from ui.cli import app

SEVERAL = [Platform.BIGCOMMERCE, Platform.MAGENTO, Platform.SHOPIFY]


@pytest.fixture(params=SEVERAL)
def joined(sqlite_database, request):
    with served_shop(sqlite_database, request.param, {"creates_products": True}) as served:
        yield served


def second_store(joined):
    """Another store of the company, which is another place of stock there: (its place, its view of the shop)."""
    place = joined.shop.add_location("Harbour")
    store = Store(uuid7(), "2", "Harbour", "UTC", "DE")
    joined.joiner.store.write(joined.joiner.scope, lambda shop: shop.places.add_store(store))
    return place, replace(joined, store_id=store.id)


def put(joined, stores):
    joined.joiner.store.write(joined.joiner.scope, lambda shop: place_stores(shop, joined.connection, stores))


def synchronise(joined, *kinds):
    with joined.link() as link:
        runs = [run_once(link, kind) for kind in kinds or (RunKind.PULL, RunKind.PUSH, RunKind.STOCK)]
    assert all(run.outcome is RunOutcome.DONE for run in runs), runs


def levels(joined, sku):
    return {level.location_id: level.available for v in joined.remote(sku).variants for level in v.stock}


def test_each_store_s_pieces_lie_at_its_own_place_and_move_there_alone(joined):
    first = next(iter(levels_of_places(joined)))
    place, harbour = second_store(joined)
    put(joined, {first: joined.store_id, place: harbour.store_id})
    product = a_product("ALBA")
    prices = (Price(Money(18900, joined.currency)),)
    joined.keep(replace(product, variants=tuple(replace(v, prices=prices) for v in product.variants)))
    joined.move("ALBA-Black", 5)
    harbour.move("ALBA-Black", 3)
    synchronise(joined)
    assert levels(joined, "ALBA-Black") == {first: 5, place: 3}
    harbour.move("ALBA-Black", -1)
    synchronise(joined)
    assert levels(joined, "ALBA-Black") == {first: 5, place: 2}
    with joined.link() as link:
        (variant,) = joined.remote("ALBA-Black").variants
        link.adapter.set_stock([StockSet(variant.id, place, 9)], str(uuid4()))
    synchronise(joined)
    assert (joined.pieces("ALBA-Black"), harbour.pieces("ALBA-Black")) == (5, 9)


def levels_of_places(joined):
    with joined.link() as link:
        return {one.location.id: one for one in read_places(link)}


def test_a_store_that_moves_to_another_place_is_counted_anew_and_the_platform_keeps_its_levels(joined):
    number = joined.shop.add("BOLT", stock=4)
    first = next(iter(levels_of_places(joined)))
    place, _ = second_store(joined)
    with joined.link() as link:
        (variant,) = link.adapter.read_product(str(number)).variants
        link.adapter.set_stock([StockSet(variant.id, place, 7)], str(uuid4()))
    synchronise(joined)
    assert joined.pieces("BOLT") == 4
    put(joined, {place: joined.store_id})
    synchronise(joined)
    assert joined.pieces("BOLT") == 7
    assert levels(joined, "BOLT") == {first: 4, place: 7}


def test_two_stores_change_places_but_one_store_cannot_be_two(joined):
    first = next(iter(levels_of_places(joined)))
    place, harbour = second_store(joined)
    put(joined, {first: joined.store_id, place: harbour.store_id})
    put(joined, {place: joined.store_id, first: harbour.store_id})
    stores = {one.location.id: one.store_id for one in levels_of_places(joined).values()}
    assert stores == {place: joined.store_id, first: harbour.store_id}
    with pytest.raises(UnusableRecord, match="one place of stock only"):
        put(joined, {place: joined.store_id, first: joined.store_id})


def test_a_place_that_the_platform_has_no_more_is_still_shown(joined):
    put(joined, {"gone": joined.store_id})
    last = list(levels_of_places(joined).values())[-1]
    assert (last.location.id, last.location.is_active, last.store_id) == ("gone", False, joined.store_id)


@pytest.fixture
def varai(tmp_path, monkeypatch):
    """Runs a command against a simulated Magento shop with two sources; its answer and exit code."""
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VARAI_SECRET_STORE", "file")
    for name, value in credentials_of(Platform.MAGENTO).items():
        monkeypatch.setenv(f"VARAI_MAGENTO_{name.upper()}", value)
    shop = simulated(Platform.MAGENTO)
    shop.add_location("Harbour")

    def run(*words, code=0):
        done = CliRunner().invoke(app, [*words])
        assert done.exit_code == code, done.output
        return done.output

    with serving(shop) as address:
        run("connections", "add", "magento", address, "--name", "Nord", "--location", "default")
        yield run


def test_which_place_is_which_store_is_shown_and_changed(varai):
    told = json.loads(varai("connections", "locations", "--json"))["locations"]
    code = told[0]["store"]
    assert [(one["id"], one["store"]) for one in told] == [("default", code), ("harbour", None)]
    said = varai("connections", "locations", "Nord", "--location", f"harbour={code}")
    assert "Harbour" in said
    told = json.loads(varai("connections", "locations", "--json"))["locations"]
    assert [one["store"] for one in told] == [None, code]
    varai("connections", "locations", "Nord", "--location", "harbour=")
    assert "–" in varai("connections", "locations", "Nord")
    assert "There is no store nowhere" in varai(
        "connections", "locations", "--location", "harbour=nowhere", code=2
    )
    assert "There are: default" in varai("connections", "locations", "--location", "attic", code=2)
