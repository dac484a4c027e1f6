"""A made-up optical trade: as many products as a test wants, the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app.domain.money import Money
from app.domain.products import FrameSize, Price, ProductContent, VariantContent
from engine.types import FrameFinish, FrameMaterial, FrameShape, FrameSpec, Pattern, RimStyle

BRANDS = tuple(
    f"{first} {last}"
    for first in ("Linea", "Casa", "Nord", "Atelier", "Studio", "Ottica", "Maison", "Berg", "Porto", "Lumen")
    for last in ("Vero", "Bianco", "Klar", "Verde", "Sol", "Fjord")
)
SYLLABLES = [a + b for a in "bcdfglmnrstv" for b in ("a", "e", "i", "or", "ul")]


def made_up_name(chance: random.Random) -> str:
    """One of 216,000 names, so that a big shop has a big vocabulary."""
    return "".join(chance.choices(SYLLABLES, k=3)).title()


COLOURS = (
    ("Matte black", (0.03, 0.03, 0.03), Pattern.SOLID, FrameMaterial.ACETATE),
    ("Havana", (0.35, 0.2, 0.08), Pattern.TORTOISE, FrameMaterial.ACETATE),
    ("Crystal", (0.9, 0.9, 0.92), Pattern.CRYSTAL, FrameMaterial.ACETATE),
    ("Bordeaux", (0.5, 0.05, 0.1), Pattern.SOLID, FrameMaterial.ACETATE),
    ("Petrol", (0.05, 0.3, 0.4), Pattern.SOLID, FrameMaterial.ACETATE),
    ("Olive green", (0.3, 0.4, 0.1), Pattern.SOLID, FrameMaterial.ACETATE),
    ("Polished gold", (0.85, 0.68, 0.3), Pattern.SOLID, FrameMaterial.METAL),
    ("Silver", (0.75, 0.75, 0.76), Pattern.SOLID, FrameMaterial.METAL),
    ("Gunmetal", (0.3, 0.3, 0.32), Pattern.SOLID, FrameMaterial.METAL),
)


def made_up_products(count: int, colours: int = 2) -> Iterator[ProductContent]:
    """`count` products of `colours` variants each, one at a time."""
    chance = random.Random(20260301)
    for number in range(count):
        yield made_up_product(number, colours, chance)


def made_up_product(number: int, colours: int, chance: random.Random) -> ProductContent:
    spec = FrameSpec(
        shape=chance.choice(list(FrameShape)),
        lens_width_mm=chance.randint(44, 58),
        lens_height_mm=chance.randint(30, 46),
        bridge_mm=chance.randint(15, 23),
        temple_mm=chance.choice((135, 140, 145, 150)),
        rim=chance.choice(list(RimStyle)),
    )
    size = f"{spec.lens_width_mm:.0f}□{spec.bridge_mm:.0f}–{spec.temple_mm:.0f}"
    code = f"M{number:06d}"
    price = chance.randrange(4900, 49900, 500)
    return ProductContent(
        code=code,
        name=f"{made_up_name(chance)} {number % 1000}",
        brand=chance.choice(BRANDS),
        sizes=(FrameSize(size, spec),),
        variants=tuple(
            VariantContent(
                sku=f"{code}-{place}",
                colour=name,
                prices=(Price(Money(price, "EUR")),),
                size=size,
                finish=FrameFinish(material, rgb, pattern),
            )
            for place, (name, rgb, pattern, material) in enumerate(chance.sample(COLOURS, colours))
        ),
        position=number,
    )
