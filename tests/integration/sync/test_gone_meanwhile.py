"""A product that is deleted online while it is read or written leaves the mirror, and nobody is troubled by it."""

from __future__ import annotations

import pytest

from app.domain.exchange import Platform
from app.domain.products import ProductStatus
from app.domain.syncing import RunKind, RunOutcome
from tests.fakes.bad_days import BadDays
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import simulated

REQUESTS = 9


@pytest.fixture(params=list(Platform))
def days(request, sqlite_database):
    shop = simulated(request.param)
    with serving(shop):
        yield BadDays(sqlite_database, request.param, shop)


def test_it_may_go_at_any_request_of_a_push(days):
    for number in range(REQUESTS):
        days.staff.make(f"P{number}", 5, ("Black", "Gold"))
    days.run((RunKind.PULL,))
    for number in range(REQUESTS):
        sku = f"P{number}-Black"
        days.measure(sku, 18)
        runs = days.run((RunKind.PUSH,), meanwhile=lambda sku=sku: days.staff.remove(sku), nth=number)
        runs += days.run((RunKind.IDS,))
        assert {one.outcome for one in runs} == {RunOutcome.DONE}, runs
        is_gone = not days.staff.has(sku)
        assert (days.product(sku).content.status is ProductStatus.ARCHIVED) == is_gone
    assert not {one for one in days.set_aside() if one[0] == "push"}
