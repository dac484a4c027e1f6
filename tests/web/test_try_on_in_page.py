"""The try-on in a product page under a strict policy: what people press, read and are told when something fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.clips import jpeg
from tests.web.conftest import element_for, product_page
from tests.web.dialog import BUTTON, LONG_MS, SIZES, TOLD, WORN, opened, photo, told


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """A product page in a context of its own; anything the page breaks or complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None
    )
    site.asked.clear()
    page.goto(f"{site.origin}/product.html")
    page.evaluate(TOLD)
    yield page
    context.close()
    assert broken == []


def test_nothing_heavy_is_loaded_before_the_button_is_pressed(page, site):
    page.wait_for_load_state("networkidle")
    assert len(site.asked) <= 4
    assert not [path for path in site.asked if "face_mesh" in path or path.endswith(".glb")]
    assert page.locator("div.varai-try-on-container > button.varai-try-on-button").count() == 1


def test_the_camera_shows_the_glasses_on_every_screen_and_nothing_leaves_the_page(page, site):
    page.context.grant_permissions(["camera"])
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.get_by_text("Oval")).to_be_visible(timeout=LONG_MS)
    site.asked.clear()
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"() => ({WORN})() > 0.002", timeout=LONG_MS)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert site.asked == []
    assert [kind for kind, _ in told(page)] == ["initiated", "started", "face_found"]
    details = [detail for _, detail in told(page)]
    assert {key for detail in details for key in detail} == {"productId", "sku", "at", "source"}
    assert all(detail["at"].endswith("Z") and detail["productId"] for detail in details)


def test_a_photo_is_enough_and_what_is_no_photo_of_a_face_is_said(page, picture):
    dialog = opened(page)
    chooser = dialog.locator(".screen input[type=file]")
    chooser.set_input_files(photo(b"no picture"))
    expect(dialog.get_by_role("alert")).to_contain_text("no picture that can be shown", timeout=LONG_MS)
    chooser.set_input_files(photo(jpeg(picture * 0 + 128)))
    expect(dialog.get_by_role("alert")).to_contain_text("No face was found", timeout=LONG_MS)
    chooser.set_input_files(photo(jpeg(picture)))
    expect(dialog.get_by_text("A little narrow")).to_be_visible(timeout=LONG_MS)
    dialog.get_by_role("button", name="Keep this look").click()
    dialog.get_by_role("button", name="Black").click()
    expect(dialog.get_by_role("button", name="Black")).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("button", name="Keep this look").click()
    dialog.get_by_role("button", name="Compare (2)").click()
    expect(dialog.get_by_role("button", name="Wear Elmwood")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id(BUTTON)).to_be_focused()
    assert told(page)[-1][0] == "closed"


def test_a_refused_camera_leaves_the_photo_way_and_says_what_to_do(page):
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The camera was not allowed", timeout=LONG_MS)
    expect(dialog.get_by_role("button", name="Agree and choose a photo")).to_be_visible()
    assert [kind for kind, _ in told(page)] == ["initiated", "failed"]


def test_a_model_that_is_missing_is_said_and_can_be_tried_again(page, site):
    sku = page.locator("varai-try-on").get_attribute("sku")
    kept = site.pages.pop(f"/models/{sku}.glb")
    page.get_by_test_id(BUTTON).click()
    expect(page.get_by_text("Unable to start virtual try-on. Please try again.")).to_be_visible(
        timeout=LONG_MS
    )
    site.pages[f"/models/{sku}.glb"] = kept
    opened(page)
    assert [kind for kind, _ in told(page)] == ["initiated", "failed", "initiated"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Virtuell anprobieren"),
        ("es", "Probar virtualmente"),
        ("fr", "Essayer virtuellement"),
        ("xx", "Try On"),
    ],
)
def test_the_button_speaks_the_language_of_the_page(browser, site, elmwood, language, words):
    site.pages["/other.html"] = product_page(element_for(elmwood), language)
    page = browser.new_page()
    page.goto(f"{site.origin}/other.html")
    expect(page.get_by_test_id(BUTTON)).to_contain_text(words)
    page.close()


def test_without_webgl_eyes_are_marked_on_a_photo(launch, site, picture):
    page = launch("--disable-3d-apis").new_page()
    page.goto(f"{site.origin}/product.html")
    dialog = opened(page)
    expect(dialog.get_by_text("cannot find faces by itself")).to_be_visible()
    expect(dialog.get_by_role("button", name="Agree and use the camera")).to_have_count(0)
    dialog.locator(".screen input[type=file]").set_input_files(photo(jpeg(picture)))
    dialog.locator(".marking").click(position={"x": 300, "y": 400})
    dialog.locator(".marking").click(position={"x": 460, "y": 400})
    expect(dialog.get_by_text("63 mm apart")).to_be_visible()
    assert page.evaluate(WORN) > 0.002


def test_without_a_camera_the_photo_way_is_left(launch, site):
    page = launch().new_context(permissions=["camera"]).new_page()
    page.goto(f"{site.origin}/product.html")
    dialog = opened(page)
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.get_by_role("alert")).to_contain_text("No camera was found here", timeout=LONG_MS)
    expect(dialog.get_by_role("button", name="Agree and choose a photo")).to_be_visible()
