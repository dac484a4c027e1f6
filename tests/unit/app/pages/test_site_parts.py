from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.errors import Refused
from app.domain.money import Money
from app.pages import csp
from app.pages.settings import LANGUAGES, Edition, Section, SiteSettings, Weekday, in_language
from app.pages.shipped import faults_of_parts
from app.pages.site.addresses import Addresses, slug, unique_slugs
from app.pages.template_settings import contrast, readable_on
from app.pages.theme import minified
from app.pages.words import decimal_price, load_words
from tests.fakes.pages import SHIPPED, sold

EN, DE = Edition(locale="en", currency="EUR"), Edition(locale="de-CH", currency="CHF")


@given(st.lists(st.text(max_size=12), max_size=12))
def test_every_product_gets_an_address_of_its_own_that_any_disk_can_keep(names):
    found = unique_slugs((str(at), name) for at, name in enumerate(names))
    assert len(set(found.values())) == len(names)
    assert all(part and part.isascii() and not set(part) & set('/\\:*?"<>|. ') for part in found.values())


def test_names_become_short_addresses():
    assert slug("Straße & Ärger – L'Œil") == "strasse-arger-l-oeil"
    assert (slug("眼鏡"), slug("CON")) == ("", "con-")


def test_the_first_edition_lies_at_the_top_and_others_in_folders():
    first, second = Addresses("/shop", EN, is_first=True), Addresses("/shop", DE, is_first=False)
    assert (first.page("glasses/"), second.page("glasses/")) == ("/shop/glasses/", "/shop/de-ch/glasses/")
    assert (first.file_of("404.html"), second.file_of("glasses/")) == ("404.html", "de-ch/glasses/index.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    english, other = (
        json.loads((SHIPPED.words_folder / f"{name}.json").read_text("utf-8")) for name in ("en", language)
    )
    of_other_numbers = {f"frames_{form}" for form in ("zero", "two", "few", "many")}
    assert set(english) == set(other) - of_other_numbers
    for key in set(english) - {"frames_one"}:  # one frame may be a word
        assert set(re.findall(r"\{\w+\}", english[key])) == set(re.findall(r"\{\w+\}", other[key])), key


def test_arabic_counts_in_its_own_forms():
    words = load_words(SHIPPED.words_folder, Edition(locale="ar", currency="EUR"))
    counted = [words.counted("frames", count) for count in (1, 2, 5, 49)]
    assert counted == ["إطار واحد", "إطاران", "5 إطارات", "49 إطارًا"]


def test_prices_days_and_plurals_are_written_as_people_write_them():
    english, swiss = load_words(SHIPPED.words_folder, EN), load_words(SHIPPED.words_folder, DE)
    assert english.price(Money(18900, "EUR")) == "€189.00"
    assert swiss.price(Money(123450, "CHF")).replace("\xa0", " ") == "CHF 1’234.50"
    assert (english.counted("frames", 1), english.counted("frames", 1200)) == ("1 frame", "1,200 frames")
    assert (english.day(Weekday.SUNDAY), swiss.day(Weekday.MONDAY)) == ("Sunday", "Montag")
    assert (decimal_price(Money(18900, "EUR")), decimal_price(Money(18900, "JPY"))) == ("189.00", "18900")
    assert english.extra_price(0, "EUR") == "included"
    assert swiss.extra_price(900, "EUR") == ""


def test_a_text_falls_back_to_the_first_language_it_has():
    assert in_language({"de": "Hallo", "en": "Hello"}, "fr") == "Hallo"
    assert in_language("All", "fr") == "All"


@pytest.mark.parametrize(
    "wrong",
    [
        {"tenant": "other"},
        {"author": "somebody"},
        {"base_url": "javascript:alert(1)"},
        {"email": 'a@b"><script>'},
        {"editions": [{"locale": "xx-none", "currency": "EUR"}]},
        {"editions": [{"locale": "nl", "currency": "EUR"}]},
        {"editions": [{"locale": "en", "currency": "EUR"}] * 2},
        {"basket": {"kind": "shopify"}},
        {"template": "../../etc"},
        {"image_hosts": ["evil.example/;script-src *"]},
    ],
)
def test_settings_that_cannot_stand_in_a_page_are_refused(wrong):
    with pytest.raises(ValidationError):
        SiteSettings.model_validate({"name": "Optik Ost"} | wrong)


@pytest.mark.parametrize("name", SHIPPED.names)
def test_a_template_offers_its_settings_and_refuses_others(name):
    about = SHIPPED.description(name)
    look = about.chosen_look({"accent": "#123ABC"}, "en")
    assert look["accent"] == "#123abc"
    assert contrast(look["ink"], look["paper"]) >= 7
    assert about.chosen_sections(None, "en")[0]["type"] == "hero"
    order = [Section(type="visit"), Section(type="story", settings={"text": "<b>x</b><script>1</script>"})]
    story = about.chosen_sections(order, "en")[1]
    assert story["settings"]["text"] == {"$html": "<b>x</b>"}


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        ({"accent": "red"}, "no colour"),
        ({"ink": "#ffffff"}, "cannot be read"),
        ({"surface": "#33363c"}, "cannot be read on #33363c"),
        ({"soft_dark": "#333333"}, "cannot be read"),
        ({"font": "x"}, "no setting"),
        ({"radius": "1em;}"}, "no length"),
        ({"heading_font": "x;}"}, "no font"),
    ],
)
def test_a_look_that_would_not_work_is_refused(look, reason):
    with pytest.raises(Refused, match=reason):
        SHIPPED.description("boutique").chosen_look(look, "en")


def test_sections_a_template_does_not_have_are_refused():
    with pytest.raises(Refused, match="no section"):
        SHIPPED.description("boutique").chosen_sections([Section(type="custom_html")], "en")


def test_our_own_parts_keep_the_rules_for_tenants():
    assert faults_of_parts(SHIPPED, frozenset({"picture", "sizes", "lazy", "loop", "store"})) == []


def test_text_on_the_accent_can_be_read():
    assert all(
        contrast(readable_on(colour), colour) >= 4.5
        for colour in ("#e0653a", "#1f4fd8", "#777777", "#ffe600")
    )


def test_a_style_sheet_is_written_short():
    assert minified("/* a */ p { color : red ;\n margin: 0; }") == "p{color : red;margin: 0}"


def test_only_pages_with_the_try_on_may_run_webassembly():
    files = csp.header_files(["cdn.shop.example"], "/", ["glasses/"])
    plain, trying = json.loads(files["vercel.json"])["headers"][:2]
    policy = {header["key"]: header["value"] for header in plain["headers"]}["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "https://cdn.shop.example" in policy
    assert "wasm-unsafe-eval" not in policy
    assert "wasm-unsafe-eval" in str(trying["headers"])
    assert files["_headers"].count("wasm-unsafe-eval") == files["nginx.conf"].count("wasm-unsafe-eval") == 1


def test_facets_come_from_what_a_product_is():
    assert sold().facets == {
        "gender": ("women",),
        "shape": ("panto",),
        "colour": ("brown", "black"),
        "material": ("acetate", "metal"),
        "width": ("wide",),
        "brand": ("Northlight",),
    }
