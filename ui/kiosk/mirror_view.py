"""The mirror as QML sees it: its status, its words, freezing. The picture itself is painted by the underlay."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Property, QObject, QRectF, Signal, Slot

from engine.pipeline.camera_watch import CameraStatus
from engine.types import Eyewear, MirrorState
from ui.kiosk.dressing import dressed
from ui.kiosk.mirror_words import (
    MirrorStatus,
    Told,
    reason_texts,
    shape_words,
    source_word,
    steady_shape,
    told_of,
    trouble_status,
)
from ui.kiosk.ports import FitOf
from ui.kiosk.vault import SessionVault
from ui.kiosk.visit_view import WordsView


class MirrorView(QObject):
    """Takes states on the main thread; `picture` is what to paint now."""

    changed = Signal()
    placed = Signal(QRectF)
    repaint = Signal()

    def __init__(self, vault: SessionVault, words: WordsView, fit: FitOf) -> None:
        super().__init__()
        self._vault = vault
        self._words = words
        self._fit = fit
        self._told = Told()
        self._camera = CameraStatus()
        self._worn: Eyewear | None = None
        self._has_failed = False
        self._on_state: list[Callable[[MirrorState], None]] = []
        self._captured_ns: deque[int] = deque(maxlen=256)
        words.changed.connect(self.changed)

    @property
    def camera(self) -> CameraStatus:
        """What is known of the camera; for staff."""
        return self._camera

    @property
    def status(self) -> MirrorStatus:
        return self._told.status

    @property
    def told(self) -> Told:
        return self._told

    def pictures_per_s(self, now_ns: int) -> float:
        """Of the last two seconds; for staff."""
        recent = [moment for moment in self._captured_ns if now_ns - moment < 2_000_000_000]
        return len(recent) / 2

    def on_state(self, listener: Callable[[MirrorState], None]) -> None:
        """Hear every new state, after this view has taken it."""
        self._on_state.append(listener)

    def picture(self) -> MirrorState | None:
        """The state to paint: the frozen one or the newest, with the chosen glasses on."""
        state = self._vault.frozen or self._vault.latest
        return state and dressed(state, self._worn, self._fit)

    def begin(self) -> None:
        """The camera is being started."""
        self._say(Told(MirrorStatus.STARTING))

    def forget(self) -> None:
        """The visit is over."""
        self._worn = None
        self._camera = CameraStatus()
        self._say(Told())
        self.repaint.emit()

    def wear(self, eyewear: Eyewear | None) -> None:
        """Shows these glasses from the next painted picture on, without waiting for the tracker."""
        self._worn = eyewear
        self._refresh()
        self.repaint.emit()

    def take(self, state: MirrorState) -> None:
        """A new state from the tracker; ignored when no visit is on."""
        if self._told.status is MirrorStatus.OFF:
            return
        self._vault.remember(state)
        self._captured_ns.append(state.frame.captured_ns)
        self._refresh()
        self.repaint.emit()
        for listener in self._on_state:
            listener(state)

    def take_camera(self, status: CameraStatus) -> None:
        """News about the camera; ignored when no visit is on."""
        if self._told.status is MirrorStatus.OFF:
            return
        self._camera = status
        self._say(replace(self._told, status=trouble_status(status.trouble, self._told.status)))
        self.changed.emit()

    def fail(self, reason: str) -> None:
        """Nothing can be drawn on this machine: calm words for the customer, the reason for staff."""
        self._camera = replace(self._camera, detail=reason)
        self._has_failed = True
        self._say(replace(self._told, status=MirrorStatus.LOST))

    def _refresh(self) -> None:
        state = self.picture()
        if state is not None:
            told = told_of(state, steady_shape(self._told.shape, self._vault.shape))
            lost = self._has_failed or (self._camera.trouble is not None and not self._vault.frozen)
            self._say(replace(told, status=MirrorStatus.LOST) if lost else told)

    def _say(self, told: Told) -> None:
        if told != self._told:
            self._told = told
            self.changed.emit()

    @Slot(float, float, float, float)
    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Where the mirror lies in the window, in its units."""
        self.placed.emit(QRectF(x, y, width, height))

    @Slot()
    def toggleFreeze(self) -> None:  # noqa: N802 - QML's spelling
        """Holds the picture still, or lets it live again."""
        self._vault.frozen = None if self._vault.frozen else self.picture()
        self._refresh()
        self.changed.emit()
        self.repaint.emit()

    def _can_keep(self) -> bool:
        state = self.picture()
        return state is not None and state.fit is not None and self._told.status is MirrorStatus.LIVE

    def _reasons(self) -> list[str]:
        return reason_texts(self._told.shape, self._words.words)

    def _source(self) -> str:
        return source_word(self._camera.source_name, self._camera.is_live)

    statusWord = Property(str, lambda self: str(self._told.status), notify=changed)  # noqa: N815
    hint = Property(str, lambda self: self._told.hint, notify=changed)
    shape = Property(list, lambda self: shape_words(self._told.shape), notify=changed)
    reasons = Property(list, _reasons, notify=changed)
    frozen = Property(bool, lambda self: self._vault.frozen is not None, notify=changed)
    canKeep = Property(bool, _can_keep, notify=changed)  # noqa: N815
    sourceLabel = Property(str, _source, notify=changed)  # noqa: N815
