"""Nothing of a try-on leaves the page or stays behind: every request, every store and what is handed out, watched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.clips import jpeg
from tests.web.dialog import LONG_MS, agreed, opened, photo

KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length })"""
CAN_SHARE = """() => { window.shared = [];
  navigator.canShare = ({ files }) => files.every((file) => file.type === 'image/jpeg');
  navigator.share = async ({ files }) => { shared.push(files.map((file) => [file.name, file.type])); }; }"""
SENT = """() => { window.sent = [];
  for (const [owner, name] of [[Navigator.prototype, 'sendBeacon'], [window, 'WebSocket'],
                               [window, 'EventSource'], [window, 'RTCPeerConnection']]) {
    const old = owner[name]; owner[name] = function (...given) { sent.push(name); return new old(...given); }; } }"""


@pytest.fixture
def context(browser):
    context = browser.new_context(permissions=["camera"], viewport={"width": 900, "height": 800})
    yield context
    context.close()


def test_a_whole_try_on_asks_only_its_own_site_sends_nothing_and_keeps_nothing(context, site, picture):
    asked = []
    context.on("request", lambda request: asked.append((request.url, request.method, request.post_data)))
    page = context.new_page()
    page.add_init_script(f"({SENT})()")
    page.goto(f"{site.origin}/product.html")
    dialog = opened(page)
    agreed(dialog)
    dialog.get_by_role("button", name="Keep this look").click()
    dialog.get_by_role("button", name="Black").click()
    dialog.locator(".bar input[type=file]").set_input_files(photo(jpeg(picture)))
    expect(dialog.get_by_role("button", name="Use the camera")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [url for url, _, _ in asked if not url.startswith((site.origin, "blob:", "data:"))] == []
    assert {(method, data) for _, method, data in asked} == {("GET", None)}
    assert any(url.endswith(".wasm") for url, _, _ in asked)
    assert page.evaluate("sent") == []
    assert page.evaluate(KEPT) == {"local": 0, "session": 0, "cookies": "", "databases": 0, "caches": 0}


def test_the_picture_is_saved_where_the_device_does_not_share(context, site):
    page = context.new_page()
    page.goto(f"{site.origin}/product.html")
    dialog = opened(page)
    agreed(dialog)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save the picture").click()
    assert download.value.suggested_filename == "Elmwood Havana.jpg"
    saved = cv2.imdecode(np.fromfile(download.value.path(), np.uint8), cv2.IMREAD_COLOR)
    assert min(saved.shape[:2]) > 300
    assert saved.std() > 20
    expect(dialog.get_by_text("The picture was saved on this device.")).to_be_visible()


def test_the_picture_is_handed_to_the_devices_own_way_of_sharing(context, site):
    page = context.new_page()
    page.add_init_script(f"({CAN_SHARE})()")
    page.goto(f"{site.origin}/product.html")
    page.evaluate("document.addEventListener('virtual_try_on_shared', (e) => (window.told = e.detail.sku))")
    dialog = opened(page)
    agreed(dialog)
    dialog.get_by_role("button", name="Share").click()
    page.wait_for_function("() => window.told")
    assert page.evaluate("shared") == [[["Elmwood Havana.jpg", "image/jpeg"]]]
