"""The mirror before a fake camera that shows a demo customer: the face is found, the glasses sit where they should."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from engine.eyewear.fit import fit
from engine.eyewear.glb_export import frame_glb
from engine.eyewear.glb_import import import_glb
from engine.face.follow import FaceFollower
from engine.pipeline.registration import front_points, score
from engine.pipeline.try_on import repeated
from engine.tracking.face_mesh import FaceMeshTracker
from engine.types import CameraModel, Eyewear, HeadPose
from tests.unit.engine.eyewear.supplied_files import FINISH, SPEC, printed, stripes
from tests.web.clips import demo_pictures, jpeg, write_clip

POSES = (0, 8, 150)
HELD_PICTURES = 45
WITHIN_MM = 3.0


@pytest.fixture(scope="module")
def customer():
    return demo_pictures(0, POSES)


@pytest.fixture(scope="module")
def page(launch, site, customer, tmp_path_factory) -> Page:
    clip = write_clip(
        tmp_path_factory.mktemp("clip") / "customer.mjpeg", [p for p, _ in customer], HELD_PICTURES
    )
    site.pages["/customer.jpg"] = jpeg(customer[0][0])
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    page = launch(*flags, "--use-fake-ui-for-media-stream").new_page()
    page.goto(f"{site.origin}/harness.html")
    page.wait_for_function("window.harness")
    return page


def drawn_mm(seen, front):
    """(n, 3) camera frame: points of the front as the page drew them."""
    cos, sin = np.cos(seen["turn"]), np.sin(seen["turn"])
    in_head = front @ np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]]) + seen["bridge"]
    pose = HeadPose(np.reshape(seen["rotation"], (3, 3)), np.array(seen["translation"]))
    return pose.to_camera(in_head)


def bridge_as_the_engine_draws_it(picture, spec, camera):
    """(3,) camera frame: the same picture in the shop's mirror."""
    follower = FaceFollower(FaceMeshTracker())
    face = [follower.follow(frame, camera).face for frame in repeated(picture, "still")][-1]
    return face.pose.to_camera(fit(spec, face).eyewear_to_head[:3, 3][None])[0]


def across_mm(one, other):
    """How far apart two points are in the picture, in millimetres at the second one's distance."""
    return np.linalg.norm(one[:2] / one[2] - other[:2] / other[2]) * other[2]


def test_glasses_on_a_photo_sit_where_the_mirror_in_the_shop_puts_them(page, customer, elmwood):
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    seen = page.evaluate("() => harness.photo('/customer.jpg')")
    camera = CameraModel.from_horizontal_fov(65.2, 1280, 720)
    expected = bridge_as_the_engine_draws_it(customer[0][0], elmwood.spec, camera)
    assert across_mm(drawn_mm(seen, np.zeros((1, 3)))[0], expected) < WITHIN_MM


def test_glasses_on_a_turning_head_keep_to_its_true_place(page, customer, elmwood):
    """The clip holds three poses; each must be found, and the frame must stay fixed to the true head."""
    truths = [truth for _, truth in customer]
    yaws = [truth.pose.yaw_deg for truth in truths]
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    page.evaluate("() => { harness.seen.length = 0; return harness.camera(); }")
    near = "seen => Math.abs(Math.asin(-seen.rotation[6]) * 180 / Math.PI - yaw) < 4"
    page.wait_for_function(
        f"yaws => yaws.every(yaw => harness.seen.filter({near}).length > 3)", arg=yaws, timeout=60_000
    )
    held = page.evaluate(f"yaws => yaws.map(yaw => harness.seen.filter({near}).at(-1))", yaws)
    front = front_points(elmwood.spec.front_width_mm, elmwood.spec.lens_height_mm)
    result = score(truths, [drawn_mm(seen, front) for seen in held], front)
    assert result.bridge_rms_mm < WITHIN_MM
    assert abs(result.size_percent) < 8


def printed_pixels(page):
    """How many pixels of the mirror are clearly red, and how many cyan, on the stripes of a supplier's frame."""
    shown = cv2.imdecode(np.frombuffer(page.locator("canvas").screenshot(), np.uint8), cv2.IMREAD_COLOR)
    lean = shown[..., 2].astype(int) - shown[..., 0]
    saturated = np.ptp(shown, axis=2) > 110
    return int((saturated & (lean > 0)).sum()), int((saturated & (lean < 0)).sum())


def test_a_supplier_s_print_is_worn_with_its_stripes_and_holes(page, site):
    """As the shop's mirror draws it: tests/unit/engine/render/test_mirror.py."""
    seen = []
    for with_holes in (False, True):
        model = import_glb(printed(stripes(with_holes=with_holes), alphaMode="BLEND"), SPEC).model
        site.pages["/models/printed.glb"] = frame_glb(Eyewear("printed", SPEC, FINISH), model)
        page.evaluate("address => harness.start(address)", "/models/printed.glb")
        page.evaluate("() => harness.photo('/customer.jpg')")
        seen.append(printed_pixels(page))
    (red, cyan), (_, cyan_with_holes) = seen
    assert red > 300
    assert cyan > 300
    assert cyan_with_holes < cyan / 10


def test_a_live_mirror_stops_its_camera_when_it_goes(page, elmwood):
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    page.evaluate("() => harness.camera()")
    tracks = page.evaluate(
        """() => { const asked = []; const old = MediaStreamTrack.prototype.stop;
        MediaStreamTrack.prototype.stop = function () { asked.push(this.kind); return old.call(this); };
        harness.mirror.destroy(); return asked; }"""
    )
    assert tracks == ["video"]
