"""Every screen as a picture for people to look at: build/pictures/LAYOUT/LANGUAGE/SCREEN.png."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest

from app.settings import KioskSettings, Settings
from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.clock import MonotonicClock
from engine.eyewear.fit import fit
from engine.pipeline.assembly import real_loop, seen_with_fov
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.stats import StageTimes
from engine.render.mirror import MirrorRenderer
from engine.types import Frame, MirrorState
from tests.fakes.catalogues import shipped_harmony
from tests.fakes.kiosk_parts import FixedCatalogue
from tests.ui.conftest import ROOT, Kiosk, MakeKiosk
from tests.ui.screens import SCREENS, show_screen
from ui.kiosk.advice import ShopAdviser
from ui.kiosk.stage_studio import StageStudio
from ui.shop import all_frames

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


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> FixedCatalogue:
    """The frames of a new mirror's shop."""
    return FixedCatalogue(all_frames(Settings(data_dir=tmp_path_factory.mktemp("shop"))))


@pytest.mark.parametrize("language_code", ["en", "de", "es", "fr"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_screen_can_be_looked_at(
    make_kiosk: MakeKiosk,
    customer: MirrorState,
    studio: StageStudio,
    catalogue: FixedCatalogue,
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
        catalogue=catalogue,
        make_renderer=MirrorRenderer,
    )
    for screen in SCREENS:
        show_screen(kiosk, screen, customer, scale)
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
