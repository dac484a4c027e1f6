"""Where pages lie: short names that any file system and any host can keep."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from app.pages.settings import Edition

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th"})
_MOST = 60
_NOT_A_FILE = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def slug(text: str) -> str:
    """`Halme & Rook Elmwood` as `halme-rook-elmwood`; empty when no Latin letter or digit is in it."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MOST].strip("-")
    return f"{name}-" if name in _NOT_A_FILE else name


def unique_slugs(things: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A name for every (id, text); equal ones, and those without letters, get a mark made from the id."""
    taken: dict[str, str] = {}
    names: dict[str, str] = {}
    for identity, text in things:
        name = slug(text)
        if not name or name in taken:
            mark = hashlib.blake2b(identity.encode(), digest_size=5).hexdigest()
            name = f"{name}-{mark}".strip("-")
        taken[name] = identity
        names[identity] = name
    return names


class Addresses:
    """Paths of one edition, below the place where the site lies on its host."""

    def __init__(self, base_path: str, edition: Edition, *, is_first: bool) -> None:
        self.root = base_path.rstrip("/") + "/"
        self._folder = "" if is_first else f"{slug(edition.locale)}/"

    def page(self, path: str) -> str:
        """The address of a page such as `glasses/elmwood/` of this edition."""
        return f"{self.root}{self._folder}{path}"

    def file_of(self, path: str) -> str:
        """Where this page's file lies in the site's folder."""
        return f"{self._folder}{path}" if path.endswith(".html") else f"{self._folder}{path}index.html"

    def asset(self, path: str) -> str:
        """The address of a file that all editions share."""
        return f"{self.root}{path}"
