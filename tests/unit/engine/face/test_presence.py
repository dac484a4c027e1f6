from __future__ import annotations

import pytest

from engine.face.presence import Presence, why_not
from engine.types import HeadPose, Hint
from tests.fakes.heads import head_at

FRAME_S = 1 / 30


def seen(presence: Presence, pose: HeadPose | None, seconds: float) -> Presence:
    for _ in range(round(seconds / FRAME_S)):
        presence.see(pose, FRAME_S)
    return presence


@pytest.mark.parametrize(
    ("pose", "hint"),
    [
        (None, Hint.NO_FACE),
        (head_at(z_mm=200), Hint.TOO_NEAR),
        (head_at(z_mm=2000), Hint.TOO_FAR),
        (head_at(yaw_deg=70), Hint.TURNED_AWAY),
        (head_at(pitch_deg=-50), Hint.TURNED_AWAY),
        (head_at(), Hint.NONE),
    ],
)
def test_every_position_has_its_word(pose, hint):
    assert why_not(pose, Hint.NONE) is hint


def test_a_still_picture_needs_no_fading():
    presence = Presence()
    presence.see(head_at(), FRAME_S)
    assert (presence.opacity, presence.hint) == (1.0, Hint.NONE)


def test_glasses_fade_while_the_face_is_lost_and_come_back():
    presence = seen(Presence(), head_at(), 1.0)
    presence.see(None, FRAME_S)
    assert 0.5 < presence.opacity < 1.0
    assert seen(presence, None, 0.5).opacity == 0.0
    presence.see(head_at(), FRAME_S)
    assert 0.0 < presence.opacity < 0.5
    assert seen(presence, head_at(), 0.5).opacity == 1.0


def test_a_hint_waits_until_it_is_sure():
    presence = seen(Presence(), head_at(), 1.0)
    assert seen(presence, head_at(yaw_deg=70), 0.2).hint is Hint.NONE
    assert seen(presence, head_at(yaw_deg=70), 0.5).hint is Hint.TURNED_AWAY


def test_a_hint_does_not_flicker_at_the_edge():
    assert why_not(head_at(yaw_deg=54), Hint.NONE) is Hint.NONE
    assert why_not(head_at(yaw_deg=54), Hint.TURNED_AWAY) is Hint.TURNED_AWAY
    assert why_not(head_at(yaw_deg=48), Hint.TURNED_AWAY) is Hint.NONE
