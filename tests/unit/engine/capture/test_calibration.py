from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.capture.calibration import (
    CalibrationFailed,
    FlatView,
    calibrate,
    find_bank_card,
    find_chessboard,
    is_new_view,
)
from engine.types import CameraModel

CAMERA = CameraModel(1100.0, 1280, 720)
CARD_MM = np.array([[0, 0, 0], [85.6, 0, 0], [85.6, 53.98, 0], [0, 53.98, 0]])
BOARD_MM = np.concatenate([np.mgrid[0:9, 0:6].T.reshape(-1, 2) * 25.0, np.zeros((54, 1))], axis=1)
TILTS = [(25, 0), (-25, 5), (0, 30), (10, -30), (20, 20), (-20, -25), (5, 5), (30, -15)]


def placed(points_mm, tilt_x_deg, tilt_y_deg, distance_mm):
    rotation, _ = cv2.Rodrigues(np.radians([tilt_x_deg, tilt_y_deg, 0.0]))
    return (points_mm - points_mm.mean(axis=0)) @ rotation.T + [0, 0, distance_mm]


def views(points_mm, distance_mm=400.0, noise_px=0.1, tilts=TILTS):
    rng = np.random.default_rng(5)
    for number, tilt in enumerate(tilts):
        seen = CAMERA.project(placed(points_mm, *tilt, distance_mm + 25 * number))
        yield FlatView(points_mm, seen + rng.normal(0, noise_px, seen.shape))


@pytest.mark.parametrize("points_mm", [BOARD_MM, CARD_MM], ids=["chessboard", "card"])
def test_tilted_views_tell_the_focal_length_within_one_per_cent(points_mm):
    found = calibrate(list(views(points_mm)), 1280, 720)
    assert found.camera.focal_px == pytest.approx(1100, rel=0.01)
    assert found.reprojection_px < 0.3
    assert found.views == len(TILTS)


def test_too_few_views_are_refused_with_advice():
    with pytest.raises(CalibrationFailed, match="Only 3 usable views"):
        calibrate(list(views(BOARD_MM))[:3], 1280, 720)


def test_views_without_tilt_are_refused_with_advice():
    flat = list(views(CARD_MM, tilts=[(0, 0)] * 6, noise_px=0.3))
    with pytest.raises(CalibrationFailed, match="Tilt the board"):
        calibrate(flat, 1280, 720)


def drawn_board():
    squares = np.indices((7, 10)).sum(axis=0) % 2
    picture = np.kron(squares, np.ones((60, 60))) * 255
    return np.pad(
        cv2.merge([picture.astype(np.uint8)] * 3), ((60, 60), (60, 60), (0, 0)), constant_values=255
    )


def test_a_chessboard_is_found_to_a_tenth_of_a_pixel():
    view = find_chessboard(drawn_board(), 9, 6, 25.0)
    expected = np.mgrid[0:9, 0:6].T.reshape(-1, 2) * 60.0 + 119.5
    to_nearest = np.linalg.norm(view.corners_px[:, None] - expected[None], axis=2).min(axis=0)
    assert to_nearest.max() < 0.1


def test_a_picture_without_a_board_has_no_view():
    assert find_chessboard(np.full((300, 400, 3), 127, np.uint8), 9, 6, 25.0) is None


def test_a_view_is_new_when_the_board_was_moved():
    first, *_, last = views(BOARD_MM)
    assert is_new_view(last, [first], 1280)
    assert not is_new_view(first, [first, last], 1280)


def test_a_picture_without_a_card_gives_no_view():
    assert find_bank_card(np.full((180, 320, 3), 120, np.uint8)) is None
