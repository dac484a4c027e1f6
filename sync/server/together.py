"""Deliveries that come at the same moment are kept in one transaction: a commit costs more than a row."""

from __future__ import annotations

import asyncio
from asyncio import Future, Task
from collections.abc import Callable, Sequence
from typing import TypeAlias
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from app.domain.errors import AlreadyThere, Unknown, UnusableRecord
from app.domain.exchange import WebhookEvent

_MOST = 200
"""Deliveries of one transaction."""
_Waiting: TypeAlias = list[tuple[WebhookEvent, "Future[bool]"]]


class Together:
    """Belongs to one event loop. `keep_all` runs on a thread: (company, events) to the ids of those that were new."""

    def __init__(self, keep_all: Callable[[UUID, Sequence[WebhookEvent]], frozenset[UUID]]) -> None:
        self._keep_all = keep_all
        self._waiting: dict[UUID, _Waiting] = {}
        self._writers: set[Task[None]] = set()

    async def keep(self, tenant_id: UUID, event: WebhookEvent) -> bool:
        """Whether it was new, once that is safe on disk. Raises what kept it from being written."""
        outcome = asyncio.get_running_loop().create_future()
        if (waiting := self._waiting.get(tenant_id)) is not None:
            waiting.append((event, outcome))
        else:
            self._waiting[tenant_id] = [(event, outcome)]
            self._begin(tenant_id)
        return bool(await outcome)

    def _begin(self, tenant_id: UUID) -> None:
        writer = asyncio.create_task(self._write_while_some_wait(tenant_id))
        self._writers.add(writer)
        writer.add_done_callback(self._writers.discard)

    async def _write_while_some_wait(self, tenant_id: UUID) -> None:
        """Whoever comes during a transaction waits for the next one, together with the others who did."""
        while batch := self._waiting[tenant_id][:_MOST]:
            del self._waiting[tenant_id][:_MOST]
            await self._write(tenant_id, batch)
        del self._waiting[tenant_id]

    async def _write(self, tenant_id: UUID, batch: _Waiting) -> None:
        """A delivery that cannot be kept does not spoil the others: then each is written by itself."""
        try:
            new = await run_in_threadpool(self._keep_all, tenant_id, [event for event, _ in batch])
        except (AlreadyThere, Unknown, UnusableRecord) as problem:
            if len(batch) == 1:
                _fail(batch, problem)
            else:
                for one in batch:
                    await self._write(tenant_id, [one])
        except BaseException as problem:  # noqa: BLE001 - handed to those who wait for it
            _fail(batch, problem)
        else:
            for event, outcome in batch:
                if not outcome.done():  # its sender went away
                    outcome.set_result(event.id in new)


def _fail(batch: _Waiting, problem: BaseException) -> None:
    for _, outcome in batch:
        if not outcome.done():
            outcome.set_exception(problem)
