"""The composition root of the kiosk: the real parts put together, started and stopped in one place."""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer

from app.boot_clock import boot_clock
from app.bus import Bus
from app.services.recommend_rules import parse_harmony
from app.settings import Settings
from app.wall_clock import MachineClock
from engine.asset_paths import ASSETS
from engine.capture.device import CaptureFormat
from engine.capture.opening import SourceOpener
from engine.clock import MonotonicClock
from engine.eyewear.fit import fit
from engine.pipeline.assembly import real_loop, seen_with_fov
from engine.pipeline.camera_watch import CameraStatus
from engine.pipeline.runner import MirrorRunner
from engine.pipeline.staff_measurement import CardSession
from engine.pipeline.stats import StageTimes
from engine.render.mirror import MirrorRenderer
from engine.render.program import SHADERS
from engine.types import Eyewear, FrameFinish, FrameSpec, MirrorState
from ui.admin.staff_desk import RosterDesk
from ui.bridge.errands import BackgroundErrands
from ui.kiosk.advice import ShopAdviser
from ui.kiosk.kept_shots import KeptShots
from ui.kiosk.kiosk_view import KioskParts, KioskView
from ui.kiosk.mirror_log import MirrorLog
from ui.kiosk.own_shop import OwnShop
from ui.kiosk.ports import VisitLog
from ui.kiosk.sheet_desk import SheetDesk
from ui.kiosk.stage_studio import StageStudio
from ui.kiosk.underlay import FrameStats
from ui.kiosk.window import KioskWindow
from ui.kiosk.words import load_words

if TYPE_CHECKING:
    from engine.eyewear.model import EyewearModel
    from engine.eyewear.supplied_models import SuppliedModels

_LOG = logging.getLogger(__name__)
_HAND_OVER_S = 0.0005
_FIRST_SYNC_MS = 5_000
_NEXT_SYNC_MS = 60_000
HARMONY = ASSETS / "recommendation" / "harmony.json"


@dataclass(frozen=True, slots=True)
class RunningKiosk:
    """A kiosk with its window and its threads; `stop` wipes and joins everything."""

    view: KioskView
    window: KioskWindow
    runner: MirrorRunner
    errands: BackgroundErrands
    shop: OwnShop
    lines: MirrorLog

    def stop(self) -> None:
        self.view.stop()
        self.errands.stop()
        self.shop.close()
        self.window.dismantle()
        _LOG.info("mirror_stopped")
        self.lines.close()


def opener_of(settings: Settings, clock: MonotonicClock) -> SourceOpener:
    """Opens the camera the settings name."""
    camera = settings.camera
    return SourceOpener(camera.source, CaptureFormat(camera.width_px, camera.height_px, camera.fps), clock)


def start_kiosk(
    settings: Settings,
    size: QSize | None,
    stats: FrameStats | None = None,
    times: StageTimes | None = None,
    log: VisitLog | None = None,
) -> RunningKiosk:
    """Opens the window on the attract screen; call with a QGuiApplication made after `prepare_graphics`.

    `size` None fills the screen. `log` None keeps the visits' events in the store.
    """
    lines = MirrorLog(settings.data_dir)
    _LOG.info("mirror_started", extra={"version": version("varai-mirror"), "camera": settings.camera.source})
    clock = MonotonicClock()
    bus = Bus()
    shop = OwnShop(settings, bus)
    models = models_of(settings, shop)

    def build_model(spec: FrameSpec, finish: FrameFinish) -> EyewearModel:
        return models().build(spec, finish)

    stages = StageStudio(build_model)
    errands = BackgroundErrands("drawing", closing=stages.close)
    runners: list[MirrorRunner] = []
    # Threads that calculate hand over at once: a picture must not wait for them.
    sys.setswitchinterval(_HAND_OVER_S)
    view = KioskView(
        KioskParts(
            clock=clock,
            wall_clock=MachineClock(),
            make_mirror=_mirror_maker(settings, clock, times or StageTimes(clock), runners),
            log=log or shop,
            catalogue=shop,
            adviser=ShopAdviser(fit, parse_harmony(HARMONY.read_text(encoding="utf-8"))),
            studio=KeptShots(
                stages, settings.data_dir / "product-pictures", lambda eyewear: drawn_as(models(), eyewear)
            ),
            errands=errands,
            new_measurement=CardSession,
            sheets=SheetDesk(settings.data_dir / "measurements"),
            desk=RosterDesk(shop.staff_memory, boot_clock(MachineClock()), is_right_password),
            fit=fit,
            words=load_words(ASSETS / "translations"),
            settings=settings.kiosk,
            version=version("varai-mirror"),
        )
    )
    bus.subscribe(view.hear)
    window = KioskWindow(view, lambda: MirrorRenderer(build_model), clock, stats)
    window.show_on_screen(size)
    view.start()
    _synchronise_in(_FIRST_SYNC_MS, shop, errands, lines)
    return RunningKiosk(view, window, runners[0], errands, shop, lines)


