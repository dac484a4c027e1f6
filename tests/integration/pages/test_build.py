"""Whole sites from small shops, with real template workers."""

from __future__ import annotations

import hashlib
import json
import re
import time
import xml.etree.ElementTree as ET
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from threading import Event

import pytest
from PIL import Image
from pydantic import ValidationError

from app.domain.errors import Refused
from app.domain.products import ProductImage
from app.pages.publish.archive import write_archive
from app.pages.publish.build import BuildOrder
from app.pages.sandbox.findings import TemplateRefused
from app.pages.site.frame import TEXT_PAGES
from tests.fakes.pages import (
    SHIPPED,
    FakeStudio,
    a_builder,
    a_range,
    built,
    product_of,
    renamed,
    settings,
    sold,
)
from tests.unit.app.pages.test_markup import Elements

TWO = [{"locale": "en", "currency": "EUR"}, {"locale": "de", "currency": "EUR"}]


@pytest.fixture(scope="module")
def builder():
    with a_builder() as builder:
        yield builder


def page(folder, path):
    return (folder / path / "index.html").read_text("utf-8")


def state(folder):
    return {
        str(f.relative_to(folder)): (f.stat().st_mtime_ns, f.read_bytes())
        for f in folder.rglob("*")
        if f.is_file()
    }


@pytest.mark.parametrize("template", SHIPPED.names)
def test_a_product_page_tells_everything_without_script(builder, tmp_path, template):
    product = sold(description="<p>Light <b>acetate</b></p>")
    lenses = [{"name": "Thin", "price_minor": 8900}]
    report = built(builder, tmp_path / "site", [product, *a_range(3)], template=template, lens_options=lenses)
    text = page(tmp_path / "site", "glasses/northlight-lark")
    told = [
        "Lark",
        "€189.00",
        "€179.00",
        "€199.00",
        "Havana",
        "In stock",
        "50 mm",
        "145 mm",
        "Panto",
        "<b>acetate</b>",
    ]
    assert [words for words in [*told, "+ €89.00", "mailto:hello@ost.example"] if words not in text] == []
    assert "size-drawing" in text
    assert "varai-try-on" not in text
    assert report.notes == ("The try-on for web pages is not built; pages go without its button.",)


def test_a_site_has_every_page_and_every_link_leads_somewhere(builder, tmp_path):
    built(builder, tmp_path / "site", a_range(30), editions=TWO)
    site = tmp_path / "site"
    names = ["glasses", "search", "basket", "stores", "eye-test", "contact", *TEXT_PAGES]
    assert [
        n
        for n in names
        if not (site / n / "index.html").is_file() or not (site / "de" / n / "index.html").is_file()
    ] == []
    assert (site / "glasses/page-2/index.html").is_file()
    links = {
        link
        for file in site.rglob("*.html")
        for link in re.findall(r'(?:href|src)="(/[^"#?]*)"', file.read_text())
    }
    missing = [
        link
        for link in links
        if not (site / link.lstrip("/") / ("index.html" if link.endswith("/") else "")).is_file()
    ]
    assert missing == []
    outside = {
        a
        for f in site.rglob("*.html")
        for a in re.findall(r'<(?:img|script|link)[^>]*(?:src|href)="(https?:[^"]*)"', f.read_text())
    }
    assert {address for address in outside if not address.startswith("https://shop.example/")} == set()


def test_nothing_is_written_when_nothing_changed(builder, tmp_path):
    built(builder, tmp_path / "site", a_range())
    before = state(tmp_path)
    report = built(builder, tmp_path / "site", a_range())
    assert (report.rendered_count, report.changes.written, report.changes.removed) == (0, [], [])
    assert state(tmp_path) == before


def test_a_changed_product_changes_only_the_pages_it_stands_on(builder, tmp_path):
    products = a_range(60)
    built(builder, tmp_path / "site", products)
    products[40] = renamed(products[40], "Frame 40 b")
    products[40] = replace(products[40], id=products[40].id)
    report = built(builder, tmp_path / "site", products)
    told = [name for name in report.changes.written if name.startswith("glasses/northlight-")]
    assert len(told) <= 6
    assert not {"index.html", "glasses/index.html", "stores/index.html", "robots.txt"} & set(
        report.changes.written
    )
    assert "glasses/page-3/index.html" in report.changes.written


def test_pages_of_products_no_longer_sold_go_away(builder, tmp_path):
    built(builder, tmp_path / "site", a_range(3))
    report = built(builder, tmp_path / "site", a_range(2))
    assert "glasses/northlight-frame-2/index.html" in report.changes.removed
    assert not (tmp_path / "site" / "glasses" / "northlight-frame-2").exists()


def test_what_was_damaged_is_made_good(builder, tmp_path):
    built(builder, tmp_path / "site", a_range(2))
    before = state(tmp_path / "site")
    (tmp_path / "site/index.html").write_text("broken")
    next((tmp_path / "site/pictures").iterdir()).unlink()
    built(builder, tmp_path / "site", a_range(2))
    assert {name: content for name, (_, content) in state(tmp_path / "site").items()} == {
        n: c for n, (_, c) in before.items()
    }


