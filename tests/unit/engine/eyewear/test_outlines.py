import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.eyewear.outlines import lens_outline
from engine.types import FrameShape

shapes = st.sampled_from(FrameShape)


@given(shapes, st.floats(30, 70), st.floats(20, 60))
def test_an_outline_fills_its_box_exactly(shape, width_mm, height_mm):
    outline = lens_outline(shape, width_mm, height_mm)
    assert np.allclose(outline.max(axis=0), (width_mm / 2, height_mm / 2), atol=1e-9)
    assert np.allclose(outline.min(axis=0), (-width_mm / 2, -height_mm / 2), atol=1e-9)


@pytest.mark.parametrize("shape", FrameShape)
def test_an_outline_turns_once_counter_clockwise_without_corners(shape):
    steps = np.diff(lens_outline(shape, 52, 42), axis=0, append=lens_outline(shape, 52, 42)[:1])
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    assert heading[-1] - heading[0] == pytest.approx(2 * np.pi, abs=0.2)
    assert np.abs(np.diff(heading)).max() < 0.12


@pytest.mark.parametrize("shape", FrameShape)
def test_rays_from_the_middle_meet_an_outline_once(shape):
    outline = lens_outline(shape, 52, 42)
    angle = np.unwrap(np.arctan2(outline[:, 1], outline[:, 0]))
    assert (np.diff(angle) > 0).all()


def test_no_two_shapes_are_alike():
    outlines = [lens_outline(shape, 52, 42)[::6] for shape in FrameShape]
    for i, one in enumerate(outlines):
        for other in outlines[:i]:
            nearest = np.linalg.norm(one[:, None] - other[None], axis=2).min(axis=1)
            assert nearest.max() > 0.6
