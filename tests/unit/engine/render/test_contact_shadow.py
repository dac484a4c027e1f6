"""The shadow of the glasses: on the skin around and below them, softer with distance, on the side away from light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.eyewear.model import build
from engine.render.contact_shadow import HEIGHT_PX, WIDTH_PX, front_of, light_slope, softened
from engine.render.offscreen import OffscreenStage
from engine.types import CameraModel, Eyewear, FrameFinish, FrameMaterial, LensFinish, LensKind
from tests.fakes.faces import Person
from tests.fakes.worn import PANTO, bare, plain_frame, worn

CAMERA = CameraModel(500.0, 640, 360)
CLEAR = FrameFinish(FrameMaterial.ACETATE, (0.0, 0.0, 0.0))
SUN = replace(CLEAR, lens=LensFinish(LensKind.TINTED, (0.2, 0.2, 0.2), 0.15))
EYES_ROW = 180


@pytest.fixture(scope="module")
def stage():
    with OffscreenStage(640, 360) as stage:
        yield stage


def darkening(stage, finish: FrameFinish) -> np.ndarray:
    """(360, 640) grey levels that a grey picture loses."""
    frame = plain_frame(200, CAMERA)
    state = worn(Eyewear("x", PANTO, finish), Person().before(CAMERA), frame, CAMERA)
    return (stage.render(bare(state)).astype(int) - stage.render(state)).mean(axis=2)


def test_the_cheeks_below_the_rim_are_shaded_softly(stage):
    lost = darkening(stage, CLEAR)
    below = lost[EYES_ROW + 27 : EYES_ROW + 40, 290:315]
    assert below.max() > 3
    assert below.max() < 90, "a shadow, not paint"
    assert np.abs(np.diff(below, axis=0)).max() < 40


def test_the_wall_beside_the_head_takes_no_shadow(stage):
    lost = darkening(stage, CLEAR)
    assert np.abs(lost[:, :200]).max() == 0
    assert np.abs(lost[:, 440:]).max() == 0


def test_dark_lenses_shade_the_cheeks_more_than_clear_ones(stage):
    dark, clear = (
        darkening(stage, finish)[EYES_ROW + 28 : EYES_ROW + 40, 290:315] for finish in (SUN, CLEAR)
    )
    assert dark.sum() > clear.sum()


def test_each_channel_is_softer_than_the_one_before():
    cover = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)
    cover[50:70, 100:140] = 255
    peaks = softened(cover).max(axis=(0, 1)).astype(int)
    spreads = (softened(cover) > 8).sum(axis=(0, 1))
    assert (np.diff(peaks) <= 0).all()
    assert (np.diff(spreads) > 0).all()


def test_the_front_of_glasses_is_where_their_lenses_lie():
    model = build(PANTO, CLEAR)
    constant, by_height, by_square = front_of(model)
    points = np.concatenate([model.parts[name].vertices_mm for name in ("LensL", "LensR")])
    told = constant + by_height * points[:, 1] + by_square * points[:, 0] ** 2
    assert np.abs(told - points[:, 2]).max() < 4.0


def test_light_from_above_and_from_the_right_casts_from_there():
    facing_camera = np.diag([1.0, -1.0, -1.0, 1.0])
    across, up = light_slope(facing_camera, 0.3, 0.5)
    assert (across, up) == pytest.approx((0.3, 0.5))
