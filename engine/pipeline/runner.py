"""The engine's only threads: one reads the camera, one tracks. Both have names, a stop and are joined."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Thread

from engine.errors import UnusableSource
from engine.pipeline.camera_watch import CameraStatus, CameraWatch, Opener
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.loop import MirrorLoop
from engine.pipeline.stats import Stage, StageTimes
from engine.types import Clock, Eyewear, Frame, MirrorState

QUIET_NS = 1_000_000_000
"""Without a new picture for this long the mirror shows that the camera is away."""
_RESTART_S = 0.5
_WAKE_S = 0.02
"""How often the tracker looks for new glasses while no new picture comes."""


class MirrorRunner:
    """Runs the main road from `start` to `stop`; may be started again.

    `on_state` and `on_status` are called on the engine's threads and must return at once.
    """

    def __init__(
        self,
        opener: Opener,
        make_loop: Callable[[LatestSlot[Frame]], MirrorLoop],
        clock: Clock,
        times: StageTimes,
        on_state: Callable[[MirrorState], None],
        on_status: Callable[[CameraStatus], None],
    ) -> None:
        self._opener = opener
        self._make_loop = make_loop
        self._clock = clock
        self._times = times
        self._on_state = on_state
        self._on_status = on_status
        self._lock = Lock()
        self._stopping = Event()
        self._threads: tuple[Thread, ...] = ()
        self._slot: LatestSlot[Frame] = LatestSlot()
        self._loop: MirrorLoop | None = None
        self._eyewear: Eyewear | None = None
        self._latest: MirrorState | None = None
        self.failure: Exception | None = None
        """The last thing that broke a thread of this run."""

    @property
    def is_running(self) -> bool:
        return bool(self._threads)

    @property
    def dropped_frames(self) -> int:
        """Frames of this run that were replaced before the tracker took them."""
        return self._slot.dropped

    def latest(self) -> MirrorState | None:
        """The newest state of this run."""
        return self._latest

    def wear(self, eyewear: Eyewear | None) -> None:
        """Puts these glasses on; takes effect with the next picture, or within 20 ms when none comes."""
        with self._lock:
            self._eyewear = eyewear
            if self._loop is not None:
                self._loop.wear(eyewear)

    def begin_visit(self) -> None:
        """Forgets the person before the mirror; the next picture begins anew."""
        with self._lock:
            self._latest = None
            if self._loop is not None:
                self._loop.begin_visit()

    def start(self) -> None:
        if self._threads:
            return
        self._stopping = Event()
        self._slot = LatestSlot()
        self.failure = None
        self._threads = (
            Thread(target=self._guard, args=(self._read_camera,), name="camera"),
            Thread(target=self._guard, args=(self._track,), name="tracker"),
        )
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends both threads, waits for them, and forgets every picture."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._threads = ()
        self._latest = None
        self._loop = None

    def _guard(self, work: Callable[[], None]) -> None:
        """The supervisor: what fails is told to staff and begun anew, except a source that can never work."""
        while not self._stopping.is_set():
            try:
                work()
            except UnusableSource as error:
                self._fail(error)
                return
            except Exception as error:  # noqa: BLE001 - whatever broke, the mirror must not stay frozen
                self._fail(error)
                self._stopping.wait(_RESTART_S)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self._on_status(CameraStatus(detail=str(error) or type(error).__name__))

    def _read_camera(self) -> None:
        watch = CameraWatch(self._opener, self._slot, self._clock, self._on_status)
        try:
            while not self._stopping.is_set():
                frame = watch.step()
                if frame is not None:
                    self._times.record(Stage.CAPTURE, self._clock.now_ns() - frame.captured_ns)
        finally:
            watch.close()

    def _track(self) -> None:
        loop = self._build_loop()
        try:
            self._turn(loop)
        finally:
            loop.close()

    def _turn(self, loop: MirrorLoop) -> None:
        fresh_ns = self._clock.now_ns()
        while not self._stopping.is_set():
            if self._slot.wait(_WAKE_S):
                fresh_ns = self._clock.now_ns()
                self._publish(self._timed_step(loop))
            else:
                self._publish(loop.step())
            if self._clock.now_ns() - fresh_ns > QUIET_NS:
                fresh_ns = self._clock.now_ns()
                self._publish(loop.lose_camera())

    def _timed_step(self, loop: MirrorLoop) -> MirrorState | None:
        """A step with a new frame: what it takes beyond tracking is pose, measures and fit."""
        began_ns = self._clock.now_ns()
        state = loop.step()
        self._times.record(Stage.POSE_FIT, self._clock.now_ns() - began_ns - self._times.last_ns(Stage.TRACK))
        return state

    def _build_loop(self) -> MirrorLoop:
        loop = self._make_loop(self._slot)
        with self._lock:
            self._loop = loop
            loop.wear(self._eyewear)
        return loop

    def _publish(self, state: MirrorState | None) -> None:
        if state is not None and not self._stopping.is_set():
            self._latest = state
            self._on_state(state)
