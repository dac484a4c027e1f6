"""Calls between the processes of one PostgreSQL: “this company has something new to read”, heard with its commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import UUID

import psycopg
from sqlalchemy import Connection, text

_CHANNEL = "varai_news"
_CALL = text("SELECT pg_notify(:channel, :tenant)")
_BREATH_S = 1.0
_LOG = logging.getLogger(__name__)


def call_out(connection: Connection, tenant_id: UUID) -> None:
    """Tells every process with the commit of this transaction. On SQLite there is nobody to tell."""
    if connection.dialect.name == "postgresql":
        connection.execute(_CALL, {"channel": _CHANNEL, "tenant": str(tenant_id)})


@contextmanager
def hearing_calls(
    url: str, hear: Callable[[UUID], None], set_hearing: Callable[[bool], None]
) -> Iterator[None]:
    """Hands calls of all processes to `hear`, on a thread of its own; `url` is libpq's.

    `set_hearing` is told when calls can be missed, because the line to the database is broken, and when no longer.
    """
    is_over = Event()
    thread = Thread(target=_hear, args=(url, hear, set_hearing, is_over), name="calls")
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _hear(
    url: str, hear: Callable[[UUID], None], set_hearing: Callable[[bool], None], is_over: Event
) -> None:
    while not is_over.is_set():
        try:
            with psycopg.connect(url, autocommit=True) as line:
                line.execute(f"LISTEN {_CHANNEL}")
                set_hearing(True)
                while not is_over.is_set():
                    for call in line.notifies(timeout=_BREATH_S):
                        hear(UUID(call.payload))
        except psycopg.OperationalError as problem:
            _LOG.warning("calls_not_heard", extra={"reason": str(problem)})
        finally:
            set_hearing(False)
        is_over.wait(_BREATH_S)
