"""The example page: the components, put together in code, do what their description says."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.eyewear.glb_export import frame_glb
from tests.web.clips import jpeg
from tests.web.conftest import WEB_SOURCES
from tests.web.dialog import LONG_MS, photo
from tests.web.site import Site, serving

EXAMPLE = "/assets/web/example"


@pytest.fixture(scope="module")
def example(web_bundle, elmwood):
    """The folders as they lie in the sources."""
    pages = {f"{EXAMPLE}/{file.name}": file.read_bytes() for file in (WEB_SOURCES / "example").iterdir()}
    pages[f"{EXAMPLE}/elmwood.glb"] = frame_glb(elmwood.eyewear(elmwood.variants[0].sku))
    with serving(Site({"build": web_bundle.parent}, pages)) as site:
        yield f"{site.origin}{EXAMPLE}/index.html"


@pytest.fixture
def page(browser, example):
    page = browser.new_page()
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(example)
    expect(page.get_by_test_id("virtual-try-on-button")).to_have_text("Try On Virtually", timeout=LONG_MS)
    yield page
    page.close()
    assert broken == []


def test_the_parts_work_by_themselves(page, picture):
    page.locator("#photo").set_input_files(photo(jpeg(picture)))
    expect(page.locator("#shape strong")).to_be_visible(timeout=LONG_MS)
    expect(page.locator("#frames").get_by_role("button")).to_contain_text("Elmwood")
    page.locator("#keep").click()
    expect(page.locator("#looks canvas")).to_have_count(1)


def test_the_button_opens_the_dialog_and_the_page_is_told(page):
    page.get_by_test_id("virtual-try-on-button").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=LONG_MS)
    page.keyboard.press("Escape")
    expect(page.locator("#events li")).to_have_text(["initiated", "closed"])
