"""Says in the shop's own errors why the database refused a row."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.errors import AlreadyThere, ShopError, Unknown, UnusableRecord

# https://www.sqlite.org/rescode.html and PostgreSQL's appendix A, class 23
_FOREIGN_KEY = {sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, "23503"}
_UNIQUE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    "23505",
}


def refusal(error: IntegrityError | DBAPIError) -> ShopError:
    """Unknown for what is not there or foreign, AlreadyThere for a name in use, else UnusableRecord."""
    code = getattr(error.orig, "sqlite_errorcode", None) or getattr(error.orig, "sqlstate", None)
    if code in _FOREIGN_KEY:
        return Unknown("It names something that does not exist.")
    if code in _UNIQUE:
        return AlreadyThere("Another one with the same key is there already.")
    return UnusableRecord(f"It cannot be kept: {str(error.orig).splitlines()[0]}")
