"""What an optical shop sells: frame models in colours and sizes.

`…Content` is what the shop or a platform says of a thing; equal contents mean that nothing changed.
`Product` and `Variant` are contents that have an identity in our store.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
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


SPEC_LIMITS: dict[str, tuple[float, float]] = {
    "lens_width_mm": (10, 100),
    "lens_height_mm": (10, 100),
    "bridge_mm": (5, 40),
    "temple_mm": (50, 220),
    "rim_thickness_mm": (0, 30),
    "rim_depth_mm": (0, 30),
    "wrap_deg": (-10, 45),
    "pantoscopic_deg": (-20, 45),
    "end_piece_mm": (0, 30),
}
"""Beyond what spectacle frames are made in; a number outside is a mistake."""

MOST_MINOR = 10**12
FARTHEST_POSITION = 2**53


@dataclass(frozen=True, slots=True)
class FrameSize:
    """One size of a model: the label printed in the temple, and its boxing data."""

    label: str
    """Such as `50□19–145`; unique within the product."""
    spec: FrameSpec

    def __post_init__(self) -> None:
        check_text(self.label, "a size", 40)
        for name, (least, most) in SPEC_LIMITS.items():
            if not least <= getattr(self.spec, name) <= most:
                raise ValueError(
                    f"{name} must lie between {least} and {most}, not at {getattr(self.spec, name)}"
                )


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant costs in one currency."""

    money: Money
    list_price_minor: int | None = None
    """The struck-out price, in the same currency."""

    def __post_init__(self) -> None:
        for amount_minor in (self.money.amount_minor, self.list_price_minor or 0):
            if not 0 <= amount_minor <= MOST_MINOR:
                raise ValueError(f"a price cannot be {amount_minor} {self.money.currency} in minor units")


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
        if self.size is not None:
            check_text(self.size, "a size", 40)
        for words in chain.from_iterable(self.options):
            check_text(words, "an option", 255)
        if self.gtin is not None and not (self.gtin.isdecimal() and 8 <= len(self.gtin) <= 14):
            raise ValueError(f"{self.gtin!r} is not a GTIN")
        currencies = [price.money.currency for price in self.prices]
        if not currencies or len(set(currencies)) < len(currencies):
            raise ValueError(f"variant {self.sku} needs one price a currency, at least one")


@dataclass(frozen=True, slots=True)
class ProductOption:
    """Something the buyer chooses, such as colour or lens."""

    name: str
    choices: tuple[str, ...]

    def __post_init__(self) -> None:
        for words in (self.name, *self.choices):
            check_text(words, "an option", 255)


@dataclass(frozen=True, slots=True)
class ProductImage:
    """A picture of a product or of one of its variants, in order of showing."""

    url: str
    alt: str = ""
    sku: str | None = None

    def __post_init__(self) -> None:
        check_text(self.url, "an image's address", 2000)
        check_text(self.alt, "an image's description", 1000, least=0)
        check_text(self.sku or "", "an SKU", 120, least=0)


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
        if abs(self.position) > FARTHEST_POSITION:
            raise ValueError(f"a position cannot be {self.position}")
        _check_once("size", labels := [size.label for size in self.sizes])
        _check_once("SKU", [variant.sku for variant in self.variants])
        undescribed = {variant.size for variant in self.variants} - {None, *labels}
        if undescribed:
            raise ValueError(f"no boxing data for size {undescribed.pop()}")


def _check_once(what: str, names: list[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueError(f"{what} {twice[0]} stands twice in this product")


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


@dataclass(frozen=True, slots=True)
class ProductStamp:
    """Which state of a product is meant: it is as good as all of its content."""

    id: UUID
    revision: int
    content_hash: bytes


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
