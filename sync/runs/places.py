"""Which of a platform's places of stock is which store of ours: pieces are told and heard of there only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import UnusableRecord
from app.domain.exchange import ExternalReference, PlatformConnection, ReferenceKind
from app.store.unit_of_work import Repositories
from sync.platforms.values import RemoteLocation
from sync.runs.link import Link

LOCATION = ReferenceKind.LOCATION


@dataclass(frozen=True, slots=True)
class Place:
    """A place of stock, and the store that it is; None: nothing is counted there."""

    location: RemoteLocation
    store_id: UUID | None


def read_places(link: Link) -> tuple[Place, ...]:
    """As the platform lists them now. One that was a store and is gone stands at the end, without a name."""
    listed = link.adapter.locations()
    with link.store.reading(link.scope) as shop:
        stores = stores_of(shop, link.connection)
    gone = stores.keys() - {one.id for one in listed}
    missing = (RemoteLocation(one, "", is_active=False) for one in sorted(gone))
    return tuple(Place(one, stores.get(one.id)) for one in (*listed, *missing))


def stores_of(shop: Repositories, connection: PlatformConnection) -> dict[str, UUID]:
    """Our stores by the platform's places."""
    return shop.references.in_shop(connection.platform, connection.shop, LOCATION)


def place_stores(shop: Repositories, connection: PlatformConnection, stores: Mapping[str, UUID]) -> None:
    """From now on these, and no others. Where a store's place changes, the platform's count there is taken over.

    UnusableRecord when one store would stand at two places.
    """
    if len(set(stores.values())) < len(stores):
        raise UnusableRecord("A store can be one place of stock only.")
    before = stores_of(shop, connection)
    moved = {place: store_id for place, store_id in before.items() if stores.get(place) != store_id}
    for place in moved:
        shop.references.unbind(connection.platform, connection.shop, LOCATION, place)
    if moved:
        shop.agreements.forget_stock(connection.id, list(moved.values()))
    shop.references.put(
        ExternalReference(connection.platform, connection.shop, LOCATION, place, store_id)
        for place, store_id in stores.items()
        if before.get(place) != store_id
    )
