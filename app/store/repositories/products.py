"""The catalogue: read by id, code or page, written in bulk, and told apart from before by content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, Table, select

from app.domain.errors import Unknown
from app.domain.events import Kind
from app.domain.products import Model3d, Product, ProductStamp, ProductStatus
from app.store.repositories.base import Repository, after
from app.store.repositories.listings import ShopPlace
from app.store.repositories.product_rows import AnyRow, read_product
from app.store.tables import catalogue_revisions, frame_specs, models_3d, prices, products, variants

_UNREAD = frozenset({"tenant_id", "content_hash", "created_at", "facet_colour", "facet_material", "is_sold"})
"""Decoding a column of a thousand rows costs a millisecond and more: those nobody looks at are left out."""


def _read_columns(table: Table) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.columns if column.name not in _UNREAD)


_OF_PRODUCT, _OF_SPEC = _read_columns(products), _read_columns(frame_specs)
_OF_VARIANT, _OF_PRICE = _read_columns(variants), _read_columns(prices)


class Products(Repository):
    """Reading. `ProductWriting` writes."""

    def get(self, product_id: UUID) -> Product:
        return self._one(self._select(products, id=product_id))

    def many(self, product_ids: Sequence[UUID]) -> dict[UUID, Product]:
        """Products by id, whatever their status; what is not there is not in it."""
        found = self._read(self._select(products).where(products.c.id.in_(product_ids)))
        return {product.id: product for product in found}

    def ids_of_codes(self, codes: Sequence[str]) -> dict[str, UUID]:
        """Ids by code; codes that nothing has are not in it."""
        query = select(products.c.code, products.c.id).where(self._mine(products), products.c.code.in_(codes))
        return {row.code: row.id for row in self._connection.execute(query)}

    def by_code(self, code: str) -> Product:
        return self._one(self._select(products, code=code))

    def by_sku(self, sku: str) -> Product:
        owner = select(variants.c.product_id).where(self._mine(variants, sku=sku))
        return self._one(self._select(products).where(products.c.id == owner.scalar_subquery()))

    def page(
        self, limit: int, place: ShopPlace | None = None, status: ProductStatus = ProductStatus.PUBLISHED
    ) -> tuple[Product, ...]:
        """At most `limit` products in the shop's order, from behind `place`."""
        query = self._select(products, status=status)
        if place is not None:
            columns = [products.c.position, products.c.id]
            query = query.where(after(columns, place))
        return self._read(query.order_by(products.c.position, products.c.id).limit(limit))

    def revision(self) -> int:
        """Raised by every change of the catalogue; 0 before the first."""
        query = select(catalogue_revisions.c.revision).where(self._mine(catalogue_revisions))
        return int(self._connection.execute(query).scalar_one_or_none() or 0)

    def changed_since(self, revision: int, limit: int, after_id: UUID | None = None) -> tuple[Product, ...]:
        """At most `limit` products changed later than `revision`, in order of change; archived ones too.

        To go on, give the last product's revision and id.
        """
        return self._read(self._changed(revision, limit, after_id))

    def stamps_since(
        self, revision: int, limit: int, after_id: UUID | None = None
    ) -> tuple[ProductStamp, ...]:
        """As `changed_since`, for who knows their content already."""
        stamp = (products.c.id, products.c.revision, products.c.content_hash)
        found = self._connection.execute(self._changed(revision, limit, after_id).with_only_columns(*stamp))
        return tuple(ProductStamp(*row) for row in found)

    def _changed(self, revision: int, limit: int, after_id: UUID | None) -> Select[Any]:
        columns = [products.c.revision, products.c.id]
        behind = (
            after([products.c.revision], [revision])
            if after_id is None
            else after(columns, [revision, after_id])
        )
        return self._select(products).where(behind).order_by(*columns).limit(limit)

    def variant_ids(self, skus: Sequence[str]) -> dict[str, UUID]:
        """Ids of variants by SKU, also of those not sold any more; unknown SKUs are not in it."""
        query = select(variants.c.sku, variants.c.id).where(self._mine(variants), variants.c.sku.in_(skus))
        return {row.sku: row.id for row in self._connection.execute(query)}

    def variant_id(self, sku: str) -> UUID:
        """Raises Unknown for an SKU that was never here."""
        found = self.variant_ids([sku])
        if sku not in found:
            raise Unknown("There is no such SKU.")
        return found[sku]

    def add_model(self, model: Model3d) -> None:
        """Unknown when the product, or its size, is not there."""
        self._add(models_3d, model, created_at=self._journal.moment)
        self._journal.note(Kind.MODEL_3D, model.id)

    def models_of(self, product_id: UUID) -> tuple[Model3d, ...]:
        """Oldest first."""
        return self._all(Model3d, self._select(models_3d, product_id=product_id).order_by(models_3d.c.id))

    def _one(self, query: Select[Any]) -> Product:
        found = self._read(query)
        if not found:
            raise Unknown("There is no such product.")
        return found[0]

    def _read(self, query: Select[Any]) -> tuple[Product, ...]:
        rows = self._connection.execute(query.with_only_columns(*_OF_PRODUCT)).all()
        ids = [row.id for row in rows]
        sized = select(*_OF_SPEC).where(self._mine(frame_specs), frame_specs.c.product_id.in_(ids))
        specs = self._grouped(sized, "product_id")
        sold = self._mine(variants, is_sold=True)
        by_product = self._grouped(
            select(*_OF_VARIANT).where(sold, variants.c.product_id.in_(ids)), "product_id"
        )
        variant_ids = [variant.id for found in by_product.values() for variant in found]
        priced = select(*_OF_PRICE).where(self._mine(prices), prices.c.variant_id.in_(variant_ids))
        costs = self._grouped(priced, "variant_id")
        return tuple(
            read_product(row, specs.get(row.id, ()), by_product.get(row.id, ()), costs) for row in rows
        )

    def _grouped(self, query: Select[Any], owner: str) -> dict[UUID, list[AnyRow]]:
        """Rows by their owner's id, each in order of position."""
        groups: dict[UUID, list[AnyRow]] = defaultdict(list)
        for row in self._connection.execute(query):
            groups[getattr(row, owner)].append(row)
        for group in groups.values():
            group.sort(key=attrgetter("position"))
        return groups