@pytest.mark.parametrize(
    "memory", ["", "{}", "[1]", '{"format":1,"files":{"../../etc/passwd":["","",0,[]]}}']
)
def test_a_memory_file_that_lies_harms_nothing(builder, tmp_path, memory):
    (tmp_path / "site.build.json").write_text(memory)
    if "passwd" in memory:
        with pytest.raises(Refused, match="outside"):
            built(builder, tmp_path / "site", a_range(1))
    else:
        assert built(builder, tmp_path / "site", a_range(1)).page_count > 10


def test_a_folder_of_something_else_is_left_alone(builder, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Refused, match="something else"):
        built(builder, tmp_path, a_range(1))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_build_that_is_cut_off_is_taken_up_by_the_next(builder, tmp_path):
    class CutOff(Exception):
        pass

    def cut_off(done, total):
        if done > 20:
            raise CutOff

    site, products = tmp_path / "site", a_range()
    with pytest.raises(CutOff):
        builder.build(BuildOrder(settings(name="Before"), products), site, cut_off)
    built(builder, site, products[:3])
    built(builder, tmp_path / "fresh", products[:3])
    kept, fresh = (
        {file: content for file, (_, content) in state(x).items()} for x in (site, tmp_path / "fresh")
    )
    assert kept == fresh


def test_a_build_that_is_given_up_does_not_draw_its_page_to_the_end(tmp_path):
    class Leaving(Exception):
        pass

    class SlowStudio(FakeStudio):
        drawn, heard = 0, Event()

        def photos(self, eyewear):
            SlowStudio.drawn += 1
            self.heard.wait(20)
            time.sleep(0.05)
            return super().photos(eyewear)

    def leave(done, total):
        if SlowStudio.drawn:
            SlowStudio.heard.set()
            raise Leaving

    with a_builder(studio=SlowStudio()) as builder, pytest.raises(Leaving):
        builder.build(BuildOrder(settings(), a_range(40)), tmp_path / "site", leave)
    assert SlowStudio.drawn < 20


def test_two_builds_of_a_shop_are_the_same_byte_for_byte(builder, tmp_path):
    hashes = []
    for name in ("one", "two"):
        built(builder, tmp_path / name, a_range(3), editions=TWO)
        write_archive(tmp_path / name, tmp_path / f"{name}.zip")
        hashes.append(hashlib.sha256((tmp_path / f"{name}.zip").read_bytes()).hexdigest())
    assert hashes[0] == hashes[1]
    with pytest.raises(Refused, match="no site"):
        write_archive(tmp_path / "nothing", tmp_path / "none.zip")


def test_search_engines_are_told_of_pages_languages_and_offers(builder, tmp_path):
    built(builder, tmp_path / "site", [sold()], editions=TWO, base_url="https://ost.example/shop")
    site = tmp_path / "site"
    urls = [
        url.text
        for url in ET.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert "https://ost.example/shop/de/glasses/northlight-lark/" in urls
    assert not [url for url in urls if "basket" in url or "404" in url]
    text = page(site, "glasses/northlight-lark")
    assert (
        '<link rel="alternate" hreflang="de" href="https://ost.example/shop/de/glasses/northlight-lark/">'
        in text
    )
    things = [
        json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    ]
    offer = next(thing for thing in things if thing["@type"] == "Product")["offers"][0]
    assert (offer["price"], offer["priceCurrency"], offer["availability"]) == (
        "189.00",
        "EUR",
        "https://schema.org/InStock",
    )
    assert {thing["@type"] for thing in things} == {"Product", "BreadcrumbList"}


def test_the_try_on_comes_with_the_site_and_only_where_it_is_used(tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "web/try-on.js").write_text("export {}")
    with a_builder(tmp_path / "web") as builder:
        assert built(builder, tmp_path / "site", [sold()]).notes == ()
    text = page(tmp_path / "site", "glasses/northlight-lark")
    assert 'data-testid="virtual-try-on-button">Try On Virtually</button></div></varai-try-on>' in text
    assert re.search(r'src="/try-on/[0-9a-f]+/try-on.js"', text)
    assert "wasm-unsafe-eval" in text
    assert "wasm-unsafe-eval" not in page(tmp_path / "site", "stores")
    product = next(
        x for x in map(json.loads, re.findall(r'ld\+json">(.*?)</script>', text)) if x["@type"] == "Product"
    )
    assert product["subjectOf"]["encoding"]["encodingFormat"] == "model/gltf-binary"
    (frame,) = json.loads((tmp_path / "site/try-on-catalogue.json").read_text())["frames"]
    assert (frame["front_width_mm"], [v["sku"] for v in frame["variants"]]) == (137, ["LARK-HAV", "LARK-BLK"])


def test_an_own_template_lays_out_pages_but_brings_nothing_that_runs(builder, tmp_path):
    own = '{% extends "boutique/body" %}{% block footer %}<footer class="mine">{{ site.name }}</footer>{% endblock %}'
    built(builder, tmp_path / "site", [sold()], own)
    text = page(tmp_path / "site", "glasses/northlight-lark")
    assert '<footer class="mine">Optik Ost</footer>' in text
    assert text.startswith("<!DOCTYPE html>")
    assert "size-drawing" in text
    with pytest.raises(TemplateRefused, match="cannot stand"):
        built(builder, tmp_path / "bad", [sold()], "<script>alert(1)</script>")


HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}</title></script><svg/onload=alert(3)>'
)


