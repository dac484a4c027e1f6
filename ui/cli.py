"""`varai`: the command line. Imports nothing heavy; each command imports what it needs when it runs."""

from __future__ import annotations

import sys

import typer

from app.domain.errors import UnusableSettings
from ui.commands import (
    audit,
    bench,
    camera,
    company,
    connections,
    db,
    devices,
    frames,
    jobs,
    pages,
    people,
    site,
    stock,
    sync,
)
from ui.commands.analyse import analyse
from ui.commands.examples import examples
from ui.commands.kiosk import kiosk
from ui.commands.login import login, logout
from ui.commands.measure import measure
from ui.commands.outcome import UNUSABLE_INPUT
from ui.commands.render import render
from ui.commands.server import server

app = typer.Typer(
    name="varai",
    help="VARAi Mirror: true-to-size glasses, live, in the shop.",
    epilog="Exit codes: 0 done; 1 it could not be done, or something is wrong; 2 asked wrongly; 130 stopped by Ctrl+C.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(epilog=examples("varai kiosk --windowed --camera demo"))(kiosk)
app.command(epilog=examples("varai analyse photo.jpg", "varai analyse *.jpg --json"))(analyse)
app.command(
    epilog=examples("varai measure photo.jpg --by KS", "varai measure photo.jpg --by KS --frame SKU")
)(measure)
app.command(
    epilog=examples(
        "varai render photo.jpg --frame SKU --out worn.png",
        "varai render clip.mp4 --frame SKU --out worn.mp4",
    )
)(render)
app.command(
    epilog=examples(
        "varai server",
        "varai server --host 0.0.0.0 --public-url https://varai.example --database postgresql://user@host/varai",
    )
)(server)
app.command(epilog=examples("varai login https://varai.example --company nord --email kim@example.com"))(
    login
)
app.command()(logout)
app.add_typer(audit.app, name="audit")
app.add_typer(bench.app, name="bench")
app.add_typer(camera.app, name="camera")
app.add_typer(company.company, name="company")
app.add_typer(company.tenants, name="tenants")
app.add_typer(connections.app, name="connections")
app.add_typer(sync.app, name="sync")
app.add_typer(stock.app, name="stock")
app.add_typer(jobs.app, name="jobs")
app.add_typer(db.app, name="db")
app.add_typer(devices.app, name="devices")
app.add_typer(frames.app, name="frames")
app.add_typer(pages.app, name="pages")
app.add_typer(site.app, name="site")
app.add_typer(people.users, name="users")
app.add_typer(people.roles, name="roles")


def main() -> None:
    """Entry point of the `varai` command. Settings that cannot be used are told in words by all commands alike."""
    try:
        app()
    except UnusableSettings as problem:
        typer.echo(str(problem), err=True)
        sys.exit(UNUSABLE_INPUT)
