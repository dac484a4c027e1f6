"""`varai pages design`: choose how the store pages look, and see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.opened_studio import opened_studio
from ui.commands.outcome import UNUSABLE_INPUT, stop, stop_for_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.pages.settings import SiteSettings
    from app.pages.template_settings import TemplateDescription
    from ui.commands.pages_preview import Changes
    from ui.commands.pages_studio import PagesStudio
    from ui.designer.desk import Desk


def design(
    settings: Annotated[
        Path | None,
        typer.Option("--settings", help="The JSON file they are kept in; the shop's own without it."),
    ] = None,
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 8430,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser at once.")] = True,
) -> None:
    """Design the store pages in the browser. Choose, see, pack; every choice is kept at once."""
    import threading
    import webbrowser

    from ui.commands.pages_preview import Changes, Preview
    from ui.commands.site_settings_file import kept_file
    from ui.designer.desk import Desk
    from ui.designer.server import DesignServer

    file = settings or kept_file()
    if file.suffix != ".json":
        stop(
            f"{file} is no JSON file; choices are kept as JSON. Name a file that ends in .json.",
            UNUSABLE_INPUT,
        )
    with opened_studio() as studio:
        changes = Changes()
        workshop = _Workshop(studio, file, changes)
        desk = Desk(workshop.first_settings(), workshop)
        pages = Preview(workshop.shown, 0, changes)
        try:
            server = DesignServer(_design_page(studio, desk, pages.server_port), port)
        except OSError as problem:
            pages.server_close()
            stop_for_port(port, problem)
        threads = [
            threading.Thread(target=work, name=name)
            for name, work in (("design pages", pages.serve_forever), ("design build", desk.run))
        ]
        for thread in threads:
            thread.start()
        typer.echo(f"{server.address}\nChoices are kept in {file}. Ctrl+C ends it.")
        try:
            if opens:
                webbrowser.open(server.address)
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("")
        finally:
            desk.end()
            changes.end()
            pages.shutdown()
            for thread in threads:
                thread.join()
            pages.server_close()
            server.server_close()


class _Workshop:
    """This machine's shop, as the desk needs it."""

    def __init__(self, studio: PagesStudio, file: Path, changes: Changes) -> None:
        self._studio = studio
        self._file = file
        self._changes = changes

    @property
    def shown(self) -> Path:
        """Where the pages lie that people look at."""
        from ui.commands.site_settings_file import kept_file

        return kept_file().with_name("design")

    def first_settings(self) -> SiteSettings:
        """Those of the file, or a beginning. Raises UnusableSettings."""
        from app.services.first_site import first_site
        from ui.commands.site_settings_file import DEMO, read_site_settings

        if self._file.is_file():
            return read_site_settings(self._file)
        return first_site(self._studio.shop.store, self._studio.shop.scope, read_site_settings(DEMO))

    def keep(self, settings: SiteSettings) -> None:
        from ui.commands.site_settings_file import keep_site_settings

        keep_site_settings(self._file, settings)

    def show(self, settings: SiteSettings, tell: Callable[[int, int], None]) -> None:
        self._studio.pages.preview(self._studio.acting, settings, self.shown, tell)
        self._changes.happened()

    def pack(self, settings: SiteSettings, tell: Callable[[int, int], None]) -> Path:
        folder = self.shown.with_name("site")
        archive = self.shown.with_name("site.zip")
        self._studio.pages.generate(self._studio.acting, settings, folder, tell)
        self._studio.pages.export(self._studio.acting, folder, archive)
        return archive

    def description(self, template: str) -> TemplateDescription:
        return self._studio.shipped.description(_bases(self._studio).get(template, template))


def _bases(studio: PagesStudio) -> dict[str, str]:
    """The shipped template below each of the shop's own, by slug."""
    from app.services.page_templates import base_of

    own = studio.templates.all(studio.acting)
    return {
        one.slug: base_of(studio.templates.text(studio.acting, one.id), studio.shipped.names) for one in own
    }


def _design_page(studio: PagesStudio, desk: Desk, pages_port: int) -> Any:
    from app.pages.settings import LANGUAGES, Weekday
    from app.pages.tokens import FONTS
    from app.services.store_pages import PREVIEWED
    from engine.asset_paths import ASSETS
    from ui.designer.server import DesignPage

    bases = {name: name for name in studio.shipped.names} | _bases(studio)
    choices = {
        "templates": {
            slug: studio.shipped.description(base).model_dump(mode="json") for slug, base in bases.items()
        },
        "languages": LANGUAGES,
        "fonts": list(FONTS),
        "weekdays": list(Weekday),
        "previewed": PREVIEWED,
    }
    folders = (ASSETS / "designer", ASSETS / "pages" / "fonts")
    return DesignPage(desk, choices, folders, f"http://127.0.0.1:{pages_port}")
