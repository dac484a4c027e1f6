"""What customers can find: one row a colour and size that is published, sold, and can be put on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select

from app.domain.products import ColourFamily, ProductStatus
from app.store.repositories.base import Repository
from app.store.tables import frame_specs, prices, products, stock_levels, tenants, variants
from engine.types import FrameMaterial, FrameShape, RimStyle


class ListedVariant(NamedTuple):
    """What finding needs to know of a variant."""

    product_id: UUID
    size: str
    position: int
    name: str
    brand: str
    shape: FrameShape
    lens_width_mm: float
    bridge_mm: float
    rim: RimStyle
    rim_thickness_mm: float
    end_piece_mm: float
    sku: str
    colour: str
    colour_family: ColourFamily
    material: FrameMaterial
    price_minor: int


class Listings(Repository):
    """Rows for the index of frames, and the counts that a listing shows."""

    def currency(self) -> str:
        """The tenant's own."""
        query = select(tenants.c.currency).where(tenants.c.id == self._tenant_id)
        return str(self._connection.execute(query).scalar_one())

    def variants(self, currency: str) -> Iterator[ListedVariant]:
        """Every variant with a price in `currency`, in the shop's order."""
        same_price = and_(prices.c.variant_id == variants.c.id, self._mine(prices, currency=currency))
        same_spec = and_(
            frame_specs.c.product_id == variants.c.product_id,
            frame_specs.c.size == variants.c.size,
            self._mine(frame_specs),
        )
        same_product = and_(
            variants.c.product_id == products.c.id,
            self._mine(variants, is_sold=True),
            variants.c.finish.is_not(None),
        )
        query = (
            select(*_COLUMNS)
            .select_from(products)
            .join(variants, same_product)
            .join(frame_specs, same_spec)
            .join(prices, same_price)
            .where(self._mine(products, status=ProductStatus.PUBLISHED))
            .order_by(
                products.c.position, products.c.id, frame_specs.c.position, variants.c.position, variants.c.id
            )
        )
        for row in self._connection.execution_options(yield_per=5000).execute(query):
            yield ListedVariant._make(row)

    def in_stock(self, variant_ids: Sequence[UUID], store_id: UUID | None = None) -> Mapping[UUID, int]:
        """Pieces by variant: in one store, or in all together."""
        total = func.sum(stock_levels.c.on_hand).label("total")
        query = select(stock_levels.c.variant_id, total).where(
            self._mine(stock_levels), stock_levels.c.variant_id.in_(variant_ids)
        )
        if store_id is not None:
            query = query.where(stock_levels.c.store_id == store_id)
        rows = self._connection.execute(query.group_by(stock_levels.c.variant_id))
        return {row.variant_id: int(row.total) for row in rows}


_COLUMNS = (
    products.c.id,
    frame_specs.c.size,
    products.c.position,
    products.c.name,
    products.c.brand,
    frame_specs.c.shape,
    frame_specs.c.lens_width_mm,
    frame_specs.c.bridge_mm,
    frame_specs.c.rim,
    frame_specs.c.rim_thickness_mm,
    frame_specs.c.end_piece_mm,
    variants.c.sku,
    variants.c.colour,
    variants.c.facet_colour,
    variants.c.facet_material,
    prices.c.amount_minor,
)
