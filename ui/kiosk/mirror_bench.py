"""Runs the real kiosk window for some seconds with an animation over the mirror, and takes its times."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem

from app.settings import Settings
from engine.clock import MonotonicClock
from engine.errors import EngineError
from engine.pipeline.stats import Spread, Stage, StageTimes, spread_ms
from ui.kiosk.assembly import RunningKiosk, start_kiosk
from ui.kiosk.native_memory import share_heaps
from ui.kiosk.run import NobodyIsRecorded, walk_to_mirror
from ui.kiosk.window import load_fonts, prepare_graphics

_SETTLING_MS = 2000
"""After the first picture: models are loaded, thumbnails drawn, glasses on."""
_PATIENCE_MS = 60_000
_TOUCH_MS = 5_000
_MEMORY_LOOKS = 10
_MOVING = b"""
import QtQuick
Rectangle {
    width: 180; height: 180; radius: 90; color: "#80E0653A"; y: 240
    NumberAnimation on x { from: 0; to: 900; duration: 2000; loops: Animation.Infinite }
}
"""


class NoMirror(EngineError):
    """The mirror never showed a picture."""


@dataclass(frozen=True, slots=True)
class MirrorFigures:
    """What the mirror did on this machine."""

    presented_fps: float
    stages_ms: dict[Stage, Spread]
    frame_age_ms: Spread
    """From the capture of a frame to the first time it was shown."""
    dropped_frames: int
    """Frames that were replaced before they were tracked."""
    startup_s: float | None
    """From the start of the process to the first mirror picture, consent given at once; None where unknown."""
    peak_rss_mb: float
    rss_mb: tuple[float, ...]
    """Memory in use at the beginning, at the end and nine times between; empty where unknown."""


@dataclass
class Presented:
    """Hears of every presented frame (FrameStats)."""

    times: StageTimes
    first_picture_ns: int | None = None
    is_counting: bool = False
    presented_ns: list[int] = field(default_factory=list)
    ages_ns: list[int] = field(default_factory=list)
    _newest_ns: int = 0

    def presented(self, presented_ns: int, draw_ns: int, captured_ns: int | None) -> None:
        if captured_ns is None:
            return
        if self.first_picture_ns is None:
            self.first_picture_ns = presented_ns
        if self.is_counting:
            self._count(presented_ns, draw_ns, captured_ns)

    def _count(self, presented_ns: int, draw_ns: int, captured_ns: int) -> None:
        self.presented_ns.append(presented_ns)
        self.times.record(Stage.DRAW, draw_ns)
        if captured_ns > self._newest_ns:
            self._newest_ns = captured_ns
            self.ages_ns.append(presented_ns - captured_ns)

    @property
    def fps(self) -> float:
        if len(self.presented_ns) < 2:
            return 0.0
        return (len(self.presented_ns) - 1) / (self.presented_ns[-1] - self.presented_ns[0]) * 1e9


def bench_mirror(settings: Settings, seconds: float, size: QSize) -> MirrorFigures:
    """Opens the window, walks to the mirror, and measures for `seconds` after everything has settled.

    Raises NoMirror when no picture is shown.
    """
    process_began_ns = _process_began_ns()
    share_heaps()
    prepare_graphics()
    app = QGuiApplication.instance() or QGuiApplication(["varai"])
    load_fonts()
    clock = MonotonicClock()
    times = StageTimes(clock)
    heard = Presented(times)
    running = start_kiosk(settings, size, heard, times, NobodyIsRecorded())
    walk_to_mirror(running)
    _add_moving_thing(running)
    _time_presenting(running, times, clock)
    dropped = _Dropped(running)
    memory = _Memory()
    _when_settled(heard, lambda: _measure(heard, times, dropped, memory, seconds))
    somebody = _stay(running)
    QTimer.singleShot(_PATIENCE_MS, lambda: None if heard.first_picture_ns else app.quit())
    try:
        app.exec()
        if heard.first_picture_ns is None:
            raise NoMirror(f"No mirror picture came within {_PATIENCE_MS // 1000} s: nothing to measure.")
        return _figures(heard, times, dropped.count(), memory.looks_mb, process_began_ns)
    finally:
        somebody.stop()
        running.stop()


def _stay(running: RunningKiosk) -> QTimer:
    """Somebody is there all the time: a visit that ends of itself would not be measured."""
    touching = QTimer()
    touching.setInterval(_TOUCH_MS)
    touching.timeout.connect(running.view.attendant.notice_touch)
    touching.start()
    return touching


class _Dropped:
    """Dropped frames since the measuring began."""

    def __init__(self, running: RunningKiosk) -> None:
        self._runner = running.runner
        self._before = 0

    def begin(self) -> None:
        self._before = self._runner.dropped_frames

    def count(self) -> int:
        return self._runner.dropped_frames - self._before


class _Memory:
    """Looks at the memory in use while the measuring goes on."""

    def __init__(self) -> None:
        self.looks_mb: list[float] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)

    def begin(self, seconds: float) -> None:
        self._look()
        self._timer.start(round(seconds * 1000 / _MEMORY_LOOKS))

    def _look(self) -> None:
        status = Path("/proc/self/statm")
        if status.exists():
            pages = int(status.read_text().split()[1])
            self.looks_mb.append(round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1))


def _add_moving_thing(running: RunningKiosk) -> None:
    root = running.window.contentItem()
    component = QQmlComponent(running.window.engine(), root)
    component.setData(_MOVING, "")
    item = component.createWithInitialProperties({"parent": root})
    assert isinstance(item, QQuickItem), component.errorString()
    item.setParent(root)


def _time_presenting(running: RunningKiosk, times: StageTimes, clock: MonotonicClock) -> None:
    """From the end of the scene's drawing to the swap."""
    rendered_ns = [0]
    running.window.afterRendering.connect(lambda: rendered_ns.__setitem__(0, clock.now_ns()))
    running.window.frameSwapped.connect(
        lambda: times.record(Stage.PRESENT, clock.now_ns() - rendered_ns[0]) if rendered_ns[0] else None
    )


