"""Puts what both sides agreed upon back into a product of ours."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from app.domain.products import FrameSize, ProductContent, VariantContent
from engine.types import FrameSpec
from sync.reconcile.sheet import Boxing, Fields, Sheet, boxing_of


def content_of(sheet: Sheet, base: ProductContent) -> ProductContent:
    """`base` with the sheet's fields and variants; what the sheet does not speak of stays as it was.

    A variant that base lacks needs at least colour and prices. ValueError when it all makes no product.
    """
    known = {variant.sku: variant for variant in base.variants}
    sizes = _Sizes(base)
    variants = tuple(_variant(sku, values, known.get(sku), sizes) for sku, values in sheet.variants.items())
    used = {variant.size for variant in variants}
    kept = {f.name: getattr(base, f.name) for f in fields(base)}
    changed = {"variants": variants, "sizes": tuple(s for s in sizes.all if s.label in used)}
    return ProductContent(**{**kept, **sheet.product, **changed})


class _Sizes:
    """The sizes of a product while its variants are put together."""

    def __init__(self, base: ProductContent) -> None:
        self.all = list(base.sizes)

    def label_for(self, boxing: Boxing | None, known: str | None) -> str | None:
        """The size with these dimensions, made when there is none, from the variant's own one as far as it goes."""
        if boxing is None:
            return None
        same = [size for size in self.all if boxing_of(size.spec) == boxing]
        chosen = next((size for size in same if size.label == known), same[0] if same else None)
        if chosen is None:
            chosen = FrameSize(self._free_label(boxing.label), self._spec(boxing, known))
            self.all.append(chosen)
        return chosen.label

    def _free_label(self, wanted: str) -> str:
        taken = {size.label for size in self.all}
        tries = (wanted, *(f"{wanted} ({number})" for number in range(2, len(taken) + 3)))
        return next(label for label in tries if label not in taken)

    def _spec(self, boxing: Boxing, known: str | None) -> FrameSpec:
        values = {f.name: getattr(boxing, f.name) for f in fields(boxing)}
        own = next((size.spec for size in self.all if size.label == known), None)
        return replace(own, **values) if own else FrameSpec(**values)


def _variant(sku: str, values: Fields, known: VariantContent | None, sizes: _Sizes) -> VariantContent:
    kept: dict[str, Any] = {f.name: getattr(known, f.name) for f in fields(known)} if known else {}
    told: dict[str, Any] = {name: value for name, value in values.items() if name != "boxing"}
    if "boxing" in values:
        told["size"] = sizes.label_for(values["boxing"], kept.get("size"))  # type: ignore[arg-type]  # see Boxing
    return VariantContent(**{**kept, **told, "sku": sku})
