"""One site while it is designed: what is chosen is kept at once, and the pages are built again behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Condition
from typing import Any, Protocol

from pydantic import ValidationError

from app.domain.errors import ShopError
from app.pages.publish.build import Tell
from app.pages.settings import SiteSettings
from app.pages.template_settings import TemplateDescription


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be used, and where it was chosen: `locations.0.phone`, `look`."""

    place: str
    says: str


class Phase(StrEnum):
    BUILDING = "building"
    PACKING = "packing"
    READY = "ready"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the pages are with what was chosen last."""

    phase: Phase
    done: int = 0
    total: int = 0
    says: str = ""
    """Why not, when refused."""
    archive: Path | None = None
    """The packed site, once it was asked for; of these choices."""


class Overtaken(Exception):
    """Something newer is wanted, or nothing more."""


class Workshop(Protocol):
    """Where settings are kept and pages are made. What it cannot do is a ShopError or an OSError."""

    def keep(self, settings: SiteSettings) -> None: ...

    def show(self, settings: SiteSettings, tell: Tell) -> None:
        """Builds the pages people look at while they choose."""

    def pack(self, settings: SiteSettings, tell: Tell) -> Path:
        """Builds the whole site and packs it into one file."""

    def description(self, template: str) -> TemplateDescription:
        """What can be chosen in this template. Raises Unknown."""


class Desk:
    """For any thread; one of them, in `run`, builds."""

    def __init__(self, settings: SiteSettings, workshop: Workshop) -> None:
        self._workshop = workshop
        self._changed = Condition()
        self._settings = settings
        self._wanted: Phase | None = Phase.BUILDING
        self._standing = Standing(Phase.BUILDING)
        self._is_over = False

    @property
    def settings(self) -> SiteSettings:
        return self._settings

    @property
    def standing(self) -> Standing:
        return self._standing

    def change(self, chosen: Mapping[str, Any]) -> tuple[Problem, ...]:
        """Keeps these settings in place of the former ones, unless something in them cannot be used."""
        try:
            settings = SiteSettings.model_validate(chosen)
            self._try(settings)
            self._workshop.keep(settings)
        except ValidationError as problem:
            return tuple(_problem(error["loc"], error["msg"]) for error in problem.errors())
        except ShopError as problem:
            return (Problem("look", str(problem)),)
        except OSError as problem:
            return (Problem("", f"The settings cannot be kept: {problem.strerror}."),)
        self._want(Phase.BUILDING, settings)
        return ()

    def pack(self) -> None:
        """Asks for the whole site in one file; `standing` says when it is there."""
        self._want(Phase.PACKING, self._settings)

    def run(self) -> None:
        """Builds what is wanted, the newest choice each time, until `end`."""
        while (wanted := self._next()) is not None:
            done = self._outcome(*wanted)
            with self._changed:
                if self._wanted is None:
                    self._standing = done

    def end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _try(self, settings: SiteSettings) -> None:
        """Raises Refused for a look or sections that the template does not take."""
        description = self._workshop.description(settings.template)
        for edition in settings.editions:
            description.chosen_look(settings.look, edition.language)
            description.chosen_sections(settings.sections, edition.language)

    def _outcome(self, phase: Phase, settings: SiteSettings) -> Standing:
        try:
            return Standing(Phase.READY, archive=self._work(phase, settings))
        except ShopError as problem:
            return Standing(Phase.REFUSED, says=str(problem))
        except OSError as problem:
            return Standing(Phase.REFUSED, says=f"The file system refuses: {problem}.")
        except Overtaken:
            return self._standing

    def _work(self, phase: Phase, settings: SiteSettings) -> Path | None:
        if phase is Phase.PACKING:
            return self._workshop.pack(settings, self._tell)
        self._workshop.show(settings, self._tell)
        return None

    def _want(self, phase: Phase, settings: SiteSettings) -> None:
        with self._changed:
            self._settings, self._wanted, self._standing = settings, phase, Standing(phase)
            self._changed.notify_all()

    def _next(self) -> tuple[Phase, SiteSettings] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._is_over)
            if self._is_over or self._wanted is None:
                return None
            wanted, self._wanted = self._wanted, None
            return wanted, self._settings

    def _tell(self, done: int, total: int) -> None:
        with self._changed:
            if self._wanted is not None or self._is_over:
                raise Overtaken
            self._standing = replace(self._standing, done=done, total=total)


def _problem(place: tuple[int | str, ...], says: str) -> Problem:
    return Problem(".".join(str(step) for step in place), says.removeprefix("Value error, "))
