"""One edition of the site: its words, its addresses, its products in the shop's order and the lists they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from app.pages.settings import Edition, LocalText, SiteSettings, in_language
from app.pages.site.addresses import Addresses, slug
from app.pages.site.products import FACETS, ShopProduct
from app.pages.words import Words
from app.ports import FrameStudio


class PageAssets(Protocol):
    """The files that one page shows."""

    def put(self, name: str, ending: str, content: bytes) -> str:
        """Keeps a file of the site under a name made of its content; returns its address."""
        ...

    def show(self, addresses: Iterable[str]) -> None:
        """Notes files that are kept already."""
        ...


PER_PAGE = 16
"""With its pictures, a list stays within 25 requests."""


@dataclass(frozen=True)
class Listing:
    """Products under one choice, or all of them."""

    facet: str
    choice: str
    """A key of words, or a brand's name; empty for all."""
    path: str
    products: tuple[ShopProduct, ...]

    def page_count(self) -> int:
        return max(1, -(-len(self.products) // PER_PAGE))

    def page_path(self, number: int) -> str:
        return self.path if number == 1 else f"{self.path}page-{number}/"


@dataclass(frozen=True)
class Shop:
    """Everything pages of one edition are made of."""

    settings: SiteSettings
    edition: Edition
    words: Words
    addresses: Addresses
    products: Sequence[ShopProduct]
    slugs: Mapping[str, str]
    """Of products, by id."""
    studio: FrameStudio
    has_try_on: bool
    look: Mapping[str, Any]
    """The template's settings, chosen."""
    logo_address: str
    """Empty without one."""
    cards: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = field(default_factory=dict)
    """Cards made already, by product, with the files they show."""

    def text(self, text: LocalText) -> str:
        return in_language(text, self.edition.language)

    def product_path(self, product: ShopProduct) -> str:
        return f"glasses/{self.slugs[product.id]}/"

    def full(self, address: str) -> str:
        """With the site's host: for other programs that read the pages."""
        base = self.settings.base_url.rstrip("/")
        return base + address.removeprefix(self.addresses.root.rstrip("/"))

    @cached_property
    def everything(self) -> Listing:
        return Listing("", "", "glasses/", tuple(self.products))

    @cached_property
    def by_choice(self) -> dict[str, tuple[Listing, ...]]:
        """A listing for each choice of each facet, the largest first."""
        return {facet: self._listings(facet) for facet in FACETS}

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        chosen = [listing for facet in FACETS for listing in self.by_choice[facet]]
        return (self.everything, *chosen)

    @cached_property
    def similar(self) -> dict[str, tuple[ShopProduct, ...]]:
        """Up to four others of the same shape for each product: its neighbours in the list of that shape."""
        found: dict[str, tuple[ShopProduct, ...]] = {}
        for listing in (*self.by_choice["shape"], self.everything):
            around = listing.products
            for at, product in enumerate(around):
                near = [around[(at + step) % len(around)] for step in range(1, min(5, len(around)))]
                found.setdefault(product.id, tuple(near))
        return found

    def _listings(self, facet: str) -> tuple[Listing, ...]:
        groups: dict[str, list[ShopProduct]] = {}
        for product in self.products:
            for choice in product.facets[facet]:
                groups.setdefault(choice, []).append(product)
        paths: dict[str, str] = {}
        for choice in sorted(groups):
            name = slug(choice) or "other"
            while name in paths:
                name += "-x"
            paths[name] = choice
        listings = [
            Listing(facet, choice, f"glasses/{facet}-{name}/", tuple(groups[choice]))
            for name, choice in paths.items()
        ]
        return tuple(sorted(listings, key=lambda listing: (-len(listing.products), listing.choice)))

    def choice_name(self, listing: Listing) -> str:
        return listing.choice if listing.facet == "brand" else self.words[f"{listing.facet}_{listing.choice}"]
