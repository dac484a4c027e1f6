"""Paints the mirror under the QML scene, in the window's own OpenGL context, and tells how long it took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtQuick import QQuickWindow

from engine.errors import GpuUnusable
from engine.render.framing import Framing, Screen
from engine.render.viewport import Viewport
from engine.types import Clock, MirrorState

FADE_NS = 120_000_000
_FADE_FROM = 0.35
"""New glasses are there at once and come to full strength in the fade's time."""


class Renderer(Protocol):
    """The part of engine.render.mirror.MirrorRenderer that is used here."""

    def draw(self, state: MirrorState, target: Viewport) -> None: ...

    def forget(self) -> None: ...

    def release(self) -> None: ...


class FrameStats(Protocol):
    """Hears of every presented frame."""

    def presented(self, presented_ns: int, draw_ns: int, captured_ns: int | None) -> None:
        """When it was swapped, how long the mirror took to draw, and when its picture was taken (None: no picture)."""
        ...


def fade(since_ns: int) -> float:
    """How strong new glasses are, so long after they were put on."""
    part = min(max(since_ns / FADE_NS, 0.0), 1.0)
    return _FADE_FROM + (1 - _FADE_FROM) * (1 - (1 - part) ** 2)


class MirrorUnderlay(QObject):
    """Lives with one window. Everything runs on the main thread (basic render loop)."""

    failed = Signal(str)

    def __init__(
        self,
        window: QQuickWindow,
        picture: Callable[[], MirrorState | None],
        make_renderer: Callable[[], Renderer],
        clock: Clock,
        stats: FrameStats | None = None,
    ) -> None:
        super().__init__()
        self._window = window
        self._picture = picture
        self._make_renderer = make_renderer
        self._clock = clock
        self._stats = stats
        self._renderer: Renderer | None = None
        self._framing = Framing()
        self._place = QRectF()
        self._must_forget = False
        self._has_failed = False
        self._is_on_screen = False
        self._sku: str | None = None
        self._changed_ns = 0
        self._drawn: tuple[int, int | None] = (0, None)
        direct = Qt.ConnectionType.DirectConnection
        window.beforeRenderPassRecording.connect(self._paint, direct)
        window.frameSwapped.connect(self._tell, direct)
        window.sceneGraphInvalidated.connect(self._release, direct)

    def place(self, rectangle: QRectF) -> None:
        """Where in the window the mirror lies."""
        self._place = rectangle
        self._window.update()

    def repaint(self) -> None:
        """There is something new to paint."""
        self._window.update()

    def forget(self) -> None:
        """With the next picture nothing of a customer is left on the GPU."""
        self._must_forget = True
        self._framing = Framing()
        self._sku = None
        self._window.update()

    def _paint(self) -> None:
        began_ns = self._clock.now_ns()
        state = self._picture()
        self._drawn = (0, None)
        if self._has_failed or not (state is not None or self._must_forget or self._can_prepare):
            return
        self._window.beginExternalCommands()
        try:
            self._draw(state)
        except GpuUnusable as error:
            self._has_failed = True
            self.failed.emit(str(error))
        finally:
            self._window.endExternalCommands()
        if state is not None:
            self._drawn = (self._clock.now_ns() - began_ns, state.frame.captured_ns)

    @property
    def _can_prepare(self) -> bool:
        """Shaders are compiled once the window shows something, while the camera opens and the tracker loads."""
        return self._renderer is None and self._is_on_screen

    def _draw(self, state: MirrorState | None) -> None:
        if self._renderer is None:
            self._renderer = self._make_renderer()
        if self._must_forget:
            self._renderer.forget()
        self._must_forget = False
        if state is not None and not self._place.isEmpty():
            self._renderer.draw(self._faded(state), self._viewport(state))

    def _viewport(self, state: MirrorState) -> Viewport:
        ratio, place = self._window.effectiveDevicePixelRatio(), self._place
        width, height = round(place.width() * ratio), round(place.height() * ratio)
        return Viewport(
            width,
            height,
            left_px=round(place.x() * ratio),
            bottom_px=round((self._window.height() - place.y() - place.height()) * ratio),
            crop=self._framing.crop(state, Screen(width, height)),
        )

    def _faded(self, state: MirrorState) -> MirrorState:
        sku = state.eyewear.sku if state.eyewear else None
        now_ns = self._clock.now_ns()
        if sku != self._sku:
            self._sku, self._changed_ns = sku, now_ns
        since_ns = now_ns - self._changed_ns
        if since_ns >= FADE_NS:
            return state
        self._window.update()
        return replace(state, opacity=state.opacity * fade(since_ns))

    def _tell(self) -> None:
        self._is_on_screen = True
        if self._stats is not None:
            self._stats.presented(self._clock.now_ns(), *self._drawn)

    def _release(self) -> None:
        if self._renderer is not None:
            self._renderer.release()
            self._renderer = None
