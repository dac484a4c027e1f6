"""People who turn their heads before the page's mirror: the glasses go with them, on every screen."""

from __future__ import annotations

import pytest

from engine.pipeline.registration import front_points, score
from tests.web.clips import demo_pictures, numbered, write_clip
from tests.web.dialog import SIZES
from tests.web.test_mirror_in_browser import WITHIN_MM, drawn_mm

STRETCH = (*range(152, 180), *range(28))
"""From 31 degrees on one side to 31 on the other, as fast as people turn."""
PICTURES = 16


@pytest.fixture(scope="module", params=[0, 1])
def customer(request):
    return demo_pictures(request.param, STRETCH)


@pytest.fixture(scope="module")
def page(launch, site, customer, tmp_path_factory):
    pictures = numbered([pixels for pixels, _ in customer])
    clip = write_clip(tmp_path_factory.mktemp("clip") / "moving.mjpeg", pictures + pictures[::-1], 1)
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    page = launch(*flags, "--use-fake-ui-for-media-stream").new_page()
    page.goto(f"{site.origin}/harness.html")
    page.wait_for_function("() => window.harness")
    return page


@pytest.mark.parametrize("size", SIZES)
def test_glasses_go_with_a_moving_head(page, customer, elmwood, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("address => harness.start(address)", f"/models/{elmwood.variants[0].sku}.glb")
    page.evaluate("() => { harness.seen.length = 0; return harness.camera(); }")
    page.wait_for_function(f"() => harness.seen.length > {PICTURES + 8}", timeout=60_000)
    seen = page.evaluate("harness.seen")[8:]
    front = front_points(elmwood.spec.front_width_mm, elmwood.spec.lens_height_mm)
    truths = [customer[one["number"]][1] for one in seen]
    result = score(truths, [drawn_mm(one, front) for one in seen], front)
    assert len({one["number"] for one in seen}) > PICTURES / 3
    assert result.bridge_rms_mm < WITHIN_MM
    assert result.corner_rms_mm < WITHIN_MM
