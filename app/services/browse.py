"""Browsing the shop's frames: page by page, by choices and by words, straight from the store."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from threading import Lock
from uuid import UUID

from app.domain.finding import Facets, FramePage, FramePlace, FrameQuery
from app.domain.listing import FrameListing
from app.domain.tenancy import TenantScope
from app.services.frame_index import FrameIndex
from app.store.unit_of_work import Repositories, ShopStore

_PAGE = 500
"""Products read at a time."""


class Browse:
    """One tenant's catalogue as customers of one store see it. Safe from any thread.

    The index is built on the first question, and again when the catalogue has changed, by this process or another.
    """

    def __init__(self, store: ShopStore, scope: TenantScope, at_store: UUID | None = None) -> None:
        self._store = store
        self._scope = scope
        self._at_store = at_store
        self._lock = Lock()
        self._index = FrameIndex(())
        self._revision = 0

    def all_frames(self) -> tuple[FrameListing, ...]:
        """Every published frame that can be put on, in the shop's order (app.ports.FrameCatalogue)."""
        with self._store.reading(self._scope) as shop:
            return tuple(self._in_shop_order(shop, _PAGE))

    def first_page(self, limit: int) -> tuple[FrameListing, ...]:
        """The first frames of the shop's order, without waiting for the index."""
        with self._store.reading(self._scope) as shop:
            return tuple(islice(self._in_shop_order(shop, limit), limit))

    def find(self, query: FrameQuery, limit: int, behind: FramePlace | None = None) -> FramePage:
        """A page of what the customer wants, best first, then in the shop's order."""
        with self._store.reading(self._scope) as shop:
            found = self._current_index(shop).find(query, limit, behind)
            ids = [frame.product_id for frame in found.frames]
            read = shop.listings.of_products(ids, shop.listings.currency(), self._at_store)
        listed = {(frame.product_id, frame.size): frame.listing for frame in read}
        frames = tuple(listed[frame.product_id, frame.size] for frame in found.frames)
        return FramePage(frames, found.total, None if found.is_last else found.frames[-1].place)

    def facets(self, query: FrameQuery) -> Facets:
        """What else could be chosen, and how many frames that would leave."""
        with self._store.reading(self._scope) as shop:
            index = self._current_index(shop)
        return index.facets(query)

    def warm_up(self) -> None:
        """Builds the index before the first question; call it off the main thread."""
        with self._store.reading(self._scope) as shop:
            self._current_index(shop)

    def _current_index(self, shop: Repositories) -> FrameIndex:
        revision = shop.products.revision()
        with self._lock:
            if revision != self._revision:
                self._index = FrameIndex(shop.listings.variants(shop.listings.currency()))
                self._revision = revision
            return self._index

    def _in_shop_order(self, shop: Repositories, at_a_time: int) -> Iterator[FrameListing]:
        currency, place = shop.listings.currency(), None
        while places := shop.listings.places(at_a_time, place):
            ids = [found.product_id for found in places]
            read = shop.listings.of_products(ids, currency, self._at_store)
            yield from (frame.listing for frame in read)
            place = places[-1]
