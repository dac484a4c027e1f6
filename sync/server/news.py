"""Tells waiting mirrors that there is something to read, as soon as there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from app.bus import Bus
from app.domain.events import DataChanged
from app.domain.feeds import Stream, has_news
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import ShopStore
from sync.protocol.news_mark import as_mark

LOOK_AGAIN_S = 3.0
"""How soon a change of another process is seen while its calls are not heard."""
SIGN_EVERY_S = 25.0
"""Proxies commonly cut lines on which nothing was said for a minute."""
_RELY_S = 300.0
"""How long a look is relied upon while every call is heard."""


@dataclass(slots=True)
class _Look:
    """At what one company has to tell."""

    mark: asyncio.Task[str]
    looked_at_s: float
    is_old: asyncio.Event = field(default_factory=asyncio.Event)


class News:
    """Belongs to the event loop of its server. All mirrors of a company share one look at the store."""

    def __init__(self, store: ShopStore, bus: Bus) -> None:
        self._store = store
        self._looks: dict[UUID, _Look] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False
        self._hears_others = False
        bus.subscribe(self._hear)

    async def marks(self, scope: TenantScope, wait_s: float) -> AsyncIterator[str]:
        """The mark of what there is to read: now, at once when it changed, and every SIGN_EVERY_S as a sign of life."""
        loop = self._enter_loop()
        ends_s = loop.time() + wait_s
        told, told_at_s = "", 0.0
        while True:
            look = self._look(scope, loop)
            mark = await asyncio.shield(look.mark)
            if mark != told or loop.time() - told_at_s >= SIGN_EVERY_S:
                yield mark
                told, told_at_s = mark, loop.time()
            left_s = ends_s - loop.time()
            if left_s <= 0 or self._is_closed:
                return
            patience_s = told_at_s + SIGN_EVERY_S - loop.time() if self._hears_others else LOOK_AGAIN_S
            with suppress(TimeoutError):
                await asyncio.wait_for(look.is_old.wait(), min(patience_s, left_s))

    def hear(self, tenant_id: UUID) -> None:
        """This company has something new, whoever wrote it. From any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._forget, tenant_id)

    def set_hearing(self, hears_others: bool) -> None:
        """Whether `hear` is told of the writes of other processes too. From any thread."""
        self._hears_others = hears_others
        self._wake_all()

    def close(self) -> None:
        """Nobody waits any longer: the server ends. From any thread."""
        self._is_closed = True
        self._wake_all()

    def _enter_loop(self) -> asyncio.AbstractEventLoop:
        """What was looked at in another loop was heard of there only."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._looks = loop, {}
        return loop

    def _wake_all(self) -> None:
        for tenant_id in list(self._looks):
            self.hear(tenant_id)

    def _look(self, scope: TenantScope, loop: asyncio.AbstractEventLoop) -> _Look:
        known = self._looks.get(scope)
        good_for_s = _RELY_S if self._hears_others else LOOK_AGAIN_S
        if known is None or loop.time() - known.looked_at_s >= good_for_s:
            mark = loop.create_task(run_in_threadpool(self._read_mark, scope))
            known = self._looks[scope] = _Look(mark, loop.time())
        return known

    def _read_mark(self, scope: TenantScope) -> str:
        with self._store.reading(scope) as shop:
            places = {Stream.CATALOGUE: shop.products.revision(), **shop.change_log.positions()}
        return as_mark(places)

    def _hear(self, event: object) -> None:
        if isinstance(event, DataChanged) and has_news(event.changes):
            self.hear(event.tenant_id)

    def _forget(self, tenant_id: UUID) -> None:
        look = self._looks.pop(tenant_id, None)
        if look is not None:
            look.is_old.set()
