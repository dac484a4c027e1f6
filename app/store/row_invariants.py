"""What must not change while the schema does: how many rows each table has, and what is in them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection

from app.store.migrate_history import OWN_TABLES

_HASH_BYTES = 16


def ordinary_tables(connection: sqlite3.Connection) -> list[str]:
    """Tables with rows of the shop: not virtual ones, their shadows, or the book-keeping."""
    listed = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return sorted(name for (name,) in listed if not name.startswith("sqlite_") and name not in OWN_TABLES)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows by table."""
    return {name: _count(connection, name) for name in ordinary_tables(connection)}


def content_hash(connection: sqlite3.Connection, table: str, columns: Collection[str]) -> str:
    """Of all rows in these columns, whatever the rows' order: the sum of their hashes."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    total = 0
    for row in connection.execute(f'SELECT {quoted} FROM "{table}"'):  # noqa: S608 - names come from the schema
        digest = hashlib.blake2b(repr(row).encode(), digest_size=_HASH_BYTES).digest()
        total += int.from_bytes(digest, "big")
    return f"{total % 2 ** (8 * _HASH_BYTES):032x}"


def losses(
    before: sqlite3.Connection, after: sqlite3.Connection, declared: Collection[str], *, undoing: bool
) -> list[str]:
    """Sentences on every table whose rows differ though no revision declared it; empty when all is kept.

    A table may vanish only when it is declared, or when the revisions that made it are undone.
    """
    found, kept = [], set(ordinary_tables(after))
    for table in ordinary_tables(before):
        if table in declared or (undoing and table not in kept):
            continue
        sentence = _compare(before, after, table, undoing=undoing) if table in kept else f"{table} is gone"
        if sentence:
            found.append(sentence)
    return found


def _compare(
    before: sqlite3.Connection, after: sqlite3.Connection, table: str, *, undoing: bool
) -> str | None:
    had, has = _count(before, table), _count(after, table)
    if had != has:
        return f"{table} had {had} rows and has {has}"
    old, new = _columns(before, table), _columns(after, table)
    gone = [name for name in old if name not in new]
    if gone and not undoing:
        return f"{table} lost {', '.join(gone)}"
    same = [name for name, kind in old.items() if new.get(name) == kind]
    if same and content_hash(before, table, same) != content_hash(after, table, same):
        return f"{table} has other content"
    return None


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Declared types by column."""
    return dict(connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall())


def _count(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - as above
    return count
