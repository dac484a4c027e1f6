"""A sale whose telling went wrong: what the platform says next decides whether it is told again."""

from __future__ import annotations

import pytest

from app.domain.errors import RetryLater
from app.domain.exchange import Platform
from sync.runs.pull import pull
from sync.runs.push_stock import push_stock
from sync.runs.replay import replay
from sync.runs.sweeps import sweep_stock
from tests.fakes.joined_shop import join
from tests.fakes.platform import FakePlatform, a_remote
from tests.fakes.served_shop import served_shop
from tests.fakes.shops.serving import Fault


@pytest.fixture
def platform():
    """It counts a repeated sale twice."""
    return FakePlatform(a_remote(2, "B"), is_idempotent=False)


@pytest.fixture
def joined(sqlite_database, platform):
    joined = join(sqlite_database, platform)
    joined.run(pull)
    return joined


def sell_in_vain(joined, platform, fault):
    """The first attempt: call 0 reads the level, call 1 writes it."""
    joined.sell("B")
    platform.faults.calls, platform.faults.plan = 0, {1: fault}
    with pytest.raises(RetryLater):
        joined.run(push_stock)
    joined.clock.advance(60)


@pytest.mark.parametrize("fault", ["away", "unknown"])
def test_an_order_between_two_attempts_is_counted_beside_the_sale(joined, platform, fault):
    sell_in_vain(joined, platform, fault)
    platform.sell("2-0")
    joined.run(push_stock)
    joined.run(sweep_stock)
    assert platform.level("2-0") == joined.pieces("B") == 3


def test_an_order_while_a_sale_is_written_is_counted_where_the_platform_takes_changes(sqlite_database):
    with served_shop(sqlite_database, Platform.BIGCOMMERCE) as joined:
        joined.shop.add("BOLT", stock=5)
        joined.run(pull, sweep_stock)
        joined.move("BOLT", -1)
        (variant,) = (one["id"] for product in joined.shop.products.values() for one in product["variants"])

        def somebody_orders(request):
            if "adjustments" in request.path:
                joined.shop.order(variant)
            return False

        joined.shop.faults.add(Fault.RESET, matches=somebody_orders)
        joined.run(push_stock, sweep_stock)
        assert joined.pieces("BOLT") == joined.shop.levels[variant, 1] == 3


def test_a_sale_that_shopify_refused_is_taken_once_when_it_is_told_again(sqlite_database):
    with served_shop(sqlite_database, Platform.SHOPIFY) as joined:
        joined.shop.add("BOLT", stock=5)
        joined.run(pull)
        joined.move("BOLT", -1)
        ((number, variant),) = joined.shop.variants.items()
        (place,) = joined.shop.locations
        levels, variant["levels"], place["isActive"] = variant["levels"], {}, False
        assert joined.run(push_stock).more["refused"] == 1
        variant["levels"], place["isActive"] = levels, True
        for _ in range(2):
            joined.run(replay)
        assert joined.shop.variants[number]["levels"] == {place["id"]: 4}
