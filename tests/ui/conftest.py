"""A real window for each test, on a screen of this worker's own, with scripted parts around the kiosk."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from app.settings import KioskSettings
from tests.fakes.catalogues import shipped_harmony
from tests.fakes.clock import ManualClock, ManualWallClock
from tests.fakes.drawn_studio import DrawnStudio, IdleRenderer
from tests.fakes.kiosk_parts import (
    FixedCatalogue,
    MemoryDesk,
    MemoryLog,
    MemorySheets,
    PromptErrands,
    ScriptedMirror,
)
from tests.fakes.measuring import ScriptedLooks
from tests.fakes.mirror_parts import good_fit
from ui.kiosk.advice import ShopAdviser
from ui.kiosk.kiosk_view import KioskParts, KioskView
from ui.kiosk.underlay import Renderer
from ui.kiosk.window import KioskWindow, load_fonts, prepare_graphics
from ui.kiosk.words import load_words

ROOT = Path(__file__).resolve().parents[2]
WORDS = load_words(ROOT / "assets" / "translations")


@pytest.fixture(scope="session")
def own_screen(worker_id: str) -> Iterator[None]:
    """Workers side by side would take the keyboard from each other; each gets a virtual screen."""
    if worker_id == "master" and os.environ.get("DISPLAY"):  # noqa: TID251 - which screen is not a setting
        yield
        return
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed: make test brings it")
    reader, writer = os.pipe()
    arguments = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1920x1920x24", "-nolisten", "tcp"]
    server = subprocess.Popen(arguments, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as answers:
        os.putenv("DISPLAY", f":{answers.readline().strip()}")
    os.putenv("QT_QPA_PLATFORM", "xcb")
    os.putenv("LIBGL_ALWAYS_SOFTWARE", "1")
    yield
    server.terminate()
    server.wait()


@pytest.fixture(scope="session")
def qapp_cls(own_screen: None) -> type[QGuiApplication]:
    prepare_graphics()
    return QGuiApplication


@pytest.fixture(scope="session")
def fonts(qapp: QGuiApplication) -> None:
    load_fonts()


@dataclass
class Kiosk:
    """A kiosk under test: what it is made of, its window, and hands to touch it with."""

    window: KioskWindow
    view: KioskView
    clock: ManualClock
    mirror: ScriptedMirror
    log: MemoryLog
    studio: DrawnStudio
    renderer: IdleRenderer
    sheets: MemorySheets
    desk: MemoryDesk

    def find(self, name: str) -> QQuickItem:
        """The item of that name that is on the screen."""
        found = [item for item in self.all(name) if item.isVisible()]
        assert found, f"nothing called {name} is on the screen"
        return found[0]

    def all(self, name: str) -> list[QQuickItem]:
        root = self.window.rootObject()
        return [item for item in every_item(root) if item.objectName() == name]

    def is_shown(self, name: str) -> bool:
        return any(item.isVisible() for item in self.all(name))

    def click(self, name: str) -> None:
        """A real press and release in the middle of an item."""
        item = self.find(name)
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        QTest.qWait(1)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window, key, modifier)
        QTest.qWait(1)

    def screen(self) -> str:
        return str(self.view.visit_view.property("screen"))

    def to_mirror(self) -> None:
        """Through the attract and consent screens, by touch, to a customer with glasses on."""
        self.click("attractButton")
        self.click("agreeButton")
        self.see()

    def see(self, captured_ns: int = 1) -> None:
        self.mirror.see_customer(captured_ns=captured_ns)
        QTest.qWait(1)


def every_item(item: QQuickItem) -> Iterator[QQuickItem]:
    yield item
    for child in item.childItems():
        yield from every_item(child)


MakeKiosk = Callable[..., Kiosk]


@pytest.fixture
def make_kiosk(fonts: None) -> Iterator[MakeKiosk]:
    made: list[Kiosk] = []

    def make(
        size: tuple[int, int] = (540, 960), settings: KioskSettings | None = None, **others: object
    ) -> Kiosk:
        kiosk = assemble(settings or KioskSettings(), **others)
        made.append(kiosk)
        kiosk.view.comfort_view.setProperty("reducedMotion", True)
        kiosk.window.show_on_screen(QSize(*size))
        kiosk.view.start()
        kiosk.view.comfort_view.setProperty("reducedMotion", True)
        assert QTest.qWaitForWindowExposed(kiosk.window)
        kiosk.window.requestActivate()
        QTest.qWaitForWindowActive(kiosk.window)
        return kiosk

    yield make
    for kiosk in made:
        kiosk.view.stop()
        kiosk.window.dismantle()
    QTest.qWait(1)


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Kiosk:
    return make_kiosk()


def assemble(
    settings: KioskSettings, make_renderer: Callable[[], Renderer] | None = None, **others: object
) -> Kiosk:
    clock, mirror, log, studio, renderer = (
        ManualClock(),
        ScriptedMirror(),
        MemoryLog(),
        DrawnStudio(),
        IdleRenderer(),
    )

    sheets, desk = MemorySheets(), MemoryDesk()

    def make_mirror(on_state, on_status):
        mirror.listener, mirror.status_listener = on_state, on_status
        return mirror

    parts = KioskParts(
        clock=clock,
        wall_clock=ManualWallClock(),
        make_mirror=make_mirror,
        log=log,
        catalogue=FixedCatalogue(),
        adviser=ShopAdviser(good_fit, shipped_harmony()),
        studio=studio,
        errands=PromptErrands(),
        sheets=sheets,
        desk=desk,
        new_measurement=ScriptedLooks,
        fit=good_fit,
        words=WORDS,
        settings=settings,
        version="1.2.3",
    )
    view = KioskView(replace(parts, **others))
    window = KioskWindow(view, make_renderer or (lambda: renderer), clock)
    return Kiosk(window, view, clock, mirror, log, studio, renderer, sheets, desk)


def named(parent: QObject, name: str) -> QObject:
    found = parent.findChild(QObject, name)
    assert found is not None, name
    return found
