"""The kiosk's window: Qt Quick over OpenGL, the mirror underneath."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QSize, QUrl
from PySide6.QtGui import QColor, QFontDatabase, QSurfaceFormat
from PySide6.QtQuick import QQuickGraphicsConfiguration, QQuickView, QQuickWindow, QSGRendererInterface

from engine.types import Clock
from ui.kiosk.kiosk_view import KioskView
from ui.kiosk.underlay import FrameStats, MirrorUnderlay, Renderer

ROOT = Path(__file__).resolve().parents[2]
QML = ROOT / "ui" / "qml"
FONTS = ROOT / "assets" / "fonts"

_SIGNS_OF_LIFE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
}


def prepare_graphics() -> None:
    """Chooses OpenGL 3.3 and the basic render loop; call before the application object is made."""
    os.putenv("QSG_RENDER_LOOP", "basic")
    os.putenv("QT_QUICK_CONTROLS_STYLE", "Basic")
    wanted = QSurfaceFormat()
    wanted.setVersion(3, 3)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setDepthBufferSize(0)
    wanted.setStencilBufferSize(0)
    QSurfaceFormat.setDefaultFormat(wanted)
    QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.OpenGL)


def load_fonts() -> None:
    """Inter, from the program's own files."""
    for path in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def _flat_scene() -> QQuickGraphicsConfiguration:
    """No depth for the scene: it would be cleared and tested for two million pixels a picture, and hides little."""
    configuration = QQuickGraphicsConfiguration()
    configuration.setDepthBufferFor2D(False)
    return configuration


class KioskWindow(QQuickView):
    """Shows a KioskView; every touch and key counts as a sign of life."""

    def __init__(
        self,
        kiosk: KioskView,
        make_renderer: Callable[[], Renderer],
        clock: Clock,
        stats: FrameStats | None = None,
    ) -> None:
        super().__init__()
        self.kiosk = kiosk
        self.underlay = MirrorUnderlay(self, kiosk.picture, make_renderer, clock, stats)
        kiosk.mirror_view.placed.connect(self.underlay.place)
        kiosk.mirror_view.repaint.connect(self.underlay.repaint)
        kiosk.wiped.connect(self.underlay.forget)
        self.underlay.failed.connect(kiosk.mirror_view.fail)
        self.setGraphicsConfiguration(_flat_scene())
        self.setTitle("VARAi")
        self.setColor(QColor("#14161A"))
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        engine = self.engine()
        engine.addImportPath(str(QML))
        engine.addImageProvider("shots", kiosk.shots)
        engine.addImageProvider("looks", kiosk.look_provider())
        engine.addImageProvider("sheet", kiosk.sheet_provider())
        self.setInitialProperties({"kiosk": kiosk})
        self.setSource(QUrl.fromLocalFile(str(QML / "Varai" / "KioskRoot.qml")))
        if self.status() is not QQuickView.Status.Ready:
            raise RuntimeError("; ".join(error.toString() for error in self.errors()))

    def show_on_screen(self, size: QSize | None) -> None:
        """In a window of this size, or over the whole screen."""
        if size is None:
            self.showFullScreen()
        else:
            self.resize(size)
            self.show()

    def dismantle(self) -> None:
        """Takes the screens down while what they show is still there, then the window."""
        self.setSource(QUrl())
        self.close()
        shiboken6.delete(self)

    def event(self, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self.kiosk.attendant.notice_touch()
        return super().event(event)
