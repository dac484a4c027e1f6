"""How often glasses, masks and hats are noticed, how often bare faces raise an alarm, and photos told from heads."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.picture import read_picture
from engine.capture.video import every_frame
from engine.eyewear.fit import fit
from engine.face.coverings import coverings
from engine.face.flatness import FlatnessPool
from engine.face.lifelessness import LifelessnessPool
from engine.pipeline.face_report import locate
from engine.render.offscreen import OffscreenStage
from engine.tracking.face_mesh import FaceMeshTracker
from engine.tracking.still import find_in_still
from engine.types import ByteArray, CameraModel, Covering, Frame, Hint, MirrorState, TrackedFace
from tests.benchmarks.figures import Figure, show
from tests.fakes.coverings import Hat, HatKind, hatted, masked
from tests.fakes.demo_frames import demo_frames
from tests.fakes.photos import photo_turned

DATA = Path(__file__).parents[3] / "shared" / "data"
CLIPS = (*DEMO_CUSTOMERS, *sorted((DATA / "clips").glob("*.mp4")))
CLOTH = [(225, 205, 160), (245, 245, 245), (30, 30, 32), (200, 190, 235), (150, 90, 40), (60, 60, 160)]
FELT = [(40, 40, 45), (120, 40, 30), (30, 30, 150), (200, 200, 205), (60, 110, 60), (90, 130, 170)]

pytestmark = pytest.mark.bench


@dataclass(frozen=True)
class Bare:
    """A picture of a bare face."""

    kind: str
    frame: Frame
    camera: CameraModel
    face: TrackedFace


@pytest.fixture(scope="module")
def tracker() -> Iterator[FaceMeshTracker]:
    tracker = FaceMeshTracker()
    yield tracker
    tracker.close()


def camera_for(frame: Frame) -> CameraModel:
    return CameraModel(0.87 * max(frame.width_px, frame.height_px), frame.width_px, frame.height_px)


def pictures() -> Iterator[tuple[str, Frame, CameraModel]]:
    for name, truth in sorted(json.loads((DATA / "heads" / "truth.json").read_text()).items()):
        frame = Frame(read_picture(DATA / "heads" / f"{name}.jpg").pixels, 0, name)
        yield "rendered", frame, CameraModel(truth["f"], truth["W"], truth["H"])
    for path in CLIPS:
        for frame in islice(every_frame(path), 2, 150, 25):
            yield "rendered" if path in DEMO_CUSTOMERS else "real", frame, camera_for(frame)


def seen(pixels: ByteArray, camera: CameraModel, tracker: FaceMeshTracker) -> TrackedFace | None:
    frame = Frame(np.ascontiguousarray(pixels), 0, "drawn")
    found = find_in_still(tracker, frame)
    return found and locate(found.landmarks, frame, camera)


@pytest.fixture(scope="module")
def bare(tracker: FaceMeshTracker) -> list[Bare]:
    if not (DATA / "heads").is_dir():
        pytest.skip(f"{DATA} is not here: it holds heads and clips")
    found = ((kind, frame, camera, seen(frame.pixels, camera, tracker)) for kind, frame, camera in pictures())
    faces = [Bare(kind, frame, camera, face) for kind, frame, camera, face in found if face is not None]
    return [one for one in faces if coverings(one.frame.pixels, one.face) is not None]


def dressed(
    bare: list[Bare], tracker: FaceMeshTracker
) -> Iterator[tuple[str, Covering, str, frozenset[Covering]]]:
    """For each face with each covering: what kind of picture, what it wears and how, what was noticed."""
    dice = random.Random(3)
    frames = demo_frames()
    stages: dict[tuple[int, int], OffscreenStage] = {}
    for one in bare:
        size = (one.frame.width_px, one.frame.height_px)
        if size not in stages:
            stages[size] = OffscreenStage(*size)
        listing = dice.choice(frames)
        eyewear = listing.eyewear(dice.choice(listing.variants).sku)
        worn = MirrorState(
            one.frame, one.camera, one.face, eyewear, fit(eyewear.spec, one.face), 1.0, Hint.NONE
        )
        hat = Hat(dice.choice(list(HatKind)), dice.uniform(28, 50), dice.choice(FELT))
        mask = masked(one.frame.pixels, one.face, dice.choice(CLOTH), dice.choice([0, 0, 1, 2]))
        for covering, how, pixels in (
            (Covering.GLASSES, str(listing.spec.rim), stages[size].render(worn)[:, :, ::-1]),
            (Covering.MASK, "", mask),
            (Covering.HAT, "", hatted(one.frame.pixels, one.face, one.camera, hat)),
        ):
            face = seen(pixels, one.camera, tracker)
            if face is not None:
                told = coverings(np.ascontiguousarray(pixels), face)
                yield one.kind, covering, how, told or frozenset()
    for stage in stages.values():
        stage.close()


def test_coverings(bare: list[Bare], tracker: FaceMeshTracker) -> None:
    began = time.perf_counter()
    alarms = [coverings(one.frame.pixels, one.face) for one in bare]
    each_ms = (time.perf_counter() - began) / len(bare) * 1000
    told = list(dressed(bare, tracker))
    figures = [
        Figure(f"false alarms, {len(bare)} bare faces", float(np.mean([bool(a) for a in alarms])) * 100, "%"),
        *(
            Figure(f"{covering} noticed, {kind}", hit_rate(told, covering, kind), "%")
            for covering in Covering
            for kind in ("real", "rendered")
        ),
        *(
            Figure(f"glasses noticed, {rim} rim", hit_rate(told, Covering.GLASSES, how=rim), "%")
            for rim in ("full", "half", "rimless")
        ),
        Figure("a look", each_ms, "ms"),
    ]
    show("Glasses, masks and hats on faces (drawn on; single pictures, nothing pooled)", figures)
    assert not any(alarms)


def hit_rate(told: list, covering: Covering, kind: str = "", how: str = "") -> float:
    chosen = [
        covering in n for k, c, h, n in told if c is covering and k.startswith(kind) and h.startswith(how)
    ]
    return float(np.mean(chosen)) * 100 if chosen else float("nan")


def verdict(frames: Iterator[Frame], camera: CameraModel, tracker: FaceMeshTracker) -> bool:
    tracker.forget()
    pool, told = FlatnessPool(), False
    for frame in frames:
        landmarks = tracker.find(frame)
        told = told if landmarks is None else pool.add(landmarks, camera)
    return told


def lifeless(frames: Iterator[Frame], tracker: FaceMeshTracker) -> bool:
    """Whether the face is ever found lifeless."""
    tracker.forget()
    pool = LifelessnessPool()
    found = ((tracker.find(frame), frame.captured_ns) for frame in frames)
    return any(pool.add(landmarks, now_ns) for landmarks, now_ns in found if landmarks is not None)


def to_and_fro(path: Path) -> Iterator[Frame]:
    """14 s of a clip, five pictures a second, played forwards and backwards."""
    frames = list(islice(every_frame(path), 0, 400, 6))
    for number, frame in enumerate(islice(cycle(frames + frames[::-1]), 70)):
        yield Frame(frame.pixels, number * 200_000_000, "living")


def hanging(frame: Frame) -> Iterator[Frame]:
    """14 s of one picture with camera noise (2 grey levels)."""
    dice = np.random.default_rng(0)
    noise = [dice.normal(0, 2, frame.pixels.shape) for _ in range(3)]
    for number in range(70):
        noisy = np.clip(frame.pixels + noise[number % 3], 0, 255).astype(np.uint8)
        yield Frame(noisy, number * 200_000_000, "poster")


def test_posters(tracker: FaceMeshTracker) -> None:
    """A frame of each clip that hangs there unmoved; the clips themselves as living people."""
    living = [lifeless(to_and_fro(path), tracker) for path in CLIPS]
    posters = [lifeless(hanging(next(islice(every_frame(path), 5, None))), tracker) for path in CLIPS]
    show(
        f"A poster that does not stir for 12 s ({len(CLIPS)} clips)",
        [
            Figure("living people taken for a poster", float(np.mean(living)) * 100, "%", "0"),
            Figure("posters noticed", float(np.mean(posters)) * 100, "%"),
        ],
    )
    assert not any(living)


def test_photos(tracker: FaceMeshTracker) -> None:
    """A frame of each clip as a print swinging to 15 and 35 degrees; the clips themselves as living people."""
    camera = CameraModel(1000.0, 1280, 720)
    living, slightly, well = [], [], []
    for path in CLIPS:
        first = next(every_frame(path))
        living.append(verdict(islice(every_frame(path), 0, 180, 6), camera_for(first), tracker))
        tracker.forget()
        tracker.find(first)
        points = tracker.find(first)
        assert points is not None
        for yaw, verdicts in ((15.0, slightly), (35.0, well)):
            turns = photo_turned(first.pixels, points.points_px, camera, views=36, most_yaw_deg=yaw)
            frames = (Frame(view, number * 100_000_000, "photo") for number, view in enumerate(turns))
            verdicts.append(verdict(frames, camera, tracker))
    show(
        f"A photo held before the camera ({len(CLIPS)} clips)",
        [
            Figure("living people taken for a photo", float(np.mean(living)) * 100, "%", "0"),
            Figure("photos noticed, turned by 35 degrees", float(np.mean(well)) * 100, "%"),
            Figure("photos noticed, turned by 15 degrees", float(np.mean(slightly)) * 100, "%"),
        ],
    )
    assert not any(living)