def _when_settled(heard: Presented, then: Callable[[], None]) -> None:
    waiting = QTimer()
    waiting.setInterval(20)

    def look() -> None:
        if heard.first_picture_ns is not None:
            waiting.stop()
            QTimer.singleShot(_SETTLING_MS, then)

    waiting.timeout.connect(look)
    waiting.start()


def _measure(heard: Presented, times: StageTimes, dropped: _Dropped, memory: _Memory, seconds: float) -> None:
    times.clear()
    dropped.begin()
    memory.begin(seconds)
    heard.is_counting = True
    QTimer.singleShot(round(seconds * 1000), QGuiApplication.quit)


def _figures(
    heard: Presented, times: StageTimes, dropped: int, looks_mb: list[float], process_began_ns: int | None
) -> MirrorFigures:
    began, first = process_began_ns, heard.first_picture_ns
    return MirrorFigures(
        presented_fps=round(heard.fps, 1),
        stages_ms=times.spreads(),
        frame_age_ms=spread_ms(heard.ages_ns),
        dropped_frames=dropped,
        startup_s=None if began is None or first is None else round((first - began) / 1e9, 2),
        peak_rss_mb=round(_peak_rss_mb(), 1),
        rss_mb=tuple(looks_mb),
    )


def _peak_rss_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _process_began_ns() -> int | None:
    """When this process began, on the monotonic clock (Linux: field 22 of /proc/self/stat, in clock ticks)."""
    stat = Path("/proc/self/stat")
    if not stat.exists():
        return None
    ticks = int(stat.read_text().rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    return round(MonotonicClock().now_ns() - (uptime_s - ticks / os.sysconf("SC_CLK_TCK")) * 1e9)
