"""Browsing the shop's frames: page by page, by choices and by words, straight from the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from uuid import UUID

from app.domain.finding import Facets, FramePage, FramePlace, FrameQuery
from app.domain.listing import FrameListing, VariantListing
from app.domain.products import Product, VariantContent
from app.domain.tenancy import TenantScope
from app.services.frame_index import FoundFrame, FrameIndex
from app.store.repositories.products import ShopPlace
from app.store.unit_of_work import Repositories, ShopStore

_PAGE = 200


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
            return tuple(self._in_shop_order(shop))

    def first_page(self, limit: int) -> tuple[FrameListing, ...]:
        """The first frames of the shop's order, without waiting for the index."""
        with self._store.reading(self._scope) as shop:
            return self._listings(shop, shop.products.page(limit))[:limit]

    def find(self, query: FrameQuery, limit: int, behind: FramePlace | None = None) -> FramePage:
        """A page of what the customer wants, best first, then in the shop's order."""
        with self._store.reading(self._scope) as shop:
            found = self._current_index(shop).find(query, limit, behind)
            frames = self._fetch(shop, found.frames)
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

    def _in_shop_order(self, shop: Repositories) -> Iterator[FrameListing]:
        place = None
        while products := shop.products.page(_PAGE, place):
            yield from self._listings(shop, products)
            place = ShopPlace(products[-1].content.position, products[-1].id)

    def _fetch(self, shop: Repositories, found: Sequence[FoundFrame]) -> tuple[FrameListing, ...]:
        products = shop.products.by_ids([frame.product_id for frame in found])
        listed = self._by_size(shop, products)
        return tuple(listed[frame.product_id, frame.size] for frame in found)

    def _listings(self, shop: Repositories, products: Sequence[Product]) -> tuple[FrameListing, ...]:
        return tuple(self._by_size(shop, products).values())

    def _by_size(
        self, shop: Repositories, products: Sequence[Product]
    ) -> dict[tuple[UUID, str], FrameListing]:
        """Every size of the products that has something to put on, in order."""
        currency = shop.listings.currency()
        ids = [variant_id for product in products for _, variant_id in product.variant_ids]
        pieces = shop.listings.in_stock(ids, self._at_store)
        sizes = ((product, *size) for product in products for size in frames_of(product, currency, pieces))
        return {(product.id, label): frame for product, label, frame in sizes if frame.variants}


def frames_of(
    product: Product, currency: str, pieces: Mapping[UUID, int]
) -> Iterator[tuple[str, FrameListing]]:
    """A frame for each size, with the colours that can be put on and paid in `currency`.

    The first size goes by the product's id, the others by that and their number.
    """
    content = product.content
    ids = dict(product.variant_ids)
    for number, size in enumerate(content.sizes):
        variants = [v for v in content.variants if v.size == size.label]
        listed = (_listed(variant, currency, pieces.get(ids[variant.sku], 0)) for variant in variants)
        yield (
            size.label,
            FrameListing(
                product_id=f"{product.id}.{number}" if number else str(product.id),
                name=content.name,
                brand=content.brand,
                spec=size.spec,
                variants=tuple(variant for variant in listed if variant is not None),
            ),
        )


def _listed(variant: VariantContent, currency: str, in_stock: int) -> VariantListing | None:
    """None when it has no finish to draw or no price in this currency."""
    prices = [price.money for price in variant.prices if price.money.currency == currency]
    if variant.finish is None or not prices:
        return None
    return VariantListing(variant.sku, variant.colour, variant.finish, prices[0], max(in_stock, 0))
