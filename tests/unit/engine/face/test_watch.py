"""What a person wears is believed after a few looks, said for a while, and looked for a few times a second only."""

from __future__ import annotations

from engine.face.watch import FaceWatch, believed
from engine.types import Covering
from tests.fakes.faces import CAMERA, Person
from tests.fakes.heads import frame_at

GLASSES, NOTHING = frozenset({Covering.GLASSES}), frozenset()
FACE = Person().before(CAMERA)


class Looks:
    """Sees what it is told to, and counts."""

    def __init__(self, sees):
        self.sees, self.count = sees, 0

    def __call__(self, pixels, face):
        del pixels, face
        self.count += 1
        return self.sees


def watched(looks, seconds):
    watch = FaceWatch(looks)
    told = [watch.add(FACE, CAMERA, frame_at(number / 30)) for number in range(round(seconds * 30))]
    return told[-1]


def test_glasses_seen_again_and_again_are_said():
    told = watched(Looks(GLASSES), 2.0)
    assert told.coverings == GLASSES
    assert told.to_say is Covering.GLASSES


def test_one_look_is_not_believed():
    assert watched(Looks(GLASSES), 0.3).coverings == NOTHING
    assert believed([NOTHING, GLASSES, NOTHING, GLASSES, NOTHING]) == NOTHING


def test_it_is_said_for_a_while_only():
    told = watched(Looks(GLASSES), 12.0)
    assert told.coverings == GLASSES
    assert told.to_say is None


def test_a_mask_is_said_before_a_hat():
    told = watched(Looks(frozenset({Covering.HAT, Covering.MASK})), 2.0)
    assert told.to_say is Covering.MASK


def test_looks_are_few():
    looks = Looks(NOTHING)
    watched(looks, 4.0)
    assert looks.count <= 11


def test_a_view_that_does_not_tell_changes_nothing():
    looks = Looks(GLASSES)
    watch = FaceWatch(looks)
    for number in range(60):
        watch.add(FACE, CAMERA, frame_at(number / 30))
    looks.sees = None
    assert watch.add(FACE, CAMERA, frame_at(3.0)).coverings == GLASSES
