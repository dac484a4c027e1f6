"""Hair hides temples where it covers an ear, and nowhere else: not short hair, not a bald head, not a dark wall."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.render.hair import HairFollower, Side
from engine.render.head import ears
from engine.render.offscreen import OffscreenStage
from engine.types import CameraModel, Eyewear, Frame, FrameFinish, FrameMaterial
from tests.fakes.faces import Person, turned
from tests.fakes.worn import PANTO, worn

CAMERA = CameraModel(900.0, 640, 480)
SKIN, HAIR, WALL = (140, 165, 205), (30, 38, 48), (190, 185, 180)
RED = Eyewear("red", PANTO, FrameFinish(FrameMaterial.ACETATE, (0.8, 0.05, 0.05)))
PERIOD_NS = 40_000_000


def painted(
    covered: tuple[bool, bool] = (False, False), wall=WALL, has_hair: bool = True, yaw_deg: float = 0.0
):
    """A person of plain colours before a plain wall, in red glasses; hair above, and over covered ears."""
    face = Person().before(CAMERA, rotation=turned(yaw_deg))
    pixels = np.full((480, 640, 3), wall, np.uint8)
    points = face.landmarks.points_px[:468, :2]
    middle, across = points.mean(axis=0), np.ptp(points[:, 0])
    if has_hair:
        cv2.ellipse(
            pixels,
            as_pixel(middle - (0, 0.45 * across)),
            as_pixel((0.62 * across, 0.62 * across)),
            0,
            180,
            360,
            HAIR,
            -1,
        )
    state = worn(RED, face, Frame(pixels, 0, "painted"), CAMERA)
    for index, is_covered in enumerate(covered):
        colour = HAIR if is_covered else SKIN
        hull = cv2.convexHull(Side(state, face, index).ear_px.round().astype(np.int32))
        cv2.fillConvexPoly(pixels, hull, colour)
        cv2.polylines(pixels, [hull], True, colour, 45 if is_covered else 1)
    cv2.fillConvexPoly(pixels, cv2.convexHull(points.round().astype(np.int32)), SKIN)
    return state


def as_pixel(point) -> tuple[int, int]:
    return int(point[0]), int(point[1])


def after(state, pictures: int, follower: HairFollower | None = None, begin_ns: int = 0):
    follower = follower or HairFollower()
    for number in range(pictures):
        shown = replace(state, frame=replace(state.frame, captured_ns=begin_ns + number * PERIOD_NS))
        masks = follower.follow(shown)
    return masks


def test_hair_over_an_ear_hides_that_temple_alone():
    masks = after(painted((True, False)), 1)
    assert set(masks) == {"TempleL"}
    assert masks["TempleL"].hidden.max() > 200


@pytest.mark.parametrize("yaw_deg", [-20.0, 0.0, 20.0])
def test_short_hair_hides_nothing(yaw_deg):
    assert after(painted(yaw_deg=yaw_deg), 30) == {}


def test_a_bald_head_hides_nothing():
    assert after(painted(has_hair=False), 30) == {}


def test_a_wall_as_dark_as_the_hair_hides_nothing():
    assert after(painted((True, True), wall=HAIR), 30) == {}


def test_skin_and_brows_are_never_hidden_beneath_a_mask():
    state = painted((True, False))
    mask = after(state, 1)["TempleL"]
    rows, columns = np.nonzero(mask.hidden > 60)
    seen = state.frame.pixels[rows + int(mask.part.top_px), columns + int(mask.part.left_px)]
    assert seen.max(axis=1).mean() < 90


def test_a_strand_that_blows_past_does_not_make_the_temple_blink():
    follower = HairFollower()
    free, blown = painted(), painted((True, False))
    after(free, 25, follower)
    once = after(blown, 4, follower, 25 * PERIOD_NS)
    assert once["TempleL"].hidden.max() < 110 if once else True
    assert after(free, 60, follower, 29 * PERIOD_NS) == {}


def test_hair_laid_over_the_ear_is_believed_within_seconds():
    follower = HairFollower()
    after(painted(), 10, follower)
    assert after(painted((True, False)), 60, follower, 10 * PERIOD_NS)["TempleL"].hidden.max() > 180


def test_without_a_face_nothing_is_hidden():
    assert HairFollower().follow(replace(painted((True, True)), face=None)) == {}


@pytest.mark.parametrize("is_covered", [True, False])
def test_the_temple_is_drawn_over_a_free_ear_and_not_over_hair(is_covered):
    state = painted((is_covered, False), yaw_deg=20.0)
    with OffscreenStage(640, 480) as stage:
        drawn = stage.render(state).astype(int)
    side = Side(state, state.face, 0)
    top, right = int(side.brow_px[1]) - 10, int(side.before_ear_px[0]) - 2
    beside = drawn[top : top + 60, right - 20 : right]
    red = ((beside[..., 0] - beside[..., 1] > 90) & (beside[..., 0] - beside[..., 2] > 90)).sum()
    assert (red < 10) if is_covered else (red > 60)


def test_ears_stand_where_the_occluder_has_them():
    left, right = ears(Person().before(CAMERA).surface_mm)
    assert left[:, 0].max() < 0 < right[:, 0].min()
