"""The mirror without a window: MirrorStates to pixels, for the command line, thumbnails, comparing and tests."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from engine.eyewear.model import build
from engine.render.egl import EglContext
from engine.render.mirror import BuildModel, MirrorRenderer
from engine.render.surfaces import RGBA, Surface
from engine.render.viewport import Crop, Viewport
from engine.types import ByteArray, MirrorState

T = TypeVar("T")
_GLASSES_KEPT = 4
"""Pictures are drawn frame by frame: what was drawn before the last ones does not come again soon."""
_GIVES_WAY = 4
"""On the scale of `nice`."""


class OffscreenStage:
    """A context of its own on a thread of its own, so that any thread may ask, beside any window.

    Raises GpuUnusable when there is no OpenGL 3.3. Close it, or use it in a `with`.
    """

    def __init__(self, width_px: int, height_px: int, build_model: BuildModel = build) -> None:
        self.width_px, self.height_px = width_px, height_px
        self._build_model = build_model
        self._thread = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="offscreen stage", initializer=_give_way
        )
        try:
            self._on_thread(self._open)
        except BaseException:
            self._thread.shutdown()
            raise

    def render(self, state: MirrorState, crop: Crop | None = None, is_mirrored: bool = False) -> ByteArray:
        """(height, width, 3) RGB, top row first; `crop` of the camera picture, None: all of it."""
        return self._on_thread(lambda: self._render(state, crop, is_mirrored))

    def resize(self, width_px: int, height_px: int) -> None:
        """What is drawn from now on is so large. Cheaper than a stage for every size, which would compile all shaders
        anew and keep them: some tens of megabytes each."""
        if (width_px, height_px) != (self.width_px, self.height_px):
            self.width_px, self.height_px = width_px, height_px
            self._on_thread(self._exchange_surface)

    def close(self) -> None:
        """Frees the GPU and joins the thread."""
        self._on_thread(self._release)
        self._thread.shutdown()

    def __enter__(self) -> OffscreenStage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _on_thread(self, work: Callable[[], T]) -> T:
        return self._thread.submit(work).result()

    def _open(self) -> None:
        self._context = EglContext()
        self._surface = Surface(RGBA, self.width_px, self.height_px)
        self._renderer = MirrorRenderer(self._build_model, _GLASSES_KEPT)

    def _exchange_surface(self) -> None:
        self._surface.release()
        self._surface = Surface(RGBA, self.width_px, self.height_px)

    def _render(self, state: MirrorState, crop: Crop | None, is_mirrored: bool) -> ByteArray:
        target = Viewport(
            self.width_px,
            self.height_px,
            crop=crop,
            is_mirrored=is_mirrored,
            framebuffer=self._surface.framebuffer,
        )
        self._renderer.draw(state, target)
        return self._surface.read()[:, :, :3].copy()

    def _release(self) -> None:
        self._renderer.release()
        self._surface.release()
        self._context.release()


def _give_way() -> None:
    """The window comes first: this thread, and the rasteriser's that it starts, take what is left of the processor.

    Linux alone knows a priority for each thread.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _GIVES_WAY)
