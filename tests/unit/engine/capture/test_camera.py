from __future__ import annotations

import numpy as np
import pytest

from engine.capture.device import CameraSource, CaptureFormat, open_device
from engine.errors import CameraLost, CameraTrouble
from tests.fakes.cameras import ScriptedDevice, noise
from tests.fakes.clock import ManualClock


def read_until_lost(pictures, seconds_apart=0.1):
    clock = ManualClock()
    source = CameraSource(0, ScriptedDevice(pictures), clock)
    for count in range(1000):
        try:
            source.read()
        except CameraLost as lost:
            return count, lost
        clock.advance(seconds_apart)
    raise AssertionError("the camera was never lost")


def test_a_frame_carries_its_picture_its_capture_time_and_its_source():
    clock = ManualClock(42)
    frame = CameraSource(2, ScriptedDevice([noise(1)]), clock).read()
    assert (frame.captured_ns, frame.source, frame.width_px, frame.height_px) == (42, "camera 2", 128, 72)
    assert np.array_equal(frame.pixels, noise(1))


def test_a_camera_that_stops_delivering_is_silent():
    count, lost = read_until_lost([noise(1), noise(2)])
    assert (count, lost.trouble) == (2, CameraTrouble.SILENT)


def test_a_covered_lens_is_noticed_as_black_though_its_noise_changes():
    pictures = (noise(seed) // 64 for seed in range(100))
    count, lost = read_until_lost(pictures)
    assert lost.trouble is CameraTrouble.BLACK
    assert count == 16


def test_the_same_picture_again_and_again_is_noticed_as_frozen():
    _, lost = read_until_lost([noise(3)] * 100)
    assert lost.trouble is CameraTrouble.FROZEN


def test_a_still_scene_with_sensor_noise_is_not_frozen():
    count, lost = read_until_lost([noise(seed) for seed in range(60)])
    assert (count, lost.trouble) == (60, CameraTrouble.SILENT)


def test_a_grey_camera_gives_colour_frames():
    grey = noise(1)[:, :, 0].copy()
    frame = CameraSource(0, ScriptedDevice([grey]), ManualClock()).read()
    assert frame.pixels.shape == (72, 128, 3)


def test_a_camera_that_is_not_there_is_unplugged():
    with pytest.raises(CameraLost) as caught:
        open_device(93, CaptureFormat())
    assert caught.value.trouble is CameraTrouble.UNPLUGGED
    assert "camera 93" in str(caught.value)


def test_closing_releases_the_device():
    device = ScriptedDevice([])
    CameraSource(0, device, ManualClock()).close()
    assert device.is_released
