"""Creates on the platform what is sold here and missing there, where the connection's policy says so.

Nothing is created before the platform was read once: what it has already is found by SKU or GTIN and bound. Killed
between creating and binding, the next run first asks the platform to create it again, which finds the SKU, gives it
what it lacks, and binds it.
It comes before stock messages are sent: those about a product that was just created must not be taken for moot.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from app.domain.errors import Unknown, UnusableRecord
from app.domain.products import Product, ProductStatus
from app.domain.syncing import RunKind, SetAside
from app.store.unit_of_work import Repositories
from sync.platforms.values import NewProduct, RefusalCode, RemoteProduct, RemoteVariant, StockSet
from sync.runs.applying import PRODUCT, WITHDRAWN
from sync.runs.counts import Counts
from sync.runs.levels import pieces_there
from sync.runs.link import Link
from sync.runs.offers import offer_of
from sync.runs.pull import take_product
from sync.runs.push_products import read_place

STREAM = "offers"
BEGUN = "offering"
"""Holds our id of the product that is being created there, until it is bound."""
KIND = "offer"
_PAGE = 200
_MOST = 10_000


def offer_products(link: Link, total: Counts) -> None:
    """What the platform refuses is set aside with its reason, and offered again once it changed."""
    if not may_offer(link):
        return
    while changed := _changed(link):
        for product in wanting(link, changed):
            total.more[_offer(link, product)] += 1
            link.tell("created", total.more["created"], None)
        link.store.write(link.scope, partial(_move, link, changed[-1]))


def finish_begun(link: Link, total: Counts) -> None:
    """Creates to the end what an earlier run was cut off from. Comes before anything is read: half created, it would
    be taken for a product of the platform's own, of which nothing lies there."""
    begun = link.cursor(BEGUN)
    if not begun:
        return
    with link.store.reading(link.scope) as shop:
        products = shop.products.many([UUID(begun)])
    wanted = wanting(link, list(products.values()))
    for product in wanted:
        total.more[_offer(link, product)] += 1
    if not wanted:
        link.store.write(link.scope, lambda shop: link.move_cursor(shop, BEGUN, ""))


def _move(link: Link, last: Product, shop: Repositories) -> None:
    link.move_cursor(shop, STREAM, f"{last.revision} {last.id}")


def may_offer(link: Link) -> bool:
    with link.store.reading(link.scope) as shop:
        was_read = shop.sync_log.last_good(link.id, RunKind.PULL) is not None
    return link.policy.creates_products and was_read


def wanting(link: Link, products: Sequence[Product]) -> list[Product]:
    """Those to be sold online that the platform does not have, and from which nobody there took them away."""
    with link.store.reading(link.scope) as shop:
        names = shop.references.of_many(link.platform, link.shop, PRODUCT, [one.id for one in products])
        aside = shop.sync_log.all_set_aside(link.id, _MOST)
    passed_over = {one.external_id for one in aside if one.kind == WITHDRAWN}
    return [
        one
        for one in products
        if one.content.status is ProductStatus.PUBLISHED
        and one.id not in names
        and str(one.id) not in passed_over
    ]


def _changed(link: Link) -> tuple[Product, ...]:
    revision, after = read_place(link.cursor(STREAM))
    with link.store.reading(link.scope) as shop:
        return shop.products.changed_since(revision, _PAGE, after)


def _offer(link: Link, product: Product) -> str:
    link.store.write(link.scope, lambda shop: link.move_cursor(shop, BEGUN, str(product.id)))
    try:
        pieces = pieces_there(link, [variant_id for _, variant_id in product.variant_ids])
        created = _create(link, offer_of(product, pieces))
    except (UnusableRecord, Unknown, ValueError) as refused:
        reason = f"{product.content.code}: {refused}"[:1000]
        aside = SetAside(link.id, KIND, str(product.id), reason, link.clock.now())
        link.store.write(link.scope, partial(_end, link, str(product.id), aside))
        return "refused"
    take_product(link, created)
    link.store.write(link.scope, partial(_end, link, str(product.id), None))
    return "created"


def _end(link: Link, product_id: str, aside: SetAside | None, shop: Repositories) -> None:
    shop.sync_log.take_back(link.id, KIND, [product_id])
    shop.sync_log.set_aside([aside] if aside else [])
    link.move_cursor(shop, BEGUN, "")


def _create(link: Link, wanted: NewProduct) -> RemoteProduct:
    """With its pieces, also where an earlier attempt ended between the product and its stock."""
    made = link.adapter.create_product(wanted)
    lacking = _lacking(made, wanted)
    for one in lacking:
        key = f"offer-{one.variant_id}-{one.location_id}-{one.quantity}"
        outcome = link.adapter.set_stock([one], key)
        if outcome.refused and outcome.refused[0].code is not RefusalCode.STALE:
            raise UnusableRecord(outcome.refused[0].reason)
    return (link.adapter.read_product(made.id) if lacking else None) or made


def _lacking(made: RemoteProduct, wanted: NewProduct) -> list[StockSet]:
    """Pieces that are not counted there yet, or that should be some and are none: nobody can have bought those."""
    pieces = {one.sku: one.stock or {} for one in wanted.variants}
    return [
        StockSet(one.id, place, count, expected=0)
        for one in made.variants
        for place, count in pieces.get(one.sku, {}).items()
        if (lying := _lying(one, place)) is None or (count and not lying)
    ]


def _lying(variant: RemoteVariant, place: str) -> int | None:
    """None where they are not counted."""
    return next((level.available for level in variant.stock or () if level.location_id == place), None)
