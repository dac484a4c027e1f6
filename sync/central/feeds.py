"""Brings a mirror's own store up to what the server has. Each page and its cursor are kept in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from app.domain.errors import Refused, RetryLater, Unknown, UnusableRecord
from app.domain.feeds import Stream
from app.domain.offline_staff import Instant
from app.domain.products import ProductContent
from app.domain.stock import MovementReason, StockMovement
from app.domain.tenancy import Setting, TenantScope
from app.services.adjust_stock import TOPIC as STOCK_ADJUSTED
from app.services.offline_memory import accept_roster, hear_server_time
from app.services.set_prices import set_prices
from app.store.unit_of_work import Repositories, ShopStore
from sync.central.port import Central, CentralRefused
from sync.protocol.catalogue import read_prices, read_product
from sync.protocol.messages import (
    PROTOCOL,
    FeedPage,
    LevelMessage,
    Message,
    PricesMessage,
    ProductMessage,
    RosterMessage,
    SettingMessage,
)

M = TypeVar("M", bound=Message)

_AT_ONCE = "500"
_WAITING = "feed:catalogue:waiting"
"""Note of products that could not be kept yet, because an SKU of theirs is still sold under another product."""
_LEVELS_WAITING = "feed:stock:waiting"
"""Note of levels by SKU whose products are not here yet."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The mirror that pulls: whose store it is, and where it stands."""

    store: ShopStore
    scope: TenantScope
    store_id: UUID
    device_id: UUID
    now: Callable[[], Instant]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull of one stream brought."""

    items: int = 0
    unusable: tuple[str, ...] = ()
    """Records that were passed over, each with its reason."""


def pull_feed(central: Central, place: OwnPlace, stream: Stream) -> Pulled:
    """Reads a stream to its end, from where it was read last. May be stopped at any moment and called again.

    Raises RetryLater, CentralRefused, or UnusableRecord when the server speaks another protocol.
    """
    pulled = Pulled()
    has_more = True
    while has_more:
        page, one = _pull_page(central, place, stream)
        pulled = Pulled(pulled.items + len(page.items), pulled.unusable + one)
        has_more = page.has_more
    return pulled


def _pull_page(central: Central, place: OwnPlace, stream: Stream) -> tuple[FeedPage[Any], tuple[str, ...]]:
    name = f"feed:{stream.value}"
    with place.store.reading(place.scope) as shop:
        cursor = shop.notes.get(name)
    page = _ask(central, stream, cursor)
    if page.has_more and page.cursor == cursor:
        raise RetryLater("The server sent the same page twice.", 60)

    def keep(shop: Repositories) -> tuple[str, ...]:
        if shop.notes.get(name) != cursor:
            return ()  # another pull was faster; its page is kept
        unusable = _APPLY[stream](shop, place, page.items)
        shop.notes.put(name, page.cursor)
        hear_server_time(shop, page.server_time, place.now())
        return unusable

    return page, place.store.write(place.scope, keep).result


def _ask(central: Central, stream: Stream, cursor: str | None) -> FeedPage[Any]:
    """The next page; from the beginning when the server does not know the cursor any more."""
    query = {"limit": _AT_ONCE} | ({"after": cursor} if cursor else {})
    try:
        found = central.get(f"/v1/feeds/{stream.value}", query)
    except CentralRefused as refusal:
        if refusal.reason != "bad_cursor":
            raise
        found = central.get(f"/v1/feeds/{stream.value}", {"limit": _AT_ONCE})
    try:
        page = _PAGES[stream].model_validate(found)
    except ValidationError as problem:
        raise UnusableRecord(
            f"The server's answer cannot be read: {problem.errors()[0]['msg']}."
        ) from problem
    if page.protocol != PROTOCOL:
        raise UnusableRecord("The server speaks another version. Update this mirror.")
    return page


def _apply_catalogue(shop: Repositories, place: OwnPlace, items: list[ProductMessage]) -> tuple[str, ...]:
    del place
    waiting = [ProductMessage.model_validate(one) for one in shop.notes.get(_WAITING) or ()]
    newest = {message.code: message for message in (*waiting, *items)}
    contents, unusable = _readable(list(newest.values()))
    for _ in range(2):  # what waits for an SKU is kept once the other product has let go of it
        rejected = dict(shop.product_writing.upsert(contents).rejected)
        contents = [content for content in contents if content.code in rejected]
    still = [newest[code].model_dump(mode="json") for code in rejected]
    if still or waiting:
        shop.notes.put(_WAITING, still)
    return unusable


def _readable(messages: list[ProductMessage]) -> tuple[list[ProductContent], tuple[str, ...]]:
    contents, unusable = [], []
    for message in messages:
        try:
            contents.append(read_product(message))
        except UnusableRecord as problem:
            unusable.append(str(problem))
    return contents, tuple(unusable)


def _apply_prices(shop: Repositories, place: OwnPlace, items: list[PricesMessage]) -> tuple[str, ...]:
    """An SKU that is not here yet comes with its product, and then with its newest prices."""
    del place
    unusable = []
    for item in items:
        try:
            set_prices(shop, {item.sku: read_prices(item.prices)})
        except Unknown:
            continue
        except ValueError as problem:
            unusable.append(f"SKU {item.sku}: {problem}.")
    return tuple(unusable)


def _apply_stock(shop: Repositories, place: OwnPlace, items: list[LevelMessage]) -> tuple[str, ...]:
    """A level of the server's, and what this mirror has not told it yet. An SKU that is not here waits for its
    product."""
    waiting = shop.notes.get(_LEVELS_WAITING) or {}
    told = waiting | {item.sku: item.on_hand for item in items}
    if not told:
        return ()
    known = shop.products.variant_ids(list(told))
    still = {sku: pieces for sku, pieces in told.items() if sku not in known}
    if still != waiting:
        shop.notes.put(_LEVELS_WAITING, still)
    right = Counter({variant_id: told[sku] for sku, variant_id in known.items()})
    for message in shop.outbox.pending_of(STOCK_ADJUSTED, list(known.values())):
        right[message.aggregate_id] += int(str(message.payload["delta"]))
    here = shop.agreements.levels_here(place.store_id, list(right))
    shop.stock.move_all(
        [
            StockMovement(
                shop.new_id(), variant_id, place.store_id, delta, MovementReason.PLATFORM, shop.moment
            )
            for variant_id, pieces in right.items()
            if (delta := pieces - here.get(variant_id, 0))
        ]
    )
    return ()


def _apply_settings(shop: Repositories, place: OwnPlace, items: list[SettingMessage]) -> tuple[str, ...]:
    for item in items:
        store_id = place.store_id if item.place == "store" else None
        device_id = place.device_id if item.place == "device" else None
        shop.settings.put(Setting(item.key, item.value, store_id, device_id))
    return ()


def _apply_rights(shop: Repositories, place: OwnPlace, items: list[RosterMessage]) -> tuple[str, ...]:
    unusable = []
    for item in items:
        try:
            accept_roster(shop, place.scope, place.store_id, item.roster)
        except Refused as problem:
            unusable.append(str(problem))
    return tuple(unusable)


_PAGES: dict[Stream, type[FeedPage[Any]]] = {
    Stream.CATALOGUE: FeedPage[ProductMessage],
    Stream.PRICES: FeedPage[PricesMessage],
    Stream.SETTINGS: FeedPage[SettingMessage],
    Stream.STOCK: FeedPage[LevelMessage],
    Stream.RIGHTS: FeedPage[RosterMessage],
}
_APPLY: dict[Stream, Callable[[Repositories, OwnPlace, list[Any]], tuple[str, ...]]] = {
    Stream.CATALOGUE: _apply_catalogue,
    Stream.PRICES: _apply_prices,
    Stream.SETTINGS: _apply_settings,
    Stream.STOCK: _apply_stock,
    Stream.RIGHTS: _apply_rights,
}
