"""`varai pages save|show|versions|diff|rollback`: the shop's own template texts, every version of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.opened_studio import opened_studio
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from app.domain.storefront import PageTemplate
    from ui.commands.pages_studio import PagesStudio

Slug = Annotated[
    str, typer.Argument(metavar="TEMPLATE", help="The template's name in `varai pages templates`.")
]
Number = Annotated[int, typer.Argument(min=1, help="A version's number.")]


def save(
    template: Slug,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The template's text.")],
    base: Annotated[str, typer.Option(help="The shipped template a new one rests on.")] = "boutique",
) -> None:
    """Save a text as the template's next version. A new name makes a new template, once `validate` accepts it."""
    from app.pages.sandbox.limits import MOST_SOURCE_BYTES
    from app.services.page_templates import TemplateDraft
    from ui.commands.template_files import UnreadableTemplate, read_template

    try:
        text = read_template(file, MOST_SOURCE_BYTES)
    except UnreadableTemplate as problem:
        stop(str(problem), UNUSABLE_INPUT)
    with opened_studio() as studio:
        known = _named(studio, template)
        if known is None:
            studio.templates.add(studio.acting, TemplateDraft(template, template, base, text))
            number = 1
        else:
            number = studio.templates.write(studio.acting, known.id, text).number
    typer.echo(f"Version {number} of {template} is saved.")


def show(
    template: Slug, version: Annotated[int | None, typer.Option(min=1, help="The newest without it.")] = None
) -> None:
    """Show a version's text."""
    with opened_studio() as studio:
        typer.echo(
            studio.templates.text(studio.acting, _there(studio, template).id, version).source, nl=False
        )


def versions(template: Slug) -> None:
    """List a template's versions. First to newest, with when each was saved."""
    with opened_studio() as studio:
        for version in studio.templates.versions(studio.acting, _there(studio, template).id):
            lines = len(version.source.splitlines())
            typer.echo(f"{version.number}  {version.written_at:%Y-%m-%d %H:%M} UTC  {lines} lines")


def diff(template: Slug, older: Number, newer: Number) -> None:
    """Show what changed from one version to another."""
    with opened_studio() as studio:
        changed = studio.templates.diff(studio.acting, _there(studio, template).id, older, newer)
        typer.echo(changed or "The two versions say the same.\n", nl=False)


def rollback(template: Slug, version: Number) -> None:
    """Make an older version the newest again. Nothing that was is lost."""
    with opened_studio() as studio:
        made = studio.templates.roll_back(studio.acting, _there(studio, template).id, version)
    typer.echo(f"Version {made.number} of {template} says what version {version} said.")


def _named(studio: PagesStudio, slug: str) -> PageTemplate | None:
    return next((own for own in studio.templates.all(studio.acting) if own.slug == slug), None)


def _there(studio: PagesStudio, slug: str) -> PageTemplate:
    """Raises Unknown."""
    from app.domain.errors import Unknown

    found = _named(studio, slug)
    if found is None:
        raise Unknown(f"The shop has no page template {slug!r} of its own.")
    return found
