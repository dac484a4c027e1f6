"""What a run would do, without doing it: every page is taken as a run would take it, then undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.domain.products import Product
from app.services.adjust_stock import TOPIC
from app.store.unit_of_work import Repositories
from sync.platforms.values import Page, RemoteProduct
from sync.reconcile.plan import plan
from sync.reconcile.sheet import Synced, read_synced, sheet_of
from sync.runs.applying import PRODUCT, apply_products
from sync.runs.counts import Counts
from sync.runs.incoming import read_incoming
from sync.runs.levels import apply_levels, told_stock
from sync.runs.link import Link
from sync.runs.offering import wanting
from sync.runs.pull import OVERLAP, STREAM


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one product."""

    external_id: str
    name: str
    what: str
    """`new`, `change`, `set aside`; `new there` where it would be created on the platform."""
    here: tuple[str, ...] = ()
    """Fields that would change in our store."""
    there: tuple[str, ...] = ()
    """Fields that would be written to the platform."""
    reason: str = ""


class _Undone(Exception):
    """Carries what was seen out of the transaction, which it undoes."""

    def __init__(self, counts: Counts, changes: list[Change], bound: frozenset[UUID]) -> None:
        super().__init__()
        self.bound = bound
        self.counts = counts
        self.changes = changes


def preview(link: Link, total: Counts) -> Iterator[Change]:
    """Every product that would change, as it is read; the counts are in `total` at the end. Nothing is kept."""
    known: set[UUID] = set()
    for page in link.adapter.read_products(link.cursor(STREAM), OVERLAP):
        try:
            link.store.write(link.scope, partial(_try, link, page))
        except _Undone as seen:
            total += seen.counts
            known |= seen.bound
            yield from seen.changes
        link.tell("products", total.seen, page.expected)
    yield from _offers(link, known)
    with link.store.reading(link.scope) as shop:
        total.more["to_send"] += len(shop.deliveries.due(link.id, TOPIC, shop.moment, 10_000))


def _offers(link: Link, known: set[UUID]) -> Iterator[Change]:
    """What would be created there: not what the pages above would have bound."""
    if not link.policy.creates_products:
        return
    after: tuple[int, UUID | None] = (0, None)
    while products := _page_of_ours(link, *after):
        for one in wanting(link, [one for one in products if one.id not in known]):
            yield Change("", one.content.name, "new there")
        after = products[-1].revision, products[-1].id


def _page_of_ours(link: Link, revision: int, after: UUID | None) -> Sequence[Product]:
    with link.store.reading(link.scope) as shop:
        return shop.products.changed_since(revision, 200, after)


def _try(link: Link, page: Page[RemoteProduct], shop: Repositories) -> None:
    ids = [product.id for product in page.items]
    known = shop.agreements.find(link.id, ids)
    counts = apply_products(shop, link, page.items, page.unusable)
    counts += apply_levels(shop, link, told_stock(page.items))
    bound = link.ours(shop, PRODUCT, ids)
    after = shop.products.many(list(bound.values()))
    with link.store.reading(link.scope) as unchanged:
        before = unchanged.products.many(list(bound.values()))
    aside = shop.sync_log.all_set_aside(link.id, 10_000)
    reasons = {one.external_id: one.reason for one in aside if one.kind == "product"}
    marks = {external_id: read_synced(one.marks) for external_id, one in known.items()}
    changes = [
        _change(link, product, before.get(bound[product.id]), after[bound[product.id]], marks)
        for product in page.items
        if product.id in bound and product.id not in reasons
    ]
    unused = [Change(i, _title(page.items, i), "set aside", reason=reasons[i]) for i in _aside(page, reasons)]
    shown = [one for one in changes if one.here or one.there or one.what == "new"]
    raise _Undone(counts, shown + unused, frozenset(bound.values()))


def _change(
    link: Link, remote: RemoteProduct, before: Product | None, after: Product, marks: Mapping[str, Synced]
) -> Change:
    if before is None:
        return Change(remote.id, remote.title, "new")
    incoming = read_incoming(remote, link.connection.name, f"{link.platform.value}-", link.clean_html)
    planned = plan(sheet_of(before.content), incoming.sheet, marks.get(remote.id, Synced()), link.policy)
    here = _fields(planned.for_us.product, planned.for_us.variants, planned.drop_here)
    if before.content == after.content:
        here = ()
    there = _fields(planned.for_platform.product, planned.for_platform.variants, planned.drop_there)
    return Change(remote.id, remote.title, "change", here, there)


def _fields(
    product: Mapping[str, object], variants: Mapping[str, Mapping[str, object]], dropped: frozenset[str]
) -> tuple[str, ...]:
    of_variants = {name: None for told in variants.values() for name in told}
    return (*product, *of_variants, *(f"without {sku}" for sku in sorted(dropped)))


def _aside(page: Page[RemoteProduct], reasons: Mapping[str, str]) -> list[str]:
    came = [product.id for product in page.items] + [one.id for one in page.unusable]
    return [external_id for external_id in came if external_id in reasons]


def _title(products: Sequence[RemoteProduct], external_id: str) -> str:
    return next((product.title for product in products if product.id == external_id), "")
