"""The design page in Debian's Chromium: a choice is kept, seen, undone and packed, by everybody."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.pages.publish.archive import write_archive
from app.pages.settings import LANGUAGES, Weekday
from app.pages.tokens import FONTS
from engine.asset_paths import ASSETS
from tests.fakes.design import MemoryWorkshop, serving_design, working
from tests.fakes.pages import SHIPPED, a_builder, a_range, built, settings
from tests.fakes.site_server import answering
from tests.web.conftest import ROOT
from ui.commands.pages_preview import Changes, Preview
from ui.designer.desk import Desk
from ui.designer.server import DesignPage

WORDS = ASSETS / "designer" / "words"
AXE = ROOT / "packaging" / "page_checks" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="packaging/page_checks.sh has not run")


class BuildingWorkshop(MemoryWorkshop):
    """Builds a small site for real."""

    def attach(self, builder, folder, changes):
        self.builder, self.folder, self.changes = builder, folder, changes
        return self

    def show(self, settings, tell):
        built(self.builder, self.folder, a_range(3), **settings.model_dump(mode="json"))
        self.changes.happened()

    def pack(self, settings, tell):
        self.show(settings, tell)
        write_archive(self.folder, self.archive)
        return self.archive


@pytest.fixture(scope="module")
def builder():
    with a_builder(has_photos=False) as builder:
        yield builder


@contextmanager
def previewing(folder):
    changes = Changes()
    with answering(Preview(folder, 0, changes)) as address:
        try:
            yield changes, address
        finally:
            changes.end()


@pytest.fixture
def desk(builder, tmp_path):
    workshop = BuildingWorkshop(tmp_path / "site.zip")
    with previewing(tmp_path / "site") as (changes, site):
        workshop.attach(builder, tmp_path / "site", changes)
        chosen = settings(
            tagline="Clear", phone="+49 421 1", locations=[{"name": "Old Town", "country": "DE"}]
        )
        with working(Desk(chosen, workshop)) as desk:
            desk.site = site
            yield desk


@pytest.fixture
def address(desk):
    templates = {name: SHIPPED.description(name).model_dump(mode="json") for name in SHIPPED.names}
    choices = {
        "templates": templates,
        "languages": LANGUAGES,
        "fonts": list(FONTS),
        "weekdays": list(Weekday),
    }
    folders = (ASSETS / "designer", ASSETS / "pages" / "fonts")
    with serving_design(DesignPage(desk, choices | {"previewed": 24}, folders, desk.site)) as server:
        yield server.address


@pytest.fixture(scope="module")
def browser(launch):
    return launch()


@pytest.fixture
def opened(browser, address):
    """The page once the pages it designs are there, and what went wrong in it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", bypass_csp=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(address)
    kept(page)
    yield page
    context.close()
    assert faults == []


def kept(page):
    expect(page.get_by_role("status")).to_contain_text("Kept", timeout=60_000)


def site_of(page):
    return page.frame_locator("#site")


def test_a_choice_is_kept_and_seen_at_once_and_can_be_undone(opened, desk):
    opened.get_by_role("tab", name="Shop").click()
    opened.get_by_label("Line below the name").fill("Clear as day")
    expect(site_of(opened).locator("body")).to_contain_text("Clear as day", timeout=30_000)
    assert desk.settings.tagline == "Clear as day"
    opened.get_by_role("button", name="Undo").click()
    expect(opened.get_by_label("Line below the name")).to_have_value("Clear")
    expect(site_of(opened).locator("body")).not_to_contain_text("as day", timeout=30_000)


def test_another_template_and_back_keeps_the_choices_of_both(opened, desk):
    first, other = desk.settings.template, next(x for x in SHIPPED.names if x != desk.settings.template)
    radio = opened.locator("input[name=template]")
    opened.get_by_label("Roundness").fill("3")
    radio.and_(opened.locator(f"[value={other}]")).check()
    kept(opened)
    expect(site_of(opened).locator("html")).to_have_count(1)
    opened.wait_for_timeout(600)
    assert (desk.settings.template, desk.settings.look) == (other, {})
    radio.and_(opened.locator(f"[value={first}]")).check()
    opened.wait_for_timeout(600)
    assert (desk.settings.template, desk.settings.look) == (first, {"radius": "3px"})


def test_parts_of_the_home_page_move_by_keyboard(opened, desk):
    opened.get_by_role("tab", name="Look").focus()
    opened.keyboard.press("ArrowRight")
    down = opened.get_by_role("button", name=re.compile("^Move down: ")).first
    before = [section["type"] for section in SHIPPED.description(desk.settings.template).model_dump()["home"]]
    down.focus()
    opened.keyboard.press("Enter")
    expect(opened.locator(".tools button:focus")).to_have_count(1)
    opened.wait_for_timeout(600)
    kept(opened)
    assert [one.type for one in desk.settings.sections] == [before[1], before[0], *before[2:]]


