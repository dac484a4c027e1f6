"""The focal length of a camera, from views of a flat thing of known size: a chessboard or a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.face.reference_card import CARD_CORNERS_MM, CARD_WIDTH_MM, find_card
from engine.types import ByteArray, CameraModel, FloatArray

FEWEST_VIEWS = 5
NEW_VIEW_SHARE = 0.02
"""A view is new when some corner lies this share of the picture's width away from where every earlier one had it."""
_CARD_SHARES = (0.3, 0.5, 0.18)
"""Of the picture's width that a card fills when it is shown; each stands for sizes a third smaller and larger."""
_FOVS_DEG = (65.0, 85.0)
_USABLE_SPREAD = 0.02
"""Largest standard deviation of the focal length, relative, that is worth keeping."""


class CalibrationFailed(Exception):
    """The views do not tell the focal length; the text says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class FlatView:
    """One picture of the flat thing."""

    corners_mm: FloatArray
    """(n, 3) on the thing, z = 0."""
    corners_px: FloatArray
    """(n, 2) in the picture."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the views tell of the camera."""

    camera: CameraModel
    focal_sd_px: float
    reprojection_px: float
    views: int


def find_chessboard(pixels: ByteArray, columns: int, rows: int, square_mm: float) -> FlatView | None:
    """The inner corners of a chessboard, to sub-pixel accuracy; None when it is not wholly in view."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    found, corners = cv2.findChessboardCornersSB(grey, (columns, rows), flags=cv2.CALIB_CB_ACCURACY)
    if not found:
        return None
    grid = np.zeros((columns * rows, 3))
    grid[:, :2] = np.mgrid[0:columns, 0:rows].T.reshape(-1, 2) * square_mm
    return FlatView(grid, corners.reshape(-1, 2).astype(np.float64))


def find_bank_card(pixels: ByteArray) -> FlatView | None:
    """The corners of a bank-size card (ISO/IEC 7810 ID-1); None when it is not wholly in view, large enough and clear.

    The lens is not known yet: a card that looks right to a usual or a wide one is taken.
    """
    height_px, width_px = pixels.shape[:2]
    everywhere = np.array([[0.0, 0.0], [width_px, height_px]])
    for share in _CARD_SHARES:
        for fov_deg in _FOVS_DEG:
            camera = CameraModel.from_horizontal_fov(fov_deg, width_px, height_px)
            card = find_card(pixels, camera, everywhere, share * width_px / CARD_WIDTH_MM)
            if card is not None:
                return FlatView(CARD_CORNERS_MM, card.corners_px)
    return None


def is_new_view(view: FlatView, earlier: Sequence[FlatView], width_px: int) -> bool:
    """Whether the thing was moved enough since every earlier view to tell something more."""
    return all(
        float(np.linalg.norm(view.corners_px - other.corners_px, axis=1).max()) > NEW_VIEW_SHARE * width_px
        for other in earlier
    )


def calibrate(views: Sequence[FlatView], width_px: int, height_px: int) -> Calibration:
    """Focal length by Zhang's method (2000): square pixels, centred axis, no distortion, as the mirror assumes.

    Raises CalibrationFailed when the views are too few or too alike.
    """
    if len(views) < FEWEST_VIEWS:
        raise CalibrationFailed(
            f"Only {len(views)} usable views; at least {FEWEST_VIEWS} are needed. "
            "Show the whole board or card, near and far, tilted in different directions."
        )
    fixed = cv2.CALIB_USE_INTRINSIC_GUESS | cv2.CALIB_FIX_PRINCIPAL_POINT | cv2.CALIB_FIX_ASPECT_RATIO
    fixed |= cv2.CALIB_ZERO_TANGENT_DIST | cv2.CALIB_FIX_K1 | cv2.CALIB_FIX_K2 | cv2.CALIB_FIX_K3
    guess = np.array([[width_px, 0, width_px / 2], [0, width_px, height_px / 2], [0, 0, 1.0]])
    answer = cv2.calibrateCameraExtended(
        [view.corners_mm.astype(np.float32) for view in views],
        [view.corners_px.astype(np.float32) for view in views],
        (width_px, height_px),
        guess,
        np.zeros(5),
        flags=fixed,
    )
    error_px, matrix, focal_sd_px = float(answer[0]), answer[1], float(answer[5][1, 0])
    camera = CameraModel(float(matrix[0, 0]), width_px, height_px)
    return _checked(Calibration(camera, focal_sd_px, error_px, len(views)))


def _checked(found: Calibration) -> Calibration:
    if found.focal_sd_px > _USABLE_SPREAD * found.camera.focal_px or found.reprojection_px > 2.0:
        raise CalibrationFailed(
            f"The views are too alike: focal length {found.camera.focal_px:.0f} ± {found.focal_sd_px:.0f} px. "
            "Tilt the board or card more, and show it near and far."
        )
    return found
