from __future__ import annotations

from queue import Queue
from threading import enumerate as living_threads

import pytest

from engine.clock import MonotonicClock
from engine.errors import CameraTrouble, UnusableSource
from engine.pipeline.runner import MirrorRunner
from engine.pipeline.stats import Stage, StageTimes
from engine.types import Hint
from tests.fakes.cameras import ScriptedOpener, ScriptedSource
from tests.fakes.mirror_parts import GLASSES, scripted_loop

PATIENCE_S = 20


class Watched:
    """A runner with its states and statuses in queues."""

    def __init__(self, *answers, make_loop=scripted_loop):
        clock = MonotonicClock()
        self.states, self.statuses = Queue(), Queue()
        self.times = StageTimes(clock)
        opener = ScriptedOpener(*answers)
        self.runner = MirrorRunner(opener, make_loop, clock, self.times, self.states.put, self.statuses.put)

    def state(self, wanted=lambda state: True):
        while True:
            state = self.states.get(timeout=PATIENCE_S)
            if wanted(state):
                return state

    def status(self, wanted=lambda status: True):
        while True:
            status = self.statuses.get(timeout=PATIENCE_S)
            if wanted(status):
                return status


@pytest.fixture
def running():
    started = []

    def start(*answers, **options):
        watched = Watched(*answers, **options)
        watched.runner.start()
        started.append(watched.runner)
        return watched

    yield start
    for runner in started:
        runner.stop()
    assert not [thread.name for thread in living_threads() if thread.name in {"camera", "tracker"}]


def camera(frames=10_000):
    return ScriptedSource(MonotonicClock(), frames)


def test_frames_become_states_and_glasses_go_on(running):
    watched = running(camera())
    watched.runner.wear(GLASSES)
    state = watched.state(lambda state: state.eyewear is GLASSES)
    assert state.fit is not None
    assert watched.runner.latest() is not None


def test_capture_is_timed(running):
    watched = running(camera())
    watched.state()
    assert watched.times.spreads()[Stage.CAPTURE].p50 is not None


def test_a_lost_camera_is_shown_and_told_and_comes_back(running):
    watched = running(camera(frames=3), camera())
    assert watched.status(lambda status: status.trouble).trouble is CameraTrouble.SILENT
    assert watched.status(lambda status: status.trouble is None).is_live
    watched.state(lambda state: state.hint is Hint.NONE)


def test_when_pictures_stop_the_mirror_says_that_the_camera_is_away(running):
    endless = [camera(frames=2)] + [OSError("the bus is gone")] * 100
    watched = running(*endless)
    watched.state(lambda state: state.hint is Hint.CAMERA_LOST)


def test_a_source_that_can_never_work_ends_the_camera_thread_with_its_sentence(running):
    watched = running(UnusableSource("clip.mp4 is not a video."))
    assert watched.status().detail == "clip.mp4 is not a video."
    assert isinstance(watched.runner.failure, UnusableSource)


def test_a_tracker_that_breaks_is_told_and_begun_anew(running):
    broken = [ValueError("the model broke")]

    def make_loop(slot):
        if broken:
            raise broken.pop()
        return scripted_loop(slot)

    watched = running(camera(), make_loop=make_loop)
    assert watched.status(lambda status: status.detail).detail == "the model broke"
    watched.state()


def test_stopping_forgets_every_picture_and_starting_again_works(running):
    watched = running(camera(), camera())
    watched.state()
    watched.runner.stop()
    assert watched.runner.latest() is None
    assert not watched.runner.is_running
    watched.runner.start()
    watched.runner.start()
    watched.state()


def test_a_new_visit_forgets_the_last_state(running):
    made = []
    watched = running(camera(), make_loop=lambda slot: scripted_loop(slot, made=made))
    watched.state()
    watched.runner.begin_visit()
    watched.states.queue.clear()
    watched.state()
    assert len(made) == 2
