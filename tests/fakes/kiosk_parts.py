"""What stands around the kiosk in tests: a mirror that is told what it sees, a log in memory, a small shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from app.access.offline_login import NotLetIn
from app.domain.access import Permission
from app.domain.listing import FrameListing, VariantListing
from app.domain.money import Money
from app.domain.offline_staff import OFFLINE_RIGHTS
from app.domain.visit import VisitEvent
from engine.pipeline.camera_watch import CameraStatus
from engine.types import (
    ByteArray,
    CameraModel,
    Eyewear,
    Fit,
    FitVerdict,
    Frame,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    Hint,
    LensFinish,
    LensKind,
    MirrorState,
    Rgb,
)
from tests.fakes.mirror_parts import FixedMeasures, FixedShape, good_fit, tracked_face
from ui.admin.staff_desk import Colleague


def a_frame(captured_ns: int = 1, width_px: int = 64, height_px: int = 36) -> Frame:
    return Frame(np.full((height_px, width_px, 3), 120, np.uint8), captured_ns, "camera 0")


def a_state(
    eyewear: Eyewear | None = None,
    hint: Hint = Hint.NONE,
    captured_ns: int = 1,
    fit: Callable[..., Fit] = good_fit,
) -> MirrorState:
    """A customer looking straight ahead; nobody when the hint says so."""
    frame = a_frame(captured_ns)
    camera = CameraModel(60.0, frame.width_px, frame.height_px)
    if hint in {Hint.NO_FACE, Hint.CAMERA_LOST}:
        return MirrorState(frame, camera, None, None, None, 0.0, hint)
    face = tracked_face(frame)
    face = replace(face, measures=FixedMeasures().add(face, camera, frame), shape=FixedShape().add(face))
    return MirrorState(frame, camera, face, eyewear, eyewear and fit(eyewear.spec, face), 1.0, hint)


class ScriptedMirror:
    """Stands for camera and tracker: no thread, no camera; `see` says what it would have seen."""

    def __init__(self) -> None:
        self.is_running = False
        self.starts = 0
        self.visits = 0
        self.worn: Eyewear | None = None
        self.listener: Callable[[MirrorState], None] = lambda _: None
        self.status_listener: Callable[[CameraStatus], None] = lambda _: None
        self._latest: MirrorState | None = None

    def start(self) -> None:
        self.is_running = True
        self.starts += 1

    def stop(self) -> None:
        self.is_running = False
        self._latest = None

    def begin_visit(self) -> None:
        self._latest = None
        self.visits += 1

    def wear(self, eyewear: Eyewear | None) -> None:
        self.worn = eyewear

    def latest(self) -> MirrorState | None:
        return self._latest

    def see(self, state: MirrorState) -> None:
        assert self.is_running, "nobody is looked at before consent"
        self._latest = state
        self.listener(state)

    def report(self, status: CameraStatus) -> None:
        self.status_listener(status)

    def see_customer(self, hint: Hint = Hint.NONE, captured_ns: int = 1) -> None:
        self.see(a_state(self.worn, hint, captured_ns))


class MemoryLog:
    """Keeps the events of a visit."""

    def __init__(self) -> None:
        self.events: list[VisitEvent] = []

    def record(self, event: VisitEvent) -> None:
        self.events.append(event)

    def names(self) -> list[str]:
        return [event.name for event in self.events]


class MemorySheets:
    """Keeps what would be saved and printed; breaks when told to."""

    def __init__(self) -> None:
        self.saved: list[Path] = []
        self.printed = 0
        self.is_broken = False

    def save(self, page: ByteArray, at: datetime, has_consent: bool) -> Path:
        assert has_consent
        if self.is_broken:
            raise OSError("the disk is full")
        self.saved.append(Path(f"{at:%Y-%m-%d}.pdf"))
        return self.saved[-1]

    def print(self, page: ByteArray) -> None:
        if self.is_broken:
            raise OSError("no paper")
        self.printed += 1


class MemoryDesk:
    """Staff of one shop by name, with the password “open sesame”; lets nobody in when it has a reason."""

    def __init__(self, *names: str, may: frozenset[Permission] = OFFLINE_RIGHTS) -> None:
        self.names = names
        self._may = may
        self.refusal: Exception | None = None

    def colleagues(self) -> tuple[Colleague, ...]:
        return tuple(Colleague(f"{name.split()[0].lower()}@example.com", name) for name in self.names)

    def sign_in(self, email: str, password: str) -> frozenset[Permission]:
        if self.refusal is not None:
            raise self.refusal
        if password != "open sesame":
            raise NotLetIn("wrong_password", "The address or the password is not right.")
        assert email in {one.email for one in self.colleagues()}
        return self._may


class PromptErrands:
    """Does the work at once, on the caller's thread."""

    def run(
        self,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None] | None = None,
        urgent: bool = False,
    ) -> None:
        del urgent
        try:
            result = work()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            return
        done(result)

    def forget(self) -> None:
        """Nothing waits here."""


def a_variant(
    sku: str,
    colour: Rgb = (0.3, 0.2, 0.1),
    stock: int = 3,
    material: FrameMaterial = FrameMaterial.ACETATE,
    lens: LensKind = LensKind.CLEAR,
    price_minor: int = 18900,
) -> VariantListing:
    finish = FrameFinish(material, colour, lens=LensFinish(lens))
    return VariantListing(sku, sku.rsplit("-", 1)[-1].title(), finish, Money(price_minor, "EUR"), stock)


def a_listing(name: str, *variants: VariantListing, shape: FrameShape = FrameShape.PANTO) -> FrameListing:
    spec = FrameSpec(shape, 50, 42, 19, 145)
    return FrameListing(name.lower(), name, "Linea Vero", spec, variants or (a_variant(f"{name}-BLACK"),))


SMALL_SHOP = (
    a_listing("Alba", a_variant("ALBA-TORTOISE"), a_variant("ALBA-BLACK", (0.05, 0.05, 0.05), stock=0)),
    a_listing(
        "Nord", a_variant("NORD-GOLD", (0.8, 0.7, 0.3), material=FrameMaterial.METAL, price_minor=14900)
    ),
    a_listing("Sole", a_variant("SOLE-GREY", lens=LensKind.TINTED), shape=FrameShape.AVIATOR),
    a_listing("Mira", a_variant("MIRA-RED", (0.6, 0.1, 0.2), stock=1), shape=FrameShape.CAT_EYE),
)


class FixedCatalogue:
    """Offers what it was given."""

    def __init__(self, frames: tuple[FrameListing, ...] = SMALL_SHOP) -> None:
        self._frames = frames

    def all_frames(self) -> tuple[FrameListing, ...]:
        return self._frames


def too_wide_fit(spec: FrameSpec, face: object) -> Fit:
    """For everybody this frame is too wide."""
    del face
    return Fit(np.eye(4), 1.0, 1.0, FitVerdict.TOO_WIDE, spec.front_width_mm / 120, 8.0, 13.0)
