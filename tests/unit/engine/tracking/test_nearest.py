from __future__ import annotations

from engine.tracking.nearest import FaceBox, NearestFace

HELD = FaceBox(100, 100, 120, 160)
NEARER = FaceBox(500, 80, 180, 240)
BEHIND = FaceBox(500, 120, 60, 80)
ALIKE = FaceBox(500, 100, 125, 170)
SECOND_NS = 1_000_000_000


def looks(nearest: NearestFace, *seen: FaceBox, times: int, from_ns: int = 0) -> list[FaceBox | None]:
    return [nearest.rival(HELD, [HELD, *seen], from_ns + number * SECOND_NS) for number in range(times)]


def test_a_new_face_yields_at_once_to_a_nearer_one():
    assert looks(NearestFace(), NEARER, times=1) == [NEARER]


def test_a_passer_by_must_be_nearer_three_looks_in_a_row():
    nearest = NearestFace()
    looks(nearest, times=1)
    assert looks(nearest, NEARER, times=3, from_ns=SECOND_NS) == [None, None, NEARER]


def test_one_look_without_the_rival_begins_anew():
    nearest = NearestFace()
    looks(nearest, times=1)
    looks(nearest, NEARER, times=2, from_ns=SECOND_NS)
    looks(nearest, times=1, from_ns=3 * SECOND_NS)
    assert looks(nearest, NEARER, times=2, from_ns=4 * SECOND_NS) == [None, None]


def test_faces_behind_or_alike_never_take_the_mirror():
    assert looks(NearestFace(), BEHIND, ALIKE, times=10) == [None] * 10


def test_looking_is_rare_until_a_rival_shows_up():
    nearest = NearestFace()
    assert nearest.is_time_to_look(0)
    looks(nearest, times=1)
    assert not nearest.is_time_to_look(SECOND_NS // 2)
    assert nearest.is_time_to_look(SECOND_NS)
    looks(nearest, NEARER, times=1, from_ns=SECOND_NS)
    assert nearest.is_time_to_look(SECOND_NS + SECOND_NS // 5)


def test_a_lost_face_is_forgotten():
    nearest = NearestFace()
    looks(nearest, times=1)
    nearest.forget()
    assert nearest.is_time_to_look(1)


def test_the_same_face_seen_smaller_by_the_detector_is_no_rival():
    inner = FaceBox(120, 130, 80, 80)
    assert NearestFace().rival(HELD, [inner], 0) is None


def test_boxes_without_area_overlap_nothing():
    assert FaceBox(0, 0, 0, 0).overlap(FaceBox(0, 0, 0, 0)) == 0.0
