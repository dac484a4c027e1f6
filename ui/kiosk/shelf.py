"""Which frames lie in the carousel, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.listing import FrameListing, VariantListing
from engine.types import FitVerdict, FrameFinish, FrameMaterial, FrameShape, LensKind, Pattern, Rgb

FEW = 2
"""From this stock on down the customer is told how many are left."""


class Tab(StrEnum):
    """What the customer wants to see."""

    FOR_YOU = "for_you"
    ALL = "all"
    SUN = "sun"


@dataclass(frozen=True, slots=True)
class Filter:
    """Narrows the shelf; an empty set lets everything through."""

    shapes: frozenset[FrameShape] = frozenset()
    materials: frozenset[FrameMaterial] = frozenset()
    only_fitting: bool = False
    only_favourites: bool = False

    @property
    def count(self) -> int:
        """How many choices narrow the shelf."""
        return len(self.shapes) + len(self.materials) + self.only_fitting + self.only_favourites

    def with_shape(self, shape: FrameShape) -> Filter:
        """This shape in or out."""
        return replace(self, shapes=self.shapes ^ {shape})

    def with_material(self, material: FrameMaterial) -> Filter:
        """This material in or out."""
        return replace(self, materials=self.materials ^ {material})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of the customer that orders the shelf."""

    verdicts: Mapping[str, FitVerdict] = field(default_factory=dict)
    """Product id to how it fits."""
    ranking: tuple[str, ...] = ()
    """Product ids, most recommended first."""
    favourites: tuple[str, ...] = ()
    """SKUs."""


def is_sun(variant: VariantListing) -> bool:
    """Whether the lenses are made to shade."""
    return variant.finish.lens.kind is not LensKind.CLEAR


def arrange(
    frames: Sequence[FrameListing], tab: Tab, wanted: Filter, known: Knowledge
) -> tuple[FrameListing, ...]:
    """The frames of a tab that pass the filter; `for you` is best first, the others are in the shop's order."""
    shown = [frame for frame in frames if _belongs(frame, tab) and _passes(frame, wanted, known)]
    if tab is Tab.FOR_YOU and known.ranking:
        place = {product_id: rank for rank, product_id in enumerate(known.ranking)}
        shown = sorted(
            (frame for frame in shown if frame.product_id in place), key=lambda f: place[f.product_id]
        )
    return tuple(shown)


def first_variant(frame: FrameListing, tab: Tab) -> VariantListing:
    """The colour a tab shows first: a shaded one under `sun`, else one in stock, else the first."""
    fitting = [variant for variant in frame.variants if tab is not Tab.SUN or is_sun(variant)]
    in_stock = [variant for variant in fitting if variant.in_stock > 0]
    return (in_stock or fitting or list(frame.variants))[0]


def stock_words(in_stock: int) -> tuple[str, int]:
    """The key of what is said about stock, and the count it speaks of."""
    if in_stock <= 0:
        return "stock_order", 0
    return ("stock_few" if in_stock <= FEW else "stock_in"), in_stock


def second_colour(finish: FrameFinish) -> Rgb:
    """What the lower half of a colour swatch shows."""
    return finish.colour if finish.pattern in {Pattern.SOLID, Pattern.CRYSTAL} else finish.second_colour


def _belongs(frame: FrameListing, tab: Tab) -> bool:
    return tab is not Tab.SUN or any(is_sun(variant) for variant in frame.variants)


def _passes(frame: FrameListing, wanted: Filter, known: Knowledge) -> bool:
    materials = {variant.finish.material for variant in frame.variants}
    skus = {variant.sku for variant in frame.variants}
    fits = known.verdicts.get(frame.product_id, FitVerdict.GOOD) is FitVerdict.GOOD
    return (
        (not wanted.shapes or frame.spec.shape in wanted.shapes)
        and (not wanted.materials or bool(materials & wanted.materials))
        and (not wanted.only_fitting or fits)
        and (not wanted.only_favourites or bool(skus & set(known.favourites)))
    )
