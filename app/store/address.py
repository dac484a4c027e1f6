"""Where a database is: a file of this machine or a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.store.problems import BadAddress

DATABASE_FILE = "varai.db"


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A database file."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A database of a PostgreSQL server; printing it never shows the password."""

    url: URL

    def __str__(self) -> str:
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)


DatabaseAddress = SqliteAddress | PostgresAddress


def parse_address(text: str) -> DatabaseAddress:
    """The address in `text`: a path, `sqlite:///path` or `postgresql://user@host/name`.

    Raises BadAddress for anything else.
    """
    if "://" not in text:
        return SqliteAddress(Path(text).expanduser())
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadAddress(
            "This is not a database address. Give a path, or postgresql://user@host/name."
        ) from None
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        return SqliteAddress(Path(url.database).expanduser())
    if kind in {"postgresql", "postgres"}:
        return PostgresAddress(url.set(drivername="postgresql+psycopg"))
    raise BadAddress(f"“{kind}” databases are not supported. Give a path, or postgresql://user@host/name.")
