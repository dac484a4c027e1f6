"""What can go wrong with a database, each a sentence for people: what is wrong, and what to do."""

from __future__ import annotations


class DatabaseProblem(Exception):
    """The database cannot be used as asked. Nothing was changed unless the text says so.

    `code` is a stable word for programs and `--json`; the text is for people.
    """

    code = "database_problem"


class BadAddress(DatabaseProblem):
    """Neither a path nor an address of a database this program knows."""

    code = "bad_address"


class MissingDatabase(DatabaseProblem):
    """There is no database at this place."""

    code = "missing"


class DamagedDatabase(DatabaseProblem):
    """SQLite's own check found the file damaged; a backup can be restored."""

    code = "damaged"


class DatabaseInUse(DatabaseProblem):
    """Another program holds it; stop that program, then try again."""

    code = "in_use"


class DatabaseUnreachable(DatabaseProblem):
    """The database server does not answer, or refuses us."""

    code = "unreachable"


class UnwritablePlace(DatabaseProblem):
    """The folder or file is read-only, or the disk is full."""

    code = "unwritable"


class UnsafeRole(DatabaseProblem):
    """The program may not run as this PostgreSQL role: row-level security would not bind it."""

    code = "unsafe_role"


class DatabaseClosed(DatabaseProblem):
    """Work was handed in after the program closed its database."""

    code = "closed"
