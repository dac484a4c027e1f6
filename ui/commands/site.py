"""`varai site …`: the company's site on the central server: built there, published, taken back, taken away."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.central_words import AsJson, say, say_rows, signed_in
from ui.commands.examples import examples
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from sync.central.staff import StaffSession

app = typer.Typer(
    help="Your company's site on the central server.", no_args_is_help=True, rich_markup_mode=None
)

_RUNS = "/v1/generated-stores"
_ASK_EVERY_S = 0.5
_GOES_ON = {"queued", "running"}
Run = Annotated[
    str | None,
    typer.Argument(metavar="[BUILD]", help="Its id, or the beginning of it; the newest if missing."),
]


@app.command(epilog=examples("varai site build --settings shop.toml --publish"))
def build(
    settings: Annotated[
        Path | None,
        typer.Option("--settings", help="TOML or JSON; without it those made with “varai pages design”."),
    ] = None,
    publish_it: Annotated[
        bool, typer.Option("--publish", help="Show it to visitors when it is done.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Have the site built from the company's catalogue. Ctrl+C stops the waiting, not the building."""
    chosen = _chosen(settings)
    with signed_in(as_json) as session:
        run = session.post(_RUNS, {"settings": chosen})
        done = _ended(session, run["id"], is_quiet=as_json)
        if done["stage"] != "done":
            say(done, f"The site was not built: {done['reason']}", as_json)
            raise typer.Exit(1)
        shown = session.post(f"{_RUNS}/{run['id']}/publish", {}) if publish_it else None
    words = f"{done['page_count']} pages are built (build {done['id']})."
    say(shown or done, f"{words} Visitors see them at {shown['address']}" if shown else words, as_json)


@app.command("list")
def list_builds(as_json: AsJson = False) -> None:
    """Show what was built. Newest first."""
    with signed_in(as_json) as session:
        found = list(session.every(_RUNS))
    columns = {
        "id": "Build",
        "name": "Name",
        "stage": "State",
        "ordered_at": "Ordered",
        "page_count": "Pages",
    }
    say_rows(found, columns | {"reason": "Reason"}, "Nothing was built yet.", as_json)


@app.command()
def show(as_json: AsJson = False) -> None:
    """Show what visitors see, and where."""
    with signed_in(as_json) as session:
        site = session.get("/v1/site", {})
    say(site, _seen(site), as_json)


@app.command()
def publish(build: Run = None, as_json: AsJson = False) -> None:
    """Show a build to visitors from now on. Whole or not at all."""
    with signed_in(as_json) as session:
        site = session.post(f"{_RUNS}/{_found(session, build, {'done'})['id']}/publish", {})
    say(site, _seen(site), as_json)


@app.command()
def rollback(as_json: AsJson = False) -> None:
    """Show visitors the former build again. At once."""
    with signed_in(as_json) as session:
        site = session.post("/v1/site/rollback", {})
    say(site, _seen(site), as_json)


@app.command()
def unpublish(as_json: AsJson = False) -> None:
    """Show visitors no site any more. A rollback brings it back."""
    with signed_in(as_json) as session:
        site = session.post("/v1/site/unpublish", {})
    say(site, _seen(site), as_json)


@app.command()
def cancel(build: Run = None, as_json: AsJson = False) -> None:
    """Cancel a build that waits or is under way. What visitors see stays."""
    with signed_in(as_json) as session:
        run = session.post(f"{_RUNS}/{_found(session, build, _GOES_ON)['id']}/cancel", {})
    say(run, f"Build {run['id']} is cancelled.", as_json)


@app.command()
def download(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the ZIP file shall lie.")],
    build: Run = None,
    as_json: AsJson = False,
) -> None:
    """Take a build away as a ZIP file. The same bytes for the same site."""
    with signed_in(as_json) as session:
        run = _found(session, build, {"done"})
        content = session.text(f"{_RUNS}/{run['id']}/archive")
        file.write_bytes(content)
    say({"file": str(file), "bytes": len(content)}, f"Build {run['id']} is in {file}.", as_json)


def _chosen(file: Path | None) -> dict[str, Any]:
    """What was chosen and nothing else: the server knows the site's own address."""
    from app.domain.errors import UnusableSettings
    from ui.commands.site_settings_file import kept_file, read_site_settings

    if file is None and not kept_file().is_file():
        stop("Choose first how the site looks: “varai pages design”, or --settings FILE.", UNUSABLE_INPUT)
    try:
        return read_site_settings(file).model_dump(mode="json", exclude_unset=True)
    except UnusableSettings as problem:
        stop(str(problem), UNUSABLE_INPUT)


def _ended(session: StaffSession, run_id: str, is_quiet: bool) -> dict[str, Any]:
    """The run once it has ended, with a bar until then where somebody looks at a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=is_quiet or not console.is_terminal) as bar:
        task = bar.add_task("Waits", total=None)
        while (run := session.get(f"{_RUNS}/{run_id}", {}))["stage"] in _GOES_ON:
            words = "Pages" if run["page_count"] else "Waits" if run["stage"] == "queued" else "Begins"
            bar.update(task, description=words, completed=run["pages_done"], total=run["page_count"] or None)
            time.sleep(_ASK_EVERY_S)
    return dict(run)


def _found(session: StaffSession, begins: str | None, stages: set[str]) -> dict[str, Any]:
    """The newest build in one of these stages whose id begins so; leaves with a sentence when there is none."""
    builds = (run for run in session.every(_RUNS) if run["stage"] in stages)
    found = next((run for run in builds if run["id"].startswith(begins or "")), None)
    if found is None:
        which = f"build {begins}" if begins else "build"
        stages_told = " or ".join(sorted(stages))
        stop(f"There is no {which} that is {stages_told}: see “varai site list”.", UNUSABLE_INPUT)
    return found


def _seen(site: dict[str, Any]) -> str:
    if site["run_id"] is None:
        return "Visitors see no site."
    return f"Visitors see build {site['run_id']} at {site['address']}"
