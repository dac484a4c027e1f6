from __future__ import annotations

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from app.settings import Settings
from engine.types import CameraModel
from tests.fakes.cards import card_drawn
from tests.unit.engine.capture.test_calibration import TILTS, drawn_board, placed
from ui.cli import app

DISTANCES_MM = (420, 800, 560, 1000, 480, 900, 650, 1100)
CAMERA = CameraModel(1000.0, 1280, 720)


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path / "data"))


def varai(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def photographed(board, tilt, distance_mm):
    """The board (1 px = 0.4 mm) as the camera sees it."""
    height_px, width_px = board.shape[:2]
    corners = np.array([[0, 0], [width_px, 0], [width_px, height_px], [0, height_px]], np.float32)
    flat = np.concatenate([corners * 0.4, np.zeros((4, 1))], axis=1)
    seen = CAMERA.project(placed(flat, *tilt, distance_mm)).astype(np.float32)
    return cv2.warpPerspective(
        board, cv2.getPerspectiveTransform(corners, seen), (1280, 720), borderValue=(120, 120, 120)
    )


@pytest.fixture
def board_pictures(tmp_path):
    paths = [tmp_path / f"board{number}.png" for number in range(len(TILTS))]
    for number, (path, tilt) in enumerate(zip(paths, TILTS, strict=True)):
        cv2.imwrite(str(path), photographed(drawn_board(), tilt, DISTANCES_MM[number]))
    return paths


def test_pictures_of_a_chessboard_give_the_field_of_view_and_keep_it(board_pictures):
    answer = varai("camera", "calibrate", "--square-mm", "24", *board_pictures)
    assert answer.exit_code == 0, answer.output
    assert "Field of view 65" in answer.output
    assert Settings().camera.horizontal_fov_deg == pytest.approx(65.2, abs=0.3)


def test_a_dry_run_keeps_the_old_setting(board_pictures):
    assert varai("camera", "calibrate", "--dry-run", *board_pictures).exit_code == 0
    assert Settings().camera.horizontal_fov_deg == 65.2


def test_too_few_views_end_with_advice(board_pictures):
    answer = varai("camera", "calibrate", *board_pictures[:2])
    assert answer.exit_code == 1
    assert "Only 2 usable views" in answer.output


@pytest.mark.parametrize("words", [["--board", "big"], ["missing.png"], ["--camera", "missing.mp4"]])
def test_unusable_input_ends_with_one_sentence_and_code_2(words):
    answer = varai("camera", "calibrate", *words)
    assert answer.exit_code == 2
    assert len(answer.output.strip().splitlines()) == 1


def test_without_cameras_the_list_says_so():
    answer = varai("camera", "list")
    assert answer.exit_code == 0
    assert "camera" in answer.output


def test_pictures_of_a_bank_card_do_as_well(tmp_path):
    paths = [tmp_path / f"card{number}.png" for number in range(len(TILTS))]
    room = np.full((720, 1280, 3), 120, np.uint8)
    for number, (path, tilt) in enumerate(zip(paths, TILTS, strict=True)):
        rotation, _ = cv2.Rodrigues(np.radians([*tilt, 4.0 * number]))
        place = np.array([10.0 * number - 30, 0.0, 200.0 + 20 * number])
        cv2.imwrite(str(path), card_drawn(room, CAMERA, place, rotation))
    answer = varai("camera", "calibrate", "--card", *paths)
    assert answer.exit_code == 0, answer.output
    assert Settings().camera.horizontal_fov_deg == pytest.approx(65.2, abs=0.5)
