from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.pages.json_ld import json_text
from app.pages.markup import clean_page, clean_text, plain_text
from app.pages.tokens import Colour, Font, Length, WebAddress
from tests.fakes.hostile import long_list

FORBIDDEN = {"script", "style", "iframe", "object", "embed", "base", "meta", "link", "math", "foreignobject"}


class Elements(HTMLParser):
    """Faults among the elements of some markup, as a parser sees them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        addresses = [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        runs = any(
            re.match(r"\s*(javascript|data|vbscript):", address, re.IGNORECASE) for address in addresses
        )
        handles = any(name.startswith("on") for name in names) or names & {"style", "srcdoc", "formaction"}
        if tag in FORBIDDEN or runs or handles:
            self.faults.append(tag)


def text_of(markup: str, hosts: tuple[str, ...] = ()) -> str:
    return clean_text(markup, hosts)["$html"]


def test_a_description_keeps_its_words_and_simple_form():
    assert text_of("<p>Light <b>acetate</b><script>x()</script></p><ul><li>hinge") == (
        "<p>Light <b>acetate</b></p><ul><li>hinge</li></ul>"
    )


@given(st.text(alphabet="<>/'\"= abimgscriptonxsvgmath!-&;#x0", max_size=80))
def test_cleaning_what_is_clean_changes_nothing(markup):
    once, page = text_of(markup), clean_page(markup)
    assert (text_of(once), clean_page(page)) == (once, page)


def test_the_check_sees_what_runs():
    assert Elements("<p><img src=x onerror=x()><a href=' javascript:x()'>").faults == ["img", "a"]


@pytest.mark.parametrize("clean", [text_of, clean_page])
def test_nothing_of_the_public_list_could_still_run(clean):
    assert not [markup for markup in long_list("hostile_html.json") if Elements(clean(markup)).faults]


@pytest.mark.parametrize(
    ("address", "is_kept"),
    [
        ("https://cdn.shop.example/a.jpg", True),
        ("https://cdn.shop.example/a.svg", False),
        ("https://elsewhere.example/a.jpg", False),
        ("http://cdn.shop.example/a.jpg", False),
        ("//[cdn.shop.example]/a.jpg", False),
        ("data:image/svg+xml,<svg/>", False),
    ],
)
def test_pictures_come_from_allowed_hosts_and_are_no_drawings(address, is_kept):
    assert ("<img" in text_of(f'<img src="{address}" alt="a">', ("cdn.shop.example",))) is is_kept


def test_a_page_of_a_tenant_links_anywhere_but_sends_and_loads_at_home_only():
    page = clean_page(
        '<a href="https://a.example">a</a><a href="/b/">b</a><form action="https://c.example"></form>'
        '<form action="/d/"></form><img src="//e.example/e.png"><img src="/f.png"><a href="\\\\g.example">g</a>'
    )
    assert re.findall(r'(?:href|action|src)="([^"]*)"', page) == ["https://a.example", "/b/", "/d/", "/f.png"]


def test_words_for_search_results_are_cut_at_a_word():
    assert plain_text("<p>One &amp; two</p>\n<style>p{}</style> three four", 14) == "One & two…"
    assert plain_text("x" * 30, 10) == "x" * 10


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20)))
def test_structured_data_cannot_leave_its_script_element(data):
    text = json_text(data | {"name": "</script><script>alert(1)</script>\u2028&"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text).items() >= data.items() - {("name", data.get("name"))}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Colour, "#E0653A", "red;}body{display:none"),
        (Colour, "#abc", "#12"),
        (Length, "24px", "calc(1px)"),
        (Font, "inter", "Inter;}@import"),
        (WebAddress, "https://shop.example/a?b=1", "javascript:alert(1)"),
        (WebAddress, "https://shop.example", "https://user:pass@shop.example"),
        (WebAddress, "https://shop.example/a", "https://shop.example/'><script>"),
    ],
)
def test_values_for_style_sheets_and_links_are_parsed(kind, good, bad):
    adapter = TypeAdapter(kind)
    assert adapter.validate_python(good)
    with pytest.raises(ValidationError):
        adapter.validate_python(bad)
