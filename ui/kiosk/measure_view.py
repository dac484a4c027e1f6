"""Staff measurement as QML sees it: who measures, what is seen of the card, the sheet and what becomes of it."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import cast

import numpy as np
from PySide6.QtCore import Property, QObject, Signal, Slot

from app.domain.consent import Purpose
from app.domain.visit import ConsentGiven
from app.ports import WallClock
from engine.errors import EngineError
from engine.face.measurement_sheet import Measurement, WornFrame, cautions, draw_sheet, rows, verdict_of
from engine.pipeline.staff_measurement import CardSession, StaffMeasurement
from engine.types import ByteArray, MirrorState
from ui.bridge.errands import Errands
from ui.kiosk.attendant import NOTICE_VERSION, Attendant
from ui.kiosk.flow import Screen
from ui.kiosk.measuring import FEWEST_INITIALS, Guide, Sheet, Stage, guide_after, guide_for, with_letter
from ui.kiosk.ports import CardLooks, SheetKeeper, VisitLog
from ui.kiosk.visit_view import WordsView
from ui.kiosk.words import measurement_consent_sha256


class MeasureView(QObject):
    """One measurement at a time; what it finds lies in the vault and goes with the visit."""

    changed = Signal()

    def __init__(
        self,
        attendant: Attendant,
        words: WordsView,
        errands: Errands,
        keeper: SheetKeeper,
        log: VisitLog,
        wall_clock: WallClock,
        new_session: Callable[[], CardLooks],
    ) -> None:
        super().__init__()
        self._attendant = attendant
        self._words = words
        self._errands = errands
        self._keeper = keeper
        self._log = log
        self._wall_clock = wall_clock
        self._new_session = new_session
        self._initials = ""
        self._sheets = 0
        self._clear()
        words.changed.connect(self.changed)

    def _clear(self) -> None:
        self._stage = Stage.OFF
        self._guide = Guide.CARD
        self._session = self._new_session()
        self._is_looking = False
        self._looked_ns = -1
        self._agrees = False
        self._has_recorded = False
        self._message = ""
        self._attendant.vault.sheet = None

    def forget(self) -> None:
        """The visit is over."""
        self._clear()
        self.changed.emit()

    def tick(self) -> None:
        """Twice a second: the next look, when one is due."""
        latest = self._attendant.vault.latest
        if self._stage is not Stage.LOOK or self._is_looking or latest is None:
            return
        if latest.frame.captured_ns == self._looked_ns:
            return  # the same picture again would tell nothing new
        self._is_looking, self._looked_ns = True, latest.frame.captured_ns
        session = self._session
        self._errands.run(
            lambda: session.look(latest),
            lambda measured: self._take(session, cast(StaffMeasurement, measured), latest),
            lambda error: self._miss(session, error),
            urgent=True,
        )

    def _take(self, session: CardLooks, measured: StaffMeasurement, state: MirrorState) -> None:
        if session is not self._session:
            return
        self._is_looking = False
        self._attendant.notice_touch()
        self._guide = guide_after(measured)
        if session.looks >= CardSession.ENOUGH:
            self._draw(session, measured, state)
        self.changed.emit()

    def _miss(self, session: CardLooks, error: Exception) -> None:
        if session is not self._session:
            return
        self._is_looking = False
        self._guide = guide_for(error) if isinstance(error, EngineError) else Guide.FACE
        self.changed.emit()

    def _draw(self, session: CardLooks, measured: StaffMeasurement, state: MirrorState) -> None:
        self._is_looking = True
        on = state.eyewear
        worn = None if on is None else WornFrame(on.sku, measured.worn(on.spec))
        measurement = Measurement(
            state.frame.pixels,
            measured.landmarks,
            measured.measures,
            self._initials,
            f"{self._wall_clock.now():%Y-%m-%d}",
            measured.reference_px,
            measured.coverings,
            worn,
        )
        words = self._words.words
        self._errands.run(
            lambda: Sheet(measurement, np.asarray(draw_sheet(measurement, words))),
            lambda sheet: self._show(session, cast(Sheet, sheet)),
            lambda error: self._miss(session, error),
            urgent=True,
        )

    def _show(self, session: CardLooks, sheet: Sheet) -> None:
        if session is not self._session:
            return
        self._attendant.vault.sheet = sheet
        self._sheets += 1
        self._stage = Stage.SHEET
        self.changed.emit()

    def page(self) -> ByteArray | None:
        """The page on show; (1754, 1240, 3) RGB."""
        sheet = self._attendant.vault.sheet
        return None if sheet is None else sheet.page

    # what staff do

    @Slot()
    @Slot(str)
    def begin(self, initials: str = "") -> None:
        """Opens the screen; only while a customer who agreed to the camera stands before the mirror.

        `initials` of whoever signed in; empty: as they were.
        """
        if self._attendant.visit.screen is Screen.MIRROR:
            self._clear()
            self._initials = initials or self._initials
            self._stage = Stage.WHO
            self.changed.emit()

    @Slot(str)
    def type(self, letter: str) -> None:
        if letter in string.ascii_letters:
            self._initials = with_letter(self._initials, letter)
            self.changed.emit()

    @Slot()
    def erase(self) -> None:
        self._initials = self._initials[:-1]
        self.changed.emit()

    @Slot()
    def look(self) -> None:
        """Begins to look for the card, or begins anew."""
        if len(self._initials) >= FEWEST_INITIALS:
            self._clear()
            self._stage = Stage.LOOK
            self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Throws the measurement away."""
        self.forget()

    @Slot()
    def toggleConsent(self) -> None:  # noqa: N802 - QML's spelling
        """The customer says whether the sheet may be kept."""
        self._agrees = not self._agrees
        self.changed.emit()

    @Slot()
    def save(self) -> None:
        self._keep(lambda page: self._keeper.save(page, self._wall_clock.now(), has_consent=self._agrees))

    @Slot()
    def print(self) -> None:
        self._keep(self._keeper.print)

    def _keep(self, work: Callable[[ByteArray], Path | None]) -> None:
        """Consent on record first, then the sheet leaves the memory."""
        page = self.page()
        if page is None or not self._agrees:
            return
        self._record_consent()
        try:
            path = work(page)
        except Exception:  # noqa: BLE001 - disk full, no rights, no printer: staff are told which way is left
            self._message = self._words.say("measure_not_kept")
        else:
            name = path.name if path else ""
            self._message = self._words.say("measure_saved" if path else "measure_printed", name=name)
        self.changed.emit()

    def _record_consent(self) -> None:
        if self._has_recorded:
            return
        sha256 = measurement_consent_sha256(self._words.words)
        now, language = self._wall_clock.now(), self._attendant.language
        self._log.record(ConsentGiven(NOTICE_VERSION, sha256, language, now, Purpose.KEEP_MEASUREMENTS))
        self._has_recorded = True

    # showing

    def _rows(self) -> list[dict[str, str]]:
        sheet = self._attendant.vault.sheet
        return [asdict(row) for row in rows(sheet.measurement.measures, self._words.words)] if sheet else []

    def _says(self) -> list[str]:
        sheet = self._attendant.vault.sheet
        if sheet is None:
            return []
        words = self._words.words
        return [*cautions(sheet.measurement.coverings, words), verdict_of(sheet.measurement.measures, words)]

    def _url(self) -> str:
        return f"image://sheet/{self._sheets}" if self._attendant.vault.sheet else ""

    stage = Property(str, lambda self: str(self._stage), notify=changed)
    guide = Property(str, lambda self: str(self._guide), notify=changed)
    looks = Property(int, lambda self: min(self._session.looks, CardSession.ENOUGH), notify=changed)
    enough = Property(int, lambda _: CardSession.ENOUGH, constant=True)
    initials = Property(str, lambda self: self._initials, notify=changed)
    canLook = Property(bool, lambda self: len(self._initials) >= FEWEST_INITIALS, notify=changed)  # noqa: N815
    agrees = Property(bool, lambda self: self._agrees, notify=changed)
    rows = Property(list, _rows, notify=changed)
    says = Property(list, _says, notify=changed)
    url = Property(str, _url, notify=changed)
    message = Property(str, lambda self: self._message, notify=changed)
