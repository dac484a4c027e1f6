"""The try-on in a page: how soon it is there, how fast, how heavy; in Chromium without a graphics card."""

from __future__ import annotations

import contextlib
import gzip
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.eyewear.glb_export import frame_glb
from engine.pipeline.registration import front_points, score
from tests.benchmarks.figures import Figure, show
from tests.fakes.demo_frames import demo_frames
from tests.web.clips import demo_pictures, numbered, write_clip
from tests.web.conftest import elmwood, launch, site, web_bundle  # noqa: F401 - fixtures
from tests.web.dialog import SIZES
from tests.web.test_mirror_in_browser import drawn_mm

pytestmark = pytest.mark.bench

POSES = tuple(range(0, 40, 2))
EACH = 2
SECONDS = 8
PAUSES = """() => { window.pauses = []; let last = performance.now();
  setInterval(() => { const now = performance.now(); pauses.push(now - last); last = now; }, 5); }"""


@pytest.fixture(scope="module")
def page(launch, site, tmp_path_factory) -> Page:  # noqa: F811
    pictures = [pixels for pixels, _ in demo_pictures(0, POSES)]
    clip = write_clip(tmp_path_factory.mktemp("clip") / "customer.mjpeg", pictures + pictures[::-1], EACH)
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
    began = page.evaluate("found")
    show(
        "Web try-on",
        [
            Figure("press to consent", (asked - pressed) / 1000, "s", "<= 3"),
            Figure("consent to first glasses", (began - asked) / 1000, "s", "<= 6"),
        ],
    )


@pytest.mark.parametrize("size", SIZES)
def test_pictures_a_second_and_what_they_cost(page, site, elmwood, size):  # noqa: F811
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.origin}/harness.html")
    page.wait_for_function("() => window.harness")
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    page.evaluate("() => harness.camera()")
    page.wait_for_function("() => harness.seen.length > 40", timeout=240_000)
    page.evaluate(PAUSES)
    before, began_s = page.evaluate("harness.seen.length"), _processor_s()
    page.wait_for_timeout(1000 * SECONDS)
    pictures = page.evaluate("harness.seen.length") - before
    spent_s = _processor_s() - began_s
    shown = "x".join(map(str, page.evaluate("[harness.mirror.canvas.width, harness.mirror.canvas.height]")))
    show(
        f"Web try-on, {size} ({shown} pixels)",
        [
            Figure("pictures a second", pictures / SECONDS, "1/s", ">= 10"),
            Figure("processor time a picture, browser as a whole", 1000 * spent_s / pictures, "ms"),
            Figure("longest pause of the page", page.evaluate("Math.max(...pauses)"), "ms", "<= 200"),
        ],
    )


@pytest.mark.parametrize("customer", [0, 1])
def test_where_the_glasses_sit_on_a_moving_head(launch, site, elmwood, tmp_path, customer):  # noqa: F811
    """Every third picture of the whole demo clip, each held for a tenth of a second: as fast as the clip itself."""
    stretch = demo_pictures(customer, tuple(range(0, 180, 3)))
    clip = write_clip(tmp_path / "clip.mjpeg", numbered([pixels for pixels, _ in stretch]), 3)
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    page = launch(*flags, "--use-fake-ui-for-media-stream").new_page()
    page.goto(f"{site.origin}/harness.html")
    page.wait_for_function("() => window.harness")
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    page.evaluate("() => harness.camera()")
    page.wait_for_function("() => harness.seen.length > 130", timeout=240_000)
    seen = page.evaluate("harness.seen")[10:]
    front = front_points(elmwood.spec.front_width_mm, elmwood.spec.lens_height_mm)
    truths = [stretch[one["number"]][1] for one in seen]
    result = score(truths, [drawn_mm(one, front) for one in seen], front)
    show(
        f"Web try-on, customer {customer} turning 38 degrees to either side",
        [
            Figure("bridge", result.bridge_rms_mm, "mm", "<= 3"),
            Figure("corners of the front", result.corner_rms_mm, "mm"),
            Figure("size", result.size_percent, "%"),
        ],
    )
    page.close()


def _processor_s() -> float:
    """Of every process this one started."""
    ticks, parents = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name_and_rest = (process / "stat").read_text().rsplit(")", 1)
            fields = name_and_rest[1].split()
            parents[int(process.name)] = int(fields[1])
            ticks[int(process.name)] = int(fields[11]) + int(fields[12])

    def is_mine(number: int) -> bool:
        while number in parents and number != os.getpid():
            number = parents[number]
        return number == os.getpid()

    return sum(spent for number, spent in ticks.items() if is_mine(number)) / os.sysconf("SC_CLK_TCK")


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
