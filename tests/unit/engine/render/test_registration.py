"""What is drawn lies where the camera model says: within half a pixel, however the picture is cut or turned."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.render.offscreen import OffscreenStage
from engine.render.viewport import Crop
from engine.types import CameraModel, FloatArray
from tests.fakes.faces import Person, turned
from tests.fakes.worn import NO_FIT, dots, plain_frame, worn

POINTS_MM = np.array([[-55.0, 10, 40], [0, 30, 45], [48, -20, 30], [60, 15, 25], [-20, -35, 45]])
CAMERA = CameraModel(1000.0, 1280, 720)
SHADOW = 20
"""Blue light that the dots' shadows add to a black picture, at most."""
CROP = Crop(400.5, 91.25, 405, 540)


def drawn_at(crop: Crop | None, is_mirrored: bool, size: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
    """Where dots are seen, and where they should be, both in pixels of the drawn picture, left to right."""
    face = Person().before(CAMERA, 560.0, turned(18, -7, 9), (14, -12))
    state = replace(worn(face=face, frame=plain_frame(0)), fit=NO_FIT)
    with OffscreenStage(*size, lambda spec, finish: dots(POINTS_MM)) as stage:
        seen = stage.render(state, crop, is_mirrored)[:, :, 2]
    weights = np.where(seen > SHADOW, seen, 0).astype(float)
    _, _, _, centres = cv2.connectedComponentsWithStats((weights > 0).astype(np.uint8))
    found = np.array([centre_of_light(weights, centre) for centre in centres[1:]])
    part = crop or Crop.whole(CAMERA.width_px, CAMERA.height_px)
    expected = CAMERA.project(face.pose.to_camera(POINTS_MM)) - (part.left_px, part.top_px)
    expected *= (size[0] / part.width_px, size[1] / part.height_px)
    if is_mirrored:
        expected[:, 0] = size[0] - expected[:, 0]
    return found[np.argsort(found[:, 0])], expected[np.argsort(expected[:, 0])]


def centre_of_light(weights: FloatArray, near: FloatArray, reach: int = 14) -> FloatArray:
    x, y = (int(value) for value in near)
    part = weights[y - reach : y + reach + 1, x - reach : x + reach + 1]
    down, across = np.mgrid[y - reach : y + reach + 1, x - reach : x + reach + 1] + 0.5
    return np.array([(across * part).sum(), (down * part).sum()]) / part.sum()


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize(("crop", "size"), [(None, (1280, 720)), (CROP, (540, 720)), (CROP, (810, 1080))])
def test_dots_appear_within_half_a_pixel_of_their_projection(crop, is_mirrored, size):
    found, expected = drawn_at(crop, is_mirrored, size)
    assert len(found) == len(POINTS_MM)
    assert np.linalg.norm(found - expected, axis=1).max() < 0.5
