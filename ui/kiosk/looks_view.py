"""Kept looks as QML sees them: kept, compared at one pose, dropped. Their pictures live in the vault alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import cast

from PySide6.QtCore import Property, QAbstractListModel, QByteArray, QModelIndex, QObject, Qt, Signal, Slot

from engine.types import ByteArray, MirrorState
from ui.bridge.errands import Errands
from ui.kiosk.attendant import Attendant
from ui.kiosk.dressing import dressed
from ui.kiosk.flow import Screen, Wish
from ui.kiosk.mirror_view import MirrorView
from ui.kiosk.ports import FitOf, Studio
from ui.kiosk.shelf_model import Index
from ui.kiosk.shelf_view import ShelfView
from ui.kiosk.vault import LOOKS_KEPT, Look
from ui.kiosk.visit_view import WordsView
from ui.kiosk.words import price_text

LOOK_PX = (760, 900)
"""Width and height of a look's picture: half a portrait screen, sharp also when it fills a landscape one."""


@dataclass(frozen=True, slots=True)
class LookRow:
    lookId: int  # noqa: N815 - QML's spelling
    name: str
    price: str
    verdict: str
    picture: str


_ROLES = {int(Qt.ItemDataRole.UserRole) + 1 + number: name for number, name in enumerate(LookRow.__slots__)}


class LooksModel(QAbstractListModel):
    """At most four rows."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[LookRow] = []

    def show(self, rows: list[LookRow]) -> None:
        if [row.lookId for row in rows] == [row.lookId for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(max(0, len(rows) - 1)))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        return asdict(self._rows[index.row()]).get(_ROLES.get(role, ""))

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802 - Qt's name
        return {role: QByteArray(name.encode()) for role, name in _ROLES.items()}


class LooksView(QObject):
    """Keeps what the mirror shows; all kept looks are drawn at the pose of the newest."""

    changed = Signal()
    said = Signal(str)

    def __init__(
        self,
        attendant: Attendant,
        mirror: MirrorView,
        shelf: ShelfView,
        words: WordsView,
        studio: Studio,
        errands: Errands,
        fit: FitOf,
    ) -> None:
        super().__init__()
        self._attendant = attendant
        self._vault = attendant.vault
        self._mirror = mirror
        self._shelf = shelf
        self._words = words
        self._studio = studio
        self._errands = errands
        self._fit = fit
        self._model = LooksModel()
        self._drawing = 0
        self._has_failed = False
        words.changed.connect(self._show)

    def forget(self) -> None:
        """The visit is over; the vault is empty already."""
        self._drawing, self._has_failed = 0, False
        self._show()

    @Slot()
    def keep(self) -> None:
        """Keeps what the mirror shows now."""
        state, found = self._mirror.picture(), None
        if state is not None and state.eyewear is not None and state.fit is not None:
            found = self._shelf.listing_of(state.eyewear.sku)
        if state is None or found is None:
            return
        frame, variant = found
        self._vault.keep(frame.product_id, variant.sku, state)
        self._draw_all(state)
        self.said.emit(self._words.say("toast_kept", count=len(self._vault.looks), most=LOOKS_KEPT))

    @Slot(int)
    def drop(self, look_id: int) -> None:
        name = next((row.name for row in map(self._row, self._vault.looks) if row.lookId == look_id), "")
        self._vault.drop(look_id)
        self._show()
        if name:
            self.said.emit(self._words.say("toast_dropped", name=name))

    @Slot(int)
    def wear(self, look_id: int) -> None:
        """Puts the glasses of a look on again, and goes back to the mirror."""
        sku = next((look.sku for look in self._vault.looks if look.look_id == look_id), None)
        if sku is not None:
            self._shelf.select(sku)
            if self._attendant.visit.screen is Screen.COMPARE:
                self._attendant.wish(Wish.RETURN)

    @Slot()
    def compare(self) -> None:
        """Shows kept looks side by side; says how to keep one when there is none."""
        if self._vault.looks:
            self._attendant.wish(Wish.COMPARE)
        else:
            self.said.emit(self._words.say("toast_keep_first"))

    def _draw_all(self, pose: MirrorState) -> None:
        self._has_failed = False
        for look in self._vault.looks:
            self._draw(look, pose)
        self._show()

    def _draw(self, look: Look, pose: MirrorState) -> None:
        eyewear = look.state.eyewear
        self._drawing += 1
        self._errands.run(
            lambda: self._studio.look(dressed(pose, eyewear, self._fit), *LOOK_PX),
            lambda pixels: self._take(look.look_id, cast(ByteArray, pixels)),
            self._fail,
            urgent=True,
        )

    def _take(self, look_id: int, pixels: ByteArray) -> None:
        self._drawing -= 1
        self._vault.show(look_id, pixels)
        self._show()

    def _fail(self, error: Exception) -> None:
        del error
        self._drawing -= 1
        self._has_failed = True
        self._show()

    def _show(self) -> None:
        self._model.show([self._row(look) for look in self._vault.looks])
        self.changed.emit()

    def _row(self, look: Look) -> LookRow:
        found = self._shelf.listing_of(look.sku)
        verdict = look.state.fit.verdict.value if look.state.fit else ""
        picture = f"image://looks/{look.look_id}/{id(look.picture)}" if look.picture is not None else ""
        if found is None:
            return LookRow(look.look_id, look.sku, "", verdict, picture)
        frame, variant = found
        return LookRow(
            look.look_id, frame.name, price_text(variant.price, self._words.code), verdict, picture
        )

    model = Property(QObject, lambda self: self._model, constant=True)
    count = Property(int, lambda self: len(self._vault.looks), notify=changed)
    busy = Property(bool, lambda self: self._drawing > 0, notify=changed)
    error = Property(
        str, lambda self: self._words.say("compare_failed") if self._has_failed else "", notify=changed
    )
