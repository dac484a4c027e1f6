"""`varai pages …`: store pages from templates, checked, looked at, built and exported."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands import pages_texts
from ui.commands.embed import embed
from ui.commands.opened_studio import REFUSED, opened_studio
from ui.commands.outcome import UNUSABLE_INPUT, stop, stop_for_port
from ui.commands.pages_design import design
from ui.commands.template_files import UnreadableTemplate, read_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.pages.sandbox.workers import TemplateWorker
    from app.services.store_pages import Generated
    from ui.commands.pages_studio import PagesStudio

app = typer.Typer(
    help="Store pages: templates, preview, build and export.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.command()(embed)
app.command()(design)
for _command in (
    pages_texts.save,
    pages_texts.show,
    pages_texts.versions,
    pages_texts.diff,
    pages_texts.rollback,
):
    app.command()(_command)

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Template files.")]
LinesAsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line and file.")]


@app.command()
def validate(files: Files, as_json: LinesAsJson = False) -> None:
    """Check templates. What they may not say, with line, column and reason. Nothing is run."""
    is_good = True
    for line in _validated(files):
        is_good &= line["accepted"]
        if as_json:
            typer.echo(json.dumps(line))
        else:
            typer.echo(f"{line['file']}: {'accepted' if line['accepted'] else 'refused'}")
            for reason in line["reasons"]:
                typer.echo(f"  {reason}")
    raise typer.Exit(0 if is_good else REFUSED)


@app.command("try")
def try_out(files: Files, as_json: LinesAsJson = False) -> None:
    """Render templates with sample data. Each within the limits on time, memory and length."""
    is_good = True
    for line in _tried(files):
        is_good &= line["ok"]
        if as_json:
            typer.echo(json.dumps(line))
        else:
            outcome = f"{line['output_bytes']} bytes" if line["ok"] else f"stopped: {line['reason']}"
            typer.echo(f"{line['file']}: {outcome} ({line['ms']} ms)")
    raise typer.Exit(0 if is_good else REFUSED)


def _validated(files: list[Path]) -> Iterator[dict[str, Any]]:
    from app.pages.sandbox.limits import MOST_SOURCE_BYTES

    worker = _worker()
    try:
        for file in files:
            try:
                findings = worker.validate(read_template(file, MOST_SOURCE_BYTES))
                reasons = [str(found) for found in findings]
            except UnreadableTemplate as problem:
                reasons = [str(problem)]
            yield {"file": str(file), "accepted": not reasons, "reasons": reasons}
    finally:
        worker.close()


def _tried(files: list[Path]) -> Iterator[dict[str, Any]]:
    from app.domain.errors import Refused
    from app.pages.markup import clean_page
    from app.pages.sandbox.limits import MOST_SOURCE_BYTES

    worker = _worker()
    try:
        for file in files:
            started_ns, size, reason = time.monotonic_ns(), 0, ""
            try:
                text = read_template(file, MOST_SOURCE_BYTES)
                size = len(clean_page(worker.render_source(text, "sample", {}).decode()).encode())
            except (Refused, UnreadableTemplate) as problem:
                reason = str(problem)
            ms = round((time.monotonic_ns() - started_ns) / 1e6, 1)
            yield {"file": str(file), "ok": not reason, "output_bytes": size, "ms": ms, "reason": reason}
    finally:
        worker.close()


def _worker() -> TemplateWorker:
    from app.pages.sample import sample_data
    from app.pages.sandbox.limits import RenderLimits
    from app.pages.sandbox.workers import TemplateWorker
    from app.pages.shipped import ShippedTemplates
    from ui.commands.pages_studio import PAGES, worker_command

    shipped = ShippedTemplates(PAGES)
    worker = TemplateWorker(RenderLimits(), worker_command())
    worker.load(shipped.parts, {"sample": sample_data(shipped)}, shipped.own_parts)
    return worker


SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", help="The site's settings, TOML or JSON; without it those made with `design`."
    ),
]
TemplateName = Annotated[str | None, typer.Option("--template", help="Instead of the one in the settings.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@app.command()
def templates(as_json: AsJson = False) -> None:
    """List the page templates. Those that come with the program, and the shop's own."""
    with opened_studio() as studio:
        rows: list[dict[str, str | int]] = []
        for name in studio.shipped.names:
            about = studio.shipped.description(name)
            rows.append({"slug": name, "name": about.name, "description": about.description, "version": 0})
        for own in studio.templates.all(studio.acting):
            rows = [row for row in rows if row["slug"] != own.slug]
            rows.append(
                {"slug": own.slug, "name": own.name, "description": "", "version": own.newest_version}
            )
    if as_json:
        typer.echo(json.dumps({"templates": rows}, ensure_ascii=False))
        return
    for row in rows:
        version = f" (version {row['version']})" if row["version"] else ""
        typer.echo(f"{row['slug']}{version}: {row['description'] or row['name']}")


