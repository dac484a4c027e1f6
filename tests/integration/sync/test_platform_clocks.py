"""The platform's clock is not ours: it may be wrong, and it may be put right."""

from __future__ import annotations

import pytest

from app.domain.exchange import Platform
from app.domain.syncing import RunKind
from tests.fakes.bad_days import BadDays
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import simulated


@pytest.fixture(params=list(Platform))
def days(request, sqlite_database):
    shop = simulated(request.param)
    shop.clock.advance(3 * 3600)
    with serving(shop):
        yield BadDays(sqlite_database, request.param, shop)


def test_what_changed_after_a_clock_was_set_back_by_hours_is_heard_of(days):
    days.staff.make("BOLT", 5)
    days.run((RunKind.PULL,))
    days.shop.clock.advance(-3 * 3600)
    days.staff.rename("BOLT", "Uno")
    days.shop.clock.advance(1200)
    days.run((RunKind.PULL,))
    days.run((RunKind.PULL,))
    assert days.product("BOLT").content.name == "Uno"
