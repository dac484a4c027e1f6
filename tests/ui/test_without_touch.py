"""The kiosk without a touch: by keyboard, and as a screen reader hears it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest

from app.settings import KioskSettings
from tests.fakes.kiosk_parts import a_state
from tests.fakes.mirror_parts import GLASSES
from tests.ui.conftest import WORDS, Kiosk
from tests.ui.screens import SCREENS, show_screen

TAB, ENTER, ESCAPE, SPACE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
MOST_TABS = 60


def focused(kiosk: Kiosk) -> str:
    item = kiosk.window.activeFocusItem()
    while item is not None and not item.objectName():
        item = item.parentItem()
    return item.objectName() if item is not None else ""


def tab_to(kiosk: Kiosk, name: str) -> None:
    seen = []
    for _ in range(MOST_TABS):
        if focused(kiosk).startswith(name):
            return
        kiosk.key(TAB)
        seen.append(focused(kiosk))
    raise AssertionError(f"{name} cannot be reached by Tab; met {seen}")


def press(kiosk: Kiosk, name: str, key: Qt.Key = SPACE) -> None:
    tab_to(kiosk, name)
    kiosk.key(key)


def test_a_whole_visit_by_keyboard(kiosk):
    press(kiosk, "attractButton")
    press(kiosk, "agreeButton")
    assert kiosk.screen() == "mirror"
    kiosk.see()
    press(kiosk, "favouriteButton")
    press(kiosk, "photoButton")
    press(kiosk, "compareButton")
    assert kiosk.screen() == "compare"
    kiosk.key(ESCAPE)
    assert kiosk.screen() == "mirror"
    press(kiosk, "endButton")
    assert kiosk.screen() == "goodbye"


def test_the_shelf_is_walked_with_arrows_and_enter_puts_on(kiosk):
    kiosk.to_mirror()
    before = kiosk.mirror.worn.sku
    tab_to(kiosk, "card_")
    kiosk.key(Qt.Key.Key_Right)
    kiosk.key(ENTER)
    assert kiosk.mirror.worn.sku != before


def test_a_panel_takes_the_focus_and_gives_it_back(kiosk):
    kiosk.to_mirror()
    press(kiosk, "comfortButton")
    assert kiosk.find("comfortPanel").property("opened")
    for _ in range(MOST_TABS):
        kiosk.key(TAB)
        assert is_within(kiosk, "comfortPanel"), focused(kiosk)
    kiosk.key(ESCAPE)
    assert not kiosk.is_shown("comfortPanel") or not kiosk.find("comfortPanel").property("opened")


def is_within(kiosk: Kiosk, name: str) -> bool:
    item = kiosk.window.activeFocusItem()
    while item is not None and item.objectName() != name:
        item = item.parentItem()
    return item is not None


def heard(kiosk: Kiosk) -> Iterator[QAccessibleInterface]:
    """Everything a screen reader finds in the window."""
    waiting = [QAccessible.queryAccessibleInterface(kiosk.window)]
    while waiting:
        interface = waiting.pop()
        if interface is None or not interface.isValid() or interface.state().invisible:
            continue
        yield interface
        waiting += [interface.child(place) for place in range(interface.childCount())]


@pytest.fixture(params=["en", "de", "es", "fr"])
def speaking(request, make_kiosk) -> Kiosk:
    return make_kiosk(settings=KioskSettings(language=request.param))


PRESSED = {
    QAccessible.Role.Button,
    QAccessible.Role.ListItem,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
}


def test_everything_that_can_be_pressed_has_a_name(speaking):
    nameless = set()
    for screen in SCREENS:
        show_screen(speaking, screen, a_state(GLASSES), 1.0)
        QTest.qWait(5)
        for interface in heard(speaking):
            if interface.role() in PRESSED and not interface.text(QAccessible.Text.Name).strip():
                nameless.add((screen.__name__, interface.object().objectName()))
    assert not nameless


def test_a_screen_reader_hears_the_consent_text_and_both_answers(speaking):
    speaking.click("attractButton")
    said = {interface.text(QAccessible.Text.Name) for interface in heard(speaking)}
    words = WORDS[speaking.view.words_view.code]
    assert {words["consent_agree"], words["consent_decline"], words["consent_title"]} <= said


def test_a_screen_reader_hears_the_face_shape_and_the_fit(kiosk):
    kiosk.to_mirror()
    said = " ".join(interface.text(QAccessible.Text.Name) for interface in heard(kiosk))
    assert "Oval" in said
    assert WORDS["en"]["fit_good"] in said