def _mirror_maker(
    settings: Settings, clock: MonotonicClock, times: StageTimes, made: list[MirrorRunner]
) -> Callable[[Callable[[MirrorState], None], Callable[[CameraStatus], None]], MirrorRunner]:
    """Makes the view's mirror; what it made is appended to `made`."""
    opener, fov_deg = opener_of(settings, clock), settings.camera.horizontal_fov_deg

    def make_mirror(
        on_state: Callable[[MirrorState], None], on_status: Callable[[CameraStatus], None]
    ) -> MirrorRunner:
        def logged(status: CameraStatus) -> None:
            _log_camera(status)
            on_status(status)

        runner = MirrorRunner(
            opener,
            lambda slot: real_loop(slot, seen_with_fov(fov_deg), times),
            clock,
            times,
            on_state,
            logged,
        )
        made.append(runner)
        return runner

    return make_mirror


def _log_camera(status: CameraStatus) -> None:
    told = {"source": status.source_name, "trouble": status.trouble, "detail": status.detail}
    _LOG.log(logging.WARNING if status.trouble else logging.INFO, "camera", extra=told)


def _synchronise_in(wait_ms: int, shop: OwnShop, errands: BackgroundErrands, lines: MirrorLog) -> None:
    """Begins to write the log and to synchronise when the first picture is long there; a shop that cannot be opened
    is tried again."""

    def begin() -> None:
        lines.open()
        shop.synchronise()

    def failed(error: Exception) -> None:
        from ui.shop import ShopClosed  # noqa: PLC0415 - loads the database layer

        if not isinstance(error, ShopClosed):
            raise error
        _LOG.warning("shop_closed", extra={"reason": str(error)})
        _synchronise_in(_NEXT_SYNC_MS, shop, errands, lines)

    QTimer.singleShot(wait_ms, lambda: errands.run(begin, lambda _: None, failed))


def is_right_password(verifier: str, password: str) -> bool:
    """The library and its words are loaded with the first password."""
    from app.access.passwords import Passwords  # noqa: PLC0415

    return Passwords().is_right(password, verifier)


def models_of(settings: Settings, shop: OwnShop) -> Callable[[], SuppliedModels]:
    """Suppliers' models where some were taken in. The store is asked for them with the first glasses to be drawn:
    the window does not wait for it."""

    @cache
    def models() -> SuppliedModels:
        from ui.shop import supplied_models  # noqa: PLC0415 - loads the database layer and the reader of models

        return supplied_models(settings, shop.all_frames())

    return models


def drawn_as(models: SuppliedModels, eyewear: Eyewear) -> str:
    """What decides how glasses look, apart from themselves: a supplier's file, and how this program draws."""
    return f"{_way_of_drawing()} {models.mark(eyewear).hex()}"


@cache
def _way_of_drawing() -> str:
    """This version of the program and its shaders."""
    shaders = "".join(path.read_text(encoding="utf-8") for path in sorted(SHADERS.glob("*.glsl")))
    return f"{version('varai-mirror')} {hashlib.sha256(shaders.encode()).hexdigest()}"


def data_folder_problem(folder: Path) -> str | None:
    """Why the data folder cannot be used, in one sentence; None when it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"The data folder {folder} cannot be used: {error.strerror}."
    return None
