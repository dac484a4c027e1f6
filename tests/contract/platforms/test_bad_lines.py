"""A bad line costs time, never a product: all adapters against simulated shops that fail on demand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import RetryLater
from app.domain.exchange import Platform
from tests.contract.platforms.beds import open_simulated
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.simulated import simulated

NO_OVERLAP = timedelta()


@pytest.fixture(params=Platform)
def bed(request):
    shop = simulated(request.param)
    for number in range(4):
        shop.add(f"S{number}", choices=("Black", "Gold") if number % 2 else ())
    with serving(shop) as address:
        adapter = open_simulated(request.param, shop, address)
        yield shop, adapter
        adapter.close()


def contents(adapter) -> set[str]:
    return {one.content_hash for page in adapter.read_products("", NO_OVERLAP) for one in page.items}


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.HALF, Fault.BROKEN, Fault.THROTTLED, Fault.UNAVAILABLE])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_read_over_a_bad_line_is_what_is_there(bed, fault, when):
    shop, adapter = bed
    expected = contents(adapter)
    for skipped in range(4):
        seen = iter(range(100))
        shop.faults.clear()
        shop.faults.add(fault, when=when, times=2, matches=lambda request, s=skipped, n=seen: next(n) >= s)
        assert contents(adapter) == expected
    assert len(expected) == 4
    assert adapter.cost().retries >= 4


def test_a_shop_that_shows_an_error_page_is_asked_later_and_loses_nothing(bed):
    shop, adapter = bed
    expected = contents(adapter)
    shop.faults.add(Fault.NOT_JSON)
    with pytest.raises(RetryLater, match="a page for people"):
        contents(adapter)
    assert contents(adapter) == expected


def test_a_shop_that_is_down_is_told_with_a_time_to_come_back(bed):
    shop, adapter = bed
    shop.faults.add(Fault.UNAVAILABLE, times=50, retry_after="7200")
    with pytest.raises(RetryLater) as raised:
        contents(adapter)
    assert raised.value.after_s == 7200.0
