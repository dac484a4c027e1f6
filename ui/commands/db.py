"""`varai db …`: look after the database of this machine or of a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.db_words import (
    answering,
    say_backups,
    say_findings,
    say_history,
    say_migrated,
    say_plan,
    say_restored,
    say_status,
    telling,
)

if TYPE_CHECKING:
    from app.store.address import DatabaseAddress
    from app.store.migrate_run import Runner
    from app.store.progress import Tell

app = typer.Typer(
    help="Look after the database: its schema, its backups, its health.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Place = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="PATH|URL", help="Instead of this machine's own (varai.db in the data folder)."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
_STEPS_BACK = {"ignore_unknown_options": True}  # so that “-1” is a target, not an option


@app.callback()
def choose_database(context: typer.Context, database: Place = None) -> None:
    """Remembers a --database given before the command's name."""
    context.obj = database


@app.command()
def status(context: typer.Context, database: Place = None, as_json: AsJson = False) -> None:
    """Which schema the database has. And which one the program needs, and what to do about it.

    Exit code 1 when it is damaged, not one of this program, or away.
    """
    with answering(as_json):
        from app.store.database_status import read_status
        from app.store.migrate_tree import shop_tree

        say_status(read_status(_address(context, database), shop_tree()), as_json)


@app.command(context_settings=_STEPS_BACK)
def plan(
    context: typer.Context,
    target: Annotated[str, typer.Argument(help="A schema's number, head, base, or -N for N back.")] = "head",
    database: Place = None,
    as_json: AsJson = False,
) -> None:
    """What a migration would run, copy and lock. Changes nothing."""
    with answering(as_json), telling(as_json) as tell:
        from app.store.migrate_plan import make_plan
        from app.store.migrate_route import either_route

        runner = _runner(tell)
        address = _address(context, database)
        found = make_plan(address, lambda current: either_route(runner.tree, current, target), runner)
        say_plan(found, as_json)


@app.command()
def upgrade(
    context: typer.Context,
    target: Annotated[str, typer.Argument(help="A schema's number, or head.")] = "head",
    database: Place = None,
    as_json: AsJson = False,
) -> None:
    """Bring the database to the program's schema. Make it when there is none."""
    with answering(as_json):
        from app.store.migrate import upgrade as migrate

        with telling(as_json) as tell:
            done = migrate(_address(context, database), _runner(tell), target)
        say_migrated(done, as_json)


@app.command(context_settings=_STEPS_BACK)
def downgrade(
    context: typer.Context,
    target: Annotated[str, typer.Argument(help="A schema's number, base, or -N for N back.")],
    database: Place = None,
    as_json: AsJson = False,
) -> None:
    """Take the database back to an older schema. For an older program."""
    with answering(as_json):
        from app.store.migrate import downgrade as migrate

        with telling(as_json) as tell:
            done = migrate(_address(context, database), _runner(tell), target)
        say_migrated(done, as_json)


@app.command()
def check(context: typer.Context, database: Place = None, as_json: AsJson = False) -> None:
    """Look over the whole database.

    Every page, the tables, the revisions and the backups. Exit code 1 when something is wrong.
    """
    with answering(as_json):
        from app.store.database_check import check_database
        from app.store.migrate_tree import shop_tree

        with telling(as_json) as tell:
            findings = check_database(_address(context, database), shop_tree(), tell)
        say_findings(findings, as_json)


@app.command()
def backup(
    context: typer.Context,
    listing: Annotated[bool, typer.Option("--list", help="Show the backups there are.")] = False,
    database: Place = None,
    as_json: AsJson = False,
) -> None:
    """Take a backup and prove that it can be restored. The program may go on working meanwhile."""
    with answering(as_json):
        from app.store.keeping import backups_of, take

        address = _address(context, database)
        if not listing:
            with telling(as_json) as tell:
                taken = take(address, _runner(tell), _data_dir())
            return say_backups((taken,), as_json)
        return say_backups(backups_of(address, _data_dir()), as_json)


@app.command()
def restore(
    context: typer.Context,
    backup: Annotated[
        str | None, typer.Argument(help="A backup's name or path; the newest good one without.")
    ] = None,
    database: Place = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the database's place. The replaced file is kept, and what is lost is said."""
    with answering(as_json):
        from app.store.keeping import bring_back

        with telling(as_json) as tell:
            restored = bring_back(_address(context, database), _runner(tell), _data_dir(), backup)
        say_restored(restored, as_json)


@app.command()
def history(context: typer.Context, database: Place = None, as_json: AsJson = False) -> None:
    """What was done to the schema. When, by which program version, and how long it took."""
    with answering(as_json):
        from app.store.database_status import read_whole_history

        say_history(read_whole_history(_address(context, database)), as_json)


def _address(context: typer.Context, database: str | None) -> DatabaseAddress:
    from app.store.address import DATABASE_FILE, SqliteAddress, parse_address

    chosen = database or context.obj
    return parse_address(chosen) if chosen else SqliteAddress(_data_dir() / DATABASE_FILE)


def _data_dir() -> Path:
    from app.settings import Settings

    return Settings().data_dir


def _runner(tell: Tell) -> Runner:
    from app.store.migrate_run import Runner
    from app.store.migrate_tree import shop_tree
    from app.version import program_version
    from app.wall_clock import MachineClock

    return Runner(shop_tree(), program_version(), MachineClock(), tell)
