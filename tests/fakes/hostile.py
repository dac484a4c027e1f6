"""Hostile inputs: a short list of our own, and the long public ones where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

_LONG_LISTS = Path(__file__).resolve().parents[3] / "shared" / "data"

ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.environ }}",
    "{{ lipsum.__globals__['os'].getcwd() }}",
    "{{ joiner['__init__'] }}",
    "{{ 'a{0.__class__}b'.format(42) }}",
    "{{ ['{0.__class__}']|map('format', 1)|list }}",
    "{{ [1]|map(attribute='__class__')|list }}",
    "{{ ''|attr('__cl' ~ 'ass__') }}",
    "{{ self._TemplateReference__context }}",
    "{{ dict.__base__ }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% set x = namespace.__init__ %}{{ x }}",
    "{% for x in range(1) %}{{ loop.__class__ }}{% endfor %}",
    "{% autoescape false %}{{ '<script>alert(1)</script>' }}{% endautoescape %}",
    "{{ '<script>alert(2)</script>'|safe }}",
    "{{ {'x/onmouseover=alert(1)//': 1}|xmlattr }}",
    "{% include '../../etc/passwd' %}",
    "{% import 'os' as os %}{{ os }}",
    "{{ product.__class__ }}",
    "{% block x %}{{ self.x.__globals__ }}{% endblock %}",
)
"""Ways out of a template engine that trusts its templates."""

HOGS = (
    "{% for x in range(1000) %}{% for y in range(1000) %}{% for z in range(9) %}a{% endfor %}{% endfor %}{% endfor %}",
    "{{ 9**9**9**9 }}",
    "{{ 'a' * 10**9 }}",
    "{{ 'a'|center(10**9) }}",
    "{{ '%999999999d' % 1 }}",
    "{% set ns = namespace(s='a') %}{% for i in range(64) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}",
    "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "{{ " + "9" * 5000 + " }}",
)
"""Ways to use up a machine."""


def long_list(name: str) -> list[str]:
    """All inputs of one of the public lists; skips the test where they are not at hand."""
    path = _LONG_LISTS / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    found = json.loads(path.read_text("utf-8"))
    return found if isinstance(found, list) else [text for texts in found.values() for text in texts]


RUNNING_MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)' class=click>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form action='javascript:alert(1)'><button class=click>x</button></form>",
    "<object data='javascript:alert(1)'></object>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='https://evil.example/'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<img src='https://evil.example/x.png'>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}<%= 7 * 7 %>${7*7}",
    "<x onclick=alert(1) class=click>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg><a xlink:href='javascript:alert(1)' class=click><text>x</text></a></svg>",
    "<template><script>alert(1)</script></template>",
    "javascript:alert(1)",
    "<img src=1 href=1 onerror='javascript:alert(1)'></img>",
    "<body onload=alert(1)>",
)
"""Markup that runs, or calls elsewhere, in a page that trusts what it shows."""
