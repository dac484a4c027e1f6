"""A product of ours as one to be created on a platform. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.products import Product, ProductContent, ProductOption, VariantContent
from sync.platforms.values import EyewearFields, ImageWrite, NewProduct, NewVariant
from sync.reconcile.sheet import sheet_of
from sync.runs.push_products import eyewear_of

_COLOUR, _SIZE = "Colour", "Size"
"""Options of a product whose colours and sizes are no options yet; see `incoming` for the names it knows."""


def offer_of(product: Product, pieces: Mapping[UUID, Mapping[str, int]]) -> NewProduct:
    """With all its variants; `pieces` by variant's id and location, where they are counted.

    ValueError, in words for staff, for what no platform could sell.
    """
    content = product.content
    choices = _choices(content)
    fields = sheet_of(content).variants
    eyewear = {variant.sku: eyewear_of(fields[variant.sku]) for variant in content.variants}
    shared = _shared(list(eyewear.values()))
    ids = dict(product.variant_ids)
    variants = tuple(
        NewVariant(
            v.sku,
            v.prices,
            choices[v.sku],
            v.gtin,
            EyewearFields() if shared else eyewear[v.sku],
            pieces.get(ids[v.sku]),
        )
        for v in content.variants
    )
    return NewProduct(
        content.name,
        variants,
        _code(content),
        content.description,
        content.brand,
        content.status,
        _options(choices),
        _images(content),
        shared or EyewearFields(),
    )


def _shared(each: list[EyewearFields]) -> EyewearFields | None:
    """What all variants have in common stands with the product, which every platform can tell."""
    return each[0] if all(one == each[0] for one in each) else None


def _choices(content: ProductContent) -> dict[str, tuple[tuple[str, str], ...]]:
    """What is chosen for each variant, by SKU: nothing where there is one only."""
    if not content.variants:
        raise ValueError("It has no variants.")
    if len(content.variants) == 1:
        return {content.variants[0].sku: ()}
    found = {variant.sku: variant.options or _look(content, variant) for variant in content.variants}
    if len({tuple(name for name, _ in chosen) for chosen in found.values()}) > 1:
        raise ValueError("Its variants do not have the same options.")
    if len(set(found.values())) < len(found):
        raise ValueError(
            "Two of its variants have the same colour and size: an online shop cannot tell them apart."
        )
    return found


def _look(content: ProductContent, variant: VariantContent) -> tuple[tuple[str, str], ...]:
    has_sizes = len({one.size for one in content.variants}) > 1
    return ((_COLOUR, variant.colour), *(((_SIZE, variant.size or "–"),) if has_sizes else ()))


def _options(choices: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[ProductOption, ...]:
    values: dict[str, dict[str, None]] = {}
    for chosen in choices.values():
        for name, value in chosen:
            values.setdefault(name, {})[value] = None
    return tuple(ProductOption(name, tuple(each)) for name, each in values.items())


def _code(content: ProductContent) -> str:
    """Platforms that have a SKU for the model want one that no variant has."""
    is_taken = len(content.variants) > 1 and content.code in {variant.sku for variant in content.variants}
    return f"{content.code}-model" if is_taken else content.code


def _images(content: ProductContent) -> tuple[ImageWrite, ...]:
    """Those that the platform can fetch."""
    return tuple(
        ImageWrite(image.url, alt=image.alt, skus=(image.sku,) if image.sku else ())
        for image in content.images
        if image.url.startswith(("https://", "http://"))
    )