def test_what_cannot_be_used_is_said_beside_it_and_the_rest_stays(opened, desk):
    opened.get_by_role("tab", name="Shop").click()
    field = opened.get_by_label("Telephone").first
    field.fill("call me")
    expect(opened.get_by_role("alert")).to_contain_text("Not kept yet", timeout=10_000)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert desk.settings.phone == "+49 421 1"
    field.fill("+49 421 2")
    expect(opened.locator("#problem")).to_be_empty(timeout=10_000)
    kept(opened)
    assert desk.settings.phone == "+49 421 2"


def test_hours_languages_texts_and_a_logo_are_chosen(opened, desk, tmp_path):
    Image.new("RGB", (300, 80), "teal").save(tmp_path / "logo.png")
    opened.get_by_role("tab", name="Shop").click()
    opened.get_by_label("Logo").set_input_files(tmp_path / "logo.png")
    opened.get_by_role("button", name="Add a language").click()
    opened.locator("summary", has_text="Old Town").click()
    opened.get_by_label("Mon, from", exact=True).fill("10:00")
    opened.get_by_label("Mon, until", exact=True).fill("18:30")
    opened.get_by_role("tab", name="Texts").click()
    opened.get_by_label("About us · German").fill("Seit 1950 <3.\n\nIn Bremen.")
    opened.get_by_role("button", name="Add lenses").click()
    opened.get_by_label("Extra price (EUR)").fill("89.5")
    opened.wait_for_timeout(600)
    kept(opened)
    found = desk.settings
    assert found.logo
    assert [edition.locale for edition in found.editions] == ["en", "de"]
    assert found.locations[0].hours[Weekday.MONDAY] == [("10:00", "18:30")]
    assert found.about == {"en": "", "de": "<p>Seit 1950 &lt;3.</p><p>In Bremen.</p>"}
    assert found.lens_options[0].price_minor == 8950


def test_the_whole_site_is_packed_and_handed_over(opened, tmp_path):
    with opened.expect_download(timeout=60_000) as waiting:
        opened.get_by_role("button", name="Pack as ZIP").click()
    waiting.value.save_as(tmp_path / "got.zip")
    assert "index.html" in ZipFile(BytesIO((tmp_path / "got.zip").read_bytes())).namelist()
    expect(opened.get_by_role("button", name="Pack as ZIP")).to_be_enabled()


@needs_axe
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
def test_no_group_of_choices_has_a_fault_that_axe_knows(opened, size):
    opened.set_viewport_size(size)
    opened.evaluate(AXE.read_text("utf-8"))
    for name in ("Look", "Home page", "Shop", "Texts"):
        opened.get_by_role("tab", name=name).click()
        for summary in opened.locator("#panel summary").all():
            summary.click()
        found = opened.evaluate("rules => axe.run(document, { runOnly: rules, iframes: false })", RULES)
        assert [(one["id"], [n["html"] for n in one["nodes"]]) for one in found["violations"]] == []
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("tag", ["de-DE", "es-ES", "fr-FR", "pl-PL"])
def test_the_page_speaks_the_browsers_language(browser, address, tag):
    context = browser.new_context(locale=tag)
    page = context.new_page()
    page.goto(address)
    spoken = tag[:2] if (WORDS / f"{tag[:2]}.json").is_file() else "en"
    words = json.loads((WORDS / f"{spoken}.json").read_text("utf-8"))
    expect(page.get_by_role("tab", name=words["tab_home"])).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == spoken
    context.close()


def test_without_its_whole_link_the_page_says_so(browser, address):
    page = browser.new_page(locale="en-GB")
    page.goto(address.split("#")[0])
    expect(page.get_by_role("alert")).to_contain_text("whole link")
    page.close()


def test_every_language_has_the_same_words():
    words = {file.stem: json.loads(file.read_text("utf-8")) for file in WORDS.glob("*.json")}
    own_labels = ("setting_", "section_")
    keys = {name: {k for k in found if not k.startswith(own_labels)} for name, found in words.items()}
    assert keys["en"] == keys["de"] == keys["es"] == keys["fr"]
    assert set(words["de"]) == set(words["es"]) == set(words["fr"])


def test_every_choice_of_every_template_is_named_in_every_language():
    named = set()
    for template in map(SHIPPED.description, SHIPPED.names):
        named |= {f"setting_{one.id}" for one in template.look} | {
            f"section_{one.type}" for one in template.sections
        }
        named |= {f"setting_{one.id}" for kind in template.sections for one in kind.settings}
    for language in ("de", "es", "fr"):
        assert named <= set(json.loads((WORDS / f"{language}.json").read_text("utf-8")))
