"""Writes many products at once, and nothing for those that are as they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from app.domain.events import Kind
from app.domain.fingerprint import fingerprint
from app.domain.products import Product, ProductContent, ProductStatus
from app.store.repositories.base import Repository
from app.store.repositories.product_rows import price_rows, product_row, spec_rows, variant_row
from app.store.tables import (
    catalogue_revisions,
    frame_specs,
    models_3d,
    prices,
    products,
    variants,
)


class _Owner(NamedTuple):
    """A variant as the database has it."""

    id: UUID
    sku: str
    product_id: UUID
    is_sold: bool


_Owners = dict[str, _Owner]
"""By SKU."""


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of a list of products; the numbers add up to its length."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: tuple[tuple[str, str], ...] = ()
    """(code, reason) of products that cannot be kept."""

    def __add__(self, other: Upserted) -> Upserted:
        return Upserted(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A product to be written."""

    content: ProductContent
    content_hash: bytes
    id: UUID
    is_new: bool


class ProductWriting(Repository):
    """Products are recognised by code, variants by SKU; ids stay what they were."""

    def upsert(self, contents: Sequence[ProductContent]) -> Upserted:
        """Makes the catalogue hold these contents. Give it some hundreds at a time.

        A variant that its product no longer names is kept for its history, but not sold any more.
        A product whose SKU is sold under another product is rejected; the rest goes on.
        """
        newest = {content.code: content for content in contents}
        hashes = self._hashes(list(newest))
        changed = [
            (content, content_hash)
            for content in newest.values()
            if (content_hash := fingerprint(content)) != hashes.get(content.code)
        ]
        unchanged = len(contents) - len(changed)
        if not changed:
            return Upserted(unchanged=unchanged)
        ids = self._ids([content.code for content, _ in changed])
        drafts = [
            _Draft(
                content,
                content_hash,
                ids.get(content.code) or self._journal.new_id(),
                content.code not in ids,
            )
            for content, content_hash in changed
        ]
        owners = self._owners(drafts)
        rejected = dict(_rejections(drafts, owners))
        good = [draft for draft in drafts if draft.content.code not in rejected]
        self._write(good, owners)
        added = sum(draft.is_new for draft in good)
        return Upserted(added, len(good) - added, unchanged, tuple(rejected.items()))

    def reprice(self, product: Product, content: ProductContent, skus: Sequence[str]) -> None:
        """Writes `content`, which differs from the product's in the prices of these SKUs only.

        The product's own revision stays: readers of whole products need not read it again.
        """
        ids = dict(product.variant_ids)
        draft = _Draft(content, fingerprint(content), product.id, is_new=False)
        self._put(prices, list(_price_rows([draft], ids)))
        self._drop_prices([draft], ids)
        self._connection.execute(
            update(products)
            .where(self._mine(products, id=product.id))
            .values(content_hash=draft.content_hash, updated_at=self._journal.moment)
        )
        self._next_revision()
        self._journal.note(Kind.PRICE, *(ids[sku] for sku in skus))
        self._journal.changed_skus.update(skus)

    def archive(self, codes: Sequence[str]) -> int:
        """Takes products out of the shop, keeping their history; how many were taken out."""
        mine = self._mine(products) & products.c.code.in_(codes)
        live = mine & (products.c.status != ProductStatus.ARCHIVED)
        ids = list(self._connection.execute(select(products.c.id).where(live)).scalars())
        if not ids:
            return 0
        # An empty hash equals no content's: offered again, the product is written again.
        values = {"status": ProductStatus.ARCHIVED, "content_hash": bytes(16)}
        stamp = {"revision": self._next_revision(), "updated_at": self._journal.moment}
        self._connection.execute(
            update(products).where(self._mine(products), products.c.id.in_(ids)).values(values | stamp)
        )
        self._journal.note(Kind.PRODUCT, *ids)
        sold = select(variants.c.sku).where(self._mine(variants), variants.c.product_id.in_(ids))
        self._journal.changed_skus.update(self._connection.execute(sold).scalars())
        return len(ids)

    def _hashes(self, codes: list[str]) -> dict[str, bytes]:
        query = select(products.c.code, products.c.content_hash)
        rows = self._connection.execute(query.where(self._mine(products), products.c.code.in_(codes)))
        return {row[0]: row[1] for row in rows}

    def hold(self) -> None:
        """From here to the end of the transaction nobody else changes this catalogue: to look, then bind."""
        self._add_new(catalogue_revisions, {"revision": 0})
        mine = select(catalogue_revisions.c.revision).where(self._mine(catalogue_revisions))
        self._connection.execute(mine.with_for_update())  # SQLite has one writer anyway

    def _ids(self, codes: list[str]) -> dict[str, UUID]:
        query = select(products.c.code, products.c.id)
        rows = self._connection.execute(query.where(self._mine(products), products.c.code.in_(codes)))
        return {row[0]: row[1] for row in rows}

    def _owners(self, drafts: Sequence[_Draft]) -> _Owners:
        """Who has the drafts' SKUs now."""
        skus = [variant.sku for draft in drafts for variant in draft.content.variants]
        query = select(variants.c.id, variants.c.sku, variants.c.product_id, variants.c.is_sold).where(
            self._mine(variants), variants.c.sku.in_(skus)
        )
        return {row.sku: _Owner._make(row) for row in self._connection.execute(query)}

    def _write(self, drafts: Sequence[_Draft], owners: _Owners) -> None:
        if not drafts:
            return
        revision, moment = self._next_revision(), self._journal.moment
        ids = {
            variant.sku: owners[variant.sku].id if variant.sku in owners else self._journal.new_id()
            for draft in drafts
            for variant in draft.content.variants
        }
        self._put(
            products,
            [product_row(d.content, d.id, d.content_hash, revision, moment) for d in drafts],
            keep=("created_at",),
        )
        specs = [row for draft in drafts for row in spec_rows(draft.content, draft.id)]
        self._put(frame_specs, specs)
        self._put(variants, list(_variant_rows(drafts, ids)))
        self._put(prices, list(_price_rows(drafts, ids)))
        self._drop_what_is_gone([draft for draft in drafts if not draft.is_new], ids)
        self._journal.note(Kind.PRODUCT, *(draft.id for draft in drafts))
        self._journal.note(Kind.VARIANT, *ids.values())
        self._journal.changed_skus.update(ids)

    def _drop_what_is_gone(self, drafts: Sequence[_Draft], ids: dict[str, UUID]) -> None:
        """Variants, sizes and prices that changed products no longer have."""
        if not drafts:
            return
        self._stop_selling(drafts, set(ids.values()))
        labels = {(draft.id, size.label) for draft in drafts for size in draft.content.sizes}
        found = self._pairs_of_products(drafts)
        gone = [{"p": product, "s": size} for product, size in found if (product, size) not in labels]
        if gone:
            of_size = (models_3d.c.product_id == bindparam("p")) & (models_3d.c.size == bindparam("s"))
            self._connection.execute(delete(models_3d).where(self._mine(models_3d), of_size), gone)
            of_spec = (frame_specs.c.product_id == bindparam("p")) & (frame_specs.c.size == bindparam("s"))
            self._connection.execute(delete(frame_specs).where(self._mine(frame_specs), of_spec), gone)
        self._drop_prices(drafts, ids)

    def _stop_selling(self, drafts: Sequence[_Draft], still_sold: set[UUID]) -> None:
        query = select(variants.c.id, variants.c.sku).where(
            self._mine(variants, is_sold=True), variants.c.product_id.in_([draft.id for draft in drafts])
        )
        dropped = [row for row in self._connection.execute(query) if row.id not in still_sold]
        if dropped:
            self._connection.execute(
                update(variants)
                .where(self._mine(variants), variants.c.id.in_([row.id for row in dropped]))
                .values(is_sold=False, size=None)
            )
            self._journal.note(Kind.VARIANT, *(row.id for row in dropped))
            self._journal.changed_skus.update(row.sku for row in dropped)

    def _pairs_of_products(self, drafts: Sequence[_Draft]) -> list[tuple[UUID, str]]:
        query = select(frame_specs.c.product_id, frame_specs.c.size).where(
            self._mine(frame_specs), frame_specs.c.product_id.in_([draft.id for draft in drafts])
        )
        return [(row.product_id, row.size) for row in self._connection.execute(query)]

    def _drop_prices(self, drafts: Sequence[_Draft], ids: dict[str, UUID]) -> None:
        sold = [(ids[variant.sku], variant) for draft in drafts for variant in draft.content.variants]
        named = {(vid, price.money.currency) for vid, variant in sold for price in variant.prices}
        query = select(prices.c.variant_id, prices.c.currency).where(
            self._mine(prices), prices.c.variant_id.in_([variant_id for variant_id, _ in sold])
        )
        found = [(row.variant_id, row.currency) for row in self._connection.execute(query)]
        gone = [
            {"v": variant_id, "c": currency}
            for variant_id, currency in found
            if (variant_id, currency) not in named
        ]
        if gone:
            of_price = (prices.c.variant_id == bindparam("v")) & (prices.c.currency == bindparam("c"))
            self._connection.execute(delete(prices).where(self._mine(prices), of_price), gone)

    def _next_revision(self) -> int:
        """One higher than ever before; on PostgreSQL this row also lets one writer change a catalogue at a time."""
        statement = self._insert(catalogue_revisions).values(tenant_id=self._tenant_id, revision=1)
        raised = statement.on_conflict_do_update(
            index_elements=["tenant_id"], set_={"revision": catalogue_revisions.c.revision + 1}
        )
        return int(self._connection.execute(raised.returning(catalogue_revisions.c.revision)).scalar_one())


def _rejections(drafts: Sequence[_Draft], owners: _Owners) -> Iterator[tuple[str, str]]:
    """(code, reason) of drafts with an SKU that is sold under another product."""
    taken: dict[str, UUID] = {sku: row.product_id for sku, row in owners.items() if row.is_sold}
    for draft in drafts:
        skus = [variant.sku for variant in draft.content.variants]
        elsewhere = [sku for sku in skus if taken.get(sku, draft.id) != draft.id]
        if elsewhere:
            yield draft.content.code, f"SKU {elsewhere[0]} is sold under another product."
        else:
            taken |= dict.fromkeys(skus, draft.id)


def _variant_rows(drafts: Sequence[_Draft], ids: dict[str, UUID]) -> Iterator[dict[str, object]]:
    for draft in drafts:
        for position, variant in enumerate(draft.content.variants):
            yield variant_row(variant, ids[variant.sku], draft.id, position)


def _price_rows(drafts: Sequence[_Draft], ids: dict[str, UUID]) -> Iterator[dict[str, object]]:
    sold = chain.from_iterable(draft.content.variants for draft in drafts)
    return chain.from_iterable(price_rows(variant, ids[variant.sku]) for variant in sold)
