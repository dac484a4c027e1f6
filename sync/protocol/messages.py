"""The messages of version 1. Readers ignore fields they do not know, so that either side may be newer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

PROTOCOL = 1
MOST_EVENTS = 500
MOST_ITEMS = 1000

Item = TypeVar("Item")
Text = Annotated[str, Field(max_length=20_000)]


_SIZE = {
    "label": "50-19-145",
    "spec": {"shape": "panto", "lens_width_mm": 50, "lens_height_mm": 42, "bridge_mm": 19, "temple_mm": 145},
}
_PRICE = {"amount_minor": 18900, "currency": "EUR"}
_VARIANT = {"sku": "ALBA-BLACK", "colour": "Black", "size": "50-19-145", "prices": [_PRICE]}


class Message(BaseModel):
    """Frozen; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PriceMessage(Message):
    """One price, in minor units."""

    amount_minor: int
    currency: str
    list_price_minor: int | None = None


class SizeMessage(Message):
    """A size with its boxing data in mm and degrees."""

    label: str
    spec: dict[str, Any]


class VariantMessage(Message):
    """One colour in one size."""

    sku: str
    colour: str
    prices: list[PriceMessage]
    size: str | None = None
    gtin: str | None = None
    material: str | None = None
    colour_family: str | None = None
    finish: dict[str, Any] | None = None
    options: list[tuple[str, str]] = []


class OptionMessage(Message):
    """Something the buyer chooses."""

    name: str
    choices: list[str]


class ImageMessage(Message):
    """A picture by its address."""

    url: str
    alt: str = ""
    sku: str | None = None


class ProductMessage(Message):
    """A product as it is now; archived ones are still told."""

    code: str = Field(examples=["ALBA"])
    name: str = Field(examples=["Alba"])
    brand: str = Field(examples=["Linea Vero"])
    description: Text = ""
    gender: str = Field(examples=["unisex"], description="`women`, `men`, `unisex` or `kids`.")
    status: str = Field(examples=["published"], description="`draft`, `published` or `archived`.")
    position: int = 0
    sizes: list[SizeMessage] = Field(default=[], examples=[[_SIZE]])
    variants: list[VariantMessage] = Field(examples=[[_VARIANT]])
    options: list[OptionMessage] = []
    images: list[ImageMessage] = []


class PricesMessage(Message):
    """All prices of one SKU now."""

    sku: str
    prices: list[PriceMessage]


class LevelMessage(Message):
    """Pieces of one SKU in this mirror's store now."""

    sku: str
    on_hand: int


class SettingMessage(Message):
    """A setting that counts for this mirror."""

    key: str
    value: Any
    place: str = Field(
        examples=["tenant"], description="`tenant`, `store` or `device`: the nearest one counts."
    )


class RosterMessage(Message):
    """The store's staff, signed (see app.access.roster_text)."""

    roster: str


class FeedPage(Message, Generic[Item]):
    """What changed behind a cursor. Give `cursor` back for what comes next, now or after days."""

    protocol: int = PROTOCOL
    items: list[Item]
    cursor: str = Field(max_length=500)
    has_more: bool
    server_time: datetime


class EventMessage(Message):
    """Something a mirror tells. Its id makes it count once, however often it is sent."""

    id: UUID
    topic: Annotated[str, Field(min_length=1, max_length=100)]
    aggregate_id: UUID
    payload: dict[str, Any]
    created_at: datetime


class Upload(Message):
    """Events of one mirror, those of one aggregate in their order."""

    protocol: int = PROTOCOL
    events: Annotated[list[EventMessage], Field(min_length=1, max_length=MOST_EVENTS)]


class Refusal(Message):
    """An event that cannot be carried out; sending it again is useless, a person has to look."""

    id: UUID
    reason: str


class Receipt(Message):
    """What became of each event; those in neither list may be sent again."""

    protocol: int = PROTOCOL
    accepted: list[UUID]
    refused: list[Refusal]
    server_time: datetime
