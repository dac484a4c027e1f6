"""Products, prices and pieces as they travel; a product itself is the protocol's message."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.domain.products import Product
from app.domain.stock import MovementReason
from sync.protocol.catalogue import product_message
from sync.protocol.messages import PriceMessage, ProductMessage
from sync.server.bodies import Body

MOST_AT_ONCE = 500
Sku = Annotated[str, Field(min_length=1, max_length=120)]


class ProductBody(ProductMessage):
    """A product with its sizes and variants. A variant left out is not sold any more."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProductShown(BaseModel):
    """A product of this company."""

    id: UUID
    revision: int
    updated_at: datetime
    product: ProductMessage

    @classmethod
    def of(cls, product: Product) -> ProductShown:
        return cls(
            id=product.id,
            revision=product.revision,
            updated_at=product.updated_at,
            product=product_message(product.content),
        )


class ImportBody(Body):
    """Products by code: new ones are added, known ones changed."""

    products: Annotated[list[ProductBody], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Rejected(BaseModel):
    """A product that cannot be kept, and why."""

    code: str
    reason: str


class ImportShown(BaseModel):
    """What became of the products."""

    added: int
    changed: int
    unchanged: int
    rejected: list[Rejected]


class SkuPrices(Body):
    """All prices of one SKU from now on."""

    sku: Sku
    prices: Annotated[list[PriceMessage], Field(min_length=1, max_length=50)]


class PricesBody(Body):
    """Prices of several SKUs; all are changed, or none."""

    prices: Annotated[list[SkuPrices], Field(min_length=1, max_length=MOST_AT_ONCE)]


class PricesShown(BaseModel):
    """SKUs whose prices were others before."""

    changed: list[str]


class MovementBody(Body):
    """Pieces that came to a store (positive) or left it (negative)."""

    sku: Sku
    store_id: UUID
    delta: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    reason: MovementReason


class LevelShown(BaseModel):
    """Pieces of an SKU in a store; negative when more were sold than were known."""

    sku: str
    store_id: UUID
    on_hand: int
