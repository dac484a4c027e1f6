"""Every screen as a picture for people to look at: build/pictures/LAYOUT/LANGUAGE/SCREEN.png."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest

from app.bus import Bus
from app.settings import KioskSettings, Settings
from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.clock import MonotonicClock
from engine.errors import CameraTrouble
from engine.eyewear.fit import fit
from engine.pipeline.assembly import real_loop, seen_with_fov
from engine.pipeline.camera_watch import CameraStatus
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.stats import StageTimes
from engine.render.mirror import MirrorRenderer
from engine.types import Frame, Hint, MirrorState
from tests.fakes.catalogues import shipped_harmony
from tests.ui.conftest import ROOT, Kiosk, MakeKiosk
from ui.kiosk.advice import ShopAdviser
from ui.kiosk.own_shop import OwnShop
from ui.kiosk.stage_studio import StageStudio

pytestmark = pytest.mark.pictures

LAYOUTS = {
    "portrait": ((1080, 1920), 1.0),
    "landscape": ((1920, 1080), 1.0),
    "portrait_200": ((1080, 1920), 2.0),
    "landscape_200": ((1920, 1080), 2.0),
    "square": ((1280, 1280), 1.0),
    "small": ((540, 960), 1.0),
}
OUT = ROOT / "build" / "pictures"


@pytest.fixture(scope="module")
def customer() -> MirrorState:
    """The demo customer after two seconds before the mirror."""
    slot: LatestSlot[Frame] = LatestSlot()
    loop = real_loop(slot, seen_with_fov(65.2), StageTimes(MonotonicClock()))
    state = None
    for frame in islice(every_frame(DEMO_CUSTOMERS[0]), 100):
        slot.put(frame)
        state = loop.step()
    loop.close()
    assert state is not None
    assert state.face is not None
    return state


@pytest.fixture
def studio() -> Iterator[StageStudio]:
    studio = StageStudio()
    yield studio
    studio.close()


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


def browse(kiosk: Kiosk, customer: MirrorState) -> None:
    consent(kiosk, customer)
    kiosk.view.visit_view.decline()


def goodbye(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.visit_view.end()


def staff(kiosk: Kiosk, customer: MirrorState) -> None:
    lost(kiosk, customer)
    kiosk.view.showPanel("staff")


def reach(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.comfort_view.setProperty("reach", True)


def left(kiosk: Kiosk, customer: MirrorState) -> None:
    folded(kiosk, customer)
    kiosk.view.comfort_view.setProperty("leftHanded", True)


def contrast(kiosk: Kiosk, customer: MirrorState) -> None:
    mirror(kiosk, customer)
    kiosk.view.comfort_view.setProperty("highContrast", True)


@pytest.fixture(scope="module")
def own_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnShop]:
    shop = OwnShop(Settings(data_dir=tmp_path_factory.mktemp("shop")), Bus())
    yield shop
    shop.close()


SCREENS: list[Callable[[Kiosk, MirrorState], None]] = [
    attract, consent, notice, language, starting, mirror, why, folded, hint, lost, comfort, filters,
    reach, left, contrast, compare, compare_two, still_there, browse, goodbye, staff,
]  # fmt: skip


@pytest.mark.parametrize("language_code", ["en", "de", "es", "fr"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_screen_can_be_looked_at(
    make_kiosk: MakeKiosk,
    customer: MirrorState,
    studio: StageStudio,
    own_shop: OwnShop,
    layout: str,
    language_code: str,
) -> None:
    size, scale = LAYOUTS[layout]
    folder = OUT / layout / language_code
    folder.mkdir(parents=True, exist_ok=True)
    kiosk = make_kiosk(
        size,
        KioskSettings(language=language_code),
        studio=studio,
        fit=fit,
        adviser=ShopAdviser(fit, shipped_harmony()),
        catalogue=own_shop,
        make_renderer=MirrorRenderer,
    )
    for screen in SCREENS:
        kiosk.view.attendant.wipe()
        kiosk.view.attendant.visit = type(kiosk.view.attendant.visit)(touched_ns=kiosk.clock.now_ns())
        kiosk.view.visit_view.changed.emit()
        kiosk.view.visit_view._tell()
        for name in ("highContrast", "reach", "leftHanded"):
            kiosk.view.comfort_view.setProperty(name, False)
        kiosk.view.comfort_view.setProperty("textScale", scale)
        kiosk.view.comfort_view.setProperty("reducedMotion", True)
        screen(kiosk, customer)
        take(kiosk, folder / f"{screen.__name__}.png", size)


def take(kiosk: Kiosk, path: Path, size: tuple[int, int]) -> None:
    QTest.qWait(30)
    kiosk.clock.advance(1)
    kiosk.window.update()
    QTest.qWait(30)
    image = kiosk.window.grabWindow()
    assert image.size() == QSize(*size)
    assert image.save(str(path))
    pixels = np.frombuffer(image.constBits(), np.uint8)
    assert pixels.std() > 5, "a screen with nothing on it"
