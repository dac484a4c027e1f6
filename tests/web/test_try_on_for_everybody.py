"""The try-on's dialog for everybody: axe, keyboard alone, large targets, double size, five languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.clips import jpeg
from tests.web.conftest import ROOT, element_for, product_page
from tests.web.dialog import BUTTON, LONG_MS, agreed, opened, photo

AXE = ROOT / "packaging" / "page_checks" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """async rules => (await axe.run({ runOnly: rules })).violations
  .map(fault => `${fault.id}: ${fault.nodes.map(node => node.target.flat().join(' ')).join(', ')}`)"""
FOCUSED = """() => { let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return [at?.tagName, at?.getAttribute('aria-label') || at?.textContent?.trim() || '']; }"""
SMALL = """() => [...document.querySelector('[data-varai-mirror]').shadowRoot.querySelectorAll('button, a, summary')]
  .map(one => [one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 44 || box.height < 44)).map(([text]) => text)"""
BEYOND = """() => { const root = document.querySelector('[data-varai-mirror]').shadowRoot;
  return [...root.querySelectorAll('dialog, .panel, .screen, .compare')]
    .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1).map(one => one.className); }"""
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="packaging/page_checks.sh has not run")


@pytest.fixture
def page_for(browser, site, elmwood):
    """A product page at a size, in a theme and a language."""
    contexts = []

    def page_for(width=1280, height=800, theme="light", language="en", **more):
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, bypass_csp=True,
                permissions=["camera"], **more,
            )
        )  # fmt: skip
        page = contexts[-1].new_page()
        site.pages["/for.html"] = product_page(element_for(elmwood, notice="/notice.html"), language)
        page.goto(f"{site.origin}/for.html")
        return page

    yield page_for
    for context in contexts:
        context.close()


def faults(page):
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(content=AXE.read_text("utf-8"))
    return page.evaluate(FAULTS, RULES)


@needs_axe
@pytest.mark.parametrize(
    ("width", "height", "theme"), [(320, 640, "light"), (1280, 800, "dark"), (1280, 800, "light")]
)
def test_no_screen_has_a_fault_that_axe_knows(page_for, width, height, theme):
    page = page_for(width, height, theme)
    dialog = opened(page)
    assert faults(page) == []
    dialog.locator(".screen input[type=file]").set_input_files(photo(b"no picture"))
    expect(dialog.get_by_role("alert")).to_contain_text("no picture that can be shown", timeout=LONG_MS)
    assert faults(page) == []
    agreed(dialog)
    assert faults(page) == []
    assert page.evaluate(SMALL) == []
    dialog.get_by_role("button", name="Keep this look").click()
    dialog.get_by_role("button", name="Compare (1)").click()
    assert faults(page) == []
    assert page.evaluate(SMALL) == []


@needs_axe
@pytest.mark.parametrize("language", ["de", "es", "fr", "ar"])
def test_other_languages_fit_on_a_phone(page_for, picture, language):
    page = page_for(320, 640, language=language)
    dialog = opened(page)
    assert dialog.get_attribute("lang") == language
    assert dialog.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert page.evaluate(BEYOND) == []
    dialog.locator(".screen input[type=file]").set_input_files(photo(jpeg(picture)))
    expect(dialog.locator(".shape strong")).to_be_visible(timeout=LONG_MS)
    assert faults(page) == []
    assert page.evaluate(BEYOND) == []
    box = dialog.locator(".bar").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_everything_can_be_done_with_the_keyboard_and_focus_stays_in_the_dialog(page_for):
    page = page_for()
    page.get_by_test_id(BUTTON).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Agree and use the camera")).to_be_focused(timeout=LONG_MS)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Keep this look")).to_be_focused(timeout=LONG_MS)
    expect(dialog.locator(".shape strong")).to_be_visible(timeout=LONG_MS)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status").filter(has_text="Kept: 1 of 4")).to_be_visible()
    seen = set()
    for _ in range(16):
        page.keyboard.press("Tab")
        seen.add(tuple(page.evaluate(FOCUSED)))
    assert ("BUTTON", "Close") in seen
    assert ("BUTTON", "Black") in seen
    assert {tag for tag, _ in seen} <= {"BUTTON", "SUMMARY", "A", "DIALOG", "BODY"}
    assert ("BUTTON", "Try On Virtually") not in seen
    page.keyboard.press("Escape")
    expect(page.get_by_test_id(BUTTON)).to_be_focused()


def test_both_eyes_are_marked_with_arrow_keys(page_for, picture):
    page = page_for()
    dialog = opened(page)
    chooser = dialog.locator(".screen input[type=file]")
    chooser.set_input_files(photo(jpeg(picture * 0 + 128)))
    dialog.get_by_role("button", name="mark your eyes").or_(
        dialog.get_by_role("button", name="Touch the middle of the eye")
    ).first.click(timeout=LONG_MS)
    expect(dialog.get_by_role("button", name="Arrow keys move the mark")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("63 mm apart")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 256)], ids=["200 %", "400 %"])
def test_enlarged_all_is_reachable_without_scrolling_sideways(page_for, width, height):
    page = page_for(width, height)
    dialog = opened(page)
    assert page.evaluate(BEYOND) == []
    dialog.get_by_role("button", name="Agree and choose a photo").scroll_into_view_if_needed()
    agreed(dialog)
    assert page.evaluate(BEYOND) == []
    for name in ("Keep this look", "Close", "Black"):
        dialog.get_by_role("button", name=name).click(trial=True)


def test_less_motion_is_honoured(page_for):
    page = page_for(reduced_motion="reduce")
    assert opened(page).evaluate("dialog => getComputedStyle(dialog).animationName") == "none"


def test_a_page_written_from_right_to_left_keeps_its_words_and_its_button(page_for, site, elmwood):
    page = page_for(390, 800)
    site.pages["/rtl.html"] = product_page(element_for(elmwood, name="إلموود"), "ar").replace(
        b"<html ", b'<html dir="rtl" '
    )
    page.goto(f"{site.origin}/rtl.html")
    dialog = opened(page)
    assert dialog.locator(".close").bounding_box()["x"] < 60
    assert page.evaluate(BEYOND) == []
    dialog.get_by_role("button", name="أوافق، استخدم الكاميرا").click()
    expect(dialog.locator(".shape strong")).to_be_visible(timeout=LONG_MS)
    expect(dialog.get_by_role("heading", name="إلموود")).to_have_attribute("dir", "auto")
    expect(dialog.locator(".verdict")).to_have_text(re.compile(r"[\u0600-\u06ff]"))
    assert page.evaluate(BEYOND) == []
