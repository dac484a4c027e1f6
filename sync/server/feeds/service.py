"""Pages of what changed behind a cursor.

A cursor is a place in an order that only grows: nothing is left out or told twice, however long a mirror was away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from app.access.keys import SigningKey
from app.access.roster_text import sign_roster
from app.domain.feeds import Stream
from app.domain.tenancy import Setting, TenantScope
from app.services.staff_roster import build_roster
from app.store.unit_of_work import Repositories, ShopStore
from sync.protocol.catalogue import price_data
from sync.protocol.messages import (
    FeedPage,
    LevelMessage,
    RosterMessage,
    SettingMessage,
)
from sync.server.told_products import ToldProducts

T = TypeVar("T")
M = TypeVar("M")

_MOST_DIGITS = 15
ROSTER_EVERY = timedelta(days=1)
"""A roster is issued anew each day, so that a mirror that goes offline has one for six days at least."""


class BadCursor(Exception):
    """Not a cursor of this stream: begin without one."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The mirror that reads."""

    device_id: UUID
    store_id: UUID


class Feeds:
    """Call from any thread."""

    def __init__(
        self, store: ShopStore, products: ToldProducts, roster_key: Callable[[], SigningKey]
    ) -> None:
        self._store = store
        self._roster_key = roster_key
        self._products = products

    def catalogue(self, scope: TenantScope, cursor: str | None, limit: int) -> str:
        """FeedPage[ProductMessage] in JSON: products in the order of their newest change. Raises BadCursor."""
        revision, last = _place(cursor, UUID)
        with self._store.reading(scope) as shop:
            found = shop.products.stamps_since(revision, limit + 1, last)
            told = found[:limit]
            items = self._products.texts(shop, scope, told)
            end = f"{told[-1].revision}.{told[-1].id}" if told else cursor
            page: FeedPage[Any] = _page(shop, [], end, len(found) > limit)
        return page.model_dump_json().replace('"items":[]', f'"items":[{",".join(items)}]', 1)

    def prices(self, scope: TenantScope, cursor: str | None, limit: int) -> FeedPage[Any]:
        """Prices that changed alone, in their order of change, as data of PricesMessage. Raises BadCursor."""
        position, last = _place(cursor, str)
        with self._store.reading(scope) as shop:
            found = shop.change_log.prices(limit + 1, position, last or "")
            told = found[:limit]
            items = [{"sku": c.sku, "prices": [price_data(price) for price in c.prices]} for c in told]
            end = f"{told[-1].position}.{told[-1].sku}" if told else cursor
            return _page(shop, items, end, len(found) > limit)

    def stock(
        self, scope: TenantScope, cursor: str | None, limit: int, reader: Reader
    ) -> FeedPage[LevelMessage]:
        """Pieces in the reader's store, in their order of change. Raises BadCursor."""
        position, last = _place(cursor, UUID)
        with self._store.reading(scope) as shop:
            found = shop.change_log.levels(reader.store_id, limit + 1, position, last)
            told = found[:limit]
            items = [LevelMessage(sku=one.sku, on_hand=one.on_hand) for one in told]
            end = f"{told[-1].position}.{told[-1].variant_id}" if told else cursor
            return _page(shop, items, end, len(found) > limit)

    def settings(
        self, scope: TenantScope, cursor: str | None, limit: int, reader: Reader
    ) -> FeedPage[SettingMessage]:
        """Settings of the tenant, the reader's store and the reader itself. Raises BadCursor."""
        position, last = _place(cursor, UUID)
        with self._store.reading(scope) as shop:
            found = shop.change_log.settings(limit + 1, position, last)
            told = found[:limit]
            items = [_setting_message(c.setting) for c in told if _counts_for(reader, c.setting)]
            end = f"{told[-1].position}.{told[-1].id}" if told else cursor
            return _page(shop, items, end, len(found) > limit)

    def rights(self, scope: TenantScope, cursor: str | None, reader: Reader) -> FeedPage[RosterMessage]:
        """The signed roster of the reader's store, when rights changed or a day has passed. Raises BadCursor."""
        position, issued_at = _place(cursor, datetime.fromisoformat)
        with self._store.reading(scope) as shop:
            is_old = issued_at is None or shop.moment - issued_at >= ROSTER_EVERY
            if not is_old and shop.change_log.position(Stream.RIGHTS) == position:
                return FeedPage[RosterMessage](
                    items=[], cursor=cursor or "", has_more=False, server_time=shop.moment
                )
            roster = build_roster(shop, scope, reader.store_id)
            end = f"{roster.epoch}.{roster.issued_at.isoformat()}"
            text = sign_roster(roster, self._roster_key())
            return _page(shop, [RosterMessage(roster=text)], end, False)


def _page(shop: Repositories, items: list[M], end: str | None, has_more: bool) -> FeedPage[M]:
    return FeedPage(items=items, cursor=end or "", has_more=has_more, server_time=shop.moment)


def _place(cursor: str | None, read: Callable[[str], T]) -> tuple[int, T | None]:
    """Where a cursor stands: a number that grows, and what tells things apart that share it."""
    if not cursor:
        return 0, None
    number, dot, rest = cursor.partition(".")
    try:
        if not dot or not number.isascii() or not number.isdigit() or len(number) > _MOST_DIGITS:
            raise BadCursor
        return int(number), read(rest)
    except ValueError:
        raise BadCursor from None


def _setting_message(setting: Setting) -> SettingMessage:
    place = "device" if setting.device_id else "store" if setting.store_id else "tenant"
    return SettingMessage(key=setting.key, value=setting.value, place=place)


def _counts_for(reader: Reader, setting: Setting) -> bool:
    return setting.store_id in {None, reader.store_id} and setting.device_id in {None, reader.device_id}
