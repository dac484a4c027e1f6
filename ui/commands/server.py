"""`varai server`: the central server on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from app.settings import ServerSettings


def server(
    host: Annotated[str | None, typer.Option(help="The address to listen on; 0.0.0.0 for all.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port to listen on.")] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="PATH|URL", help="postgresql://…, instead of server.db in the data folder."),
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="How many processes answer.")] = None,
    public_url: Annotated[
        str | None, typer.Option(metavar="URL", help="How people and mirrors reach this server.")
    ] = None,
    sites_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port for visitors of published sites; 0 for none."),
    ] = None,
    sites_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Each company's site has a host below this address."),
    ] = None,
    new_signing_key: Annotated[
        bool,
        typer.Option(
            "--new-signing-key",
            help="Sign tokens with a new key from now on; older tokens end in their time.",
        ),
    ] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the database and the keys are kept.")] = None,
) -> None:
    """Start the central server. It keeps tenants, rights and mirrors, and has the API for all of them."""
    from app.domain.errors import NeedsOwner
    from app.settings import Settings
    from app.store.problems import DatabaseProblem
    from sync.server.run import ServerChoice, prepare, serve

    settings = Settings()
    given = {
        "host": host, "port": port, "database": database, "workers": workers, "public_url": public_url,
        "sites_port": sites_port, "sites_url": sites_url,
    }  # fmt: skip
    chosen = _chosen(settings.server, {name: value for name, value in given.items() if value is not None})
    choice = ServerChoice(
        chosen, data_dir or settings.data_dir, settings.secret_store, settings.secret_key_file
    )
    try:
        prepared = prepare(choice, new_signing_key=new_signing_key)
        for note in prepared.notes:
            typer.echo(note)
        typer.echo(f"VARAi server at {chosen.public_url}, database {choice.database}. Stop it with Ctrl+C.")
        if chosen.sites_port:
            typer.echo(f"Published sites have hosts of their own below {chosen.sites_url}.")
        if prepared.first_owner:
            typer.echo("Nobody owns this server yet. Open this link, which works once:")
            typer.echo(f"  {prepared.first_owner}")
        serve(choice)
    except (DatabaseProblem, NeedsOwner) as problem:
        stop(str(problem), UNUSABLE_INPUT)


def _chosen(settings: ServerSettings, given: dict[str, object]) -> ServerSettings:
    """The settings with what the command line says; public addresses follow host and ports unless they are set."""
    known = settings.model_fields_set | given.keys()
    changed = settings.model_copy(update=given)
    if "sites_url" not in known:
        changed = changed.model_copy(update={"sites_url": f"http://localhost:{changed.sites_port}"})
    if "public_url" in known:
        return changed
    shown = "127.0.0.1" if changed.host in {"0.0.0.0", "::"} else changed.host  # noqa: S104 - compared, not bound
    return changed.model_copy(update={"public_url": f"http://{shown}:{changed.port}"})
