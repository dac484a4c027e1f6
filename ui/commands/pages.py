"""`varai pages …`: store pages from templates, checked, looked at, built and exported."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.embed import embed
from ui.commands.template_files import UnreadableTemplate, read_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.pages.sandbox.workers import TemplateWorker

app = typer.Typer(
    help="Store pages: templates, preview, build and export.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.command()(embed)

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Template files.")]
LinesAsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line and file.")]
_REFUSED = 1


@app.command()
def validate(files: Files, as_json: LinesAsJson = False) -> None:
    """Check templates: what they may not say, with line, column and reason. Nothing is run."""
    is_good = True
    for line in _validated(files):
        is_good &= line["accepted"]
        if as_json:
            typer.echo(json.dumps(line))
        else:
            typer.echo(f"{line['file']}: {'accepted' if line['accepted'] else 'refused'}")
            for reason in line["reasons"]:
                typer.echo(f"  {reason}")
    raise typer.Exit(0 if is_good else _REFUSED)


@app.command("try")
def try_out(files: Files, as_json: LinesAsJson = False) -> None:
    """Render templates with sample data, each within the limits on time, memory and length."""
    is_good = True
    for line in _tried(files):
        is_good &= line["ok"]
        if as_json:
            typer.echo(json.dumps(line))
        else:
            outcome = f"{line['output_bytes']} bytes" if line["ok"] else f"stopped: {line['reason']}"
            typer.echo(f"{line['file']}: {outcome} ({line['ms']} ms)")
    raise typer.Exit(0 if is_good else _REFUSED)


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
    from app.pages.sample import SAMPLE
    from app.pages.sandbox.limits import RenderLimits
    from app.pages.sandbox.workers import TemplateWorker

    worker = TemplateWorker(RenderLimits())
    worker.load({}, {"sample": SAMPLE})
    return worker
