"""What no clock of a platform tells: deleted products, and stock or prices that changed beside them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial

from app.domain.exchange import ReferenceKind
from app.domain.products import Price
from app.store.unit_of_work import Repositories
from sync.platforms.values import Page, RemotePrices, RemoteStock
from sync.runs.counts import Counts
from sync.runs.levels import apply_levels
from sync.runs.link import Link
from sync.runs.pull import read_again, selling

STOCK_STREAM = "stock"


def sweep_ids(link: Link, total: Counts) -> None:
    """Compares all ids. One that is missing is asked for by itself before it is believed gone;
    one that is new was missed, and is read."""
    there: set[str] = set()
    for page in link.adapter.read_ids():
        there.update(page.items)
        link.tell("ids", len(there), page.expected)
    with link.store.reading(link.scope) as shop:
        bound = set(shop.references.in_shop(link.platform, link.shop, ReferenceKind.PRODUCT))
        aside = {one.external_id for one in shop.sync_log.all_set_aside(link.id, 10_000)}
    total.more["ids_seen"] = len(there)
    for external_id in sorted((bound - there) | (there - bound - aside)):
        total += read_again(link, external_id)


def sweep_stock(link: Link, total: Counts) -> None:
    """Reads every level. Cut off, the next sweep goes on at the same page."""
    for page in link.adapter.read_stock(link.cursor(STOCK_STREAM)):
        total += link.store.write(link.scope, partial(_take_levels, link, page)).result
        link.tell("levels", total.more["levels_seen"], None)


def _take_levels(link: Link, page: Page[RemoteStock], shop: Repositories) -> Counts:
    counts = apply_levels(shop, link, page.items)
    link.move_cursor(shop, STOCK_STREAM, "" if page.is_last else page.position)
    return counts


def sweep_prices(link: Link, total: Counts) -> None:
    """Reads every price; products with another one here, or with a variant that is told no more, are read again
    as a whole: where a variant alone is deleted, no clock moves."""
    stale: dict[str, None] = {}
    told: set[str] = set()
    for page in link.adapter.read_prices():
        told.update(one.variant_id for one in page.items)
        total.more["prices_seen"] += len(page.items)
        stale |= dict.fromkeys(_with_other_prices(link, page.items))
        link.tell("prices", total.more["prices_seen"], None)
    stale |= dict.fromkeys(_with_lost_variants(link, told))
    for external_id in stale:
        total += read_again(link, external_id)


def _with_other_prices(link: Link, told: Sequence[RemotePrices]) -> list[str]:
    """The platform's ids of products of which one of these prices is not ours."""
    with link.store.reading(link.scope) as shop:
        bound = link.ours(shop, ReferenceKind.VARIANT, [one.variant_id for one in told])
        ours = shop.agreements.prices(list(bound.values()))
        stale = [
            ours[variant_id].product_id
            for one in told
            if (variant_id := bound.get(one.variant_id)) in ours
            and _differ(one.prices, ours[variant_id].prices)
        ]
        names = shop.references.of_many(link.platform, link.shop, ReferenceKind.PRODUCT, stale)
    return list(names.values())


def _with_lost_variants(link: Link, told: Set[str]) -> list[str]:
    """As above, of products one of whose variants was not among those told."""
    with link.store.reading(link.scope) as shop:
        bound = shop.references.in_shop(link.platform, link.shop, ReferenceKind.VARIANT)
        return selling(shop, link, [ours for theirs, ours in bound.items() if theirs not in told])


def _differ(theirs: Sequence[Price], ours: Sequence[Price]) -> bool:
    return {p.money.currency: p for p in theirs} != {p.money.currency: p for p in ours}
