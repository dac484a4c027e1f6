from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.capture.video import every_frame
from engine.capture.writing import CannotWrite, VideoFile, write_picture

ORANGE = np.full((64, 96, 3), (230, 120, 30), np.uint8)


def test_a_picture_keeps_its_colours(tmp_path):
    write_picture(tmp_path / "worn.png", ORANGE)
    assert np.array_equal(cv2.imread(str(tmp_path / "worn.png"))[:, :, ::-1], ORANGE)


@pytest.mark.parametrize("name", ["worn.mp4", "worn.avi"])
def test_a_video_holds_every_picture(tmp_path, name):
    with VideoFile(tmp_path / name) as video:
        for _ in range(4):
            video.add(ORANGE)
    frames = list(every_frame(tmp_path / name))
    assert len(frames) == 4
    assert np.abs(frames[0].pixels[:, :, ::-1].astype(int) - ORANGE).mean() < 6


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CannotWrite, match=r"worn\.png could not be written"):
        write_picture(tmp_path / "nowhere" / "worn.png", ORANGE)
    with (
        pytest.raises(CannotWrite, match=r"worn\.mp4"),
        VideoFile(tmp_path / "nowhere" / "worn.mp4") as video,
    ):
        video.add(ORANGE)


def test_an_empty_video_writes_nothing(tmp_path):
    with VideoFile(tmp_path / "worn.mp4"):
        pass
    assert not (tmp_path / "worn.mp4").exists()
