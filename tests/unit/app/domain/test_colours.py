from __future__ import annotations

import pytest

from app.domain.colours import colour_family
from app.domain.products import ColourFamily
from engine.types import FrameFinish, FrameMaterial, Pattern

ACETATE, METAL = FrameMaterial.ACETATE, FrameMaterial.METAL

SEEN_AS = [
    ((0.02, 0.02, 0.02), ACETATE, Pattern.SOLID, ColourFamily.BLACK),
    ((0.16, 0.16, 0.17), METAL, Pattern.SOLID, ColourFamily.BLACK),
    ((0.95, 0.95, 0.95), ACETATE, Pattern.SOLID, ColourFamily.WHITE),
    ((0.5, 0.5, 0.5), ACETATE, Pattern.SOLID, ColourFamily.GREY),
    ((0.75, 0.75, 0.76), METAL, Pattern.SOLID, ColourFamily.SILVER),
    ((0.85, 0.68, 0.3), METAL, Pattern.SOLID, ColourFamily.GOLD),
    ((0.35, 0.2, 0.08), ACETATE, Pattern.SOLID, ColourFamily.BROWN),
    ((0.35, 0.2, 0.08), ACETATE, Pattern.TORTOISE, ColourFamily.TORTOISE),
    ((0.92, 0.92, 0.93), ACETATE, Pattern.CRYSTAL, ColourFamily.CRYSTAL),
    ((0.9, 0.6, 0.7), ACETATE, Pattern.CRYSTAL, ColourFamily.PINK),
    ((0.5, 0.05, 0.1), ACETATE, Pattern.SOLID, ColourFamily.RED),
    ((0.95, 0.55, 0.1), ACETATE, Pattern.SOLID, ColourFamily.ORANGE),
    ((0.9, 0.85, 0.2), ACETATE, Pattern.SOLID, ColourFamily.YELLOW),
    ((0.1, 0.4, 0.15), ACETATE, Pattern.SOLID, ColourFamily.GREEN),
    ((0.1, 0.2, 0.6), ACETATE, Pattern.SOLID, ColourFamily.BLUE),
    ((0.4, 0.1, 0.6), ACETATE, Pattern.SOLID, ColourFamily.PURPLE),
]


@pytest.mark.parametrize(("rgb", "material", "pattern", "family"), SEEN_AS)
def test_a_finish_is_found_under_the_colour_people_would_name(rgb, material, pattern, family):
    assert colour_family(FrameFinish(material, rgb, pattern)) is family
