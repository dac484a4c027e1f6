"""Takes the signed checkpoints of every tenant's trail while the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import structlog
from starlette.concurrency import run_in_threadpool

from app.access.authorise import at_the_door, at_the_front_door
from app.access.keys import kept_key
from app.services.audit_trail import SIGNING_KEY, take_checkpoint
from app.store.checkpoint_file import append_checkpoint
from sync.server.parts import ServerParts

_LOOK_EVERY_S = 60.0

log = structlog.get_logger("varai.server")


def keep_checkpoints(parts: ServerParts, file: Path) -> int:
    """Takes those that are due (every hour or thousand records), here and in `file`; how many."""
    key = kept_key(parts.secrets, SIGNING_KEY)
    with parts.store.reading_directory(at_the_front_door()) as directory:
        tenants = [tenant.id for tenant in directory.all()]
    taken = [
        take_checkpoint(parts.store, at_the_door(tenant), key, partial(append_checkpoint, file, tenant))
        for tenant in tenants
    ]
    return sum(point is not None for point in taken)


@asynccontextmanager
async def checkpointing(parts: ServerParts, file: Path) -> AsyncIterator[None]:
    """Looks every minute whether some are due. A failure is logged, and tried again."""

    async def look() -> None:
        while True:
            try:
                await run_in_threadpool(keep_checkpoints, parts, file)
            except Exception:
                log.exception("checkpoint_failed")
            await asyncio.sleep(_LOOK_EVERY_S)

    task = asyncio.create_task(look(), name="audit-checkpoints")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
