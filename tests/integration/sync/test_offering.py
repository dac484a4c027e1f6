"""What is published here and missing on the platform is created there: once, by policy, with what opticians know."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.domain.exchange import Platform
from app.domain.money import Money
from app.domain.products import Price, ProductImage, ProductStatus
from app.domain.syncing import RunKind, RunOutcome
from engine.types import FrameShape
from sync.runs.connection import run_once
from sync.runs.counts import Counts
from sync.runs.preview import preview
from sync.runs.replay import replay
from tests.fakes.platform import PowerCut
from tests.fakes.served_shop import served_shop
from tests.fakes.shops.serving import Fault
from tests.fakes.tenants import a_product

CREATES = {"creates_products": True}


@pytest.fixture(params=list(Platform))
def platform(request):
    return request.param


@pytest.fixture
def joined(sqlite_database, platform):
    with served_shop(sqlite_database, platform, CREATES) as served:
        yield served


def in_currency(content, currency):
    """The same, with prices as that shop wants them."""
    prices = (Price(Money(18900, currency)),)
    return replace(content, variants=tuple(replace(v, prices=prices) for v in content.variants))


def synchronise(joined):
    with joined.link() as link:
        runs = [run_once(link, kind) for kind in (RunKind.PULL, RunKind.PUSH)]
    assert [run.outcome for run in runs] == [RunOutcome.DONE] * 2, runs
    return runs[-1]


def test_it_appears_once_with_its_variants_boxing_and_pieces_and_no_echo(joined):
    joined.keep(
        in_currency(a_product("ALBA", "Black", "Havana", description="<p>Light.</p>"), joined.currency)
    )
    joined.move("ALBA-Black", 4)
    assert synchronise(joined).counts["created"] == 1
    made = joined.remote("ALBA-Black")
    assert (made.title, made.status) == ("Alba", ProductStatus.PUBLISHED)
    assert {v.sku for v in made.variants} == {"ALBA-Black", "ALBA-Havana"}
    fields = made.variants[0].eyewear.or_else(made.eyewear)
    assert (fields.lens_width_mm, fields.bridge_mm, fields.shape) == (50, 19, FrameShape.PANTO)
    assert joined.pieces("ALBA-Black") == 4
    again = synchronise(joined)
    assert not again.counts.get("created")
    assert not again.counts.get("written")
    assert len(joined.ids()) == 1


def test_a_sale_after_it_appeared_lowers_both_sides_once(joined):
    joined.keep(in_currency(a_product("ALBA"), joined.currency))
    joined.move("ALBA-Black", 5)
    synchronise(joined)
    joined.move("ALBA-Black", -2)
    synchronise(joined)
    levels = [level.available for v in joined.remote("ALBA-Black").variants for level in v.stock]
    assert (joined.pieces("ALBA-Black"), levels[0]) == (3, 3)


def is_stock_write(request):
    """Not at WooCommerce's, where a new product's stock comes with it."""
    is_level = request.path.endswith(("/inventory/source-items", "/inventory/adjustments/absolute"))
    return (is_level and request.method != "GET") or b"mutation SetStock" in request.body


def test_what_was_cut_off_before_its_stock_was_told_gets_it_with_the_next_attempt(joined):
    joined.keep(in_currency(a_product("ALBA"), joined.currency))
    joined.move("ALBA-Black", 4)
    joined.shop.faults.add(Fault.UNAVAILABLE, times=100, matches=is_stock_write)
    with joined.link() as link:
        for kind in (RunKind.PULL, RunKind.PUSH):
            run_once(link, kind)
    joined.shop.faults.clear()
    synchronise(joined)
    levels = [level.available for v in joined.remote("ALBA-Black").variants for level in v.stock]
    assert (joined.pieces("ALBA-Black"), levels) == (4, [4])


class CutAfterCreating:
    """The power fails between the platform's answer and our binding."""

    def __init__(self, adapter):
        self._adapter = adapter

    def __getattr__(self, name):
        return getattr(self._adapter, name)

    def create_product(self, product):
        self._adapter.create_product(product)
        raise PowerCut


def test_killed_between_creating_and_binding_it_is_bound_not_doubled_and_no_sale_is_lost(joined):
    joined.keep(in_currency(a_product("ALBA", "Black", "Havana"), joined.currency))
    joined.move("ALBA-Black", 5)
    with joined.link() as link:
        run_once(link, RunKind.PULL)
        with pytest.raises(PowerCut):
            run_once(replace(link, adapter=CutAfterCreating(link.adapter)), RunKind.PUSH)
    joined.move("ALBA-Black", -1)
    with joined.link() as link:
        assert run_once(link, RunKind.PUSH).outcome is RunOutcome.DONE
    assert len(joined.ids()) == 1
    black = next(v for v in joined.remote("ALBA-Black").variants if v.sku == "ALBA-Black")
    assert (black.stock[0].available, joined.pieces("ALBA-Black")) == (4, 4)


