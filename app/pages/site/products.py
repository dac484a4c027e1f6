"""A product as the pages need it, and the choices by which customers find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.colours import colour_family
from app.domain.finding import size_band
from app.domain.money import Money
from app.domain.products import Price, ProductContent, VariantContent
from engine.types import FrameSpec

FACETS = ("gender", "shape", "colour", "material", "width", "brand")
"""What lists can be narrowed by, in the order in which it is offered; a page for each choice."""


@dataclass(frozen=True)
class ShopProduct:
    """What the shop says of a product, and what lies in its shops."""

    id: str
    content: ProductContent
    pieces: Mapping[str, int]
    """By SKU, all shops together."""
    checkout_ids: Mapping[str, str]
    """What the platform that sells calls each SKU; empty for enquiries."""
    digest: bytes
    """Equal as long as nothing of the above changes."""

    @property
    def name(self) -> str:
        return self.content.name

    @cached_property
    def variants(self) -> tuple[VariantContent, ...]:
        return self.content.variants

    @cached_property
    def specs(self) -> dict[str, FrameSpec]:
        """By label of the size."""
        return {size.label: size.spec for size in self.content.sizes}

    @property
    def spec(self) -> FrameSpec | None:
        """Of the first size."""
        return self.content.sizes[0].spec if self.content.sizes else None

    @cached_property
    def facets(self) -> dict[str, tuple[str, ...]]:
        """The product's choices by facet: keys of words, except brands, which are names."""
        variants, specs = self.variants, self.specs.values()
        families = [v.colour_family or (colour_family(v.finish) if v.finish else None) for v in variants]
        materials = [v.material or (v.finish.material if v.finish else None) for v in variants]
        return {
            "gender": (self.content.gender.value,),
            "shape": _once(spec.shape.value for spec in specs),
            "colour": _once(family.value for family in families if family),
            "material": _once(material.value for material in materials if material),
            "width": _once(size_band(spec.front_width_mm).value for spec in specs),
            "brand": (self.content.brand,),
        }

    def lowest(self, currency: str) -> Price | None:
        """The lowest price in this currency."""
        found = [price for v in self.variants for price in v.prices if price.money.currency == currency]
        return min(found, key=lambda price: price.money.amount_minor, default=None)


def price_in(variant: VariantContent, currency: str) -> Price | None:
    return next((price for price in variant.prices if price.money.currency == currency), None)


def list_price(price: Price) -> Money | None:
    """The struck-out price, when it is one."""
    if price.list_price_minor is None or price.list_price_minor <= price.money.amount_minor:
        return None
    return Money(price.list_price_minor, price.money.currency)


def hex_colour(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in rgb)


def _once(values: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))  # type: ignore[call-overload]
