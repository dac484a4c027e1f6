from __future__ import annotations

import pytest
from jinja2 import Environment, TemplateError  # noqa: TID251 - shown to fail where the sandbox holds

from app.pages.sandbox.findings import TemplateRefused
from app.pages.sandbox.limits import MOST_NODES, RenderLimits
from app.pages.sandbox.rendering import Renderer
from tests.fakes.hostile import ESCAPES, HOGS, long_list

DATA = {"site": {"name": "Optik <Ost>"}, "products": [{"name": "A"}, {"name": "B"}], "product": {"name": "A"}}
LEAKS = ("&lt;class", "<class", "<script", "<function", "environ(", "object at", "&lt;function", "uid=")


@pytest.fixture
def renderer() -> Renderer:
    renderer = Renderer(RenderLimits(output_bytes=10_000, loop_turns=1_000))
    renderer.load(
        {"card": "<b>{{ product.name }}</b>", "base": "[{% block body %}{% endblock %}]"}, {"": DATA}
    )
    return renderer


def outcome(renderer: Renderer, source: str) -> str:
    try:
        return renderer.render_source(source, "", {})
    except TemplateRefused:
        return ""


def plain(source: str) -> str:
    try:
        return Environment().from_string(source).render(DATA)
    except (TemplateError, TypeError, ValueError):
        return ""


def leaks(text: str) -> bool:
    return any(leak in text for leak in LEAKS)


@pytest.mark.parametrize("source", ESCAPES)
def test_no_way_out_of_a_template_is_accepted(renderer, source):
    assert renderer.validate(source)
    assert outcome(renderer, source) == ""


def test_a_trusting_environment_fails_the_same_list():
    assert sum(leaks(plain(source)) for source in ESCAPES) >= 12


@pytest.mark.parametrize("source", HOGS)
def test_what_would_use_up_the_machine_is_refused(renderer, source):
    with pytest.raises(TemplateRefused):
        renderer.render_source(source, "", {})


def test_every_public_escape_is_refused_or_says_nothing(renderer):
    assert not [source for source in long_list("hostile_templates.json") if leaks(outcome(renderer, source))]


def test_what_is_refused_is_named_by_line_column_and_reason(renderer):
    (found,) = renderer.validate("<p>\n  {{ site.name }} {{ site.__class__ }}\n</p>")
    assert str(found) == "line 2, column 27: names that begin with an underscore are out of reach"


def test_the_same_fault_twice_in_a_line_is_named_twice(renderer):
    assert [found.column for found in renderer.validate("{{ a.b }} {{ a.c }}")] == [4, 14]


def test_pages_are_laid_out_from_plain_data(renderer):
    source = """{% extends "base" %}{% block body %}{{ site.name }}:
{%- for product in products %} {% include "card" %}{{ "" if loop.last else "," }}{% endfor %}{% endblock %}"""
    assert renderer.render_source(source, "", {}) == "[Optik &lt;Ost&gt;: <b>A</b>, <b>B</b>]"


@pytest.mark.parametrize(
    "source", ["{{ site }}", "{{ range }}", "{{ products }}", "{{ site.nothing }}", "{{ site.name.nothing }}"]
)
def test_only_texts_and_numbers_that_are_there_can_be_shown(renderer, source):
    with pytest.raises(TemplateRefused):
        renderer.render_source(source, "", {})


def test_a_fault_met_while_rendering_is_named_by_its_line(renderer):
    with pytest.raises(TemplateRefused, match="line 3"):
        renderer.render_source("\n\n{{ site.nothing }}", "", {})


def test_numbers_are_added_and_texts_are_not(renderer):
    assert renderer.render_source("{{ 2 + 3 - 1 }}", "", {}) == "4"
    with pytest.raises(TemplateRefused, match="whole numbers"):
        renderer.render_source("{{ site.name + site.name }}", "", {})


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(900) %}{% for b in range(900) %}x{% endfor %}{% endfor %}",
        "{% for a in range(900) %}" + "x" * 100 + "{% endfor %}",
        "{{ range(1001)|length }}",
    ],
)
def test_turns_length_and_ranges_have_an_end(renderer, source):
    assert renderer.validate(source) == ()
    with pytest.raises(TemplateRefused):
        renderer.render_source(source, "", {})


@pytest.mark.parametrize(
    "markup",
    [
        "<script src='/x.js'></script>",
        "<style>p{}</style>",
        "<p onclick = 'x()'>",
        "<a href='JavaScript:x()'>",
        "<p style='color:red'>",
        "<iframe src='/'></iframe>",
        "<meta http-equiv=refresh>",
        "<a href='data:text/html,x'>",
    ],
)
def test_markup_that_could_run_is_named_before_it_is_saved(renderer, markup):
    (found, *_) = renderer.validate(f"<p>\n{markup}")
    assert found.line == 2


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{% include 'other' %}", "no part 'other'"),
        ("{% include site.name %}", "named in the template itself"),
        ("{{ config }}", "no page knows"),
        ("{% if %}", "not understood"),
        ("x" * 70_000, "bytes long"),
        ("{{ 1 }}" * (MOST_NODES + 1), "parts of speech"),
        ("a\x00b", "not text"),
        ("{% set a.b = 1 %}", "not understood|set"),
        ("{% set a = site.name ~ site.name %}", "put together"),
        ("{% for a in products %}" * 5 + "{% endfor %}" * 5, "loops one inside"),
        ("{{ products[0:1] }}", "cannot be cut"),
        ("{{ site.name|replace('a', 'b') }}", "no filter"),
        ("{{ site.name is string }}", "no test"),
        ("{{ site.name|default(value='x') }}", "by place"),
    ],
)
def test_each_rule_says_what_it_refuses(renderer, source, reason):
    with pytest.raises(TemplateRefused, match=reason):
        renderer.render_source(source, "", {})
