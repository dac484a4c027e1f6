"""Takes a platform's stock levels into account, inside one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.exchange import ReferenceKind
from app.domain.stock import MovementReason, StockMovement
from app.domain.syncing import SyncedStock
from app.services.adjust_stock import TOPIC
from app.store.unit_of_work import Repositories
from sync.platforms.values import RemoteProduct, RemoteStock
from sync.reconcile.stock_plan import StockStep, plan_stock
from sync.runs.counts import Counts
from sync.runs.link import Link
from sync.runs.places import stores_of

Place = tuple[UUID, UUID]
"""(variant, store)."""


def told_stock(remotes: Sequence[RemoteProduct]) -> list[RemoteStock]:
    """The levels that came with products."""
    return [level for one in remotes for variant in one.variants for level in variant.stock or ()]


def apply_levels(shop: Repositories, link: Link, levels: Sequence[RemoteStock]) -> Counts:
    """Counts the difference to what was known as sold or delivered there.

    Passed over: locations that are no store of ours, variants that are not bound, and those with a message
    on its way, of which nobody can tell whether the level contains it already.
    """
    counts = Counts()
    counts.more["levels_seen"] = len(levels)
    read = _readable(shop, link, levels)
    ids = list(dict.fromkeys(variant_id for variant_id, _ in read))
    known = shop.agreements.stock(link.id, ids)
    ours = ours_at_first_contact(shop, link, [place for place in read if place not in known])
    steps = {
        place: plan_stock(ours.get(place, 0), known.get(place), theirs) for place, theirs in read.items()
    }
    _move(shop, steps)
    shop.agreements.put_stock(
        link.id,
        [SyncedStock(*place, step.known) for place, step in steps.items() if known.get(place) != step.known],
    )
    counts.more["levels_moved"] = sum(step.delta != 0 for step in steps.values())
    return counts


def _readable(shop: Repositories, link: Link, levels: Sequence[RemoteStock]) -> dict[Place, int]:
    stores = stores_of(shop, link.connection)
    variants = link.ours(shop, ReferenceKind.VARIANT, [level.variant_id for level in levels])
    on_its_way = shop.deliveries.in_flight(link.id)
    return {
        (variants[level.variant_id], stores[level.location_id]): level.available
        for level in levels
        if level.location_id in stores
        and level.variant_id in variants
        and variants[level.variant_id] not in on_its_way
    }


def ours_at_first_contact(shop: Repositories, link: Link, places: Sequence[Place]) -> Mapping[Place, int]:
    """Our count without what this platform has yet to hear of, which changes both sides when it is sent."""
    by_store: dict[UUID, list[UUID]] = defaultdict(list)
    for variant_id, store_id in places:
        by_store[store_id].append(variant_id)
    ours = {
        (variant_id, store_id): pieces
        for store_id, variant_ids in by_store.items()
        for variant_id, pieces in shop.agreements.levels_here(store_id, variant_ids).items()
    }
    for message in shop.deliveries.missing(link.id, TOPIC, [variant_id for variant_id, _ in places]):
        place = message.aggregate_id, UUID(str(message.payload["store_id"]))
        if place in ours:
            ours[place] -= int(str(message.payload["delta"]))
    return ours


def pieces_there(link: Link, variant_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """For what is created on the platform, by variant and by its place of stock: what lies in our store there,
    before what it has yet to hear of. Where nothing was ever counted, nothing is said."""
    with link.store.reading(link.scope) as shop:
        named = {store_id: place for place, store_id in stores_of(shop, link.connection).items()}
        places = [(variant_id, store_id) for store_id in named for variant_id in variant_ids]
        counted = ours_at_first_contact(shop, link, places)
    pieces: dict[UUID, dict[str, int]] = {}
    for (variant_id, store_id), count in counted.items():
        pieces.setdefault(variant_id, {})[named[store_id]] = max(0, count)
    return pieces


def _move(shop: Repositories, steps: Mapping[Place, StockStep]) -> None:
    shop.stock.move_all(
        [
            StockMovement(
                shop.new_id(), variant_id, store_id, step.delta, MovementReason.PLATFORM, shop.moment
            )
            for (variant_id, store_id), step in steps.items()
            if step.delta
        ]
    )
