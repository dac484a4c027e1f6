"""The staff panel: who is there, how the mirror is, and why the camera is away. Holds no personal data of customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Property, QObject, Signal, Slot

from app.access.offline_login import NotLetIn
from app.domain.access import Permission
from engine.types import Clock
from ui.admin.staff_desk import Colleague, StaffDesk
from ui.admin.staff_door import Door, after_try, is_shut, seconds_shut
from ui.bridge.errands import Errands

QUIET_NS = 120_000_000_000
"""Whoever signed in and walks away is signed out after this long without a touch."""
_MOST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One line of the panel: keys of words, or a value as it is."""

    label: str
    value: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class NotIn:
    """Why somebody was not let in: a key of words, and for how long."""

    word: str
    minutes: int = 0


def not_in(error: Exception) -> NotIn:
    """What to say to whoever was not let in."""
    if not isinstance(error, NotLetIn):
        return NotIn("staff_not_in_trouble")
    return NotIn(
        f"staff_not_in_{error.reason}", max(1, round(error.wait_s / 60 + 0.49)) if error.wait_s else 0
    )


def initials_of(name: str) -> str:
    """Of the first words of a name; empty where they are no letters of A to Z, as the sheet wants them."""
    letters = "".join(word[0] for word in name.split()[:_MOST_INITIALS]).upper()
    return letters if letters.isascii() and letters.isalpha() else ""


class StaffView(QObject):
    """Staff of a company sign in at its mirrors; elsewhere a number is asked for, when the settings have one."""

    changed = Signal()
    peopleChanged = Signal()  # noqa: N815 - QML's spelling
    leftAlone = Signal()  # noqa: N815

    def __init__(
        self,
        pin: str,
        clock: Clock,
        report: Callable[[], tuple[StaffRow, ...]],
        desk: StaffDesk,
        errands: Errands,
        touched_ns: Callable[[], int],
    ) -> None:
        super().__init__()
        self._pin = pin
        self._clock = clock
        self._report = report
        self._desk = desk
        self._errands = errands
        self._touched_ns = touched_ns
        self._door = Door()
        self._people: tuple[Colleague, ...] = ()
        self._lock()

    def _lock(self) -> None:
        self._typed = ""
        self._is_unlocked = False
        self._chosen: Colleague | None = None
        self._rights: frozenset[Permission] | None = None
        self._is_busy = False
        self._not_in = NotIn("")

    def open(self) -> None:
        """Somebody opened the panel: asks who works here."""
        self._errands.run(self._desk.colleagues, self._take_people, lambda _: self._take_people(()))
        self.changed.emit()

    def tick(self) -> None:
        """The report and the wait change with time; nobody stays signed in who is not there."""
        if self._rights is not None and self._clock.now_ns() - self._touched_ns() > QUIET_NS:
            self.lock()
            self.leftAlone.emit()
        self.changed.emit()

    # the staff number

    @Slot(str)
    def type(self, digit: str) -> None:
        self._typed = (self._typed + digit)[:12]
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        self._typed = ""
        self.changed.emit()

    @Slot()
    def unlock(self) -> None:
        """Tries what was typed; after three misses the door stays shut for a while."""
        now_ns = self._clock.now_ns()
        if not is_shut(self._door, now_ns):
            self._door = after_try(self._door, self._typed, self._pin, now_ns)
            self._is_unlocked = self._door.misses == 0
        self.clear()

    # signing in

    @Slot(str)
    def choose(self, email: str) -> None:
        """Who of the list it is; nobody: back to the list."""
        self._chosen = next((one for one in self._people if one.email == email), None)
        self._not_in = NotIn("")
        self.changed.emit()

    @Slot(str)
    def signIn(self, password: str) -> None:  # noqa: N802 - QML's spelling
        chosen, desk = self._chosen, self._desk
        if chosen is None or self._is_busy:
            return
        self._is_busy, self._not_in = True, NotIn("")
        self._errands.run(
            lambda: desk.sign_in(chosen.email, password),
            lambda rights: self._let_in(chosen, cast("frozenset[Permission]", rights)),
            lambda error: self._turn_away(chosen, error),
            urgent=True,
        )
        self.changed.emit()

    @Slot()
    def lock(self) -> None:
        """Signs out."""
        self._lock()
        self.changed.emit()

    def _take_people(self, people: object) -> None:
        self._people = cast("tuple[Colleague, ...]", people)
        self.peopleChanged.emit()
        self.changed.emit()

    def _let_in(self, chosen: Colleague, rights: frozenset[Permission]) -> None:
        if chosen is self._chosen:
            self._is_busy, self._rights = False, rights
            self.changed.emit()

    def _turn_away(self, chosen: Colleague, error: Exception) -> None:
        if chosen is self._chosen:
            self._is_busy, self._not_in = False, not_in(error)
            self.changed.emit()

    # showing

    def _is_open(self) -> bool:
        return self._rights is not None or (not self._people and (self._is_unlocked or not self._pin))

    def _may(self, permission: Permission) -> bool:
        return self._is_open() and (self._rights is None or permission in self._rights)

    def _rows(self) -> list[dict[str, str]]:
        who = (StaffRow("staff_signed_in", self._signed_in()),) if self._rights is not None else ()
        rows = self._report() if self._may(Permission.ADMIN_MODE_UNLOCK) else ()
        return [{"label": row.label, "value": row.value, "word": row.word} for row in (*who, *rows)]

    def _listed(self) -> list[dict[str, str]]:
        return [{"email": one.email, "name": one.name} for one in self._people]

    def _signed_in(self) -> str:
        """Their name; empty while nobody is."""
        return self._chosen.name if self._chosen and self._rights is not None else ""

    isOpen = Property(bool, _is_open, notify=changed)  # noqa: N815
    mayMeasure = Property(bool, lambda self: self._may(Permission.MEASUREMENTS_CREATE), notify=changed)  # noqa: N815
    people = Property(list, _listed, notify=peopleChanged)
    chosenName = Property(str, lambda self: self._chosen.name if self._chosen else "", notify=changed)  # noqa: N815
    isSignedIn = Property(bool, lambda self: self._rights is not None, notify=changed)  # noqa: N815
    isBusy = Property(bool, lambda self: self._is_busy, notify=changed)  # noqa: N815
    initials = Property(str, lambda self: initials_of(self._signed_in()), notify=changed)
    notInWord = Property(str, lambda self: self._not_in.word, notify=changed)  # noqa: N815
    notInMinutes = Property(int, lambda self: self._not_in.minutes, notify=changed)  # noqa: N815
    digits = Property(int, lambda self: len(self._typed), notify=changed)
    refused = Property(bool, lambda self: self._door.misses > 0, notify=changed)
    wait = Property(int, lambda self: seconds_shut(self._door, self._clock.now_ns()), notify=changed)
    rows = Property(list, _rows, notify=changed)
