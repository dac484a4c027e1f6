import pytest

from engine.eyewear.finishes import ANTI_REFLEX, BARE, lens_look, surface_look
from engine.eyewear.mesh import Slot
from engine.types import FrameFinish, FrameMaterial, LensFinish, LensKind, Pattern
from tests.unit.engine.eyewear.specs import ACETATE, CRYSTAL, METAL

BLACK_METAL = FrameFinish(FrameMaterial.METAL, (0.08, 0.08, 0.08))


def test_metal_shines_like_metal_and_black_metal_is_lacquered():
    assert surface_look(METAL, Slot.FRONT).metallic == 1.0
    assert surface_look(BLACK_METAL, Slot.FRONT).metallic == 0.0


def test_metal_temples_end_in_acetate_tips():
    assert surface_look(METAL, Slot.TEMPLE).metallic == 1.0
    assert surface_look(METAL, Slot.TIP).metallic == 0.0


def test_hinges_of_acetate_frames_are_steel():
    assert surface_look(ACETATE, Slot.METAL).metallic == 1.0
    assert surface_look(ACETATE, Slot.FRONT).metallic == 0.0


@pytest.mark.parametrize("finish", [ACETATE, METAL, CRYSTAL])
def test_pads_and_thread_can_be_seen_through(finish):
    assert surface_look(finish, Slot.PAD).cover < 0.5
    assert surface_look(finish, Slot.THREAD).cover < 0.5


def test_of_acetates_only_crystal_can_be_seen_through():
    assert surface_look(CRYSTAL, Slot.FRONT).cover < 0.5
    assert surface_look(ACETATE, Slot.FRONT).cover == 1.0


def test_the_colours_of_a_pattern_are_kept():
    finish = FrameFinish(FrameMaterial.ACETATE, (0.5, 0.3, 0.1), Pattern.TORTOISE, (0.1, 0.05, 0.0))
    look = surface_look(finish, Slot.TEMPLE)
    assert (look.colour, look.second_colour, look.pattern) == (
        finish.colour,
        finish.second_colour,
        finish.pattern,
    )


def test_clear_lenses_are_coated_and_sun_lenses_are_not():
    assert lens_look(LensFinish()).reflectance == ANTI_REFLEX
    assert lens_look(LensFinish(LensKind.TINTED)).reflectance == BARE


def test_only_a_mirrored_lens_mirrors_and_only_a_gradient_fades():
    blue = (0.2, 0.4, 0.8)
    assert lens_look(LensFinish(LensKind.MIRRORED, mirror=blue)).mirror == blue
    assert lens_look(LensFinish(LensKind.TINTED, mirror=blue)).mirror == (0.0, 0.0, 0.0)
    assert lens_look(LensFinish(LensKind.GRADIENT)).is_gradient
    assert not lens_look(LensFinish(LensKind.MIRRORED)).is_gradient