def test_the_plan_shows_it_and_creates_nothing(joined):
    joined.keep(in_currency(a_product("ALBA"), joined.currency))
    with joined.link() as link:
        changes = list(preview(link, Counts()))
    assert [(one.name, one.what) for one in changes] == [("Alba", "new there")]
    assert joined.ids() == []


@contextmanager
def woocommerce(database, **policy):
    with served_shop(database, Platform.WOOCOMMERCE, CREATES | policy) as served:
        yield served


def test_without_the_policy_nothing_is_ever_created(sqlite_database):
    with woocommerce(sqlite_database, creates_products=False) as joined:
        joined.keep(in_currency(a_product("ALBA"), joined.currency))
        synchronise(joined)
        with joined.link() as link:
            assert list(preview(link, Counts())) == []
        assert joined.ids() == []


def test_nothing_is_created_before_the_platform_was_read(sqlite_database):
    with woocommerce(sqlite_database) as joined:
        joined.keep(in_currency(a_product("ALBA"), joined.currency))
        with joined.link() as link:
            run_once(link, RunKind.PUSH)
        assert joined.ids() == []


def test_drafts_stay_here_and_what_the_platform_sells_already_is_bound(sqlite_database):
    with woocommerce(sqlite_database) as joined:
        joined.shop.add("BOLT")
        joined.keep(
            in_currency(a_product("DRAFT", status=ProductStatus.DRAFT), joined.currency),
            in_currency(
                replace(a_product("BOLT"), variants=(replace(a_product().variants[0], sku="BOLT"),)),
                joined.currency,
            ),
        )
        synchronise(joined)
        assert len(joined.ids()) == 1


def test_pictures_that_the_platform_can_fetch_go_along(sqlite_database):
    images = (
        ProductImage("https://shop.example/a.jpg", "front", None),
        ProductImage("file:///etc/passwd", "", None),
    )
    with woocommerce(sqlite_database) as joined:
        joined.keep(in_currency(a_product("ALBA", images=images), joined.currency))
        synchronise(joined)
        assert [image.alt for image in joined.remote("ALBA-Black").images] == ["front"]


def test_what_cannot_be_told_apart_there_is_set_aside_with_its_reason_and_offered_again_when_mended(
    sqlite_database,
):
    with woocommerce(sqlite_database) as joined:
        content = in_currency(a_product("ALBA", "Black", "Havana"), joined.currency)
        twins = replace(content, variants=tuple(replace(v, colour="Black") for v in content.variants))
        joined.keep(twins, in_currency(a_product("CORSO"), joined.currency))
        counts = synchronise(joined).counts
        assert (counts["refused"], counts["created"]) == (1, 1)
        assert set_aside(joined) == [
            "ALBA: Two of its variants have the same colour and size: an online shop cannot tell them apart."
        ]
        joined.keep(content)
        assert synchronise(joined).counts["created"] == 1
        assert set_aside(joined) == []


def set_aside(joined):
    with joined.joiner.store.reading(joined.joiner.scope) as shop:
        return [one.reason for one in shop.sync_log.all_set_aside(joined.connection.id, 9)]


def test_what_was_deleted_on_one_platform_is_not_created_there_again_before_somebody_says_so(sqlite_database):
    with woocommerce(sqlite_database) as joined:
        joined.keep(in_currency(a_product("ALBA"), joined.currency))
        synchronise(joined)
        sold_elsewhere_too(joined, "ALBA-Black")
        (remote_id,) = joined.ids()
        with joined.link() as link:
            link.adapter.delete_product(remote_id)
            run_once(link, RunKind.IDS)
        joined.keep(in_currency(a_product("ALBA", description="changed"), joined.currency))
        synchronise(joined)
        assert joined.ids() == []
        assert "deleted there" in set_aside(joined)[0]
        joined.run(replay)
        assert len(joined.ids()) == 1


def sold_elsewhere_too(joined, sku):
    from app.domain.exchange import ExternalReference, ReferenceKind

    name = ExternalReference(
        Platform.SHOPIFY, "other.example", ReferenceKind.PRODUCT, "77", joined.product(sku).id
    )
    joined.joiner.store.write(joined.joiner.scope, lambda shop: shop.references.put([name]))
