"""Reads what changed on a platform, page by page: what a page brings and how far it reached is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.domain.errors import ShopError, UnusableRecord
from app.domain.exchange import ReferenceKind
from app.store.unit_of_work import Repositories
from sync.platforms.values import Page, RemoteProduct, Unusable
from sync.runs.applying import apply_products, retire
from sync.runs.counts import Counts
from sync.runs.levels import apply_levels, told_stock
from sync.runs.link import Link

STREAM = "products"
OVERLAP = timedelta(minutes=10)
"""Platforms' clocks tick in seconds and their watermarks exclude; what comes twice is known by its hash."""


def pull(link: Link, total: Counts) -> None:
    """Everything that changed since the last pull. Cut off anywhere, the next one goes on at the same page."""
    link.tell("products", 0, None)
    for page in link.adapter.read_products(link.cursor(STREAM), OVERLAP):
        for external_id in _ours(link, page.gone):  # before the page, with which the position moves on
            total += read_again(link, external_id)
        total += _take_page(link, page)
        link.tell("products", total.seen, page.expected)
    assert total.add_up(), total


def _ours(link: Link, gone: Sequence[str]) -> list[str]:
    """Those of them that we still sell. Each is asked for by itself before it is believed gone."""
    with link.store.reading(link.scope) as shop:
        bound = link.ours(shop, ReferenceKind.PRODUCT, list(gone)) if gone else {}
    return sorted(bound)


def _take_page(link: Link, page: Page[RemoteProduct]) -> Counts:
    def take(shop: Repositories) -> Counts:
        counts = _take(shop, link, page.items, page.unusable)
        link.move_cursor(shop, STREAM, page.position)
        return counts

    try:
        return link.store.write(link.scope, take).result
    except ShopError:
        return _take_one_by_one(link, page)


def _take_one_by_one(link: Link, page: Page[RemoteProduct]) -> Counts:
    """The store refused something of this page: everything else is kept, and the page counts as read."""
    total = Counts()
    for product in page.items:
        total += take_product(link, product)

    def finish(shop: Repositories) -> Counts:
        counts = apply_products(shop, link, (), page.unusable)
        link.move_cursor(shop, STREAM, page.position)
        return counts

    total += link.store.write(link.scope, finish).result
    return total


def take_product(link: Link, product: RemoteProduct) -> Counts:
    """One product in a transaction of its own; set aside when the store refuses it."""
    try:
        return link.store.write(link.scope, lambda shop: _take(shop, link, (product,))).result
    except ShopError as refused:
        broken = (Unusable(product.id, str(refused)),)
        return link.store.write(link.scope, lambda shop: apply_products(shop, link, (), broken)).result


def read_one(link: Link, external_id: str) -> Counts:
    """Reads one product again, whatever was heard of it; gone there, it goes here. UnusableRecord."""
    product = link.adapter.read_product(external_id)
    if product is not None:
        return take_product(link, product)
    counts = Counts()
    is_retired = link.store.write(link.scope, lambda shop: retire(shop, link, external_id)).result
    counts.more["gone"] = int(is_retired)
    return counts


def read_again(link: Link, external_id: str) -> Counts:
    """As `read_one`, where nobody waits for an answer: what makes no sense is set aside."""
    try:
        return read_one(link, external_id)
    except UnusableRecord as reason:
        broken = (Unusable(external_id, str(reason)),)
        return link.store.write(link.scope, lambda shop: apply_products(shop, link, (), broken)).result


def selling(shop: Repositories, link: Link, variant_ids: Sequence[UUID]) -> list[str]:
    """The platform's ids of the products that sell these variants of ours."""
    sold = shop.agreements.prices(variant_ids)
    wanted = [one.product_id for one in sold.values()]
    return list(shop.references.of_many(link.platform, link.shop, ReferenceKind.PRODUCT, wanted).values())


def _take(
    shop: Repositories, link: Link, products: Sequence[RemoteProduct], unusable: Sequence[Unusable] = ()
) -> Counts:
    counts = apply_products(shop, link, products, unusable)
    counts += apply_levels(shop, link, told_stock(products))
    return counts
