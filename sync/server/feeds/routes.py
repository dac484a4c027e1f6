"""Paths of what mirrors read and tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from app.access.authorise import Access
from app.access.keys import kept_key
from app.access.roster_text import ROSTER_KEY
from app.access.tokens import Holder
from app.domain.access import Permission
from sync.protocol.messages import (
    MOST_ITEMS,
    FeedPage,
    LevelMessage,
    PricesMessage,
    ProductMessage,
    Receipt,
    RosterMessage,
    SettingMessage,
    Upload,
)
from sync.server.feeds.service import BadCursor, Feeds, Reader
from sync.server.feeds.uploads import Uploads
from sync.server.guard import requires
from sync.server.parts import Parts, ServerParts
from sync.server.problems import PROBLEMS, ApiError

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])

Cursor = Annotated[
    str | None, Query(max_length=500, description="`cursor` of the page before; none at first.")
]
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many changes at most.")]
_USUAL = 200
_EVENTS_BYTES = 8 << 20
_LINES = "text/plain"


@router.get("/catalogue", response_model=FeedPage[ProductMessage], responses=PROBLEMS)
def read_catalogue(
    access: Annotated[Access, requires(Permission.FRAMES_READ, Holder.DEVICE)],
    parts: Parts,
    after: Cursor = None,
    limit: Limit = _USUAL,
) -> Response:
    """Products that changed behind a cursor, as they are now."""
    return _page(lambda: _feeds(parts).catalogue(access.scope, after, limit))


@router.get("/prices", response_model=FeedPage[PricesMessage], responses=PROBLEMS)
def read_prices(
    access: Annotated[Access, requires(Permission.PRICES_READ, Holder.DEVICE)],
    parts: Parts,
    after: Cursor = None,
    limit: Limit = _USUAL,
) -> Response:
    """Prices that changed while nothing else of their product did."""
    return _page(lambda: _feeds(parts).prices(access.scope, after, limit))


@router.get("/stock", response_model=FeedPage[LevelMessage], responses=PROBLEMS)
def read_stock(
    access: Annotated[Access, requires(Permission.STOCK_READ, Holder.DEVICE)],
    parts: Parts,
    after: Cursor = None,
    limit: Limit = _USUAL,
) -> Response:
    """Pieces of SKUs in this mirror's store that changed."""
    return _page(lambda: _feeds(parts).stock(access.scope, after, limit, reader_of(access)))


@router.get("/settings", response_model=FeedPage[SettingMessage], responses=PROBLEMS)
def read_settings(
    access: Annotated[Access, requires(Permission.DEVICE_CONFIG_READ, Holder.DEVICE)],
    parts: Parts,
    after: Cursor = None,
    limit: Limit = _USUAL,
) -> Response:
    """Settings of the company, this store and this mirror that changed."""
    return _page(lambda: _feeds(parts).settings(access.scope, after, limit, reader_of(access)))


@router.get("/rights", response_model=FeedPage[RosterMessage], responses=PROBLEMS)
def read_rights(
    access: Annotated[Access, requires(Permission.ROSTER_FETCH, Holder.DEVICE)],
    parts: Parts,
    after: Cursor = None,
) -> Response:
    """The signed list of staff who may work on this mirror while the server is away."""
    return _page(lambda: _feeds(parts).rights(access.scope, after, reader_of(access)))


@router.get(
    "/news",
    response_class=Response,
    responses=PROBLEMS | {200: {"content": {_LINES: {"schema": {"type": "string"}}}}},
)
async def hear_news(
    access: Annotated[Access, requires(Permission.FRAMES_READ, Holder.DEVICE)],
    parts: Parts,
    wait_s: Annotated[int, Query(ge=0, le=300, description="How long to listen.")] = 0,
) -> Response:
    """A line with a mark now, whenever there is something to read, and every half minute as a sign of life. It says how
    far each feed goes: read those that moved."""
    lines = (f"{mark}\n" async for mark in parts.news.marks(access.scope, wait_s))
    return StreamingResponse(lines, media_type=_LINES, headers={"X-Accel-Buffering": "no"})


@router.post("/events", response_model=Receipt, responses=PROBLEMS, max_body_size=_EVENTS_BYTES)
def take_events(
    body: Upload, access: Annotated[Access, requires(Permission.EVENTS_UPLOAD, Holder.DEVICE)], parts: Parts
) -> Response:
    """What happened on a mirror. Each event counts once, however often it is sent."""
    return _told(Uploads(parts.store).receive(access.scope, reader_of(access), body))


def reader_of(access: Access) -> Reader:
    """The mirror that asks, and where it stands."""
    (store_id,) = access.reach.stores
    return Reader(access.actor_id, store_id)


def _page(read: Callable[[], BaseModel | str]) -> Response:
    try:
        return _told(read())
    except BadCursor:
        raise ApiError(400, "bad_cursor", "`after` is no cursor of this feed. Begin without it.") from None


def _told(message: BaseModel | str) -> Response:
    """Written in one go: validating it once more would double the time of a long page."""
    text = message if isinstance(message, str) else message.model_dump_json()
    return Response(text, media_type="application/json")


def _feeds(parts: ServerParts) -> Feeds:
    return Feeds(parts.store, parts.told_products, lambda: kept_key(parts.secrets, ROSTER_KEY))
