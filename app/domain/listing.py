"""What the mirror's carousel shows: frames of the shop with their colour variants."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.money import Money
from engine.types import Eyewear, FrameFinish, FrameSpec


@dataclass(frozen=True, slots=True)
class VariantListing:
    """One colour of a frame, the thing that is sold."""

    sku: str
    colour: str
    """As the shop names it: `Havana`, `Matte black`."""
    finish: FrameFinish
    price: Money
    in_stock: int


@dataclass(frozen=True, slots=True)
class FrameListing:
    """One frame model with all its colours."""

    product_id: str
    name: str
    brand: str
    spec: FrameSpec
    variants: tuple[VariantListing, ...]

    @property
    def boxing_size(self) -> str:
        """As printed inside a temple: `50□19–145`."""
        spec = self.spec
        return f"{spec.lens_width_mm:.0f}□{spec.bridge_mm:.0f}–{spec.temple_mm:.0f}"

    def eyewear(self, sku: str) -> Eyewear:
        """The variant as something to put on; KeyError when this frame has no such SKU."""
        for variant in self.variants:
            if variant.sku == sku:
                return Eyewear(sku, self.spec, variant.finish)
        raise KeyError(sku)
