"""The page sees faces as the mirror in the shop does: the same mathematics in both languages, on the same points."""

from __future__ import annotations

import base64
import itertools

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from app.services.recommend import Wearer, rank
from app.services.recommend_colour import lab, seen_colour
from app.services.recommend_rules import parse_harmony
from app.services.recommend_table import prepare
from engine.asset_paths import ASSETS
from engine.eyewear.fit import fit
from engine.eyewear.glb_export import frame_glb
from engine.face.complexion import complexion
from engine.face.follow import FaceFollower
from engine.face.shape import classify
from engine.render.hair import HairFollower, Side
from engine.tracking.face_mesh import FaceMeshTracker
from engine.tracking.replay import ReplayTracker
from engine.types import CameraModel, Frame, Hint, MirrorState
from tests.fakes.catalogues import measures
from tests.fakes.demo_frames import demo_frames
from tests.fakes.heads import frame_at, head_at, landmarks_of
from tests.fakes.shaped_faces import face_with
from tests.unit.engine.render.test_hair import HAIR as DARK
from tests.unit.engine.render.test_hair import RED, painted
from tests.web.clips import demo_pictures, jpeg

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


def variant_file(variant):
    red, green, blue = (round(255 * part) for part in seen_colour(variant.finish))
    swatch = f"#{red:02x}{green:02x}{blue:02x}"
    return {
        "sku": variant.sku,
        "colour": variant.colour,
        "model": "x",
        "swatch": swatch,
        "in_stock": variant.in_stock > 0,
    }


def catalogue_file(frames):
    """The catalogue as a site writes it (assets/web/README.md)."""
    return {
        "version": 1,
        "frames": [
            {
                "product_id": frame.product_id,
                "name": frame.name,
                "shape": frame.spec.shape.value,
                "rim": frame.spec.rim.value,
                "material": frame.variants[0].finish.material.value,
                "has_nose_pads": frame.spec.has_nose_pads,
                "lens_width_mm": frame.spec.lens_width_mm,
                "lens_height_mm": frame.spec.lens_height_mm,
                "bridge_mm": frame.spec.bridge_mm,
                "front_width_mm": frame.spec.front_width_mm,
                "variants": [variant_file(v) for v in frame.variants],
            }
            for frame in frames
        ],
    }


SKIN, HAIR = (0.82, 0.62, 0.5), (0.2, 0.13, 0.09)


def in_the_page(page, known, shape, tones):
    """What the page makes of the demo catalogue."""
    widths = {
        "pdMm": known.pd.value,
        "faceWidthMm": known.face_width.value,
        "templeWidthMm": known.temple_width.value,
        "bridgeWidthMm": known.bridge_width.value,
    }
    ranking = [[name.value, sure] for name, sure in shape.ranking[:5]]
    seen = {"ranking": ranking, "byConvention": shape.by_convention and shape.by_convention.value}
    return page.evaluate(
        "([catalogue, measures, shape, tones]) => harness.recommend(catalogue, measures, shape, tones)",
        [catalogue_file(demo_frames()), widths, seen, tones],
    )


@pytest.mark.parametrize("face_mm", [124.0, 138.0, 149.0])
@pytest.mark.parametrize(("skin", "hair"), [(None, None), (SKIN, None), (SKIN, HAIR)])
def test_frames_are_recommended_as_in_the_shop(page, face_mm, skin, hair):
    """Each frame in the same class of size and with the same score, the first ten in the same order."""
    harmony = parse_harmony((ASSETS / "recommendation" / "harmony.json").read_text())
    shape = classify(landmarks_of(head_at(), face_with(1.1, 0.9), CAMERA).points_px)
    known = measures(face_mm=face_mm)
    ranking = rank(prepare(demo_frames(), harmony), Wearer(known, shape, skin, hair))
    row_of = {sku: row for row, sku in enumerate(ranking.table.skus)}
    tones = skin and {
        "skin": lab(np.array([skin]))[0].tolist(),
        "hair": hair and lab(np.array([hair]))[0].tolist(),
    }
    found = in_the_page(page, known, shape, tones)
    assert {one["id"] for one in found} == set(ranking.product_ids)
    for one in found:
        row = row_of[one["sku"]]
        assert one["sizeClass"] == ranking.size.size_class[row]
        assert one["score"] == pytest.approx(ranking.score[row], abs=0.005)
    best = [one["id"] for one in found[:10]]
    assert best == list(ranking.product_ids[:10])


