"""The try-on in a page: how soon it is there, how fast, how heavy; in Chromium without a graphics card."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine.eyewear.glb_export import frame_glb
from engine.pipeline.registration import front_points, score
from tests.benchmarks.figures import Figure, show
from tests.fakes.demo_frames import demo_frames
from tests.web.clips import demo_pictures, write_clip
from tests.web.conftest import elmwood, launch, site, web_bundle  # noqa: F401 - fixtures
from tests.web.test_mirror_in_browser import drawn_mm

pytestmark = pytest.mark.bench

POSES = (0, 4, 8, 12, 160, 168)
EACH = 60


@pytest.fixture(scope="module")
def page(launch, site, tmp_path_factory) -> Page:  # noqa: F811
    pictures = [pixels for pixels, _ in demo_pictures(0, POSES)]
    clip = write_clip(tmp_path_factory.mktemp("clip") / "customer.mjpeg", pictures, EACH)
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    return launch(*flags, "--use-fake-ui-for-media-stream").new_page()


def test_how_soon_the_glasses_are_there(page, site):  # noqa: F811
    page.goto(f"{site.origin}/product.html")
    page.evaluate(
        "document.addEventListener('virtual_try_on_face_found', () => { window.found = performance.now(); })"
    )
    pressed = page.evaluate("performance.now()")
    page.get_by_test_id("virtual-try-on-button").click()
    agree = page.get_by_role("button", name="Agree and use the camera")
    expect(agree).to_be_visible(timeout=60_000)
    asked = page.evaluate("performance.now()")
    agree.click()
    page.wait_for_function("() => window.found", timeout=60_000)
    show(
        "Web try-on",
        [
            Figure("press to consent", (asked - pressed) / 1000, "s", "<= 3"),
            Figure("consent to first glasses", (page.evaluate("found") - asked) / 1000, "s", "<= 6"),
        ],
    )


def test_pictures_a_second_and_where_the_glasses_sit(page, site, elmwood):  # noqa: F811
    page.goto(f"{site.origin}/harness.html")
    page.wait_for_function("() => window.harness")
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    page.evaluate("() => harness.camera()")
    page.wait_for_function("() => harness.seen.length > 60", timeout=240_000)
    seen = page.evaluate("harness.seen")[10:]
    rates = [
        1000 / (after["at"] - before["at"]) for before, after in pairwise(seen) if after["at"] > before["at"]
    ]
    truths = [truth for _, truth in demo_pictures(0, POSES)]
    yaws = np.array([truth.pose.yaw_deg for truth in truths])
    found = [np.degrees(np.arcsin(-one["rotation"][6])) for one in seen]
    held = [_last_near(seen, found, said) for said in yaws]
    front = front_points(elmwood.spec.front_width_mm, elmwood.spec.lens_height_mm)
    result = score(truths, [None if one is None else drawn_mm(one, front) for one in held], front)
    show(
        "Web try-on",
        [
            Figure("pictures a second, 640x640", float(np.median(rates)), "1/s"),
            Figure("bridge, held poses", result.bridge_rms_mm, "mm", "<= 3"),
            Figure("corners of the front, held poses", result.corner_rms_mm, "mm"),
        ],
    )


def _last_near(seen, found_deg, yaw_deg):
    near = [one for one, found in zip(seen, found_deg, strict=True) if abs(found - yaw_deg) < 2.5]
    return near[-1] if near else None


def test_how_heavy_it_is(web_bundle):  # noqa: F811
    def packed(*paths: Path) -> float:
        return sum(len(gzip.compress(path.read_bytes())) for path in paths) / 1024

    mesh = [
        path
        for path in (web_bundle / "face_mesh").iterdir()
        if "simd" in path.name or "wasm" not in path.name
    ]
    models = [len(frame_glb(frame.eyewear(frame.variants[0].sku))) / 1024 for frame in demo_frames()]
    show(
        "Web try-on",
        [
            Figure("before the press, gzip", packed(web_bundle / "try-on.js"), "KB", "<= 30"),
            Figure("face mesh after the press, gzip", packed(*mesh), "KB"),
            Figure("largest model of the demo catalogue", max(models), "KB", "<= 1000"),
        ],
    )
