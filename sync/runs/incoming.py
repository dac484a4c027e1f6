"""Makes a platform's product comparable with ours. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.colour_names import finish_of_name
from app.domain.products import ProductContent, ProductImage, ProductOption
from engine.types import RimStyle
from sync.platforms.values import EyewearFields, RemoteProduct, RemoteVariant
from sync.reconcile.merged_content import content_of
from sync.reconcile.sheet import Boxing, Fields, Sheet
from sync.runs.link import CleanHtml

_COLOUR_OPTIONS: Final = frozenset(
    ("color", "colour", "farbe", "couleur", "coloris", "colore", "kleur", "frame-color", "frame-colour")
)
_SIZE_OPTIONS: Final = frozenset(("size", "größe", "groesse", "taille", "taglia", "maat", "talla"))
_NO_COLOUR: Final = "–"
MOST_VARIANTS: Final = 2048
_DIMENSIONS: Final = {
    "lens_width_mm": "lens width",
    "lens_height_mm": "lens height",
    "bridge_mm": "bridge",
    "temple_mm": "temple length",
    "shape": "shape",
}
"""Without any one of these a frame cannot be drawn in its true size."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A platform's product, ready for the plan."""

    external_id: str
    content_hash: bytes
    sheet: Sheet
    seed: ProductContent
    """What we would make of it if it were new here."""
    variant_ids: tuple[tuple[str, str], ...]
    """(SKU, the platform's id)."""
    dropped: tuple[tuple[str, str], ...]
    """(variant's id, reason) of variants that cannot be sold here."""
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By SKU: which of a frame's dimensions the platform does not tell."""


def read_incoming(product: RemoteProduct, fallback_brand: str, prefix: str, clean: CleanHtml) -> Incoming:
    """ValueError, in words for staff, when there is nothing in it that could be sold.

    `prefix` names codes and SKUs where the shop gave none.
    """
    sold = [(_sku(variant, prefix), variant) for variant in product.variants[:MOST_VARIANTS]]
    dropped = _unsellable(sold)
    good = [(sku, variant) for sku, variant in sold if variant.id not in dropped]
    if not good:
        raise ValueError(next(iter(dropped.values()), "It has no variants."))
    sheet = Sheet(
        _product_fields(product, {variant.id: sku for sku, variant in good}, clean),
        {sku: _variant_fields(variant, product) for sku, variant in good},
    )
    bare = ProductContent(
        code=clean_words(product.code, 120) or f"{prefix}{product.id}",
        name=str(sheet.product["name"]),
        brand=clean_words(fallback_brand, 120) or _NO_COLOUR,
        variants=(),
    )
    return Incoming(
        product.id,
        bytes.fromhex(product.content_hash),
        sheet,
        _with_finishes(content_of(sheet, bare)),
        tuple((sku, variant.id) for sku, variant in good),
        tuple(dropped.items()),
        {sku: _missing(variant.eyewear.or_else(product.eyewear)) for sku, variant in good},
    )


def clean_words(text: str, most: int) -> str:
    """One line of at most `most` characters, without what no database keeps."""
    shown = "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text)
    words = " ".join(shown.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _sku(variant: RemoteVariant, prefix: str) -> str:
    return variant.sku.strip() or f"{prefix}{variant.id}"


def _unsellable(sold: list[tuple[str, RemoteVariant]]) -> dict[str, str]:
    """Reasons by the variant's id."""
    times = Counter(sku for sku, _ in sold)
    reasons = {}
    for sku, variant in sold:
        if not variant.prices:
            reasons[variant.id] = f"Variant {sku} has no price."
        elif times[sku] > 1:
            reasons[variant.id] = f"SKU {sku} stands twice in this product."
        elif len(sku) > 120 or clean_words(sku, 120) != sku:
            reasons[variant.id] = f"{sku[:40]!r} is no SKU that can be kept."
    return reasons


def _product_fields(product: RemoteProduct, skus: dict[str, str], clean: CleanHtml) -> Fields:
    told: dict[str, object] = {
        "name": clean_words(product.title, 200) or f"#{product.id}",
        "description": _clean_description(product.description_html, clean),
        "status": product.status,
        "options": tuple(_option(option) for option in product.options),
        "images": tuple(
            ProductImage(
                image.url, clean_words(image.alt, 1000), next((skus.get(v) for v in image.variant_ids), None)
            )
            for image in product.images
            if len(image.url) <= 2000
        ),
    }
    if brand := clean_words(product.brand, 120):
        told["brand"] = brand
    return told


def _clean_description(html: str, clean: CleanHtml) -> str:
    safe = clean(html).strip()
    if len(safe) > 20000:
        raise ValueError(f"Its description has {len(safe)} characters; 20,000 can be kept.")
    return safe


def _option(option: ProductOption) -> ProductOption:
    return ProductOption(option.name, tuple(dict.fromkeys(option.choices)))


def _variant_fields(variant: RemoteVariant, product: RemoteProduct) -> Fields:
    eyewear = variant.eyewear.or_else(product.eyewear)
    return {
        "colour": _colour(variant),
        "prices": variant.prices,
        "gtin": _gtin(variant.gtin),
        "options": variant.options,
        "boxing": _boxing(eyewear),
        "material": eyewear.material,
    }


def _colour(variant: RemoteVariant) -> str:
    """The chosen colour, or all choices together where no option is called one."""
    chosen = [value for name, value in variant.options if is_colour(name)]
    return clean_words(" / ".join(chosen or [value for _, value in variant.options]), 80) or _NO_COLOUR


def is_colour(option: str) -> bool:
    """Whether this is what shops call the choice of colour."""
    return _option_key(option) in _COLOUR_OPTIONS


def is_size(option: str) -> bool:
    """Whether this is what shops call the choice of size."""
    return _option_key(option) in _SIZE_OPTIONS


def _option_key(name: str) -> str:
    return re.sub(r"^(pa|attribute)[_-]", "", name.strip().casefold().replace(" ", "-"))


def _gtin(gtin: str | None) -> str | None:
    """A GTIN as digits; whatever else stands in the field is not one."""
    digits = re.sub(r"[\s-]", "", gtin or "")
    return digits if digits.isascii() and digits.isdecimal() and 8 <= len(digits) <= 14 else None


def _missing(eyewear: EyewearFields) -> tuple[str, ...]:
    return tuple(words for name, words in _DIMENSIONS.items() if getattr(eyewear, name) is None)


def _boxing(eyewear: EyewearFields) -> Boxing | None:
    """All dimensions, or None: a frame with a guessed one would not be shown in its true size."""
    told = (eyewear.lens_width_mm, eyewear.lens_height_mm, eyewear.bridge_mm, eyewear.temple_mm)
    width, height, bridge, temple = told
    if eyewear.shape is None or width is None or height is None or bridge is None or temple is None:
        return None
    return Boxing(eyewear.shape, width, height, bridge, temple, eyewear.rim or RimStyle.FULL)


def _with_finishes(content: ProductContent) -> ProductContent:
    """The mirror draws a new frame by its colour's name, until the shop says more."""
    drawn = (replace(v, finish=finish_of_name(v.colour, v.material)) for v in content.variants)
    return replace(content, variants=tuple(drawn))
