"""The try-on on product pages of other shop systems, served from a site of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from app.services.embed_try_on import model_path, sku_files
from engine.asset_paths import WEB_EMBEDS
from engine.eyewear.glb_export import frame_glb
from tests.web.site import Site, serving
from ui.cli import app

SHOPS = Path(__file__).parent / "shops"
CHOOSE_BLACK = {
    "shopify": lambda page: page.get_by_label("Black").check(),
    "woocommerce": lambda page: page.get_by_label("Colour").select_option("Black"),
    "magento": lambda page: page.get_by_role("radio", name="Black").click(),
    "bigcommerce": lambda page: page.get_by_label("Black").check(),
}


@pytest.fixture(scope="module")
def try_on_site(web_bundle, elmwood):
    """Where the try-on is served, apart from the shop."""
    pages = {f"/try-on/{path}": content for path, content in sku_files([elmwood]).items()}
    for variant in elmwood.variants:
        pages[f"/try-on/{model_path(variant.sku)}"] = frame_glb(elmwood.eyewear(variant.sku))
    with serving(Site({"try-on": web_bundle}, pages)) as site:
        yield site


@pytest.fixture(scope="module")
def shop(try_on_site):
    """The product pages of five shop systems, without a policy, as those systems serve them."""
    address = f"{try_on_site.origin}/try-on/"
    texts = {path.name: path.read_text().replace("__TRY_ON_URL__", address) for path in SHOPS.iterdir()}
    pages = {f"/{name}": text.encode() for name, text in texts.items()}
    with serving(Site({}, pages, policy="object-src 'none'")) as site:
        yield site


@pytest.fixture(scope="module")
def page(launch) -> Page:
    return launch().new_page()


@pytest.mark.parametrize("system", ["page", "shopify", "woocommerce", "magento", "bigcommerce"])
def test_the_button_stands_on_the_product_page(page, shop, system):
    page.goto(f"{shop.origin}/{system}.html")
    expect(page.get_by_test_id("virtual-try-on-button")).to_have_text("Try On Virtually")
    assert page.locator("varai-try-on").get_attribute("sku") == "HR-ELMW-HAV"
    assert page.locator("varai-try-on").count() == 1


@pytest.mark.parametrize("system", CHOOSE_BLACK)
def test_another_colour_on_the_page_is_the_one_tried_on(page, shop, system):
    page.goto(f"{shop.origin}/{system}.html")
    expect(page.locator("varai-try-on")).to_have_attribute("sku", "HR-ELMW-HAV")
    CHOOSE_BLACK[system](page)
    expect(page.locator("varai-try-on")).to_have_attribute("sku", "HR-ELMW-BLK")


def test_the_mirror_opens_across_origins(page, shop):
    page.goto(f"{shop.origin}/shopify.html")
    page.get_by_test_id("virtual-try-on-button").click()
    expect(page.get_by_role("dialog").get_by_text("See Elmwood on you")).to_be_visible(timeout=60_000)


def test_a_button_comes_back_when_the_theme_s_editor_draws_its_place_anew(page, shop):
    page.goto(f"{shop.origin}/shopify.html")
    expect(page.get_by_test_id("virtual-try-on-button")).to_be_visible()
    page.evaluate(
        """() => { const place = document.querySelector('[data-varai-try-on]');
        const drawn = place.cloneNode(false); drawn.dataset.variant = 'primary'; place.replaceWith(drawn);
        document.dispatchEvent(new CustomEvent('shopify:section:load')); }"""
    )
    expect(page.get_by_test_id("virtual-try-on-button")).to_have_class(re.compile("primary"))


def test_a_product_without_a_frame_shows_no_button(page, shop, try_on_site):
    shop.pages["/unknown.html"] = shop.pages["/page.html"].replace(b"HR-ELMW-HAV", b"__proto__")
    with page.expect_response(lambda answer: "/skus/" in answer.url):
        page.goto(f"{shop.origin}/unknown.html")
    assert page.locator("varai-try-on").count() == 0


@pytest.mark.parametrize("system", sorted(path.name for path in WEB_EMBEDS.iterdir()))
def test_every_part_says_how_to_install_it_and_leaves_no_place_open(system):
    texts = [path.read_text() for path in (WEB_EMBEDS / system).rglob("*") if path.is_file()]
    assert any("serve/" in text for text in texts)
    assert any("__TRY_ON_URL__embed.js" in text for text in texts)


def written(tmp_path, *arguments, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path / "data"))
    return CliRunner().invoke(app, ["pages", "embed", *arguments])


def test_the_command_refuses_an_address_that_could_carry_markup(tmp_path, web_bundle, monkeypatch):
    bad = ["shopify", "--site", "https://x.example/'><script>/", "--out", str(tmp_path / "out")]
    refused = written(tmp_path, *bad, monkeypatch=monkeypatch)
    assert refused.exit_code == 2
    assert "no plain web address" in refused.output
    assert not (tmp_path / "out").exists()


def test_the_command_writes_over_nothing(tmp_path, web_bundle, monkeypatch):
    (tmp_path / "mine.txt").write_text("mine")
    kept = written(
        tmp_path, "page", "--site", "https://x.example/", "--out", str(tmp_path), monkeypatch=monkeypatch
    )
    assert kept.exit_code == 2
    assert "is not empty" in kept.output


def test_the_command_writes_the_part_and_all_that_is_to_be_served(tmp_path, web_bundle, monkeypatch):
    out = tmp_path / "out"
    said = ["magento", "--site", "https://try.example/try-on", "--out", str(out)]
    done = written(tmp_path, *said, monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    template = out / "Varai_TryOn" / "view" / "frontend" / "templates" / "try-on.phtml"
    assert 'src="https://try.example/try-on/embed.js"' in template.read_text()
    assert "https://try.example<" in (out / "Varai_TryOn" / "etc" / "csp_whitelist.xml").read_text()
    assert (out / "serve" / "embed.js").is_file()
    assert "Access-Control-Allow-Origin: *" in (out / "serve" / "_headers").read_text()
    assert [f"{step}. " in done.output for step in range(1, 7)] == [True] * 5 + [False]
    assert "https://try.example/try-on/" in done.output
    assert (out / "serve" / model_path("HR-ELMW-HAV")).stat().st_size > 50_000
    assert not [
        path
        for path in out.rglob("*")
        if path.suffix in {".php", ".xml", ".md"} and "__TRY_ON" in path.read_text()
    ]
