"""What customers can find: one row a colour and size that is published, sold, and can be put on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select

from app.domain.listing import FrameListing, VariantListing
from app.domain.money import Money
from app.domain.products import ColourFamily, ProductStatus
from app.store.repositories.base import Repository, after
from app.store.repositories.product_rows import SPEC_FIELDS, read_spec
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
    colour: str
    colour_family: ColourFamily
    material: FrameMaterial
    price_minor: int


class ShopPlace(NamedTuple):
    """Where a page of the shop's order ended."""

    position: int
    product_id: UUID


class SizedFrame(NamedTuple):
    """A frame as the mirror shows it; a product has one for each of its sizes."""

    product_id: UUID
    size: str
    listing: FrameListing


class Listings(Repository):
    """Frames as customers see them, in the shop's order."""

    def currency(self) -> str:
        """The tenant's own."""
        query = select(tenants.c.currency).where(tenants.c.id == self._tenant_id)
        return str(self._connection.execute(query).scalar_one())

    def variants(self, currency: str) -> Iterator[ListedVariant]:
        """Every variant with a price in `currency`."""
        query = self._listed(_FINDING, currency)
        for row in self._connection.execution_options(yield_per=5000).execute(query):
            yield ListedVariant._make(row)

    def places(self, limit: int, place: ShopPlace | None = None) -> tuple[ShopPlace, ...]:
        """The next `limit` published products, from behind `place`."""
        columns = (products.c.position, products.c.id)
        query = select(*columns).where(self._mine(products, status=ProductStatus.PUBLISHED))
        if place is not None:
            query = query.where(after(columns, place))
        rows = self._connection.execute(query.order_by(*columns).limit(limit))
        return tuple(ShopPlace._make(row) for row in rows)

    def of_products(
        self, product_ids: Sequence[UUID], currency: str, at_store: UUID | None = None
    ) -> tuple[SizedFrame, ...]:
        """The frames of these products that have something to put on; pieces of one store, or of all together."""
        pieces = func.coalesce(self._pieces(at_store), 0).label("pieces")
        listed = self._listed((*_SHOWING, pieces), currency).where(products.c.id.in_(product_ids))
        frames = groupby(self._connection.execute(listed), key=lambda row: (row.id, row.size))
        return tuple(_frame(list(group), currency) for _, group in frames)

    def _pieces(self, at_store: UUID | None) -> Any:
        counted = self._mine(stock_levels) & (stock_levels.c.variant_id == variants.c.id)
        if at_store is not None:
            counted &= stock_levels.c.store_id == at_store
        return select(func.sum(stock_levels.c.on_hand)).where(counted).scalar_subquery()

    def _listed(self, columns: Sequence[Any], currency: str) -> Select[Any]:
        same_product = and_(
            variants.c.product_id == products.c.id,
            self._mine(variants, is_sold=True),
            variants.c.finish.is_not(None),
        )
        same_spec = and_(
            frame_specs.c.product_id == variants.c.product_id,
            frame_specs.c.size == variants.c.size,
            self._mine(frame_specs),
        )
        same_price = and_(prices.c.variant_id == variants.c.id, self._mine(prices, currency=currency))
        return (
            select(*columns)
            .select_from(products)
            .join(variants, same_product)
            .join(frame_specs, same_spec)
            .join(prices, same_price)
            .where(self._mine(products, status=ProductStatus.PUBLISHED))
            .order_by(*_ORDER)
        )


_ORDER = (
    products.c.position, products.c.id, frame_specs.c.position, variants.c.position, variants.c.id
)  # fmt: skip
_FINDING = (
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
    variants.c.colour,
    variants.c.facet_colour,
    variants.c.facet_material,
    prices.c.amount_minor,
)
_SHOWING = (
    products.c.id,
    products.c.name,
    products.c.brand,
    frame_specs.c.size,
    frame_specs.c.position.label("size_number"),
    *(frame_specs.c[name] for name in SPEC_FIELDS),
    variants.c.sku,
    variants.c.colour,
    variants.c.finish,
    prices.c.amount_minor,
)


def _frame(rows: Sequence[Row[Any]], currency: str) -> SizedFrame:
    """The first size of a product goes by the product's id, the others by that and their number."""
    first = rows[0]
    listing = FrameListing(
        product_id=f"{first.id}.{first.size_number}" if first.size_number else str(first.id),
        name=first.name,
        brand=first.brand,
        spec=read_spec(first),
        variants=tuple(
            VariantListing(
                row.sku, row.colour, row.finish, Money(row.amount_minor, currency), max(int(row.pieces), 0)
            )
            for row in rows
        ),
    )
    return SizedFrame(first.id, first.size, listing)
