"""Every shape, material, lens and turn of the head as a picture, drawn by the software rasteriser.

`make pictures` shows differences in build/golden; after a wanted change: `pytest tests/golden --renew`, look, commit.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.eyewear.fit import fit
from engine.face.mean_face import mean_face_mm
from engine.render.offscreen import OffscreenStage
from engine.types import (
    CameraModel,
    Eyewear,
    Frame,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    HeadPose,
    Hint,
    Landmarks,
    LensFinish,
    LensKind,
    MirrorState,
    Pattern,
    RimStyle,
    TrackedFace,
)
from tests.golden.comparing import different_share, require_alike

pytestmark = pytest.mark.golden
GOLDEN = Path(__file__).parent / "pictures"
FINDINGS = Path(__file__).resolve().parents[2] / "build" / "golden"
SIZE_PX = (256, 192)
CAMERA = CameraModel(1150.0, 512, 384)
BROWN = FrameFinish(FrameMaterial.ACETATE, (0.32, 0.17, 0.08))
GOLD = FrameFinish(FrameMaterial.METAL, (0.83, 0.69, 0.36))
PANTO = FrameSpec(FrameShape.PANTO, 49, 43, 20, 145)
WIRE = replace(PANTO, rim_thickness_mm=1.4, rim_depth_mm=1.8, has_nose_pads=True)
HONEY = replace(BROWN, colour=(0.7, 0.45, 0.2), second_colour=(0.12, 0.05, 0.02))
METALS = {
    "gold": (0.83, 0.69, 0.36),
    "silver": (0.8, 0.8, 0.82),
    "gunmetal": (0.3, 0.31, 0.33),
    "black": (0.05, 0.05, 0.05),
}
LENSES = (
    LensFinish(),
    LensFinish(LensKind.TINTED, (0.5, 0.55, 0.4), 0.25),
    LensFinish(LensKind.GRADIENT, (0.45, 0.35, 0.3), 0.2),
    LensFinish(LensKind.MIRRORED, (0.4, 0.4, 0.4), 0.15, (0.3, 0.55, 0.9)),
)
SIZES = {
    FrameShape.ROUND: (47, 45),
    FrameShape.RECTANGLE: (53, 34),
    FrameShape.OVAL: (50, 34),
    FrameShape.AVIATOR: (57, 49),
}


def sized(shape: FrameShape) -> FrameSpec:
    width_mm, height_mm = SIZES.get(shape, (52, 42))
    return replace(PANTO, shape=shape, lens_width_mm=width_mm, lens_height_mm=height_mm)


CASES: dict[str, tuple[FrameSpec, FrameFinish, float]] = {
    **{f"shape-{shape}": (sized(shape), BROWN, -12.0) for shape in FrameShape},
    **{f"acetate-{pattern}": (PANTO, replace(HONEY, pattern=pattern), 12.0) for pattern in Pattern},
    **{f"metal-{name}": (WIRE, replace(GOLD, colour=colour), 12.0) for name, colour in METALS.items()},
    **{f"lens-{lens.kind}": (PANTO, replace(BROWN, lens=lens), -12.0) for lens in LENSES},
    "rim-half": (replace(PANTO, rim=RimStyle.HALF), BROWN, 12.0),
    "rim-rimless": (replace(WIRE, rim=RimStyle.RIMLESS), GOLD, 12.0),
    **{f"yaw{yaw:+d}": (PANTO, BROWN, float(yaw)) for yaw in (-40, -20, 0, 20, 40)},
}  # fmt: skip


def plain_picture() -> np.ndarray:
    """Skin-like, brighter above: nobody's face, and the same on every machine."""
    rows = np.linspace(1.1, 0.8, CAMERA.height_px)[:, None, None]
    return np.broadcast_to(np.array([140, 165, 205]) * rows, (CAMERA.height_px, CAMERA.width_px, 3)).astype(
        np.uint8
    )


def worn_state(spec: FrameSpec, finish: FrameFinish, yaw_deg: float) -> MirrorState:
    turn = math.radians(yaw_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    pose = HeadPose(np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]]), np.array([0.0, 0.0, 430.0]))
    surface = np.array(mean_face_mm())
    seen = CAMERA.project(pose.to_camera(surface))
    landmarks = Landmarks(
        np.concatenate([seen, np.zeros((478, 1))], axis=1), CAMERA.width_px, CAMERA.height_px
    )
    face = TrackedFace(landmarks, pose, surface, iris_px=19.0)
    frame = Frame(plain_picture(), 0, "plain")
    return MirrorState(frame, CAMERA, face, Eyewear("GOLDEN", spec, finish), fit(spec, face), 1.0, Hint.NONE)


@pytest.fixture(scope="module")
def stage():
    with OffscreenStage(*SIZE_PX) as stage:
        yield stage


@pytest.mark.parametrize("name", CASES)
def test_the_glasses_look_as_they_did(name, stage, request):
    drawn = stage.render(worn_state(*CASES[name]))
    golden = GOLDEN / f"{name}.png"
    if request.config.getoption("--renew", default=False):
        golden.parent.mkdir(exist_ok=True)
        cv2.imwrite(str(golden), drawn[:, :, ::-1])
    require_alike(drawn, golden, FINDINGS)


def test_a_frame_two_millimetres_wider_would_be_noticed(stage):
    spec, finish, yaw_deg = CASES["yaw+0"]
    wider = replace(spec, lens_width_mm=spec.lens_width_mm + 1)
    one, other = (stage.render(worn_state(one, finish, yaw_deg)) for one in (spec, wider))
    assert different_share(one, other) > 0.004


def test_another_colour_would_be_noticed(stage):
    spec, finish, yaw_deg = CASES["yaw+0"]
    other = replace(finish, colour=(0.1, 0.2, 0.4))
    assert different_share(*(stage.render(worn_state(spec, one, yaw_deg)) for one in (finish, other))) > 0.004
