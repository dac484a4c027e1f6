"""What goes wrong around a try-on, and that people are told, can go on, and leave nothing running."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.clips import jpeg
from tests.web.dialog import BUTTON, LONG_MS, WORN, agreed, opened, photo

TRACKS = """() => { window.tracks = []; const media = navigator.mediaDevices, old = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => { const stream = await old(wanted);
    tracks.push(...stream.getTracks()); return stream; }; }"""
HIDE = """isHidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange')); }"""
MESH = "/try-on/face_mesh/face_mesh_solution_simd_wasm_bin.wasm"
OLDER = """delete Navigator.prototype.share; delete Navigator.prototype.canShare; delete window.OffscreenCanvas;
  delete HTMLVideoElement.prototype.requestVideoFrameCallback; delete Navigator.prototype.permissions;"""
"""What browsers before it did not have, Safari's above all."""
SCRIPT = "text/javascript"
SILENT = "self.onmessage = ({ data }) => { if (data.is === 'start') self.postMessage({ landmarks: null }); };"
"""A worker that starts, and then hangs over its first picture."""
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)


@pytest.fixture
def page(browser, site):
    context = browser.new_context(permissions=["camera"], viewport={"width": 900, "height": 800})
    page = context.new_page()
    page.add_init_script(f"({TRACKS})()")
    page.goto(f"{site.origin}/product.html")
    yield page
    context.close()


def states(page):
    return page.evaluate("tracks.map((track) => track.readyState)")


def test_a_hidden_page_lets_the_camera_go_and_takes_it_back(page):
    dialog = opened(page)
    agreed(dialog)
    page.evaluate(HIDE, True)
    assert states(page) == ["ended"]
    page.evaluate(HIDE, False)
    page.wait_for_function("() => tracks.length === 2")
    assert states(page) == ["ended", "live"]
    page.wait_for_function(f"() => ({WORN})() > 0.002", timeout=LONG_MS)


def test_a_closed_dialog_leaves_no_camera_no_worker_and_no_picture(page):
    dialog = opened(page)
    agreed(dialog)
    dialog.get_by_role("button", name="Keep this look").click()
    assert len(page.workers) == 1
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert states(page) == ["ended"]
    assert page.locator("[data-varai-mirror]").count() == 0
    page.wait_for_timeout(100)
    assert page.workers == []


def test_closing_while_the_camera_starts_leaves_it_off(page):
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(1000)
    assert "live" not in states(page)


def test_the_camera_pulled_out_is_said_and_can_be_started_again(page):
    dialog = opened(page)
    agreed(dialog)
    page.evaluate("tracks[0].dispatchEvent(new Event('ended'))")
    expect(dialog.get_by_role("alert")).to_contain_text("The camera stopped")
    agreed(dialog)
    assert states(page) == ["ended", "live"]


def test_what_is_awaited_is_said_in_per_cent(page):
    held = []

    def hold(route):
        held.append(route)

    page.route(f"**{MESH}", hold)
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.get_by_text("Getting ready:")).to_be_visible()
    expect(dialog.locator(".progress")).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute(f"**{MESH}")
    expect(dialog.locator(".shape strong")).to_be_visible(timeout=LONG_MS)


def test_a_face_mesh_that_does_not_come_is_said_and_comes_with_the_next_try(page, site):
    page.route(f"**{MESH}", lambda route: route.fulfill(status=404))
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Unable to start", timeout=LONG_MS)
    assert states(page) == []
    page.unroute(f"**{MESH}")
    agreed(dialog)


def test_a_finder_that_never_answers_is_given_up_and_begun_anew(page, picture):
    page.clock.install()
    page.context.route("**/tracking-worker.js", lambda route: route.fulfill(body=SILENT, content_type=SCRIPT))
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.get_by_text("Looking for your face")).to_be_visible(timeout=LONG_MS)
    page.wait_for_function("() => tracks.length === 1")
    page.wait_for_timeout(500)
    page.clock.fast_forward(13_000)
    expect(dialog.get_by_role("alert")).to_contain_text("did not find your face in time", timeout=LONG_MS)
    assert states(page) == ["ended"]
    dialog.locator(".screen input[type=file]").set_input_files(photo(jpeg(picture)))
    expect(dialog.get_by_text("Looking for your face")).to_be_visible(timeout=LONG_MS)
    page.wait_for_timeout(500)
    page.clock.fast_forward(13_000)
    expect(dialog.get_by_role("alert")).to_contain_text("did not find your face in time", timeout=LONG_MS)
    expect(dialog.get_by_role("button", name="Touch the middle of the eye")).to_be_visible()
    page.context.unroute("**/tracking-worker.js")
    agreed(dialog)


def test_an_older_phone_keeps_compares_and_saves_and_says_when_it_cannot(page, site):
    page.add_init_script(OLDER)
    page.goto(f"{site.origin}/product.html")
    dialog = opened(page)
    agreed(dialog)
    dialog.get_by_role("button", name="Keep this look").click()
    dialog.get_by_role("button", name="Compare (1)").click()
    expect(dialog.locator(".looks canvas")).to_have_count(1)
    dialog.get_by_role("button", name="Back to the mirror").click()
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Save the picture").click()
    assert saved.value.suggested_filename == "Elmwood Havana.jpg"
    expect(dialog.get_by_text("saved on this device")).to_be_visible()
    page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = take => take(null); }")
    dialog.get_by_role("button", name="Save the picture").click()
    expect(dialog.get_by_text("Take a picture of the screen")).to_be_visible()


def test_without_workers_faces_are_found_in_the_page(page, site):
    page.add_init_script("delete window.Worker")
    page.goto(f"{site.origin}/product.html")
    dialog = opened(page)
    agreed(dialog)
    page.wait_for_function(f"() => ({WORN})() > 0.002", timeout=LONG_MS)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (HEIC, "no picture that can be shown"),
        (b"", "no picture that can be shown"),
        (bytes(41 * 2**20), "no picture that can be shown"),
    ],
    ids=["heic", "empty", "too many bytes"],
)
def test_an_unreadable_photo_is_said(page, file, said):
    dialog = opened(page)
    dialog.locator(".screen input[type=file]").set_input_files(photo(file))
    expect(dialog.get_by_role("alert")).to_contain_text(said, timeout=LONG_MS)
    expect(dialog.get_by_role("button", name="Agree and choose a photo")).to_be_visible()


def test_one_of_several_people_in_a_huge_photo_wears_the_glasses(page, picture):
    two = np.hstack([picture[:, 200:1080], picture[:, 200:1080]])
    huge = np.repeat(np.repeat(two, 4, axis=0), 4, axis=1)
    dialog = opened(page)
    dialog.locator(".screen input[type=file]").set_input_files(photo(jpeg(huge)))
    expect(dialog.locator(".verdict")).not_to_be_empty(timeout=LONG_MS)
    assert page.evaluate(WORN) > 0.002


def test_a_page_that_names_no_model_says_so_to_its_makers_and_offers_another_try(page):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate("document.querySelector('varai-try-on').setAttribute('variants', 'no list')")
    page.get_by_test_id(BUTTON).click()
    expect(page.get_by_test_id(BUTTON)).to_have_text("Try again")
    assert any("variants is no JSON list" in text for text in said)
