"""What may be done with products, prices and pieces, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.authorise import Access
from app.domain.errors import AlreadyThere, Refused, Unknown, UnusableRecord
from app.domain.products import Product, ProductContent, ProductStatus
from app.services.adjust_stock import StockAdjustment, adjust_in
from app.services.set_prices import set_prices
from app.store.repositories.listings import ShopPlace
from app.store.repositories.product_writing import Upserted
from app.store.unit_of_work import Repositories, ShopStore
from sync.protocol.catalogue import read_prices, read_product
from sync.server.catalog.schemas import (
    ImportShown,
    LevelShown,
    MovementBody,
    PricesBody,
    PricesShown,
    ProductBody,
    ProductShown,
    Rejected,
)
from sync.server.paging import Page, Window, page_of
from sync.server.problems import ApiError
from sync.server.trail import note
from sync.server.versions import Seen


def list_products(
    store: ShopStore, access: Access, window: Window, status: ProductStatus
) -> Page[ProductShown]:
    """In the shop's order."""
    with store.reading(access.scope) as shop:
        found = shop.products.page(window.limit + 1, _place(window), status)
    return page_of(found, window, ProductShown.of, lambda p: (str(p.content.position), str(p.id)))


def show_product(store: ShopStore, access: Access, product_id: UUID) -> ProductShown:
    """Raises Unknown."""
    with store.reading(access.scope) as shop:
        return ProductShown.of(shop.products.get(product_id))


def add_product(store: ShopStore, access: Access, body: ProductBody) -> ProductShown:
    """Raises Refused, UnusableRecord, and AlreadyThere for a code or SKU in use."""
    access.everywhere()
    content = read_product(body)

    def work(shop: Repositories) -> Product:
        if _known(shop, content.code) is not None:
            raise AlreadyThere(f"There is a product with the code {content.code}.")
        return _write(shop, access, content)

    return ProductShown.of(store.write(access.scope, work).result)


def change_product(
    store: ShopStore, access: Access, product_id: UUID, body: ProductBody, seen: Seen
) -> ProductShown:
    """Raises Unknown, Refused (also for another code), Outdated, UnusableRecord, AlreadyThere."""
    content = read_product(body)

    def work(shop: Repositories) -> Product:
        known = shop.products.get(product_id)
        access.everywhere()
        seen.check(ProductShown.of(known))
        if content.code != known.content.code:
            raise Refused("A product keeps its code. Add another product instead.")
        return _write(shop, access, content)

    return ProductShown.of(store.write(access.scope, work).result)


def archive_product(store: ShopStore, access: Access, product_id: UUID, seen: Seen) -> ProductShown:
    """Takes it out of the shop, with its history kept. Raises Unknown, Refused, Outdated."""

    def work(shop: Repositories) -> Product:
        known = shop.products.get(product_id)
        access.everywhere()
        seen.check(ProductShown.of(known))
        shop.product_writing.archive([known.content.code])
        note(shop, access, "product", product_id, before={"status": known.content.status})
        return shop.products.get(product_id)

    return ProductShown.of(store.write(access.scope, work).result)


def import_products(store: ShopStore, access: Access, bodies: Sequence[ProductBody]) -> ImportShown:
    """Brings many in at once; those that cannot be kept are named, the others are kept. Raises Refused."""
    access.everywhere()
    contents, rejected = [], []
    for body in bodies:
        try:
            contents.append(read_product(body))
        except UnusableRecord as problem:
            rejected.append(Rejected(code=body.code, reason=str(problem)))

    def work(shop: Repositories) -> Upserted:
        done = shop.product_writing.upsert(contents)
        note(shop, access, "catalogue", None, after={"added": done.added, "changed": done.changed})
        return done

    done = store.write(access.scope, work).result
    rejected += [Rejected(code=code, reason=reason) for code, reason in done.rejected]
    return ImportShown(added=done.added, changed=done.changed, unchanged=done.unchanged, rejected=rejected)


def change_prices(store: ShopStore, access: Access, body: PricesBody) -> PricesShown:
    """All or none. Raises Refused, Unknown (an SKU), UnusableRecord (a price)."""
    access.everywhere()
    try:
        wanted = {one.sku: read_prices(one.prices) for one in body.prices}
    except ValueError as problem:
        raise UnusableRecord(f"{problem}.") from problem

    def work(shop: Repositories) -> tuple[str, ...]:
        try:
            changed = set_prices(shop, wanted)
        except ValueError as problem:
            raise UnusableRecord(f"{problem}.") from problem
        note(shop, access, "catalogue", None, after={"skus": list(changed)})
        return changed

    return PricesShown(changed=list(store.write(access.scope, work).result))


def list_stock(store: ShopStore, access: Access, product_id: UUID) -> list[LevelShown]:
    """Pieces of a product in the stores within reach. Raises Unknown."""
    with store.reading(access.scope) as shop:
        skus = {variant_id: sku for sku, variant_id in shop.products.get(product_id).variant_ids}
        near = {place.id for place in shop.places.all_stores() if access.reach.covers(place)}
        levels = [level for level in shop.stock.levels(list(skus)) if level.store_id in near]
    return [
        LevelShown(sku=skus[one.variant_id], store_id=one.store_id, on_hand=one.on_hand) for one in levels
    ]


def move_stock(store: ShopStore, access: Access, body: MovementBody) -> LevelShown:
    """Counts pieces in or out. Raises Unknown (SKU, store), Refused."""
    if body.delta == 0:
        raise UnusableRecord("Nothing came and nothing went.")

    def work(shop: Repositories) -> int:
        access.into(shop.places.store(body.store_id))
        asked = StockAdjustment(
            shop.new_id(), body.sku, body.store_id, body.delta, body.reason, access.actor.user_id
        )
        on_hand = adjust_in(shop, asked)
        note(shop, access, "store", body.store_id, after={"sku": body.sku, "delta": body.delta})
        return on_hand

    on_hand = store.write(access.scope, work).result
    return LevelShown(sku=body.sku, store_id=body.store_id, on_hand=on_hand)


def _write(shop: Repositories, access: Access, content: ProductContent) -> Product:
    rejected = shop.product_writing.upsert([content]).rejected
    if rejected:
        raise AlreadyThere(rejected[0][1])
    product = shop.products.by_code(content.code)
    note(shop, access, "product", product.id, after={"code": content.code, "status": content.status})
    return product


def _known(shop: Repositories, code: str) -> Product | None:
    try:
        return shop.products.by_code(code)
    except Unknown:
        return None


def _place(window: Window) -> ShopPlace | None:
    key = window.key(2)
    if key is None:
        return None
    try:
        return ShopPlace(int(key[0]), UUID(key[1]))
    except ValueError:
        raise ApiError(400, "bad_cursor", "`after` is not a cursor of this list. Begin without it.") from None
