"""What may be done with the keys of web pages."""

from __future__ import annotations

from uuid import UUID

from app.access.authorise import Access
from app.domain.errors import UnusableRecord
from app.domain.publishable import PublishableKey
from app.store.unit_of_work import Repositories, ShopStore
from sync.server.paging import Page, Window, page_of
from sync.server.trail import note
from sync.server.try_on.schemas import KeyBody, KeyShown


def list_keys(store: ShopStore, access: Access, window: Window) -> Page[KeyShown]:
    """Oldest first. Raises Refused without rights over the whole company."""
    access.everywhere()
    with store.reading(access.scope) as shop:
        found = shop.publishable_keys.page(window.limit + 1, window.id())
    return page_of(found, window, lambda key: KeyShown.of(access.scope, key), lambda key: (str(key.id),))


def add_key(store: ShopStore, access: Access, body: KeyBody) -> KeyShown:
    """Raises Refused, and UnusableRecord for an address that is none."""
    access.everywhere()

    def work(shop: Repositories) -> PublishableKey:
        try:
            key = PublishableKey(shop.new_id(), body.name, tuple(body.origins), body.per_minute, shop.moment)
        except ValueError as problem:
            raise UnusableRecord(f"{problem}.") from problem
        shop.publishable_keys.add(key)
        note(shop, access, "publishable_key", key.id, after=body.model_dump())
        return key

    return KeyShown.of(access.scope, store.write(access.scope, work).result)


def revoke_key(store: ShopStore, access: Access, key_id: UUID) -> KeyShown:
    """Raises Unknown, Refused."""

    def work(shop: Repositories) -> PublishableKey:
        shop.publishable_keys.get(key_id)
        access.everywhere()
        shop.publishable_keys.revoke(key_id)
        note(shop, access, "publishable_key", key_id, action="integrations:api-keys:revoke")
        return shop.publishable_keys.get(key_id)

    return KeyShown.of(access.scope, store.write(access.scope, work).result)
