"""Staff sign in at the mirror: by touch, by keyboard, within their rights, and never for longer than they are there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.access.offline_login import NotLetIn
from app.domain.access import Permission
from tests.fakes.kiosk_parts import MemoryDesk
from tests.ui.conftest import Kiosk, MakeKiosk
from ui.admin.staff_view import QUIET_NS


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Kiosk:
    return staffed(make_kiosk, MemoryDesk("Eva Lind", "Noah Berg"))


def staffed(make_kiosk: MakeKiosk, desk: MemoryDesk) -> Kiosk:
    kiosk = make_kiosk(desk=desk)
    kiosk.desk = desk
    return kiosk


def laid_out(kiosk: Kiosk) -> Kiosk:
    """A panel has its place once it was drawn."""
    kiosk.window.grabWindow()
    return kiosk


def ask_for(kiosk: Kiosk, who: str = "staff_eva@example.com") -> None:
    kiosk.view.showPanel("staff")
    laid_out(kiosk).click(who)
    laid_out(kiosk)


def write(kiosk: Kiosk, text: str) -> None:
    for letter in text:
        QTest.keyClick(kiosk.window, letter)


def sign_in(kiosk: Kiosk, password: str = "open sesame") -> None:
    ask_for(kiosk)
    write(kiosk, password)
    kiosk.click("staffSignIn")


def said(kiosk: Kiosk) -> dict[str, str]:
    return {row["label"]: row["value"] for row in kiosk.view.staff_view.property("rows")}


def test_who_works_here_chooses_their_name_and_types_their_password(kiosk):
    sign_in(kiosk)
    assert said(kiosk)["staff_signed_in"] == "Eva Lind"
    assert "staff_version" in said(kiosk)


def test_nothing_of_the_machine_is_shown_before(kiosk):
    ask_for(kiosk)
    assert said(kiosk) == {}
    assert not kiosk.is_shown("staffMeasure")


def test_a_password_can_be_typed_by_touch_alone(kiosk):
    ask_for(kiosk)
    kiosk.click("keyShift")
    for letter in "ab":
        kiosk.click(f"key_{letter}")
    kiosk.click("keySpace")
    kiosk.click("keys_123")
    laid_out(kiosk)
    for letter in "7€":
        kiosk.click(f"key_{letter}")
    assert kiosk.find("staffPassword").property("text") == "Ab 7€"
    kiosk.click("keyErase")
    assert kiosk.find("staffPassword").property("text") == "Ab 7"


def test_the_enter_key_signs_in(kiosk):
    ask_for(kiosk)
    write(kiosk, "open sesame")
    kiosk.key(Qt.Key.Key_Return)
    assert kiosk.is_shown("staffSignOut")


def test_a_wrong_password_is_said_and_the_field_is_empty_again(kiosk):
    sign_in(kiosk, "open sesami")
    assert kiosk.find("staffNotIn").property("text") == "That is not the password. Please try again."
    assert kiosk.find("staffPassword").property("text") == ""


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (NotLetIn("locked", "", 290.0), "Too many wrong tries. Please wait 5 min."),
        (NotLetIn("roster_expired", ""), "The server was away for too long."),
        (NotLetIn("clock_set_back", ""), "This mirror's clock is wrong."),
        (OSError("disk full"), "Signing in did not work. Please try again."),
    ],
)  # fmt: skip
def test_why_nobody_is_let_in_is_said_in_words(kiosk, refusal, words):
    kiosk.desk.refusal = refusal
    sign_in(kiosk)
    assert kiosk.find("staffNotIn").property("text").startswith(words)
    assert not kiosk.is_shown("staffSignOut")


def test_somebody_else_goes_back_to_the_names_and_nothing_typed_is_left(kiosk):
    ask_for(kiosk)
    write(kiosk, "open")
    kiosk.click("staffSomebodyElse")
    laid_out(kiosk).click("staff_noah@example.com")
    assert kiosk.find("staffPassword").property("text") == ""


def test_closing_the_panel_signs_out(kiosk):
    sign_in(kiosk)
    laid_out(kiosk).click("staffSignOut")
    kiosk.view.showPanel("staff")
    assert kiosk.is_shown("staff_eva@example.com")
    assert said(kiosk) == {}


def test_whoever_walks_away_is_signed_out(kiosk):
    sign_in(kiosk)
    kiosk.clock.advance((QUIET_NS - 1) / 1e9 - 1)
    kiosk.view.tick()
    assert kiosk.is_shown("staffSignOut")
    kiosk.clock.advance(2)
    kiosk.view.tick()
    QTest.qWait(1)
    assert not kiosk.view.staff_view.property("isSignedIn")
    assert not kiosk.is_shown("staffSignOut")


def test_the_end_of_a_visit_signs_out(kiosk):
    kiosk.to_mirror()
    sign_in(kiosk)
    kiosk.view.visit_view.end()
    assert not kiosk.view.staff_view.property("isSignedIn")


def test_a_measurement_carries_the_initials_of_who_signed_in(kiosk):
    kiosk.to_mirror()
    sign_in(kiosk)
    laid_out(kiosk).click("staffMeasure")
    assert kiosk.find("measureInitials").property("text") == "EL"


def test_everybody_sees_and_does_what_their_rights_allow(make_kiosk):
    for may, sees, measures in (
        (frozenset({Permission.MEASUREMENTS_CREATE}), False, True),
        (frozenset({Permission.ADMIN_MODE_UNLOCK}), True, False),
    ):
        kiosk = staffed(make_kiosk, MemoryDesk("Eva Lind", may=may))
        sign_in(kiosk)
        assert ("staff_version" in said(kiosk)) is sees
        assert kiosk.is_shown("staffMeasure") is measures


def test_names_that_cannot_be_read_leave_the_number_as_the_way_in(make_kiosk):
    class Broken(MemoryDesk):
        def colleagues(self):
            raise OSError("no disk")

    kiosk = staffed(make_kiosk, Broken())
    kiosk.view.showPanel("staff")
    assert "staff_version" in said(kiosk)
