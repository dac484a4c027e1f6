"""What may be done with regions and stores, and by whom."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.access.authorise import Access
from app.domain.errors import Refused
from app.domain.tenancy import Region, Store, StoreStatus
from app.store.unit_of_work import Repositories, ShopStore
from sync.server.paging import Page, Window, page_of
from sync.server.places.schemas import RegionBody, RegionShown, StoreBody, StoreShown
from sync.server.trail import note
from sync.server.versions import Seen


def list_regions(store: ShopStore, access: Access, window: Window) -> Page[RegionShown]:
    """All regions, by name: who works in a store may know how the company is divided."""
    (after,) = window.key() or ("",)
    with store.reading(access.scope) as shop:
        found = shop.places.regions_page(window.limit + 1, after)
    return page_of(found, window, RegionShown.of, lambda region: (region.name,))


def show_region(store: ShopStore, access: Access, region_id: UUID) -> RegionShown:
    """Raises Unknown."""
    with store.reading(access.scope) as shop:
        return RegionShown.of(shop.places.region(region_id))


def add_region(store: ShopStore, access: Access, body: RegionBody) -> RegionShown:
    """Raises Refused without rights over the whole company, AlreadyThere for a name in use."""
    access.everywhere()

    def work(shop: Repositories) -> Region:
        region = Region(shop.new_id(), body.name)
        shop.places.add_region(region)
        note(shop, access, "region", region.id, after=body.model_dump())
        return region

    return RegionShown.of(store.write(access.scope, work).result)


def change_region(
    store: ShopStore, access: Access, region_id: UUID, body: RegionBody, seen: Seen
) -> RegionShown:
    """Raises Unknown, Refused, Outdated, AlreadyThere."""

    def work(shop: Repositories) -> Region:
        known = shop.places.region(region_id)
        access.into_region(region_id)
        seen.check(RegionShown.of(known))
        changed = replace(known, name=body.name)
        shop.places.save_region(changed)
        note(shop, access, "region", region_id, before={"name": known.name}, after={"name": body.name})
        return changed

    return RegionShown.of(store.write(access.scope, work).result)


def remove_region(store: ShopStore, access: Access, region_id: UUID, seen: Seen) -> None:
    """Raises Unknown, Refused (also while stores lie in it), Outdated."""

    def work(shop: Repositories) -> None:
        known = shop.places.region(region_id)
        access.everywhere()
        seen.check(RegionShown.of(known))
        shop.places.remove_region(region_id)
        note(shop, access, "region", region_id, before={"name": known.name})

    store.write(access.scope, work)


def list_stores(store: ShopStore, access: Access, window: Window) -> Page[StoreShown]:
    """The stores within reach, by code."""
    (after,) = window.key() or ("",)
    with store.reading(access.scope) as shop:
        found = shop.places.stores_page(window.limit + 1, after, access.reach)
    return page_of(found, window, StoreShown.of, lambda place: (place.code,))


def show_store(store: ShopStore, access: Access, store_id: UUID) -> StoreShown:
    """Raises Unknown, Refused."""
    with store.reading(access.scope) as shop:
        return StoreShown.of(access.into(shop.places.store(store_id)))


def add_store(store: ShopStore, access: Access, body: StoreBody) -> StoreShown:
    """Raises Refused without rights over the whole company, Unknown (the region), AlreadyThere (the code)."""
    access.everywhere()

    def work(shop: Repositories) -> Store:
        place = Store(shop.new_id(), **body.model_dump())
        shop.places.add_store(place)
        note(shop, access, "store", place.id, after=body.model_dump())
        return place

    return StoreShown.of(store.write(access.scope, work).result)


def change_store(store: ShopStore, access: Access, store_id: UUID, body: StoreBody, seen: Seen) -> StoreShown:
    """Raises Unknown, Refused, Outdated, AlreadyThere. A store moves to another region only from above both."""

    def work(shop: Repositories) -> Store:
        known = access.into(shop.places.store(store_id))
        if body.region_id != known.region_id and not access.reach.whole_tenant:
            raise Refused("Only somebody with rights over the whole company moves a store to another region.")
        return _save(shop, access, known, replace(known, **body.model_dump()), seen)

    return StoreShown.of(store.write(access.scope, work).result)


def set_status(
    store: ShopStore, access: Access, store_id: UUID, status: StoreStatus, seen: Seen
) -> StoreShown:
    """Archives a store, or opens it again. Raises Unknown, Refused, Outdated."""

    def work(shop: Repositories) -> Store:
        known = access.into(shop.places.store(store_id))
        return _save(shop, access, known, replace(known, status=status), seen)

    return StoreShown.of(store.write(access.scope, work).result)


def _save(shop: Repositories, access: Access, known: Store, changed: Store, seen: Seen) -> Store:
    before, after = StoreShown.of(known), StoreShown.of(changed)
    seen.check(before)
    shop.places.save_store(changed)
    note(shop, access, "store", known.id, before=before.model_dump(), after=after.model_dump())
    return changed
