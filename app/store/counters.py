"""Counts of tries within a window of time, in the database: all workers and hosts count together."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.ports import WallClock
from app.store.connections import Database
from app.store.tables import try_counters


class StoredCounters:
    """Keys are kept as hashes: they may hold addresses of people."""

    def __init__(self, database: Database, clock: WallClock) -> None:
        self._database = database
        self._clock = clock

    def add(self, key: str, window_s: int, amount: int) -> int:
        """The count of the running window with `amount` added; the first of a window begins it."""
        return self._database.write(lambda connection: self._add(connection, _hashed(key), window_s, amount))

    def count(self, key: str) -> int:
        """The count of the running window; 0 when none runs."""
        query = select(try_counters.c.hits).where(self._running(key))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none() or 0

    def ends_at(self, key: str) -> datetime:
        """When the running window ends; now when none runs."""
        query = select(try_counters.c.window_ends_at).where(self._running(key))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none() or self._clock.now()

    def forget(self, key: str) -> None:
        mine = try_counters.c.key_hash == _hashed(key)
        self._database.write(lambda connection: connection.execute(delete(try_counters).where(mine)))

    def _running(self, key: str) -> ColumnElement[bool]:
        return (try_counters.c.key_hash == _hashed(key)) & (try_counters.c.window_ends_at > self._clock.now())

    def _add(self, connection: Connection, key_hash: bytes, window_s: int, amount: int) -> int:
        now = self._clock.now()
        connection.execute(delete(try_counters).where(try_counters.c.window_ends_at <= now))
        insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
        row = {"key_hash": key_hash, "window_ends_at": now + timedelta(seconds=window_s), "hits": amount}
        counted = insert(try_counters).values(row)
        counted = counted.on_conflict_do_update(
            index_elements=["key_hash"], set_={"hits": try_counters.c.hits + amount}
        ).returning(try_counters.c.hits)  # type: ignore[assignment]
        return int(connection.execute(counted).scalar_one())


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
