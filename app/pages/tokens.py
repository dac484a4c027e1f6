"""Values that may stand in a style sheet or an attribute: each is parsed, and written anew from what was understood."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

FONTS = {
    "inter": 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "newsreader": 'Newsreader, Charter, "Sitka Text", Cambria, "Noto Serif", serif',
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "serif": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Noto Serif", serif',
}
"""Families by the name a shop chooses; all come with the site or from the visitor's machine."""


def colour(text: str) -> str:
    """`#rrggbb`, lower case. Raises ValueError for anything else."""
    found = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is no colour; write it as #e0653a")
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def length(text: str) -> str:
    """A length in px, rem or per cent between 0 and 9999. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)(px|rem|%)", text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is no length; write it as 24px")
    return found[0]


def font(text: str) -> str:
    """The name of one of the families. Raises ValueError."""
    if text not in FONTS:
        raise ValueError(f"there is no font {text[:40]!r}; there are {', '.join(FONTS)}")
    return text


def web_address(text: str) -> str:
    """An https address with a host and no sign-in. Raises ValueError."""
    parts = urlsplit(text.strip())
    is_plain = re.fullmatch(r"[!-~]+", text.strip()) and not re.search(r"[\"'<>\\^`{|}]", text)
    if parts.scheme != "https" or not parts.hostname or parts.username or not is_plain:
        raise ValueError(f"{text[:80]!r} is no address; write it as https://shop.example")
    return text.strip()


Colour = Annotated[str, AfterValidator(colour)]
Length = Annotated[str, AfterValidator(length)]
Font = Annotated[str, AfterValidator(font)]
WebAddress = Annotated[str, AfterValidator(web_address)]
