"""Made-up catalogues to recommend from, small or large, and wearers to recommend for."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from app.domain.listing import FrameListing, VariantListing
from app.domain.money import Money
from app.services.recommend import Wearer
from app.services.recommend_rules import Harmony, parse_harmony
from engine.types import (
    FaceMeasures,
    FaceShape,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    Measure,
    Pattern,
    RimStyle,
    Shape,
)

HARMONY_FILE = Path(__file__).resolve().parents[2] / "assets" / "recommendation" / "harmony.json"
BLACK = FrameFinish(FrameMaterial.ACETATE, (0.05, 0.05, 0.06))
GOLD = FrameFinish(FrameMaterial.METAL, (0.83, 0.66, 0.35))


def shipped_harmony() -> Harmony:
    return parse_harmony(HARMONY_FILE.read_text(encoding="utf-8"))


def spec_of(front_mm: float = 139.0, shape: FrameShape = FrameShape.PANTO, **changes: object) -> FrameSpec:
    """A frame of this front width with a bridge of 19 mm and rims of 4 mm."""
    values = {"lens_height_mm": 42.0, "bridge_mm": 19.0, "temple_mm": 145.0, "rim_thickness_mm": 4.0}
    values |= changes
    unwidened = FrameSpec(shape=shape, lens_width_mm=0.0, **values)
    return replace(unwidened, lens_width_mm=(front_mm - unwidened.front_width_mm) / 2)


def listing(
    name: str, spec: FrameSpec | None = None, finishes: tuple[FrameFinish, ...] = (BLACK,), stock: int = 3
) -> FrameListing:
    variants = tuple(
        VariantListing(f"{name}-{number}", f"colour {number}", finish, Money(18900, "EUR"), stock)
        for number, finish in enumerate(finishes)
    )
    return FrameListing(name, name.title(), "Made Up", spec or spec_of(), variants)


def measures(face_mm: float = 138.0, pd_mm: float = 63.0, bridge_mm: float = 19.0) -> FaceMeasures:
    def exactly(value: float) -> Measure:
        return Measure(value, value - 1, value + 1)

    return FaceMeasures(
        pd=exactly(pd_mm),
        near_pd=exactly(pd_mm - 3),
        face_width=exactly(face_mm),
        temple_width=exactly(face_mm),
        bridge_width=exactly(bridge_mm),
        bridge_height=exactly(8),
        right_pd=exactly(pd_mm / 2),
        left_pd=exactly(pd_mm / 2),
    )


def sure_of(shape: Shape, by_convention: Shape | None = None) -> FaceShape:
    rest = tuple((other, 0.0) for other in Shape if other is not shape)
    return FaceShape(((shape, 1.0), *rest), by_convention=by_convention)


ANNA = Wearer(measures(), sure_of(Shape.ROUND), skin=(0.85, 0.68, 0.56), hair=(0.20, 0.13, 0.09))


def large_catalogue(variants: int, seed: int = 1) -> list[FrameListing]:
    """Frames of every shape, size, material and colour, four colours each."""
    draw = random.Random(seed)

    def finish() -> FrameFinish:
        colour = (draw.random(), draw.random(), draw.random())
        return FrameFinish(draw.choice(list(FrameMaterial)), colour, draw.choice(list(Pattern)))

    def spec() -> FrameSpec:
        return FrameSpec(
            shape=draw.choice(list(FrameShape)),
            lens_width_mm=draw.randint(44, 58),
            lens_height_mm=draw.randint(30, 50),
            bridge_mm=draw.randint(15, 23),
            temple_mm=145.0,
            rim=draw.choice(list(RimStyle)),
            rim_thickness_mm=draw.uniform(1, 6),
            has_nose_pads=draw.random() < 0.4,
        )

    frames = range(variants // 4)
    return [
        listing(f"frame{n:05d}", spec(), tuple(finish() for _ in range(4)), draw.randint(0, 3))
        for n in frames
    ]
