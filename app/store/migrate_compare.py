"""How a database's schema differs from the tables the program was written for."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

from app.store.migrate_history import OWN_TABLES

_VIRTUAL = text("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'table'")


def differences(connection: Connection, tables: MetaData) -> list[str]:
    """One sentence each; empty when the schema is as the program expects it."""
    sqlite = connection.dialect.name == "sqlite"
    apart = OWN_TABLES | set(connection.execute(_VIRTUAL).scalars() if sqlite else ())

    def counts(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name not in apart

    context = MigrationContext.configure(connection, opts={"include_name": counts})
    return [_sentence(found) for found in compare_metadata(context, tables)]


def _sentence(found: Any) -> str:
    """Alembic's finding, a tuple (or a list of them for one column), in words."""
    if isinstance(found, list):
        return "; ".join(_sentence(part) for part in found)
    what, *where = found
    names = [getattr(part, "name", part) for part in where if isinstance(getattr(part, "name", part), str)]
    return f"{what.replace('_', ' ')}: {' '.join(names)}"
