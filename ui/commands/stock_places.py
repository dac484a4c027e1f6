"""Which place of stock at an online shop is which store: what `varai connections add` and `locations` share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.commands.outcome import UNUSABLE_INPUT
from ui.commands.sync_words import ask, fail, print_json, print_table

if TYPE_CHECKING:
    from uuid import UUID

    from app.domain.exchange import PlatformConnection
    from app.domain.tenancy import Store
    from sync.platforms.values import RemoteLocation
    from sync.runs.places import Place
    from ui.shop_sync import SyncedShop


def first_places(
    shop: SyncedShop, listed: Sequence[RemoteLocation], wanted: Sequence[str], as_json: bool
) -> dict[str, UUID]:
    """For a new connection; the one who sits there is asked where there is a choice and nothing was said."""
    active = [one for one in listed if one.is_active]
    if not wanted and len(active) > 1 and sys.stdin.isatty():
        for one in active:
            print(f"  {one.id}: {one.name}")
        wanted = [ask("Which place of stock is this store", False)]
    if not wanted and len(active) > 1:
        fail(
            f"Which place of stock is this store? Say it with --location: {_words(active)}.",
            as_json,
            UNUSABLE_INPUT,
        )
    told = _read(shop, active, wanted or [one.id for one in active], as_json)
    return {place: store_id for place, store_id in told.items() if store_id is not None}


def change_places(
    shop: SyncedShop, connection: PlatformConnection, wanted: Sequence[str], as_json: bool
) -> None:
    """A store that gets a place leaves the one it had."""
    from sync.runs.places import place_stores, read_places

    with shop.joiner.link(connection) as link:
        places = read_places(link)
        told = _read(shop, [one.location for one in places], wanted, as_json)
        now = {one.location.id: one.store_id for one in places if one.store_id not in told.values()} | told
        kept = {place: store_id for place, store_id in now.items() if store_id is not None}
        link.store.write(link.scope, lambda repositories: place_stores(repositories, connection, kept))


def say_places(shop: SyncedShop, connection: PlatformConnection, as_json: bool) -> None:
    from sync.runs.places import read_places

    stores = {one.id: one for one in _stores(shop)}
    with shop.joiner.link(connection) as link:
        places = read_places(link)
    if as_json:
        return print_json(connection=connection.name, locations=[_data(one, stores) for one in places])
    rows = [
        (one.location.id, one.location.name or "not there any more", _store_words(one, stores), _state(one))
        for one in places
    ]
    print_table((connection.name, "Place of stock", "Store", ""), rows)
    return None


def _read(
    shop: SyncedShop, listed: Sequence[RemoteLocation], wanted: Sequence[str], as_json: bool
) -> dict[str, UUID | None]:
    """`71=berlin` by place: our store, this mirror's where none is named, None for `71=`."""
    known = {one.id for one in listed}
    stores = {name: one.id for one in _stores(shop) for name in (one.code, one.name, str(one.id))}
    told: dict[str, UUID | None] = {}
    for text in wanted:
        place, has_store, store = text.partition("=")
        if place not in known:
            fail(f"There is no place of stock {place}. There are: {_words(listed)}.", as_json, UNUSABLE_INPUT)
        if store and store not in stores:
            names = ", ".join(f"{one.code} ({one.name})" for one in _stores(shop))
            fail(f"There is no store {store}. There are: {names}.", as_json, UNUSABLE_INPUT)
        told[place] = stores.get(store) if has_store else shop.shop.store_id
    return told


def _stores(shop: SyncedShop) -> tuple[Store, ...]:
    with shop.shop.store.reading(shop.shop.scope) as repositories:
        return repositories.places.all_stores()


def _words(listed: Sequence[RemoteLocation]) -> str:
    return ", ".join(f"{one.id} ({one.name})" for one in listed)


def _data(place: Place, stores: dict[UUID, Store]) -> dict[str, object]:
    told = place.location
    store = stores.get(place.store_id) if place.store_id else None
    code = store.code if store else None
    return {"id": told.id, "name": told.name, "is_active": told.is_active, "store": code}


def _store_words(place: Place, stores: dict[UUID, Store]) -> str:
    store = stores.get(place.store_id) if place.store_id else None
    return f"{store.code} {store.name}" if store else "–"


def _state(place: Place) -> str:
    return "" if place.location.is_active else "not active"