@pytest.mark.parametrize("customer", [0, 1])
def test_skin_and_hair_have_the_same_tones(page, site, customer):
    pixels, _ = demo_pictures(customer, (0,))[0]
    frame = Frame(pixels, 0, "test")
    landmarks = FaceMeshTracker().find(frame)
    tones = complexion(frame, landmarks)
    site.pages["/tones.jpg"] = jpeg(pixels)
    found = page.evaluate(
        "([address, points]) => harness.complexion(address, points)",
        ["/tones.jpg", landmarks.points_px.ravel().tolist()],
    )
    for part in ("skin", "hair"):
        expected = lab(np.array([getattr(tones, part)]))[0]
        assert np.linalg.norm(np.array(found[part]) - expected) < 4


def known(state):
    """A face as the page has it."""
    face = state.face
    pose = {"rotation": face.pose.rotation.ravel().tolist(), "translation": face.pose.translation_mm.tolist()}
    points = np.asarray(face.landmarks.points_px).ravel().tolist()
    return {"landmarks": points, "pose": pose, "surface": face.surface_mm.ravel().tolist()}


def as_in_page(camera):
    return {"focalPx": camera.focal_px, "widthPx": camera.width_px, "heightPx": camera.height_px}


HEADS = {
    "one ear covered": painted((True, False)),
    "both covered, turned": painted((True, True), yaw_deg=15.0),
    "short hair": painted(),
    "bald": painted(has_hair=False),
    "dark wall": painted((True, True), wall=DARK),
}


@pytest.mark.parametrize("name", HEADS)
def test_hair_is_seen_over_the_same_ears(page, site, name):
    state = HEADS[name]
    site.pages["/head.png"] = cv2.imencode(".png", state.frame.pixels)[1].tobytes()
    found = page.evaluate(
        "([face, camera]) => harness.hair('/head.png', face, camera)",
        [known(state), as_in_page(state.camera)],
    )
    expected = HairFollower().follow(state)
    assert [covered > 0.5 for covered in found] == [temple in expected for temple in ("TempleL", "TempleR")]


def test_hair_is_seen_over_the_same_ears_of_people(page, site):
    """The demo customers, looking straight and aside."""
    for customer, number in itertools.product((0, 1), (0, 60)):
        picture = demo_pictures(customer, (number,))[0][0]
        follower = FaceFollower(FaceMeshTracker())
        face = [follower.follow(Frame(picture, at * 33_000_000, "demo"), CAMERA).face for at in range(4)][-1]
        state = MirrorState(Frame(picture, 0, "demo"), CAMERA, face, None, None, 0.0, Hint.NONE)
        site.pages["/head.png"] = cv2.imencode(".png", picture)[1].tobytes()
        found = page.evaluate(
            "([face, camera]) => harness.hair('/head.png', face, camera)", [known(state), IN_PAGE]
        )
        expected = HairFollower().follow(state)
        assert [c > 0.5 for c in found] == [temple in expected for temple in ("TempleL", "TempleR")]


@pytest.mark.parametrize("is_covered", [True, False])
def test_a_temple_lies_over_a_free_ear_and_behind_hair(page, site, is_covered):
    """As tests/unit/engine/render/test_hair.py asks it of the shop's mirror."""
    state = painted((is_covered, False), yaw_deg=20.0)
    site.pages["/head.png"] = cv2.imencode(".png", state.frame.pixels)[1].tobytes()
    site.pages["/models/red.glb"] = frame_glb(RED)
    shown = page.evaluate(
        "([face, camera]) => harness.drawn('/head.png', '/models/red.glb', face, camera)",
        [known(state), as_in_page(state.camera)],
    )
    encoded = np.frombuffer(base64.b64decode(shown.partition(",")[2]), np.uint8)
    drawn = cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1].astype(int)
    side = Side(state, state.face, 0)
    top, right = int(side.brow_px[1]) - 10, int(side.before_ear_px[0]) - 2
    beside = drawn[top : top + 60, right - 20 : right]
    red = ((beside[..., 0] - beside[..., 1] > 90) & (beside[..., 0] - beside[..., 2] > 90)).sum()
    assert (red < 10) if is_covered else (red > 60)
