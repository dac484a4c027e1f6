"""What platforms tell and are told, as plain frozen values: the same for all four.

Ids are text end to end: some exceed 2^53. Money is minor units with its currency. Times are UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from app.domain.errors import NeedsOwner
from app.domain.exchange import Platform
from app.domain.products import Price, ProductOption, ProductStatus
from engine.types import FrameMaterial, FrameShape, RimStyle

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EyewearFields:
    """What a shop page may say of a frame beyond its name; None where nothing is known."""

    lens_width_mm: float | None = None
    lens_height_mm: float | None = None
    bridge_mm: float | None = None
    temple_mm: float | None = None
    shape: FrameShape | None = None
    rim: RimStyle | None = None
    material: FrameMaterial | None = None

    def or_else(self, other: EyewearFields) -> EyewearFields:
        """These fields, and the other's where nothing is known here."""
        mine = {one.name: getattr(self, one.name) for one in fields(self)}
        return EyewearFields(**{k: getattr(other, k) if v is None else v for k, v in mine.items()})


@dataclass(frozen=True, slots=True)
class RemoteStock:
    """Pieces of a variant that can be sold at a location of the platform."""

    variant_id: str
    location_id: str
    available: int


@dataclass(frozen=True, slots=True)
class RemotePrices:
    """What a variant costs, one price a currency."""

    variant_id: str
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """A picture that the platform serves; `variant_ids` name those it shows, none: the product."""

    id: str
    url: str
    alt: str = ""
    variant_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteVariant:
    """One sellable thing. A product without choices has one, whose id may equal the product's."""

    id: str
    sku: str
    """Empty where the shop gave none."""
    prices: tuple[Price, ...]
    gtin: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """(option's name, chosen value), as the shop names them."""
    eyewear: EyewearFields = EyewearFields()
    tracks_stock: bool = True
    stock: tuple[RemoteStock, ...] | None = None
    """None where this answer does not tell it: read the stock apart."""


@dataclass(frozen=True, slots=True)
class RemoteProduct:
    """A product as the platform has it now."""

    id: str
    title: str
    description_html: str
    """As the platform sends it: sanitise before showing."""
    status: ProductStatus
    variants: tuple[RemoteVariant, ...]
    updated_at: datetime
    code: str = ""
    """The shop's own number of the model where the platform has one (the parent's SKU)."""
    brand: str = ""
    options: tuple[ProductOption, ...] = ()
    images: tuple[RemoteImage, ...] = ()
    eyewear: EyewearFields = EyewearFields()

    @property
    def content_hash(self) -> str:
        """Equal for equal contents: neither the time of change nor stock takes part."""
        content = _plain(self)
        del content["updated_at"]
        for variant in content["variants"]:
            del variant["stock"]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Unusable:
    """A record that came and cannot be used, with what is wrong, in words for staff."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a reading. Store `position` in the transaction that stores the items; give it back to go on."""

    items: tuple[T, ...]
    position: str
    """Opaque. After the last page: where the next reading begins."""
    is_last: bool
    unusable: tuple[Unusable, ...] = ()
    """Items and unusable ones together are all that came."""
    expected: int | None = None
    """How many the whole reading will bring, where the platform tells."""
    gone: tuple[str, ...] = ()
    """Ids of those that the platform says were deleted since the reading before; most platforms do not say."""


