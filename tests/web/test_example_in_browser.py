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


def test_the_description_s_own_example_opens(browser, site, elmwood):
    """The element and the catalogue as assets/web/README.md writes them."""
    text = (WEB_SOURCES / "README.md").read_text()
    markup, catalogue = (text.partition(f"```{kind}\n")[2].partition("```")[0] for kind in ("html", "json"))
    model = frame_glb(elmwood.eyewear(elmwood.variants[0].sku))
    served = {"/readme.html": f'<!doctype html><link rel="icon" href="data:,">{markup}'.encode()}
    served |= {"/models/LARK-50-HAV.glb": model, "/try-on/catalogue.en.json": catalogue.encode()}
    site.pages.update(served)
    page = browser.new_page()
    page.goto(f"{site.origin}/readme.html")
    page.get_by_test_id("virtual-try-on-button").click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="See Lark on you")).to_be_visible(
        timeout=LONG_MS
    )
    frames = page.evaluate(
        "async address => (await import('/try-on/components.js')).framesOf(await (await fetch(address)).json()).length",
        "/try-on/catalogue.en.json",
    )
    assert frames == 1
    page.close()
