from __future__ import annotations

import numpy as np
import pytest

from engine.eyewear.model import build
from engine.render.cut_out import cut_out, table_shadow
from engine.render.product_state import product_state
from engine.types import Eyewear, FrameFinish, FrameMaterial, FrameShape, FrameSpec

SPEC = FrameSpec(FrameShape.ROUND, 48, 44, 21, 145)
BLACK = FrameFinish(FrameMaterial.ACETATE, (0.02, 0.02, 0.02))
NO_SHADOW = np.zeros((30, 40), np.float32)


def laid_on(picture, ground):
    """As a browser shows it on a plain ground."""
    cover = picture[..., 3:] / 255
    return picture[..., :3] * cover + np.array(ground) * (1 - cover)


def glass(ground, *, cover, colour):
    """A pane in the middle of a plain ground."""
    picture = np.full((30, 40, 3), ground, np.float64)
    picture[8:22, 10:30] = np.array(colour) * cover + ground * (1 - cover)
    return np.rint(picture).astype(np.uint8)


@pytest.mark.parametrize(
    ("cover", "colour"), [(1.0, (180, 90, 30)), (0.5, (40, 90, 60)), (0.06, (240, 240, 240))]
)
@pytest.mark.parametrize("ground", [(246, 243, 238), (90, 85, 77), (14, 26, 33)])
def test_what_was_drawn_on_two_grounds_looks_right_on_any_other(cover, colour, ground):
    on_white, on_black = (glass(plain, cover=cover, colour=colour) for plain in (255, 0))
    shown = laid_on(cut_out(on_white, on_black, NO_SHADOW), ground)
    want = np.array(colour) * cover + np.array(ground) * (1 - cover)
    assert np.abs(shown[15, 20] - want).max() <= 4
    assert np.abs(shown[2, 2] - ground).max() <= 1


def test_glasses_stand_on_a_soft_shadow():
    eyewear = Eyewear("R", SPEC, BLACK)
    state = product_state(eyewear, 240, 160, 0.0, (255, 255, 255), 176.0)
    shadow = table_shadow(state, build(SPEC, BLACK))
    rows = shadow.sum(axis=1)
    assert 0.2 < shadow.max() < 0.5
    assert np.abs(shadow - shadow[:, ::-1]).max() < 0.08
    assert rows[80:].sum() > 5 * rows[:80].sum()
    assert shadow[:, 0].max() == shadow[0].max() == 0