def test_hostile_products_are_shown_as_the_words_they_are(builder, tmp_path):
    named = sold("EVIL", HOSTILE[:190], description=HOSTILE, brand=HOSTILE[:110])
    images = (
        ProductImage("javascript:alert(4)", HOSTILE),
        ProductImage("https://evil.example/x.png", HOSTILE),
    )
    evil = product_of(replace(named.content, images=images))
    site = tmp_path / "site"
    built(builder, site, [evil], name=HOSTILE[:190], tagline=HOSTILE, about=HOSTILE, legal=HOSTILE)
    for file in site.rglob("*.html"):
        elements = Elements(file.read_text("utf-8"))
        assert set(elements.faults) <= {"meta", "link", "script"}, file
        scripts = re.findall(
            r"<script(?! type=\"application/ld\+json\">)[^>]*>(.*?)</script>", file.read_text("utf-8")
        )
        assert set(scripts) <= {""}, file
    assert "evil.example" not in page(
        site,
        next(
            p for p in (site / "glasses").iterdir() if "script" in p.name and "brand" not in p.name
        ).relative_to(site),
    )


def test_right_to_left_editions_turn_the_page_round(builder, tmp_path):
    built(
        builder,
        tmp_path / "site",
        [sold()],
        editions=[{"locale": "en", "currency": "EUR"}, {"locale": "ar", "currency": "EUR"}],
    )
    shops = page(tmp_path / "site", "ar/stores")
    assert '<html lang="ar" dir="rtl"' in shops
    assert "الفروع وأوقات العمل" in shops
    styles = (SHIPPED.folder / "base.css").read_text() + "".join(
        SHIPPED.style(name) for name in SHIPPED.names
    )
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|[{; ](?:left|right):", styles
    )


def test_a_product_without_sizes_finish_or_price_still_has_its_page(builder, tmp_path):
    product = sold()
    bare = tuple(replace(v, size=None, finish=None) for v in product.content.variants)
    content = replace(product.content, variants=bare, sizes=())
    built(
        builder,
        tmp_path / "site",
        [product_of(content, pieces=0)],
        editions=[{"locale": "en", "currency": "USD"}],
    )
    text = page(tmp_path / "site", "glasses/northlight-lark")
    assert "Price on request" in text
    assert "To order" in text


def test_without_pictures_a_frame_is_drawn(tmp_path):
    with a_builder(has_photos=False) as builder:
        built(builder, tmp_path / "site", [sold()])
    assert 'class="frame-drawing"' in page(tmp_path / "site", "glasses")


def test_visitors_choose_their_currency_where_there_are_several(builder, tmp_path):
    two = [{"locale": "en", "currency": "EUR"}, {"locale": "en-GB", "currency": "GBP"}]
    built(builder, tmp_path / "site", [sold()], editions=two)
    assert ">English (United Kingdom) · GBP</a>" in page(tmp_path / "site", "stores")
    built(builder, tmp_path / "other", [sold()], editions=[two[0], {"locale": "de", "currency": "EUR"}])
    assert "· EUR</a>" not in page(tmp_path / "other", "stores")


def test_a_logo_stands_in_place_of_the_name(builder, tmp_path):
    drawn = BytesIO()
    Image.new("RGB", (1920, 320), "navy").save(drawn, "PNG")
    built(builder, tmp_path / "site", [sold()], logo=b64encode(drawn.getvalue()).decode())
    home = page(tmp_path / "site", "")
    found = re.search(r'<img class="logo" src="/(\S+)" alt="Optik Ost" width="960" height="160">', home)
    with Image.open(tmp_path / "site" / found[1]) as shown:
        assert shown.format == "WEBP"
    about = json.loads(re.search(r'ld\+json">(.*?)</script>', home)[1])
    assert about["logo"] == f"https://shop.example/{found[1]}"


@pytest.mark.parametrize("picture", [b"<svg onload=alert(1)></svg>", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_no_logo(picture):
    with pytest.raises(ValidationError, match="no PNG, JPEG or WebP"):
        settings(logo=b64encode(picture).decode())
    with pytest.raises(ValidationError, match="Base64"):
        settings(logo="not base64!")
