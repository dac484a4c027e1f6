"""What an optical shop sells: frame models in colours and sizes.

`…Content` is what the shop or a platform says of a thing; equal contents mean that nothing changed.
`Product` and `Variant` are contents that have an identity in our store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.money import Money
from app.domain.text import check_text
from engine.types import FrameFinish, FrameMaterial, FrameSpec


class ProductStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Gender(StrEnum):
    WOMEN = "women"
    MEN = "men"
    UNISEX = "unisex"
    KIDS = "kids"


class ColourFamily(StrEnum):
    """The colours customers filter by."""

    BLACK = "black"
    GREY = "grey"
    WHITE = "white"
    CRYSTAL = "crystal"
    TORTOISE = "tortoise"
    BROWN = "brown"
    GOLD = "gold"
    SILVER = "silver"
    RED = "red"
    PINK = "pink"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


@dataclass(frozen=True, slots=True)
class FrameSize:
    """One size of a model: the label printed in the temple, and its boxing data."""

    label: str
    """Such as `50□19–145`; unique within the product."""
    spec: FrameSpec


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant costs in one currency."""

    money: Money
    list_price_minor: int | None = None
    """The struck-out price, in the same currency."""


@dataclass(frozen=True, slots=True)
class VariantContent:
    """One colour in one size: the thing that is sold."""

    sku: str
    colour: str
    """As the shop names it: `Havana`."""
    prices: tuple[Price, ...]
    """One a currency, at least one."""
    size: str | None = None
    """Label of one of the product's sizes; None while its boxing data are not known."""
    gtin: str | None = None
    finish: FrameFinish | None = None
    material: FrameMaterial | None = None
    colour_family: ColourFamily | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Chosen value of each of the product's options."""

    def __post_init__(self) -> None:
        check_text(self.sku, "an SKU", 120)
        check_text(self.colour, "a colour's name", 80)
        if not self.prices:
            raise ValueError(f"variant {self.sku} has no price")


@dataclass(frozen=True, slots=True)
class ProductOption:
    """Something the buyer chooses, such as colour or lens."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductImage:
    """A picture of a product or of one of its variants, in order of showing."""

    url: str
    alt: str = ""
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class ProductContent:
    """A frame model with all its colours and sizes, as the shop sells it."""

    code: str
    """The shop's own number of the model; unique within the tenant."""
    name: str
    brand: str
    variants: tuple[VariantContent, ...]
    sizes: tuple[FrameSize, ...] = ()
    description: str = ""
    gender: Gender = Gender.UNISEX
    status: ProductStatus = ProductStatus.PUBLISHED
    position: int = 0
    """Place in the shop's order; smaller first."""
    options: tuple[ProductOption, ...] = ()
    images: tuple[ProductImage, ...] = ()

    def __post_init__(self) -> None:
        check_text(self.code, "a product's code", 120)
        check_text(self.name, "a product's name", 200)
        check_text(self.brand, "a brand", 120)
        check_text(self.description, "a description", 20000, least=0)


@dataclass(frozen=True, slots=True)
class Product:
    """A product in our store."""

    id: UUID
    content: ProductContent
    variant_ids: tuple[tuple[str, UUID], ...]
    """(SKU, id) in the order of the content's variants."""
    revision: int
    """The tenant's catalogue revision in which it last changed."""
    updated_at: datetime


class ModelOrigin(StrEnum):
    SUPPLIER = "supplier"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Model3d:
    """A GLB file of one size of a product, kept among the assets by its content."""

    id: UUID
    product_id: UUID
    size: str | None
    sha256: bytes
    byte_count: int
    origin: ModelOrigin
