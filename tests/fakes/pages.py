"""Small shops for the page generator: products, a studio that draws nothing real, and a builder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.fingerprint import fingerprint
from app.domain.money import Money
from app.domain.products import FrameSize, Gender, Price, ProductContent, VariantContent
from app.pages.publish.build import BuildOrder, BuildReport, SiteBuilder
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.workers import TemplateWorkers
from app.pages.settings import SiteSettings
from app.pages.shipped import ShippedTemplates
from app.pages.site.products import ShopProduct
from engine.asset_paths import ASSETS
from engine.types import Eyewear, FrameFinish, FrameMaterial, FrameShape, FrameSpec

PAGES = ASSETS / "pages"
SHIPPED = ShippedTemplates(PAGES)
HAVANA = FrameFinish(FrameMaterial.ACETATE, (0.56, 0.32, 0.12))
BLACK = FrameFinish(FrameMaterial.METAL, (0.05, 0.05, 0.06))


@dataclass(frozen=True)
class DrawnPhoto:
    webp: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True)
class FakeStudio:
    """An outline with eight points; photos and models are texts that name the frame."""

    has_photos: bool = True

    def outline_mm(self, spec: FrameSpec) -> tuple[tuple[float, float], ...]:
        x, y = spec.lens_width_mm / 2, spec.lens_height_mm / 2
        return ((x, 0), (x, y), (0, y), (-x, y), (-x, 0), (-x, -y), (0, -y), (x, -y))

    def photos(self, eyewear: Eyewear) -> Sequence[DrawnPhoto]:
        if not self.has_photos:
            return ()
        views = (("front", 960), ("front", 480), ("turned", 960), ("turned", 480))
        return [DrawnPhoto(f"{eyewear.sku} {view} {w}".encode(), w, w * 2 // 3) for view, w in views]

    def glb(self, eyewear: Eyewear) -> bytes:
        return b"glTF " + eyewear.sku.encode()


def sold(code: str = "LARK", name: str = "Lark", **more) -> ShopProduct:
    spec = FrameSpec(FrameShape.PANTO, 50, 42, 19, 145)
    variants = (
        VariantContent(f"{code}-HAV", "Havana", (Price(Money(18900, "EUR")),), "50□19–145", finish=HAVANA),
        VariantContent(
            f"{code}-BLK", "Black", (Price(Money(17900, "EUR"), 19900),), "50□19–145", finish=BLACK
        ),
    )
    known = {
        "brand": "Northlight",
        "sizes": (FrameSize("50□19–145", spec),),
        "variants": variants,
        "gender": Gender.WOMEN,
    }
    content = ProductContent(code=code, name=name, **(known | more))
    return product_of(content)


def product_of(content: ProductContent, pieces: int = 4) -> ShopProduct:
    counts = {variant.sku: pieces for variant in content.variants}
    return ShopProduct(content.code, content, counts, {}, fingerprint(content) + bytes([pieces]))


def renamed(product: ShopProduct, name: str) -> ShopProduct:
    return product_of(replace(product.content, name=name))


def a_range(count: int = 6) -> list[ShopProduct]:
    return [sold(f"P{n:05}", f"Frame {n}") for n in range(count)]


def settings(**more) -> SiteSettings:
    known = {
        "name": "Optik Ost",
        "email": "hello@ost.example",
        "editions": [{"locale": "en", "currency": "EUR"}],
    }
    return SiteSettings.model_validate(known | more)


@contextmanager
def a_builder(
    try_on: Path = Path("nowhere"),
    *,
    has_photos: bool = True,
    workers: int = 1,
    studio: FakeStudio | None = None,
) -> Iterator[SiteBuilder]:
    with TemplateWorkers(RenderLimits(wall_s=60, cpu_s=30), workers) as lent:
        for _ in range(workers):
            with lent.lent() as worker:
                worker.validate("")  # starts it, and its watch, before a test counts threads
        yield SiteBuilder(SHIPPED, studio or FakeStudio(has_photos), lent, try_on, "test")


def built(
    builder: SiteBuilder, folder: Path, products: Sequence[ShopProduct], own: str | None = None, **more
) -> BuildReport:
    return builder.build(BuildOrder(settings(**more), products, own), folder, lambda done, total: None)