@dataclass(frozen=True, slots=True)
class ImageWrite:
    """A picture to show: one the platform has (`id`), or one that it shall fetch (`url`)."""

    url: str = ""
    id: str = ""
    alt: str = ""
    skus: tuple[str, ...] = ()
    """Variants that it shows; none: the product."""


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A variant to be created. Its options name a value for each of the product's options."""

    sku: str
    prices: tuple[Price, ...]
    options: tuple[tuple[str, str], ...] = ()
    gtin: str | None = None
    eyewear: EyewearFields = EyewearFields()
    stock: Mapping[str, int] | None = None
    """Pieces by the platform's location; None: stock is not tracked."""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to be created: without options it has one variant."""

    title: str
    variants: tuple[NewVariant, ...]
    code: str
    """Parent's SKU where the platform has one; must differ from the variants' SKUs if there are options."""
    description_html: str = ""
    brand: str = ""
    status: ProductStatus = ProductStatus.PUBLISHED
    options: tuple[ProductOption, ...] = ()
    images: tuple[ImageWrite, ...] = ()
    eyewear: EyewearFields = EyewearFields()


@dataclass(frozen=True, slots=True)
class ProductChange:
    """What shall change on a product; None leaves it as it is. Publishing is a change of status."""

    title: str | None = None
    description_html: str | None = None
    brand: str | None = None
    status: ProductStatus | None = None
    images: tuple[ImageWrite, ...] | None = None
    """All pictures in order: one that is left out is taken away."""
    eyewear: EyewearFields = EyewearFields()
    """Fields that are None stay as they are."""


@dataclass(frozen=True, slots=True)
class VariantChange:
    """What shall change on a variant; None leaves it as it is."""

    product_id: str
    variant_id: str
    sku: str | None = None
    gtin: str | None = None
    prices: tuple[Price, ...] | None = None
    """One currency each; currencies that are not named stay as they are."""
    eyewear: EyewearFields = EyewearFields()


@dataclass(frozen=True, slots=True)
class StockSet:
    """Pieces that shall lie there. With `expected`, only if that many lie there now."""

    variant_id: str
    location_id: str
    quantity: int
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class StockAdjustment:
    """Pieces that came (positive) or went (negative)."""

    variant_id: str
    location_id: str
    delta: int


class RefusalCode(StrEnum):
    STALE = "stale"
    """It is not as expected any more: read again, decide again."""
    GONE = "gone"
    """The platform has no such thing."""
    INSUFFICIENT = "insufficient"
    """Stock would fall below zero and the platform does not allow it."""
    INVALID = "invalid"
    """The platform does not take this value."""


@dataclass(frozen=True, slots=True)
class RefusedWrite:
    id: str
    code: RefusalCode
    reason: str


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """What became of a batch; both together are all that was asked."""

    done: tuple[str, ...] = ()
    """Variant ids."""
    refused: tuple[RefusedWrite, ...] = ()

    def __add__(self, other: WriteOutcome) -> WriteOutcome:
        return WriteOutcome(self.done + other.done, self.refused + other.refused)


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What a connection test finds."""

    name: str
    currency: str
    """ISO 4217; prices in it are the shop's own."""
    version: str
    """Of the platform or its interface."""
    missing_rights: tuple[str, ...] = ()
    """What the given credentials may not do but the engine needs, in words for the owner."""


@dataclass(frozen=True, slots=True)
class RemoteLocation:
    """Where stock lies."""

    id: str
    name: str
    is_active: bool = True


class StockSafety(StrEnum):
    """The strongest promise that the platform makes when two write stock at once."""

    COMPARE_AND_SET = "compare_and_set"
    """A change is refused when the level is not as expected."""
    RELATIVE = "relative"
    """Deltas are applied strictly one after the other."""
    LAST_WRITE_WINS = "last_write_wins"
    """The platform promises nothing: our own writes go one by one, others' at the same moment may be lost.
    `expected` is checked just before writing."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform offers, as data for the engine's decisions."""

    platform: Platform
    stock_safety: StockSafety
    is_adjustment_idempotent: bool
    """An adjustment repeated with its key counts once. Where not: keep the level read before with the
    message and use `set_stock` with `expected`."""
    stock_moves_clock: bool
    """`updated_at` moves when stock does; where not, sweep the stock."""
    prices_move_clock: bool
    """`updated_at` moves with every way of changing prices; where not, sweep the prices."""
    products_tell_stock: bool
    """Stock comes with the products read in pages."""
    has_webhooks: bool
    retries_webhooks: bool
    """A delivery that failed comes again."""


class HintKind(StrEnum):
    PRODUCT = "product"
    VARIANT = "variant"
    STOCK_ITEM = "stock_item"
    """Shopify's inventory item."""
    PRODUCT_CODE = "product_code"
    """The SKU, where a delivery names nothing else."""
    CATALOGUE = "catalogue"
    """Anything may have changed: read on from the last position. Its id is empty."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a delivery speaks of. A hint only: what is true is read from the platform."""

    kind: HintKind
    id: str


@dataclass(frozen=True, slots=True)
class VerifiedDelivery:
    """A delivery whose signature holds."""

    dedupe_key: str
    """What this platform truly keeps the same on a repeated delivery, and different otherwise."""
    topic: str
    hint: Hint | None
    """None: not our concern; keep it and ignore it."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An event in a journal that the platform keeps for us."""

    delivery: VerifiedDelivery
    body: bytes


@dataclass(frozen=True, slots=True)
class Greeting:
    """An unsigned test of the address: answer 200 with `answer`, keep and do nothing."""

    answer: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook that the platform has for us, or should have (id empty)."""

    topic: str
    address: str
    id: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Credentials:
    """What opens a shop's interface. Its values never appear in a repr."""

    fields: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """Raises NeedsOwner when it is missing."""
        told = self.get(name)
        if told is None:
            raise NeedsOwner(f"Among the keys of this shop, {name} is missing.")
        return told

    def get(self, name: str) -> str | None:
        return self.fields.get(name) or None
