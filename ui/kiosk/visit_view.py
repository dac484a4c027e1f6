"""The visit, the words and the comfort settings as QML sees them: thin, decisions are made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Property, QObject, Signal, Slot

from engine.types import Clock
from ui.kiosk.attendant import Attendant
from ui.kiosk.flow import Screen, Wish, seconds_to_answer


class VisitView(QObject):
    """Where the visit stands, and the customer's wishes."""

    changed = Signal()
    screenChanged = Signal()  # noqa: N815 - QML's spelling
    secondsChanged = Signal()  # noqa: N815

    def __init__(self, attendant: Attendant, clock: Clock) -> None:
        super().__init__()
        self._attendant = attendant
        self._clock = clock
        self._shown = attendant.visit.screen
        attendant.on_change(self._tell)

    def _tell(self) -> None:
        if self._attendant.visit.screen is not self._shown:
            self._shown = self._attendant.visit.screen
            self.screenChanged.emit()
        self.changed.emit()

    def tick(self) -> None:
        """Twice a second: quiet time passes."""
        self._attendant.tick()
        if self._attendant.visit.is_asked:
            self.secondsChanged.emit()

    def _screen(self) -> str:
        return str(self._attendant.visit.screen)

    def _asking(self) -> bool:
        return self._attendant.visit.is_asked

    def _seconds_left(self) -> int:
        return seconds_to_answer(self._attendant.visit, self._clock.now_ns(), self._attendant.patience)

    def _with_camera(self) -> bool:
        return self._attendant.visit.screen in {Screen.MIRROR, Screen.COMPARE}

    screen = Property(str, _screen, notify=screenChanged)
    asking = Property(bool, _asking, notify=changed)
    secondsLeft = Property(int, _seconds_left, notify=secondsChanged)  # noqa: N815
    withCamera = Property(bool, _with_camera, notify=screenChanged)  # noqa: N815

    @Slot()
    def begin(self) -> None:
        self._attendant.wish(Wish.BEGIN)

    @Slot()
    def agree(self) -> None:
        self._attendant.wish(Wish.AGREE)

    @Slot()
    def decline(self) -> None:
        self._attendant.wish(Wish.DECLINE)

    @Slot()
    def compare(self) -> None:
        self._attendant.wish(Wish.COMPARE)

    @Slot()
    def back(self) -> None:
        self._attendant.wish(Wish.RETURN)

    @Slot()
    def withdraw(self) -> None:
        self._attendant.wish(Wish.WITHDRAW)

    @Slot()
    def end(self) -> None:
        self._attendant.wish(Wish.END)

    @Slot()
    def stay(self) -> None:
        self._attendant.wish(Wish.STAY)


class WordsView(QObject):
    """The words of the language the customer chose."""

    changed = Signal()

    def __init__(
        self, words: Mapping[str, Mapping[str, str]], language: str, on_choice: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._words = words
        self._usual = language
        self._language = language
        self._on_choice = on_choice
        on_choice(language)

    @property
    def code(self) -> str:
        return self._language

    @property
    def words(self) -> Mapping[str, str]:
        """All words of the chosen language."""
        return self._words[self._language]

    def say(self, key: str, **values: object) -> str:
        """The words of a key in the chosen language, filled with values."""
        return self.words[key].format(**values)

    def reset(self) -> None:
        """Back to the language of the shop, for the next customer."""
        self.choose(self._usual)

    @Slot(str)
    def choose(self, language: str) -> None:
        if language in self._words:
            self._language = language
            self._on_choice(language)
            self.changed.emit()

    def _text(self) -> dict[str, str]:
        return dict(self.words)

    def _languages(self) -> list[dict[str, str]]:
        return [{"code": code, "name": words["language_name"]} for code, words in self._words.items()]

    text = Property(dict, _text, notify=changed)
    language = Property(str, lambda self: self.code, notify=changed)
    languages = Property(list, _languages, constant=True)


class ComfortView(QObject):
    """How this customer wants to see and reach things; gone with the visit."""

    changed = Signal()

    def __init__(self, text_scale: float = 1.0) -> None:
        super().__init__()
        self._usual_scale = text_scale
        self._scale = text_scale
        self._wanted: set[str] = set()

    def reset(self) -> None:
        """Back to the usual, for the next customer."""
        self._scale = self._usual_scale
        self._wanted.clear()
        self.changed.emit()

    def _set_scale(self, scale: float) -> None:
        self._scale = min(2.0, max(1.0, scale))
        self.changed.emit()

    def _set(self, what: str, is_wanted: bool) -> None:
        (self._wanted.add if is_wanted else self._wanted.discard)(what)
        self.changed.emit()

    def _is(self, what: str) -> bool:
        return what in self._wanted

    textScale = Property(float, lambda self: self._scale, _set_scale, notify=changed)  # noqa: N815
    highContrast = Property(  # noqa: N815
        bool, lambda self: self._is("contrast"), lambda self, on: self._set("contrast", on), notify=changed
    )
    reach = Property(
        bool, lambda self: self._is("reach"), lambda self, on: self._set("reach", on), notify=changed
    )
    leftHanded = Property(  # noqa: N815
        bool, lambda self: self._is("left"), lambda self, on: self._set("left", on), notify=changed
    )
    reducedMotion = Property(  # noqa: N815
        bool, lambda self: self._is("still"), lambda self, on: self._set("still", on), notify=changed
    )
