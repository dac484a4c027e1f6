"""Creates on the platform what is sold here and missing there, where the connection's policy says so.

Nothing is created before the platform was read once: what it has already is found by SKU or GTIN and bound. Killed
between creating and binding, the next run asks the platform to create it again, which finds the SKU and binds it.
It comes before stock messages are sent: those about a product that was just created must not be taken for moot.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from app.domain.errors import Unknown, UnusableRecord
from app.domain.exchange import ReferenceKind
from app.domain.products import Product, ProductStatus
from app.domain.syncing import RunKind, SetAside
from app.store.unit_of_work import Repositories
from sync.runs.applying import PRODUCT, WITHDRAWN
from sync.runs.counts import Counts
from sync.runs.levels import ours_at_first_contact
from sync.runs.link import Link
from sync.runs.offers import offer_of
from sync.runs.pull import take_product
from sync.runs.push_products import read_place

STREAM = "offers"
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
    try:
        created = link.adapter.create_product(offer_of(product, _pieces(link, product)))
    except (UnusableRecord, Unknown, ValueError) as refused:
        reason = f"{product.content.code}: {refused}"[:1000]
        aside = SetAside(link.id, KIND, str(product.id), reason, link.clock.now())
        link.store.write(link.scope, lambda shop: shop.sync_log.set_aside([aside]))
        return "refused"
    take_product(link, created)
    link.store.write(link.scope, lambda shop: shop.sync_log.take_back(link.id, KIND, [str(product.id)]))
    return "created"


def _pieces(link: Link, product: Product) -> dict[UUID, dict[str, int]]:
    """By variant and by the platform's location: what lies in our store there, before what it has yet to hear of."""
    with link.store.reading(link.scope) as shop:
        locations = shop.references.in_shop(link.platform, link.shop, ReferenceKind.LOCATION)
        named = {store_id: location for location, store_id in locations.items()}
        places = [(variant_id, store_id) for store_id in named for _, variant_id in product.variant_ids]
        counted = ours_at_first_contact(shop, link, places)
    pieces: dict[UUID, dict[str, int]] = {}
    for (variant_id, store_id), count in counted.items():
        pieces.setdefault(variant_id, {})[named[store_id]] = max(0, count)
    return pieces
