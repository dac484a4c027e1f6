"""Which file of a built site answers an address, and with what headers: decided without reading any content."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.pages.csp import HEADER_FILES, OWN_HEADERS

_ONLY_BY_HTTPS = "; upgrade-insecure-requests"
REVALIDATE = "no-cache"
"""Kept by browsers, and asked for each time whether it is still the same."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class BuiltSite:
    """A finished build: where it lies, below which path it stands, and what its pages may do."""

    folder: Path
    root: str
    rules: Sequence[tuple[str, Mapping[str, str]]]
    """(path, headers); the longest path that an address begins with counts."""
    for_ever: tuple[str, ...]
    """Paths below which names carry a mark of their content."""

    def find(self, path: str) -> Path | None:
        """The file for this decoded path; a folder's is its index. Never one outside the site, or for web servers."""
        parts = _parts(path.removeprefix(self.root)) if path.startswith(self.root) else None
        if parts is None or (len(parts) == 1 and parts[0] in HEADER_FILES):
            return None
        file = self.folder.joinpath(*parts)
        file = file / "index.html" if not parts or path.endswith("/") else file
        try:
            return file if file.is_file() else None
        except OSError:  # longer than any name here
            return None

    def better_path(self, path: str) -> str | None:
        """Where somebody wants to go who asks for this: a page's own address with its slash, or the home page."""
        if path == "/" != self.root:
            return self.root
        return None if path.endswith("/") or self.find(path + "/") is None else path + "/"

    def missing_page(self, path: str) -> Path | None:
        """The site's own page for what is not there, in the language of the address."""
        language = path.removeprefix(self.root).partition("/")[0]
        return self.find(f"{self.root}{language}/404.html") or self.find(f"{self.root}404.html")

    def is_for_ever(self, path: str) -> bool:
        return path.startswith(self.for_ever)

    def headers(self, path: str, *, is_https: bool) -> dict[str, str]:
        """What a browser is told with this address. Rules for https alone are left out where there is none."""
        found: Mapping[str, str] = {}
        for folder, headers in sorted(self.rules, key=lambda rule: len(rule[0])):
            if path.startswith(folder):
                found = headers
        if is_https:
            return dict(found)
        told = {name: value for name, value in found.items() if name != "Strict-Transport-Security"}
        return {name: value.replace(_ONLY_BY_HTTPS, "") for name, value in told.items()}


@lru_cache(maxsize=256)
def open_site(folder: Path) -> BuiltSite:
    """Reads what the build says of itself; builds never change. Raises OSError."""
    data = json.loads((folder / OWN_HEADERS).read_text("utf-8"))
    rules = [(str(path), dict(headers)) for path, headers in data["rules"]]
    return BuiltSite(folder, str(data["root"]), rules, tuple(data["for_ever"]))


def _parts(path: str) -> list[str] | None:
    """The names along a path; None where one could lead out of the site, or to what is not for visitors."""
    parts = path.removesuffix("/").split("/") if path else []
    if any(not part or part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    return parts
