"""Staff measure a customer with a card: guided, on a sheet, and kept with the customer's consent only."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.consent import Purpose
from engine.face.reference_depth import ReferenceTrouble, UnusableReference
from engine.pipeline.staff_measurement import CardSession, NotMeasurable
from engine.types import Covering, FaceProblem
from tests.fakes.measuring import ScriptedLooks
from tests.fakes.worn import bare, plain_frame, worn


@pytest.fixture
def measuring(make_kiosk):
    """A kiosk whose staff have begun to look for the card of a customer."""

    def begin(looks):
        kiosk = make_kiosk(new_measurement=lambda: looks)
        to_initials(kiosk)
        kiosk.click("letter_A")
        kiosk.click("letter_B")
        kiosk.click("measureLook")
        return kiosk

    return begin


def to_initials(kiosk):
    kiosk.to_mirror()
    kiosk.mirror.see(bare(worn()))
    kiosk.view.showPanel("staff")
    kiosk.click("staffMeasure")


def see_again(kiosk):
    moment_ns = kiosk.mirror.latest().frame.captured_ns + 33_000_000
    kiosk.mirror.see(bare(worn(frame=plain_frame(captured_ns=moment_ns))))
    QTest.qWait(1)


def look(kiosk, times=1):
    for _ in range(times):
        see_again(kiosk)
        kiosk.view.tick()
    QTest.qWait(20)  # the screen lays itself out


def consents(kiosk, purpose):
    return [event for event in kiosk.log.events if getattr(event, "purpose", None) is purpose]


def test_the_card_is_asked_for_until_it_is_seen(measuring):
    looks = ScriptedLooks(UnusableReference(ReferenceTrouble.NOT_FOUND))
    kiosk = measuring(looks)
    look(kiosk)
    assert kiosk.view.measure_view.property("guide") == "card"
    looks.error = None
    look(kiosk)
    assert kiosk.view.measure_view.property("guide") == "hold"


@pytest.mark.parametrize(
    ("error", "guide"),
    [
        (NotMeasurable(FaceProblem.TURNED_AWAY), "straight"),
        (NotMeasurable(FaceProblem.TOO_SMALL), "nearer"),
        (NotMeasurable(FaceProblem.PHOTO), "photo"),
        (UnusableReference(ReferenceTrouble.NOT_PLAUSIBLE), "card_odd"),
        (ValueError("whatever broke"), "face"),
    ],
)
def test_staff_are_told_what_is_in_the_way(measuring, error, guide):
    kiosk = measuring(ScriptedLooks(error))
    look(kiosk)
    assert kiosk.view.measure_view.property("guide") == guide
    assert kiosk.find("measureGuide").property("text")


def test_the_same_picture_is_not_counted_twice(measuring):
    looks = ScriptedLooks()
    kiosk = measuring(looks)
    look(kiosk)
    seen = looks.looks
    kiosk.view.tick()
    assert looks.looks == seen


def test_glasses_are_asked_off(measuring):
    kiosk = measuring(ScriptedLooks(coverings=frozenset({Covering.GLASSES})))
    look(kiosk)
    assert kiosk.view.measure_view.property("guide") == "glasses"
    look(kiosk, CardSession.ENOUGH)
    assert len(kiosk.view.measure_view.property("says")) == 2


def test_after_enough_looks_the_sheet_is_shown(measuring):
    kiosk = measuring(ScriptedLooks())
    look(kiosk, CardSession.ENOUGH)
    assert kiosk.is_shown("measureConsent")
    rows = kiosk.view.measure_view.property("rows")
    assert rows[0]["value"] == "63.0 mm"
    assert kiosk.view.vault.sheet.measurement.measured_by == "AB"


def test_the_sheet_tells_how_the_frame_that_is_on_stands_before_the_eyes(measuring):
    kiosk = measuring(ScriptedLooks())
    for _ in range(CardSession.ENOUGH):
        moment_ns = kiosk.mirror.latest().frame.captured_ns + 33_000_000
        kiosk.mirror.see(worn(frame=plain_frame(captured_ns=moment_ns)))
        QTest.qWait(1)
        kiosk.view.tick()
    sheet = kiosk.view.vault.sheet.measurement
    assert sheet.worn.name == kiosk.mirror.latest().eyewear.sku
    assert sheet.worn.measures.fitting_height.value > 10


def test_without_the_customers_consent_nothing_is_kept(measuring):
    kiosk = measuring(ScriptedLooks())
    look(kiosk, CardSession.ENOUGH)
    kiosk.click("measureSave")
    kiosk.view.measure_view.print()
    assert (kiosk.sheets.saved, kiosk.sheets.printed) == ([], 0)
    assert not consents(kiosk, Purpose.KEEP_MEASUREMENTS)


def test_with_consent_it_is_saved_and_printed_and_the_consent_is_on_record_once(measuring):
    kiosk = measuring(ScriptedLooks())
    look(kiosk, CardSession.ENOUGH)
    for button in ("measureConsent", "measureSave", "measurePrint"):
        kiosk.click(button)
    assert (len(kiosk.sheets.saved), kiosk.sheets.printed) == (1, 1)
    assert len(consents(kiosk, Purpose.KEEP_MEASUREMENTS)) == 1


def test_a_full_disk_is_said_and_the_sheet_stays(measuring):
    kiosk = measuring(ScriptedLooks())
    look(kiosk, CardSession.ENOUGH)
    kiosk.sheets.is_broken = True
    kiosk.click("measureConsent")
    kiosk.click("measureSave")
    assert kiosk.find("measureMessage").property("text")
    assert kiosk.view.vault.sheet is not None


def test_the_end_of_the_visit_throws_the_sheet_away(measuring):
    kiosk = measuring(ScriptedLooks())
    look(kiosk, CardSession.ENOUGH)
    kiosk.view.visit_view.end()
    assert kiosk.view.vault.is_empty
    assert not kiosk.is_shown("measurePanel")


def test_measuring_by_keyboard_alone(make_kiosk):
    kiosk = make_kiosk(new_measurement=ScriptedLooks)
    to_initials(kiosk)
    for key in (Qt.Key.Key_A, Qt.Key.Key_Backspace, Qt.Key.Key_C, Qt.Key.Key_D):
        kiosk.key(key)
    assert kiosk.view.measure_view.property("initials") == "CD"
    kiosk.key(Qt.Key.Key_Escape)
    assert not kiosk.is_shown("measurePanel")


def test_nobody_is_measured_before_the_customer_has_agreed(kiosk):
    kiosk.view.measure_view.begin()
    assert not kiosk.is_shown("measurePanel")
    kiosk.view.showPanel("staff")
    assert not kiosk.find("staffMeasure").isEnabled()


def test_one_letter_is_no_name(make_kiosk):
    kiosk = make_kiosk(new_measurement=ScriptedLooks)
    to_initials(kiosk)
    kiosk.click("letter_Q")
    kiosk.click("measureLook")
    assert kiosk.view.measure_view.property("stage") == "who"
