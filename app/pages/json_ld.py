"""Structured data for search engines, safe inside a script element whatever the texts in it say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def json_text(data: Mapping[str, Any] | list[Any]) -> str:
    """JSON without any character that could end a script element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in _ESCAPED.items():
        text = text.replace(character, escaped)
    return text
