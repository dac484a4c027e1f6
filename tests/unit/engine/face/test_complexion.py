from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.face.complexion import complexion
from engine.face.limbus import LEFT_EYE, RIGHT_EYE
from engine.types import Frame, Landmarks
from tests.fakes.faces import CAMERA, Person

FACE = Person().before(distance_mm=450).landmarks
SKINS = {"fair": (0.90, 0.76, 0.68), "medium": (0.76, 0.58, 0.45), "dark": (0.42, 0.28, 0.20)}
BROWN = (0.20, 0.13, 0.09)
WALL = (0.5, 0.5, 0.5)
_SCLERA_LINEAR = np.array([0.60, 0.57, 0.56])


def linear(srgb):
    srgb = np.asarray(srgb)
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def photographed(skin, hair, light=(1.0, 1.0, 1.0), face=FACE):
    """A painted face under a light, as a camera without white balance would take it."""
    scene = np.tile(linear(WALL), (CAMERA.height_px, CAMERA.width_px, 1))
    points = face.points_px[:, :2]
    middle = points[[10, 152]].mean(axis=0).astype(int).tolist()
    tall, wide = np.linalg.norm(points[10] - points[152]) / 2, np.linalg.norm(points[234] - points[454]) / 2
    cv2.ellipse(scene, middle, (int(wide * 1.15), int(tall * 1.6)), 0, 180, 360, linear(hair).tolist(), -1)
    cv2.ellipse(scene, middle, (int(wide), int(tall * 1.08)), 0, 0, 360, linear(skin).tolist(), -1)
    for eye in (RIGHT_EYE, LEFT_EYE):
        cv2.fillPoly(scene, [points[list(eye.lids)].astype(np.int32)], _SCLERA_LINEAR.tolist())
    lit = np.clip(scene * light, 0, 1)
    srgb = np.where(lit <= 0.0031308, lit * 12.92, 1.055 * lit ** (1 / 2.4) - 0.055)
    noise = np.random.default_rng(1).normal(0, 2, srgb.shape)
    return Frame(np.clip(255 * srgb[:, :, ::-1] + noise, 0, 255).astype(np.uint8), 0, "painted")


@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (1.0, 0.85, 0.6), (0.75, 0.85, 1.0), (0.6, 0.6, 0.6)])
@pytest.mark.parametrize("skin", SKINS)
def test_the_light_does_not_change_the_tone_of_skin_and_hair(skin, light):
    seen = complexion(photographed(SKINS[skin], BROWN, light), FACE)
    assert seen.skin == pytest.approx(SKINS[skin], abs=0.03)
    assert seen.hair == pytest.approx(BROWN, abs=0.04)


def test_a_bald_head_has_no_hair_tone():
    assert complexion(photographed(SKINS["fair"], SKINS["fair"]), FACE).hair is None


def test_what_is_uneven_above_the_forehead_is_no_hair():
    frame = photographed(SKINS["fair"], BROWN)
    striped = frame.pixels.copy()
    striped[: int(FACE.points_px[10, 1]) - 2 : 2] = 250
    striped[1 : int(FACE.points_px[10, 1]) - 2 : 2] = 5
    assert complexion(Frame(striped, 0, "striped"), FACE).hair is None


def test_a_head_cut_off_at_the_top_has_skin_but_no_hair_tone():
    up = Landmarks(FACE.points_px - np.array([0, FACE.points_px[10, 1], 0]), 1280, 720)
    seen = complexion(photographed(SKINS["fair"], BROWN, face=up), up)
    assert seen.hair is None
    assert seen.skin == pytest.approx(SKINS["fair"], abs=0.04)


def test_a_face_outside_the_picture_has_no_complexion():
    gone = Landmarks(FACE.points_px + np.array([5000, 0, 0]), 1280, 720)
    assert complexion(photographed(SKINS["fair"], BROWN), gone) is None


def test_eyes_too_small_to_judge_the_light_by_leave_the_colours_as_they_are():
    far = Person().before(distance_mm=2600).landmarks
    seen = complexion(photographed(SKINS["medium"], BROWN, face=far), far)
    assert seen is None or seen.skin == pytest.approx(SKINS["medium"], abs=0.06)
