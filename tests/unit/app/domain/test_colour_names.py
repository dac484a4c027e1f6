from __future__ import annotations

import pytest

from app.domain.colour_names import finish_of_name
from app.domain.colours import colour_family
from app.domain.products import ColourFamily
from engine.types import FrameMaterial, Pattern


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Matte Black", ColourFamily.BLACK),
        ("Mattschwarz", ColourFamily.BLACK),
        ("Azul marino", ColourFamily.BLUE),
        ("Écaille foncée", ColourFamily.TORTOISE),
        ("Havana", ColourFamily.TORTOISE),
        ("Doré", ColourFamily.GOLD),
        ("Silber", ColourFamily.SILVER),
        ("Grün", ColourFamily.GREEN),
        ("Crystal", ColourFamily.CRYSTAL),
        ("Weinrot", ColourFamily.RED),
    ],
)
def test_a_colours_name_is_understood_in_four_languages(name, family):
    assert colour_family(finish_of_name(name)) is family


def test_gold_is_metal_unless_the_shop_says_otherwise():
    assert finish_of_name("Gold").material is FrameMaterial.METAL
    assert finish_of_name("Gold", FrameMaterial.ACETATE).material is FrameMaterial.ACETATE


def test_a_coloured_crystal_lets_light_through():
    finish = finish_of_name("Crystal pink")
    assert finish.pattern is Pattern.CRYSTAL
    assert finish.colour[0] > finish.colour[1]


def test_a_name_that_says_nothing_gets_a_plain_stand_in():
    assert finish_of_name("C3-041").material is FrameMaterial.ACETATE
    assert finish_of_name("C3-041", FrameMaterial.METAL).colour[0] > 0.7
