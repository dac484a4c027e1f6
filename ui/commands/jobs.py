"""`varai jobs …`: work for a server on PostgreSQL, done by any number of processes beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.outcome import UNUSABLE_INPUT, stop

app = typer.Typer(
    help="Work for a server on PostgreSQL, done by processes beside it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Place = Annotated[str | None, typer.Option("--database", metavar="URL", help="postgresql://… of the server.")]


@app.command()
def prepare(
    owner: Annotated[str, typer.Argument(metavar="URL", help="postgresql://… as the database's owner.")],
) -> None:
    """Make room for jobs in the server's database, once, as its owner."""
    from app.domain.errors import NeedsOwner
    from sync.server.jobs import make_room

    try:
        is_new = make_room(owner)
    except NeedsOwner as problem:
        stop(str(problem), UNUSABLE_INPUT)
    print("Room for jobs was made." if is_new else "There is room for jobs already.")


@app.command()
def work(
    database: Place = None,
    at_once: Annotated[
        int, typer.Option(min=1, max=64, help="Shops and sites worked on at the same time.")
    ] = 4,
    public_url: Annotated[
        str | None, typer.Option(metavar="URL", help="How platforms reach the server.")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where the keys are kept, and sites unless sites_dir says otherwise.")
    ] = None,
) -> None:
    """Work off jobs until asked to stop. Start as many as there is work for, on any host."""
    from app.domain.errors import NeedsOwner
    from app.settings import Settings
    from app.store.problems import DatabaseProblem
    from sync.server.run import ServerChoice
    from sync.server.run import work as work_off

    settings = Settings()
    given = {"database": database, "public_url": public_url}
    chosen = settings.server.model_copy(update={name: value for name, value in given.items() if value})
    choice = ServerChoice(
        chosen, data_dir or settings.data_dir, settings.secret_store, settings.secret_key_file
    )
    try:
        work_off(choice, at_once)
    except (DatabaseProblem, NeedsOwner) as problem:
        stop(str(problem), UNUSABLE_INPUT)
