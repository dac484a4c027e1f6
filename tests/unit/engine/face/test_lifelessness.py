"""What neither sways nor blinks is no person; people who stand quietly are."""

from __future__ import annotations

import numpy as np
import pytest

from engine.face.lifelessness import LifelessnessPool
from engine.types import Landmarks
from tests.fakes.faces import CAMERA, Person

POINTS = Person().before(CAMERA).landmarks.points_px
APART_PX = float(np.linalg.norm(POINTS[473, :2] - POINTS[468, :2]))
MM = APART_PX / 63.0
LOOK_NS = 400_000_000


def seen(stir, seconds=14.0):
    """Whether each look finds the face lifeless; `stir` moves its landmarks, told the time in seconds."""
    pool, dice = LifelessnessPool(), np.random.default_rng(0)
    told = []
    for number in range(round(seconds / 0.4)):
        points = POINTS + dice.normal(0, 0.1 * MM, POINTS.shape)
        stir(points, number * 0.4)
        told.append(pool.add(Landmarks(points, 1280, 720), number * LOOK_NS))
    return told


def unmoved(points, at_s):
    del points, at_s


def swaying(points, at_s):
    points[:, 0] += 2.0 * MM * np.sin(at_s)


def blinking(points, at_s):
    if 6.0 < at_s < 6.5:
        points[[159, 386], 1] = points[[145, 374], 1]


def test_a_face_that_never_stirs_is_lifeless_after_a_while():
    told = seen(unmoved)
    assert told[-1]
    assert not any(told[: round(11 / 0.4)])


@pytest.mark.parametrize("stir", [swaying, blinking])
def test_a_little_sway_or_one_blink_is_life(stir):
    assert not any(seen(stir))


def test_who_begins_to_move_is_believed_at_once():
    def late(points, at_s):
        points[:, 0] += max(0.0, at_s - 15.0) * 4.0 * MM

    told = seen(late, seconds=17.0)
    assert told[round(14 / 0.4)]
    assert not told[-1]


def test_few_looks_do_not_tell():
    pool = LifelessnessPool()
    told = [pool.add(Landmarks(POINTS, 1280, 720), number * 4_000_000_000) for number in range(6)]
    assert not any(told)
