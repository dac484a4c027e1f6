"""The page sees faces as the mirror in the shop does: the same mathematics in both languages, on the same points."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page

from engine.eyewear.fit import fit
from engine.face.follow import FaceFollower
from engine.face.shape import classify
from engine.tracking.replay import ReplayTracker
from engine.types import CameraModel
from tests.fakes.heads import frame_at, head_at, landmarks_of
from tests.fakes.shaped_faces import face_with

CAMERA = CameraModel.from_horizontal_fov(65.2, 1280, 720)
IN_PAGE = {"focalPx": CAMERA.focal_px, "widthPx": 1280, "heightPx": 720}


@pytest.fixture(scope="module")
def page(launch, site) -> Page:
    page = launch().new_page()
    page.goto(f"{site.origin}/harness.html")
    page.wait_for_function("window.harness")
    return page


def views():
    """A head that looks around, nods and comes nearer, seen by a mesh with a little noise."""
    poses = [
        head_at(3.0 * i, -2.0 * i, 620 - 6.0 * i, 18 * np.sin(i / 4), 5 * np.cos(i / 3), i) for i in range(30)
    ]
    return [landmarks_of(pose, face_with(1.05, 1.04), CAMERA, 0.4) for pose in poses]


@pytest.mark.parametrize(
    "face", [face_with(), face_with(1.12, 0.9), face_with(0.92, 1.12), face_with(1.0, 0.85, 1.1)]
)
@pytest.mark.parametrize("yaw_deg", [0.0, 14.0])
def test_a_face_has_the_same_shape_in_page_and_mirror(page, face, yaw_deg):
    points = landmarks_of(head_at(yaw_deg=yaw_deg), face, CAMERA, 0.3).points_px
    expected, found = (
        classify(points),
        page.evaluate("points => harness.classify(points)", points.ravel().tolist()),
    )
    assert [shape for shape, _ in found["ranking"]] == [shape.value for shape, _ in expected.ranking[:5]]
    np.testing.assert_allclose(
        [p for _, p in found["ranking"]], [p for _, p in expected.ranking[:5]], atol=2e-3
    )
    assert found["byConvention"] == (expected.by_convention and expected.by_convention.value)


def test_a_moving_head_is_followed_alike(page):
    seen = views()
    follower = FaceFollower(ReplayTracker(seen))
    expected = [follower.follow(frame_at(i / 30), CAMERA).face for i in range(len(seen))]
    points = [view.points_px.ravel().tolist() for view in seen]
    found = page.evaluate("([views, camera]) => harness.follow(views, camera)", [points, IN_PAGE])
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine["pose"]["translation"], theirs.pose.translation_mm, atol=0.2)
        np.testing.assert_allclose(mine["pose"]["rotation"], theirs.pose.rotation.ravel(), atol=1e-3)
        np.testing.assert_allclose(mine["surface"], theirs.surface_mm.ravel(), atol=0.1)


@pytest.mark.parametrize("face", [face_with(), face_with(1.1, 0.9), face_with(0.95, 1.1)])
def test_a_frame_sits_alike(page, elmwood, face):
    tracked = (
        FaceFollower(ReplayTracker([landmarks_of(head_at(), face, CAMERA)])).follow(frame_at(0), CAMERA).face
    )
    expected = fit(elmwood.spec, tracked)
    address = f"/models/{elmwood.variants[0].sku}.glb"
    found = page.evaluate(
        "([address, surface]) => harness.fit(address, surface)",
        [address, tracked.surface_mm.ravel().tolist()],
    )
    np.testing.assert_allclose(found["place"], expected.eyewear_to_head[:3, 3], atol=0.02)
    assert found["rightSplayDeg"] == pytest.approx(expected.right_splay_deg, abs=0.02)
    assert found["turn"] == pytest.approx(np.arcsin(expected.eyewear_to_head[2, 1]), abs=1e-3)
    assert found["verdict"] == expected.verdict.value
