"""Everything QML sees of the kiosk, joined: one object with a part for each concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from app.domain.events import CatalogueChanged, MirrorEnrolled, StockChanged
from app.ports import FrameCatalogue, WallClock
from app.settings import KioskSettings
from engine.pipeline.camera_watch import CameraStatus
from engine.types import Clock, Eyewear, MirrorState
from sync.central.standing import ServerState
from sync.runs.states import ConnectionState, SyncStates
from ui.admin.staff_desk import StaffDesk
from ui.admin.staff_sync import server_rows, sync_rows
from ui.admin.staff_view import StaffRow, StaffView
from ui.bridge.errands import Errands
from ui.bridge.error_presenter import cause_key
from ui.bridge.relay import EventRelay
from ui.kiosk.advice import Adviser
from ui.kiosk.attendant import Attendant
from ui.kiosk.attract_view import STEP_MS, AttractView
from ui.kiosk.flow import Patience, Screen
from ui.kiosk.looks_view import LooksView
from ui.kiosk.measure_view import MeasureView
from ui.kiosk.mirror_view import MirrorView
from ui.kiosk.mirror_words import MirrorStatus
from ui.kiosk.pictures import LookProvider, SheetProvider, ShotProvider
from ui.kiosk.ports import CardLooks, FitOf, LiveMirror, SheetKeeper, Studio, VisitLog
from ui.kiosk.shelf_view import ShelfView
from ui.kiosk.shots import Shots
from ui.kiosk.try_on_view import TryOnView
from ui.kiosk.vault import SessionVault
from ui.kiosk.visit_view import ComfortView, VisitView, WordsView
from ui.kiosk.words import notice_sha256

_TOAST_MS = 2600
_TICK_MS = 500
_RESTOCK_MS = 3000
"""A synchronisation changes many frames one after the other: the shelf is read once they are in."""

MakeMirror = Callable[[Callable[[MirrorState], None], Callable[[CameraStatus], None]], LiveMirror]


@dataclass(frozen=True, slots=True)
class KioskParts:
    """What a kiosk is made of; the composition root fills it, tests with fakes."""

    clock: Clock
    wall_clock: WallClock
    make_mirror: MakeMirror
    log: VisitLog
    catalogue: FrameCatalogue
    adviser: Adviser
    studio: Studio
    errands: Errands
    sheets: SheetKeeper
    desk: StaffDesk
    new_measurement: Callable[[], CardLooks]
    fit: FitOf
    words: Mapping[str, Mapping[str, str]]
    settings: KioskSettings
    version: str


class KioskView(QObject):
    """Owns the parts of a kiosk and joins them; the window shows it."""

    toastChanged = Signal()  # noqa: N815 - QML's spelling
    panelWanted = Signal(str)  # noqa: N815
    wiped = Signal()

    def __init__(self, parts: KioskParts) -> None:
        super().__init__()
        self._parts = parts
        self._relay = EventRelay()
        self._relay.arrived.connect(self._take)
        mirror = parts.make_mirror(self._relay.publish, self._relay.publish)
        settings = parts.settings
        notices = {code: notice_sha256(words) for code, words in parts.words.items()}
        self.vault = SessionVault()
        self.attendant = Attendant(
            parts.clock,
            parts.wall_clock,
            mirror,
            parts.log,
            self.vault,
            Patience(settings.idle_s, settings.still_there_s),
            notices,
        )
        self._make_views()
        self._join()
        self._toast = ""
        self._toast_timer = QTimer(self, singleShot=True, interval=_TOAST_MS)
        self._toast_timer.timeout.connect(lambda: self.say(""))
        self._sync: tuple[ConnectionState, ...] = ()
        self._server: ServerState | None = None
        self._restock_timer = QTimer(self, singleShot=True, interval=_RESTOCK_MS)
        self._restock_timer.timeout.connect(self._restock)
        self._tick_timer = QTimer(self, interval=_TICK_MS)
        self._tick_timer.timeout.connect(self.tick)

    def _make_views(self) -> None:
        parts, attendant = self._parts, self.attendant
        self.shots = ShotProvider()
        shots = Shots(self.shots, parts.studio, parts.errands)
        self.visit_view = VisitView(attendant, parts.clock)
        self.words_view = WordsView(parts.words, parts.settings.language, self._speak)
        self.comfort_view = ComfortView()
        self.mirror_view = MirrorView(self.vault, self.words_view, parts.fit)
        self.shelf_view = ShelfView(
            parts.catalogue, parts.adviser, attendant, self.words_view, shots, parts.errands
        )
        self.looks_view = LooksView(
            attendant,
            self.mirror_view,
            self.shelf_view,
            self.words_view,
            parts.studio,
            parts.errands,
            parts.fit,
        )
        self.try_on_view = TryOnView(attendant, parts.clock, self.shelf_view.eyewear)
        self.attract_view = AttractView(shots, lambda: self.shelf_view.frames, STEP_MS)
        self.measure_view = MeasureView(
            attendant,
            self.words_view,
            parts.errands,
            parts.sheets,
            parts.log,
            parts.wall_clock,
            parts.new_measurement,
        )
        self.staff_view = StaffView(
            parts.settings.staff_pin,
            parts.clock,
            self.report,
            parts.desk,
            parts.errands,
            lambda: attendant.visit.touched_ns,
        )

    def _join(self) -> None:
        self.mirror_view.on_state(self._follow_state)
        self.shelf_view.on_choice(self._put_on)
        self.looks_view.said.connect(self.say)
        self.shelf_view.loaded.connect(self._put_first_on)
        self.shelf_view.loaded.connect(self.attract_view.frames_came)
        self.visit_view.screenChanged.connect(self._follow_screen)
        self.attendant.on_wipe(self._forget)

    def start(self) -> None:
        """Begins with nothing left of anyone, however the last run ended."""
        self.attendant.wipe()
        self.shelf_view.reload()
        self._tick_timer.start()

    def stop(self) -> None:
        """Wipes, and ends all threads that belong to the kiosk."""
        self._tick_timer.stop()
        self._toast_timer.stop()
        self._restock_timer.stop()
        self.attract_view.turn(False)
        self.attendant.wipe()

    def look_provider(self) -> LookProvider:
        """Gives QML the pictures of kept looks."""
        return LookProvider(self.vault.picture_of)

    def sheet_provider(self) -> SheetProvider:
        """Gives QML the measurement sheet."""
        return SheetProvider(self.measure_view.page)

    def picture(self) -> MirrorState | None:
        """What to paint into the mirror now; nothing on any other screen."""
        if (
            self.attendant.visit.screen is not Screen.MIRROR
            or self.mirror_view.status is not MirrorStatus.LIVE
        ):
            return None
        return self.mirror_view.picture()

    @Slot()
    def tick(self) -> None:
        """Twice a second."""
        self.visit_view.tick()
        self.try_on_view.tick()
        self.staff_view.tick()
        self.measure_view.tick()

    @Slot(str)
    def say(self, words: str) -> None:
        """Shows a sentence for a moment."""
        self._toast = words
        self.toastChanged.emit()
        if words:
            self._toast_timer.start()

    @Slot(str)
    def showPanel(self, name: str) -> None:  # noqa: N802
        """Opens a panel over the screen: language, comfort, notice, filter, staff or measure."""
        if name == "staff":
            self.staff_view.open()
        self.panelWanted.emit(name)

    def _speak(self, language: str) -> None:
        self.attendant.language = language

    def hear(self, event: object) -> None:
        """What the shop tells; from any thread."""
        if isinstance(event, CatalogueChanged | StockChanged | MirrorEnrolled | SyncStates | ServerState):
            self._relay.publish(event)

    def _take(self, news: object) -> None:
        if isinstance(news, MirrorState):
            self.mirror_view.take(news)
        elif isinstance(news, CameraStatus):
            self.mirror_view.take_camera(news)
        elif isinstance(news, SyncStates):
            self._sync = news.states
        elif isinstance(news, ServerState):
            self._server = news
        elif isinstance(news, CatalogueChanged | StockChanged | MirrorEnrolled):
            self._restock_timer.start()

    def _restock(self) -> None:
        """The shelf shows what is sold now; never under a customer's hands."""
        if self.attendant.visit.screen is Screen.ATTRACT:
            self.shelf_view.reload()
        else:
            self._restock_timer.start()

    def _follow_state(self, state: MirrorState) -> None:
        self.shelf_view.learn(state)
        if state.fit is not None and state.eyewear is not None:
            self.shelf_view.see_fit(state.eyewear.sku, state.fit.verdict)
        self.try_on_view.see(state)

    def _put_on(self, product_id: str, eyewear: Eyewear) -> None:
        """A choice on the shelf: worn at once when the mirror is on."""
        if self.attendant.visit.screen in {Screen.MIRROR, Screen.COMPARE}:
            self.attendant.try_on(product_id, eyewear)
            self.mirror_view.wear(eyewear)

    def _follow_screen(self) -> None:
        screen = self.attendant.visit.screen
        if screen is Screen.MIRROR and self.mirror_view.status is MirrorStatus.OFF:
            self.mirror_view.begin()
            self._put_first_on()
        elif screen is Screen.ATTRACT:
            self.words_view.reset()
            self.comfort_view.reset()

    def _put_first_on(self) -> None:
        """Nobody meets the mirror bare: what is chosen on the shelf is worn from the start."""
        eyewear = self.shelf_view.current_eyewear
        if eyewear is not None and self.attendant.visit.screen is Screen.MIRROR:
            self.attendant.wear(eyewear)
            self.mirror_view.wear(eyewear)

    def _forget(self) -> None:
        self._parts.errands.forget()
        for part in (
            self.mirror_view,
            self.shelf_view,
            self.looks_view,
            self.try_on_view,
            self.measure_view,
        ):
            part.forget()
        self.staff_view.lock()
        self.say("")
        self.wiped.emit()

    def report(self) -> tuple[StaffRow, ...]:
        """What staff may know: the machine, never the customer."""
        camera, mirror = self.mirror_view.camera, self.mirror_view
        return (
            StaffRow("staff_state", word=f"state_{_STATES[mirror.status]}"),
            StaffRow("staff_camera", camera.source_name or "–"),
            StaffRow("staff_cause", word=cause_key(camera.trouble, camera.detail)),
            StaffRow("staff_fps", f"{mirror.pictures_per_s(self._parts.clock.now_ns()):.0f}"),
            StaffRow("staff_frames", str(len(self.shelf_view.frames))),
            *server_rows(self._server, self.words_view.say, self._parts.wall_clock.now()),
            *sync_rows(self._sync, self.words_view.say, self._parts.wall_clock.now()),
            StaffRow("staff_language", self.words_view.code.upper()),
            StaffRow("staff_version", self._parts.version),
        )

    visit = Property(QObject, lambda self: self.visit_view, constant=True)
    words = Property(QObject, lambda self: self.words_view, constant=True)
    comfort = Property(QObject, lambda self: self.comfort_view, constant=True)
    mirror = Property(QObject, lambda self: self.mirror_view, constant=True)
    shelf = Property(QObject, lambda self: self.shelf_view, constant=True)
    looks = Property(QObject, lambda self: self.looks_view, constant=True)
    tryOn = Property(QObject, lambda self: self.try_on_view, constant=True)  # noqa: N815
    attract = Property(QObject, lambda self: self.attract_view, constant=True)
    measure = Property(QObject, lambda self: self.measure_view, constant=True)
    staff = Property(QObject, lambda self: self.staff_view, constant=True)
    toast = Property(str, lambda self: self._toast, notify=toastChanged)


_STATES = {
    MirrorStatus.OFF: "off",
    MirrorStatus.STARTING: "starting",
    MirrorStatus.LIVE: "running",
    MirrorStatus.LOST: "lost",
}
