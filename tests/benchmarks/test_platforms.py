"""Reading a large shop through each adapter, over real HTTP on this machine, against the simulated shops.

The shop answers in the same program: its work counts in the time, its records in the memory.
"""

from __future__ import annotations

import gc
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from app.domain.exchange import Platform
from tests.benchmarks.figures import Figure, show
from tests.contract.platforms.beds import open_simulated
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import simulated

pytestmark = pytest.mark.bench

PRODUCTS = 10_000
COLOURS = ("Black", "Havana", "Gold")
OVERLAP = timedelta(minutes=5)


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


@pytest.mark.parametrize("platform", Platform)
def test_reading_a_large_shop(platform):
    shop = simulated(platform)
    for number in range(PRODUCTS):
        shop.add(f"S{number}", choices=COLOURS)
    shop.clock.advance(600)
    with serving(shop) as address:
        adapter = open_simulated(platform, shop, address)
        gc.collect()
        before_mb, most_mb, products, variants = resident_mb(), 0.0, 0, 0
        begun, last = perf_counter(), None
        for last in adapter.read_products("", OVERLAP):
            products += len(last.items)
            variants += sum(len(one.variants) for one in last.items)
            most_mb = max(most_mb, resident_mb())
        whole_s, begun = perf_counter() - begun, perf_counter()
        again = sum(len(page.items) for page in adapter.read_products(last.position, OVERLAP))
        unchanged_s = perf_counter() - begun
        cost = adapter.cost()
        adapter.close()
    assert (products, variants, again) == (PRODUCTS, PRODUCTS * len(COLOURS), 0)
    show(f"{platform}: {PRODUCTS} products with {len(COLOURS)} variants", [
        Figure("first reading", whole_s, "s", "<= 60 s with storing"),
        Figure("unchanged reading", unchanged_s, "s", "<= 5 s"),
        Figure("memory above idle", most_mb - before_mb, "MB", "<= 150 MB"),
        Figure("requests", cost.requests, ""),
        Figure("waited for limits (not slept)", cost.waited_s, "s"),
        Figure("received", cost.received_bytes / 2**20, "MB"),
    ])  # fmt: skip
