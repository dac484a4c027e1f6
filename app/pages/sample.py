"""A made-up shop with one frame, for trying a template before there is a shop behind it: what every page gets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.money import Money
from app.domain.products import FrameSize, Price, ProductContent, VariantContent
from app.pages.settings import Edition, Location, SiteSettings
from app.pages.shipped import ShippedTemplates
from app.pages.site.addresses import Addresses
from app.pages.site.contents import Contents
from app.pages.site.frame import shared_data
from app.pages.site.products import ShopProduct
from app.pages.site.shop import Shop
from app.pages.words import load_words
from app.ports import FramePhoto
from engine.types import Eyewear, FrameFinish, FrameMaterial, FrameShape, FrameSpec

_EDITION = Edition(locale="en", currency="EUR")
_SETTINGS = SiteSettings(
    name="Sample Optics",
    tagline="Glasses that sit right",
    email="hello@shop.example",
    locations=[Location(name="Old Town", city="Bremen", country="DE")],
)
_SPEC = FrameSpec(FrameShape.ROUND, 48, 42, 21, 145)
_FINISH = FrameFinish(FrameMaterial.ACETATE, (0.56, 0.32, 0.12))
_FILES = dict.fromkeys(("style", "script", "icon", "font", "try_on"), "/assets/sample") | {"logo": ""}


class _NoPictures:
    """A studio without a renderer: frames are drawn round."""

    def outline_mm(self, spec: FrameSpec) -> tuple[tuple[float, float], ...]:
        angles = [math.tau * step / 24 for step in range(24)]
        return tuple(
            (spec.lens_width_mm / 2 * math.cos(angle), spec.lens_height_mm / 2 * math.sin(angle))
            for angle in angles
        )

    def photos(self, eyewear: Eyewear) -> Sequence[FramePhoto]:
        del eyewear
        return ()

    def glb(self, eyewear: Eyewear) -> bytes:
        del eyewear
        return b""


class _NoAssets:
    """Keeps nothing."""

    def put(self, name: str, ending: str, content: bytes) -> str:
        del content
        return f"/{name}.{ending}"

    def show(self, addresses: Iterable[str]) -> None:
        del addresses


def sample_data(shipped: ShippedTemplates, template: str = "boutique") -> dict[str, Any]:
    """Every name a page knows: the frame's page, with a list and a section beside it."""
    about = shipped.description(template)
    product = _product()
    shop = Shop(
        _SETTINGS,
        _EDITION,
        load_words(shipped.words_folder, _EDITION),
        Addresses("/", _EDITION, is_first=True),
        [product],
        {product.id: "sample-elmwood"},
        _NoPictures(),
        has_try_on=False,
        look=about.chosen_look({}, "en"),
        logo_address="",
    )
    sections = about.chosen_sections(None, "en")
    contents = Contents(shop, [shop], sections)
    listing = contents.listing(shop.everything, 1, [product], _NoAssets())
    shown = contents.product(product, [product], _NoAssets())
    return {**shared_data(shop, _FILES, uses_try_on=False), **listing, **shown, "section": sections[0]}


def _product() -> ShopProduct:
    variant = VariantContent("SAMPLE-1", "Havana", (Price(Money(18900, "EUR")),), "48□21–145", finish=_FINISH)
    content = ProductContent(
        "SAMPLE",
        "Elmwood",
        "Halme & Rook",
        (variant,),
        (FrameSize("48□21–145", _SPEC),),
        "<p>Light acetate, five-barrel hinges.</p>",
    )
    return ShopProduct("sample", content, {"SAMPLE-1": 3}, {}, b"sample")
