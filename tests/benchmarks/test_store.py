"""The store at the size of a large chain, on SQLite with all its durable settings."""

from __future__ import annotations

import gc
import random
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest

from app.domain.finding import FrameQuery, SizeBand
from app.domain.products import ColourFamily, ProductContent
from app.services.browse import Browse
from app.services.import_catalogue import BATCH, import_catalogue
from app.store.repositories.product_writing import Upserted
from engine.types import FrameMaterial, FrameShape
from tests.benchmarks.figures import Figure, show
from tests.fakes.shop import BRANDS, made_up_products
from tests.fakes.tenants import add_tenant, open_shop

pytestmark = pytest.mark.bench

VARIANTS = 100_000
COLOURS = 3
PRODUCTS = 100_000
ASKED = 200


class Supplier:
    """Makes products one at a time; knows how long that took, and how much memory the program held meanwhile."""

    def __init__(self, count: int) -> None:
        self.seconds = 0.0
        self.resident_mb: list[float] = []
        self._count = count

    def products(self) -> Iterator[ProductContent]:
        made = made_up_products(self._count)
        for number in range(self._count):
            started = perf_counter()
            product = next(made)
            self.seconds += perf_counter() - started
            if number % (20 * BATCH) == 0:
                self.resident_mb.append(resident_mb())
            yield product


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def percentile_ms(ask: Callable[[], object], share: float = 95) -> tuple[float, float]:
    """(median, percentile) of many questions."""
    ask()
    times = []
    for _ in range(ASKED):
        started = perf_counter()
        ask()
        times.append((perf_counter() - started) * 1e3)
    return statistics.median(times), statistics.quantiles(times, n=100)[int(share) - 1]


@pytest.fixture
def store(sqlite_database):
    return open_shop(sqlite_database)


@pytest.fixture
def scope(store):
    return add_tenant(store, "nord")


def import_once(store, scope) -> tuple[Upserted, float, Supplier]:
    supplier = Supplier(PRODUCTS)
    gc.collect()
    started = perf_counter()
    result = import_catalogue(store, scope, supplier.products())
    return result, perf_counter() - started - supplier.seconds, supplier


@pytest.mark.timeout(900)
def test_bulk_writes(store, scope):
    first, first_s, supplier = import_once(store, scope)
    second, second_s, _ = import_once(store, scope)
    early, late = supplier.resident_mb[1], max(supplier.resident_mb[1:])
    show(
        f"Store: {PRODUCTS:,} products with {2 * PRODUCTS:,} variants",
        [
            Figure("upsert into an empty shop", first_s, "s", "<= 20 s"),
            Figure("the same again, nothing written", second_s, "s", "<= 3 s"),
            Figure("memory grows from batch 20 to the last", late - early, "MB", "constant"),
        ],
    )
    assert (first, second) == (Upserted(added=PRODUCTS), Upserted(unchanged=PRODUCTS))
    assert late - early < 40


def queries(chance: random.Random) -> Iterator[FrameQuery]:
    """What customers choose: one to three things of different kinds."""
    while True:
        yield FrameQuery(
            shapes=frozenset(chance.sample(list(FrameShape), chance.randint(0, 2))),
            materials=frozenset(chance.sample(list(FrameMaterial), chance.randint(0, 1))),
            colours=frozenset(chance.sample(list(ColourFamily), chance.randint(0, 2))),
            sizes=frozenset(chance.sample(list(SizeBand), chance.randint(0, 1))),
            brands=frozenset(chance.sample(BRANDS, chance.randint(0, 1))),
            most_minor=chance.choice((None, 20_000, 30_000)),
        )


def misspelt(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


def searches(names: list[str], chance: random.Random) -> Iterator[str]:
    """Whole words, beginnings, and words with two letters swapped, alone and with a second word."""
    while True:
        name, brand = chance.choice(names), chance.choice(BRANDS)
        yield from (
            name,
            name[:3],
            misspelt(name, chance),
            f"{brand} {misspelt(name, chance)}",
            "tortiose",
            "gold",
        )


@pytest.mark.timeout(900)
def test_finding(store, scope):
    products = VARIANTS // COLOURS + 1
    import_catalogue(store, scope, made_up_products(products, COLOURS))
    browse = Browse(store, scope)
    chance = random.Random(7)
    page = percentile_ms(lambda: browse.first_page(24))
    started = perf_counter()
    browse.warm_up()
    index_s = perf_counter() - started
    names = [frame.name.split()[0] for frame in browse.first_page(200)]
    asked, searched = queries(chance), searches(names, chance)
    facets = percentile_ms(lambda: browse.facets(next(asked)))
    chosen = percentile_ms(lambda: browse.find(next(asked), 24))
    found = percentile_ms(lambda: browse.find(FrameQuery(words=next(searched)), 24))
    show(
        f"Store: finding among {products * COLOURS:,} variants",
        [
            Figure("first page of the carousel p95", page[1], "ms", "<= 10 ms"),
            Figure("facet query p50", facets[0], "ms"),
            Figure("facet query p95", facets[1], "ms", "<= 30 ms"),
            Figure("page of chosen frames p95", chosen[1], "ms"),
            Figure("search with page p50", found[0], "ms"),
            Figure("search with page p95", found[1], "ms", "<= 50 ms"),
            Figure("index built after a change", index_s, "s"),
        ],
    )
    assert (page[1] <= 10, facets[1] <= 30, found[1] <= 50) == (True, True, True)