@app.command()
def build(
    to: Annotated[Path, typer.Option("--to", help="Folder to build into.")],
    settings: SettingsFile = None,
    template: TemplateName = None,
    as_json: AsJson = False,
) -> None:
    """Build the whole site into a folder. Unchanged pages are left as they are."""
    with opened_studio() as studio:
        found = _generate(studio, settings, template, to, as_json)
    _say(found, to, as_json)


@app.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="A .zip file, or a folder to put the site into.")],
    settings: SettingsFile = None,
    template: TemplateName = None,
    as_json: AsJson = False,
) -> None:
    """Build the site and hand it over. As a ZIP file, or into the folder a web server serves."""
    from ui.commands.site_settings_file import kept_file

    with opened_studio() as studio:
        folder = kept_file().with_name("site")
        found = _generate(studio, settings, template, folder, as_json)
        if to.suffix.lower() == ".zip":
            studio.pages.export(studio.acting, folder, to)
        else:
            studio.pages.publish(studio.acting, folder, to)
    _say(found, to, as_json)


@app.command()
def preview(
    settings: SettingsFile = None,
    template: TemplateName = None,
    text: Annotated[
        Path | None,
        typer.Option("--text", help="A template's text to try, on some frames, before it is saved."),
    ] = None,
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 8420,
) -> None:
    """Build the site and show it here. At an address of this machine; built again whenever something of it is saved."""
    import threading

    from ui.commands.pages_look import Look
    from ui.commands.pages_preview import Changes, Preview, rebuild_when_changed

    with opened_studio() as studio:
        look, changes, over = Look(studio, settings, template, text), Changes(), threading.Event()

        def build() -> str:
            with _progress(is_quiet=False) as tell:
                problem = look.build(tell)
            if problem:
                typer.echo(problem, err=True)
            return problem

        seen = look.state()
        changes.happened(build())
        try:
            server = Preview(look.folder, port, changes)
        except OSError as problem:
            stop_for_port(port, problem)
        watcher = threading.Thread(
            target=rebuild_when_changed, args=(seen, look.state, build, changes, over), name="pages watch"
        )
        watcher.start()
        typer.echo(f"http://127.0.0.1:{server.server_port}/ shows the site; Ctrl+C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("")
        finally:
            over.set()
            changes.end()
            watcher.join()
            server.server_close()


@app.command(hidden=True, context_settings={"ignore_unknown_options": True})
def worker(shares: Annotated[list[str], typer.Argument()]) -> None:
    """The page worker of the bundled program; not for people."""
    import sys

    from app.pages.sandbox.worker import main

    sys.argv = ["worker", *shares]
    main()


def _generate(
    studio: PagesStudio, settings: Path | None, template: str | None, folder: Path, is_quiet: bool
) -> Generated:
    from app.domain.errors import ShopError, UnusableSettings
    from ui.commands.site_settings_file import read_site_settings

    try:
        chosen = read_site_settings(settings, template)
        with _progress(is_quiet) as tell:
            return studio.pages.generate(studio.acting, chosen, folder, tell)
    except (ShopError, UnusableSettings) as problem:
        stop(str(problem), UNUSABLE_INPUT)


@contextmanager
def _progress(is_quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar, where somebody looks at a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=is_quiet or not console.is_terminal) as bar:
        task = bar.add_task("Pages", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _say(found: Generated, to: Path, as_json: bool) -> None:
    report, changes = found.report, found.report.changes
    if as_json:
        figures = {
            "pages": report.page_count,
            "rendered": report.rendered_count,
            "written": len(changes.written),
        }
        more = {"removed": len(changes.removed), "unchanged": changes.unchanged, "notes": list(report.notes)}
        typer.echo(json.dumps({"to": str(to), **figures, **more}))
        return
    typer.echo(
        f"{report.page_count} pages in {to}: {len(changes.written)} files written, {len(changes.removed)} removed."
    )
    for note in report.notes:
        typer.echo(note)
