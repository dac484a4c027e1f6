"""A bank card in the picture is found to a fraction of a pixel, and gives the face its scale."""

from __future__ import annotations

import numpy as np
import pytest

from engine.face.reference_card import CARD_CORNERS_MM, ReferenceCard, find_card
from engine.face.reference_depth import (
    ReferenceTrouble,
    UnusableReference,
    depth_by_card,
    depth_by_marks,
    depth_by_scale,
    find_card_on_face,
)
from engine.types import HEAD_TO_CAMERA_AXES, ByteArray, FloatArray, TrackedFace
from tests.fakes.cards import card_drawn
from tests.fakes.faces import CAMERA, Person, turned

SKIN = np.full((CAMERA.height_px, CAMERA.width_px, 3), (140, 165, 205), np.uint8)
WHOLE = np.array([[0.0, 0.0], [CAMERA.width_px, CAMERA.height_px]])


def facing(yaw: float = 0, pitch: float = 0, roll: float = 0) -> FloatArray:
    """Card axes to camera axes, for a card turned like a head."""
    rotation: FloatArray = HEAD_TO_CAMERA_AXES @ turned(yaw, pitch, roll) @ HEAD_TO_CAMERA_AXES
    return rotation


def off_by_px(card: ReferenceCard, centre_mm: FloatArray, rotation: FloatArray) -> float:
    true = CAMERA.project(CARD_CORNERS_MM @ rotation.T + centre_mm)
    ways = [np.roll(card.corners_px[::step], shift, axis=0) for step in (1, -1) for shift in range(4)]
    return float(min(np.abs(way - true).max() for way in ways))


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll", "fingers"),
    [(0, 0, 0, False), (12, -15, 8, True), (-20, 10, -25, True), (0, 0, 88, False)],
)
def test_a_card_is_found_to_half_a_pixel_however_it_is_held(
    yaw: float, pitch: float, roll: float, fingers: bool
) -> None:
    centre, rotation = np.array([20.0, -30.0, 520.0]), facing(yaw, pitch, roll)
    picture = card_drawn(SKIN, CAMERA, centre, rotation, fingers=fingers)
    card = find_card(picture, CAMERA, WHOLE, 2.0)
    assert card is not None
    assert off_by_px(card, centre, rotation) < 0.5
    assert card.offset_mm == pytest.approx(float(-rotation[:, 2] @ centre), rel=0.005)


def test_no_card_is_found_where_there_is_none() -> None:
    noise = np.random.default_rng(2).normal(0, 6, SKIN.shape)
    assert find_card(np.clip(SKIN + noise, 0, 255).astype(np.uint8), CAMERA, WHOLE, 2.0) is None


def test_a_square_of_paper_is_no_card() -> None:
    picture = SKIN.copy()
    picture[200:340, 500:640] = 250
    assert find_card(picture, CAMERA, WHOLE, 2.0) is None


def test_a_picture_smaller_than_a_card_holds_none() -> None:
    assert find_card(SKIN[:40, :40], CAMERA, WHOLE, 2.0) is None


def held_to(face: TrackedFace, height_mm: float, pitch: float) -> tuple[ByteArray, FloatArray]:
    """A picture of skin with a card whose back just touches the face, centred at this height above the eyes."""
    rotation = HEAD_TO_CAMERA_AXES @ face.pose.rotation @ turned(0, pitch) @ HEAD_TO_CAMERA_AXES
    ahead = turned(0, pitch)[:, 2]
    skin = face.surface_mm[:468]
    near = skin[(np.abs(skin[:, 1] - height_mm) < 27) & (np.abs(skin[:, 0]) < 43)]
    reach = float((near @ ahead).max()) + 1.8
    centre = np.array([0.0, height_mm, (reach - height_mm * ahead[1]) / ahead[2]])
    return card_drawn(SKIN, CAMERA, face.pose.to_camera(centre[None])[0], rotation), centre


@pytest.mark.parametrize(("height_mm", "pitch"), [(48.0, -12.0), (-90.0, 5.0)])
@pytest.mark.parametrize("believed", [0.92, 1.1])
def test_a_card_on_forehead_or_chin_tells_how_far_away_the_eyes_are(
    height_mm: float, pitch: float, believed: float
) -> None:
    """However large the tracker believes the head to be."""
    true = Person(63).before(distance_mm=560)
    picture, _ = held_to(true, height_mm, pitch)
    seen = Person(63 * believed).before(distance_mm=560 * believed)
    known = depth_by_card(find_card_on_face(picture, seen, CAMERA), seen)
    depth_mm = float(true.pose.to_camera(true.surface_mm[[468, 473]])[:, 2].mean())
    assert known.depth_mm == pytest.approx(depth_mm, rel=0.006)
    assert 0.004 < known.spread < 0.015


def trouble_of(picture: ByteArray, face: TrackedFace) -> ReferenceTrouble:
    with pytest.raises(UnusableReference) as caught:
        depth_by_card(find_card_on_face(picture, face, CAMERA), face)
    assert str(caught.value).endswith(".")
    return caught.value.trouble


def test_a_missing_card_is_said_to_be_missing() -> None:
    assert trouble_of(SKIN, Person().before()) is ReferenceTrouble.NOT_FOUND


def test_a_card_that_does_not_lie_flat_on_the_face_gives_no_scale() -> None:
    face = Person().before(distance_mm=560, rotation=turned(45))
    picture = card_drawn(SKIN, CAMERA, np.array([0.0, -50.0, 540.0]), facing())
    assert trouble_of(picture, face) is ReferenceTrouble.NOT_ON_FACE


def test_a_card_far_before_the_face_is_not_plausible() -> None:
    face = Person().before(distance_mm=560)
    picture = card_drawn(SKIN, CAMERA, np.array([0.0, -50.0, 410.0]), facing())
    assert trouble_of(picture, face) is ReferenceTrouble.NOT_PLAUSIBLE


@pytest.mark.parametrize("yaw", [-15, 0, 15])
def test_marks_of_known_distance_on_a_frame_tell_the_same(yaw: float) -> None:
    face = Person(61).before(distance_mm=520, rotation=turned(yaw))
    pupil_z = face.surface_mm[[468, 473], 2].mean()
    front = face.pose.to_camera(np.array([[-65.0, 0.0, pupil_z + 16], [65.0, 0.0, pupil_z + 16]]))
    known = depth_by_marks(CAMERA.project(front), 130.0, face, CAMERA)
    depth_mm = float(face.pose.to_camera(face.surface_mm[[468, 473]])[:, 2].mean())
    assert known.depth_mm == pytest.approx(depth_mm, rel=0.004)


def test_a_known_scale_is_a_known_depth() -> None:
    assert depth_by_scale(2.0, CAMERA).depth_mm == pytest.approx(500)
