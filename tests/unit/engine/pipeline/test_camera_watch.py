from __future__ import annotations

from engine.errors import CameraLost, CameraTrouble
from engine.pipeline.camera_watch import LOOK_FOR_CAMERA_NS, CameraWatch
from engine.pipeline.latest_slot import LatestSlot
from tests.fakes.cameras import ScriptedOpener, ScriptedSource
from tests.fakes.clock import ManualClock


def watching(*answers, reopen=False):
    clock, slot, told = ManualClock(), LatestSlot(), []
    make = [answer(clock) if callable(answer) else answer for answer in answers]
    opener = ScriptedOpener(*make, reopen=reopen)
    return CameraWatch(opener, slot, clock, told.append), slot, told, clock, opener


def test_each_step_puts_the_next_frame_into_the_slot():
    watch, slot, told, *_ = watching(lambda clock: ScriptedSource(clock, 3))
    frame = watch.step()
    assert slot.take() is frame
    assert [(status.source_name, status.trouble) for status in told] == [("camera 0", None)]


def test_a_lost_camera_is_told_closed_and_back_within_two_seconds():
    watch, slot, told, clock, _ = watching(
        lambda clock: ScriptedSource(clock, 1),
        CameraLost(CameraTrouble.UNPLUGGED, "There is no camera 0."),
        lambda clock: ScriptedSource(clock, 9),
    )
    watch.step()
    lost_ns = clock.now_ns()
    while watch.step() is None:
        pass
    assert [status.trouble for status in told] == [None, CameraTrouble.SILENT, CameraTrouble.UNPLUGGED, None]
    assert clock.now_ns() - lost_ns < 2_000_000_000
    assert slot.take() is not None


def test_after_a_real_camera_the_demo_customer_is_never_asked_for():
    watch, _, _, _, opener = watching(
        lambda clock: ScriptedSource(clock, 1), CameraLost(CameraTrouble.BUSY, "busy")
    )
    for _ in range(3):
        watch.step()
    assert opener.asked == [True, False]


def test_a_camera_plugged_in_during_the_demo_takes_over():
    watch, _, told, clock, _ = watching(
        lambda clock: ScriptedSource(clock, 99, is_live=False, name="demo customer"),
        lambda clock: ScriptedSource(clock, 9),
        reopen=True,
    )
    watch.step()
    clock.advance(LOOK_FOR_CAMERA_NS / 1e9)
    watch.step()
    watch.step()
    assert [status.source_name for status in told] == ["demo customer", "camera 0"]


def test_closing_twice_is_harmless():
    watch, *_ = watching(lambda clock: ScriptedSource(clock, 1))
    watch.step()
    watch.close()
    watch.close()
