"""What `varai pages preview` shows: a site by its settings, perhaps with a template's text that is not saved yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.errors import ShopError, UnusableSettings
from app.pages.sandbox.limits import MOST_SOURCE_BYTES
from ui.commands.pages_preview import newest_change
from ui.commands.pages_studio import PAGES, PagesStudio
from ui.commands.site_settings_file import kept_file, read_site_settings
from ui.commands.template_files import UnreadableTemplate, read_template


class Look:
    """Built again whenever something of it was saved."""

    def __init__(
        self, studio: PagesStudio, settings: Path | None, template: str | None, text: Path | None
    ) -> None:
        self._studio = studio
        self._settings = settings
        self._template = template
        self._text = text
        self._watched = [settings or kept_file(), PAGES, *([text] if text else [])]

    @property
    def folder(self) -> Path:
        """Where it is built: apart from the whole site when it is a sample of it only."""
        return kept_file().with_name("text" if self._text else "site")

    def state(self) -> object:
        """Another one whenever settings, a file of a template, or one of the shop's own templates was saved."""
        own = self._studio.templates.all(self._studio.acting)
        return newest_change(self._watched), [(one.slug, one.newest_version) for one in own]

    def build(self, tell: Callable[[int, int], None]) -> str:
        """What is wrong, for whoever saved it; nothing when the pages are as they should be."""
        pages, acting = self._studio.pages, self._studio.acting
        try:
            chosen = read_site_settings(self._settings, self._template)
            if self._text is None:
                pages.generate(acting, chosen, self.folder, tell)
            else:
                text = read_template(self._text, MOST_SOURCE_BYTES)
                pages.preview(acting, chosen, self.folder, tell, text)
        except (ShopError, UnusableSettings) as problem:
            return f"{self._text}: {problem}" if self._text and "line " in str(problem) else str(problem)
        except UnreadableTemplate as problem:
            return f"{self._text}: {problem}"
        except OSError as problem:
            return f"The file system refuses: {problem}."
        return ""
