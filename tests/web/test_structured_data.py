"""What pages tell search engines, against schema.org's whole vocabulary (as types, by npm's schema-dts)."""

from __future__ import annotations

import html
import json
import re
import subprocess

import pytest

from tests.fakes.pages import a_builder, built, sold
from tests.web.conftest import NODE, ROOT

CHECKS = ROOT / "packaging" / "page_checks"
FLAGS = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
SHOP = {
    "base_url": "https://shop.example",
    "phone": "+49 421 5550100",
    "questions": [{"question": "Does it fit?", "answer": "<p>Try it on.</p>"}],
    "locations": [
        {
            "name": "Old Town", "street": "Am Markt 7", "postal_code": "28195", "city": "Bremen", "country": "DE",
            "hours": {"monday": [["10:00", "18:30"]]},
        }
    ],
    "editions": [{"locale": "en", "currency": "EUR"}, {"locale": "de", "currency": "EUR"}],
}  # fmt: skip


def faults_of(things, folder):
    """What a compiler says of these things, each held against the type it says it is."""
    kinds = {thing["@type"] for thing in things}
    lines = [f'import type {{ WithContext, {", ".join(sorted(kinds))} }} from "schema-dts";']
    for at, thing in enumerate(things):
        said = json.dumps(thing)
        lines.append(f"export const thing{at}: WithContext<{thing['@type']}> = {said};")
    (folder / "node_modules").symlink_to(CHECKS / "node_modules")
    (folder / "things.ts").write_text("\n".join(lines), "utf-8")
    command = [NODE, CHECKS / "node_modules" / "typescript" / "bin" / "tsc", *FLAGS, folder / "things.ts"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return [line for line in (done.stdout + done.stderr).splitlines() if "error" in line]


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    """Every piece of structured data of a site whose products can be tried on."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "try-on").mkdir()
    (folder / "try-on" / "try-on.js").write_text("export {};")
    with a_builder(folder / "try-on") as builder:
        built(builder, folder / "site", [sold(description="<p>Light.</p>"), sold("WREN", "Wren")], **SHOP)
    found = []
    for page in sorted((folder / "site").rglob("*.html")):
        texts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8"))
        found += [json.loads(html.unescape(text)) for text in texts]
    return found


def test_every_type_and_property_is_one_of_schema_org(things, tmp_path):
    kinds = {thing["@type"] for thing in things}
    assert kinds == {"Organization", "Product", "BreadcrumbList", "Optician", "FAQPage"}
    assert "3DModel" in json.dumps(things)
    assert faults_of(things, tmp_path) == []


def test_what_schema_org_does_not_know_is_found(tmp_path):
    wrong = [
        {"@type": "Product", "colour": "black"},
        {"@type": "Product", "offers": {"@type": "Offer", "availability": "https://schema.org/Plenty"}},
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListStep", "position": 1}]},
        {"@type": "Optician", "price": "1.00"},
    ]
    faults = faults_of([{"@context": "https://schema.org", **thing} for thing in wrong], tmp_path)
    assert {int(re.search(r"\((\d+),", fault)[1]) for fault in faults} == {2, 3, 4, 5}


def test_products_say_what_search_results_need_of_them(things):
    """Google's merchant listings: name, image, and an offer with price and currency; the rest is asked for."""
    products = [thing for thing in things if thing["@type"] == "Product"]
    assert len(products) == 4
    for product in products:
        assert product["name"]
        assert product["description"]
        assert all(image.startswith("https://shop.example/pictures/") for image in product["image"])
        assert product["brand"]["name"]
        assert product["offers"]
        for offer in product["offers"]:
            assert re.fullmatch(r"\d+\.\d\d", offer["price"])
            assert offer["priceCurrency"] == "EUR"
            assert offer["availability"] == "https://schema.org/InStock"
            assert offer["url"].startswith("https://shop.example/")


def test_trails_number_their_steps_and_name_whole_addresses(things):
    trails = [thing["itemListElement"] for thing in things if thing["@type"] == "BreadcrumbList"]
    assert trails
    for trail in trails:
        assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
        assert all(step["name"] and step["item"].startswith("https://shop.example/") for step in trail)
