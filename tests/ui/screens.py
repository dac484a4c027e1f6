"""Every screen of the kiosk and every state that looks different, each reached anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtTest import QTest

from engine.errors import CameraTrouble
from engine.pipeline.camera_watch import CameraStatus
from engine.pipeline.staff_measurement import CardSession
from engine.types import Hint, MirrorState
from tests.ui.conftest import Kiosk

ShowScreen = Callable[[Kiosk, MirrorState], None]


def show_screen(kiosk: Kiosk, screen: ShowScreen, customer: MirrorState, text_scale: float) -> None:
    """Ends whatever went on and walks to the screen, with this customer before the mirror."""
    kiosk.view.attendant.wipe()
    kiosk.desk.names = ()
    kiosk.view.attendant.visit = type(kiosk.view.attendant.visit)(touched_ns=kiosk.clock.now_ns())
    kiosk.view.visit_view.changed.emit()
    kiosk.view.visit_view._tell()
    for name in ("highContrast", "reach", "leftHanded"):
        kiosk.view.comfort_view.setProperty(name, False)
    kiosk.view.comfort_view.setProperty("textScale", text_scale)
    kiosk.view.comfort_view.setProperty("reducedMotion", True)
    screen(kiosk, customer)


def attract(kiosk: Kiosk, customer: MirrorState) -> None:
    del kiosk, customer


def consent(kiosk: Kiosk, customer: MirrorState) -> None:
    kiosk.view.visit_view.begin()


def notice(kiosk: Kiosk, customer: MirrorState) -> None:
    consent(kiosk, customer)
    kiosk.view.showPanel("notice")


def starting(kiosk: Kiosk, customer: MirrorState) -> None:
    consent(kiosk, customer)
    kiosk.view.visit_view.agree()


def mirror(kiosk: Kiosk, customer: MirrorState) -> None:
    starting(kiosk, customer)
    kiosk.mirror.report(CameraStatus("demo customer"))
    kiosk.mirror.see(customer)
    QTest.qWait(60)


def why(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    for card in kiosk.all("faceShapeDetector"):
        card.setProperty("showsWhy", True)


def folded(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    for card in kiosk.all("faceShapeDetector"):
        card.setProperty("folded", True)
    for sku in [variant.sku for frame in kiosk.view.shelf_view.frames for variant in frame.variants][:5:2]:
        kiosk.view.shelf_view.select(sku)
        kiosk.view.looks_view.keep()
    kiosk.view.shelf_view.toggleFavourite()


def hint(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.say("")
    kiosk.mirror.see(replace(customer, opacity=0.4, hint=Hint.TOO_FAR))


def lost(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.mirror.report(
        CameraStatus("camera 0", is_live=True, trouble=CameraTrouble.UNPLUGGED, detail="gone")
    )


def compare(kiosk: Kiosk, customer: MirrorState) -> None:
    folded(kiosk, customer)
    kiosk.view.shelf_view.select(kiosk.view.shelf_view.frames[3].variants[0].sku)
    kiosk.view.looks_view.keep()
    kiosk.view.say("")
    kiosk.view.looks_view.compare()


def compare_two(kiosk: Kiosk, customer: MirrorState) -> None:
    compare(kiosk, customer)
    for look in kiosk.view.vault.looks[:2]:
        kiosk.view.looks_view.drop(look.look_id)
    kiosk.view.say("")


def comfort(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.showPanel("comfort")


def language(kiosk: Kiosk, customer: MirrorState) -> None:
    consent(kiosk, customer)
    kiosk.view.showPanel("language")


def filters(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.showPanel("filter")


def still_there(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.clock.advance(61)
    kiosk.view.tick()


def measure_who(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.measure_view.begin()
    kiosk.view.measure_view.type("A")
    kiosk.view.measure_view.type("B")


def measure_look(kiosk: Kiosk, customer: MirrorState) -> None:
    measure_who(kiosk, customer)
    kiosk.view.measure_view.look()


def measure_sheet(kiosk: Kiosk, customer: MirrorState) -> None:
    measure_look(kiosk, customer)
    for moment_ns in range(1, CardSession.ENOUGH + 1):
        kiosk.mirror.see(replace(customer, frame=replace(customer.frame, captured_ns=moment_ns)))
        QTest.qWait(1)
        kiosk.view.tick()
    kiosk.view.measure_view.toggleConsent()


def browse(kiosk: Kiosk, customer: MirrorState) -> None:
    consent(kiosk, customer)
    kiosk.view.visit_view.decline()


def goodbye(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.visit_view.end()


def staff(kiosk: Kiosk, customer: MirrorState) -> None:
    lost(kiosk, customer)
    kiosk.view.showPanel("staff")


def staff_who(kiosk: Kiosk, customer: MirrorState) -> None:
    del customer
    kiosk.desk.names = ("Eva Lind", "Noah Berg")
    kiosk.view.showPanel("staff")


def staff_password(kiosk: Kiosk, customer: MirrorState) -> None:
    staff_who(kiosk, customer)
    kiosk.view.staff_view.choose("eva@example.com")
    kiosk.view.staff_view.signIn("wrong")


def staff_signed_in(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    staff_who(kiosk, customer)
    kiosk.view.staff_view.choose("eva@example.com")
    kiosk.view.staff_view.signIn("open sesame")


def reach(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.comfort_view.setProperty("reach", True)


def left(kiosk: Kiosk, customer: MirrorState) -> None:
    folded(kiosk, customer)
    kiosk.view.comfort_view.setProperty("leftHanded", True)


def contrast(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.comfort_view.setProperty("highContrast", True)


SCREENS: list[Callable[[Kiosk, MirrorState], None]] = [
    attract, consent, notice, language, starting, mirror, why, folded, hint, lost, comfort, filters,
    reach, left, contrast, compare, compare_two, still_there, browse, goodbye, staff,
    staff_who, staff_password, staff_signed_in,
    measure_who, measure_look, measure_sheet,
]  # fmt: skip
