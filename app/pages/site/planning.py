"""Which pages there are, and what each depends on; its data are made only when it has to be rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.pages.site.contents import Contents
from app.pages.site.frame import TEXT_PAGES
from app.pages.site.products import ShopProduct
from app.pages.site.shop import PER_PAGE, PageAssets, Shop

SIMPLE_PAGES = ("stores", "eye-test", "contact", "search", "basket")
UNLISTED = frozenset({"search", "basket", "not-found"})
"""Kinds of pages that search engines need not list."""
_NEWEST = 8


@dataclass(frozen=True)
class PlannedPage:
    """A page to be: the same digest means the same bytes."""

    file: str
    """In the site's folder."""
    kind: str
    path: str
    """Within its edition."""
    edition: str
    digest: bytes
    data: Callable[[PageAssets], dict[str, Any]]
    """Makes what is shown; from any thread."""


class Planner:
    """Plans the pages of one edition. `frame` is a digest of all that every page of it depends on."""

    def __init__(self, shop: Shop, contents: Contents, frame: bytes) -> None:
        self._shop = shop
        self._contents = contents
        self._frame = frame
        self._counts = repr([(x.path, len(x.products)) for x in shop.listings]).encode()

    def pages(self) -> Iterator[PlannedPage]:
        contents, shop = self._contents, self._shop
        first_of = [
            listing.products[0] for facet in ("shape", "brand") for listing in shop.by_choice[facet][:8]
        ]
        newest = shop.products[:_NEWEST]
        home = partial(contents.home, newest)
        yield self._page("home", "", home, (*newest, *first_of), self._counts)
        for kind in TEXT_PAGES:
            yield self._page(kind, f"{kind}/", partial(_without_assets, contents.text, kind))
        for kind in SIMPLE_PAGES:
            yield self._page(kind, f"{kind}/", partial(_without_assets, contents.simple, kind))
        yield self._page("not-found", "404.html", partial(_without_assets, contents.simple, "not-found"))
        yield from self._listings()
        for product in shop.products:
            near = shop.similar.get(product.id, ())
            path = shop.product_path(product)
            yield self._page("product", path, partial(contents.product, product, near), (product, *near))

    def _listings(self) -> Iterator[PlannedPage]:
        for listing in self._shop.listings:
            for number in range(1, listing.page_count() + 1):
                shown = listing.products[(number - 1) * PER_PAGE : number * PER_PAGE]
                data = partial(self._contents.listing, listing, number, shown)
                yield self._page("listing", listing.page_path(number), data, shown, self._counts)

    def _page(
        self,
        kind: str,
        path: str,
        data: Callable[[PageAssets], dict[str, Any]],
        products: Sequence[ShopProduct] = (),
        more: bytes = b"",
    ) -> PlannedPage:
        digest = hashlib.blake2b(self._frame, digest_size=16)
        digest.update(f"{kind}\0{path}\0".encode() + more)
        for product in products:
            digest.update(product.digest)
        file = self._shop.addresses.file_of(path)
        return PlannedPage(file, kind, path, self._shop.edition.locale, digest.digest(), data)


def _without_assets(make: Callable[[str], dict[str, Any]], kind: str, _assets: PageAssets) -> dict[str, Any]:
    return make(kind)
