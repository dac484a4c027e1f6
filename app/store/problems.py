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


class NewerDatabase(DatabaseProblem):
    """A newer program made this database; this one could damage it."""

    code = "newer_than_program"


class OlderDatabase(DatabaseProblem):
    """The database must be upgraded before this program can work with it."""

    code = "older_than_program"


class ForeignDatabase(DatabaseProblem):
    """A database, but not one of this program's, or of a schema it never had."""

    code = "foreign"


class NotEnoughSpace(DatabaseProblem):
    """The disk has no room for the copies that keep the data safe."""

    code = "no_space"


class BadTarget(DatabaseProblem):
    """No such schema, or not in this direction."""

    code = "bad_target"


class Irreversible(DatabaseProblem):
    """A revision on the way cannot be undone; a backup can be restored instead."""

    code = "irreversible"


class MigrationFailed(DatabaseProblem):
    """A revision or the check after it failed; the database is as it was before."""

    code = "migration_failed"


class NoGoodBackup(DatabaseProblem):
    """There is nothing to restore from."""

    code = "no_good_backup"


class ServerToolFailed(DatabaseProblem):
    """PostgreSQL's own backup programs are missing or refused."""

    code = "server_tool"
