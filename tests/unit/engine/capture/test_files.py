from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.device import CaptureFormat
from engine.capture.opening import DEMO_NAME, SourceOpener
from engine.capture.still import StillSource
from engine.capture.video import VideoSource, every_frame
from engine.errors import CameraLost, CameraTrouble, UnusableSource
from tests.fakes.clock import ManualClock


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48))
    for number in range(5):
        writer.write(np.full((48, 64, 3), number * 40, np.uint8))
    writer.release()
    return path


def opener(choice, present=()):
    return SourceOpener(str(choice), CaptureFormat(), ManualClock(), present=lambda: present)


def brightness(frame):
    return round(float(frame.pixels.mean()) / 40)


def test_a_video_plays_at_its_own_speed_and_begins_again(clip):
    source = VideoSource(clip, ManualClock(0))
    frames = [source.read() for _ in range(7)]
    assert [brightness(frame) for frame in frames] == [0, 1, 2, 3, 4, 0, 1]
    assert [frame.captured_ns // 1_000_000 for frame in frames] == [0, 40, 80, 120, 160, 200, 240]
    source.close()


def test_a_late_reader_gets_the_frame_that_is_due(clip):
    clock = ManualClock(0)
    source = VideoSource(clip, clock)
    source.read()
    clock.advance(0.125)
    assert brightness(source.read()) == 3
    source.close()


def test_a_reader_that_was_held_up_for_long_gets_a_frame_of_now_at_once(clip):
    clock = ManualClock(0)
    source = VideoSource(clip, clock)
    source.read()
    clock.advance(60.0)
    frames = [source.read() for _ in range(3)]
    assert [frame.captured_ns // 1_000_000 for frame in frames] == [59_960, 60_000, 60_040]
    source.close()


def test_every_frame_of_a_video_comes_once(clip):
    assert [brightness(frame) for frame in every_frame(clip)] == [0, 1, 2, 3, 4]


def test_a_still_picture_is_shown_ten_times_a_second():
    source = StillSource(np.zeros((4, 4, 3), np.uint8), ManualClock(0), "a.png")
    assert [source.read().captured_ns // 1_000_000 for _ in range(3)] == [0, 100, 200]
    source.close()


@pytest.mark.parametrize("name", ["missing.mp4", "missing.png", "damaged.mp4", "damaged.png", "cut.avi"])
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(tmp_path, clip, name):
    (tmp_path / "damaged.mp4").write_bytes(b"no video at all")
    (tmp_path / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "cut.avi").write_bytes(clip.read_bytes()[:200])
    with pytest.raises(UnusableSource, match=name) as caught:
        opener(tmp_path / name).check()
    assert "\n" not in str(caught.value)


def test_auto_without_a_camera_shows_the_demo_customer():
    source = opener("auto").open()
    assert (source.name, source.is_live) == (DEMO_NAME, False)
    source.close()


def test_auto_never_replaces_a_real_camera_by_the_demo_customer():
    with pytest.raises(CameraLost) as caught:
        opener("auto").open(may_be_demo=False)
    assert caught.value.trouble is CameraTrouble.UNPLUGGED


def test_auto_looks_for_a_camera_while_the_demo_plays():
    demo = opener("auto").open()
    assert opener("auto", present=(0,)).should_reopen(demo)
    assert not opener("auto").should_reopen(demo)
    assert not opener("demo", present=(0,)).should_reopen(demo)
    demo.close()


def test_a_picture_and_a_video_are_opened_by_their_path(tmp_path):
    picture = tmp_path / "face.png"
    cv2.imwrite(str(picture), np.full((300, 400, 3), 90, np.uint8))
    still, video = opener(picture).open(), opener(DEMO_CUSTOMERS[1]).open()
    assert (still.read().width_px, video.read().width_px) == (400, 1280)
    video.close()


def test_a_camera_number_needs_no_check_before_the_start():
    opener("7").check()
    with pytest.raises(CameraLost):
        opener("7").open()
