"""A workshop for the design page that keeps settings in memory, and a server on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from app.pages.settings import SiteSettings
from app.pages.template_settings import TemplateDescription
from tests.fakes.pages import SHIPPED
from tests.fakes.site_server import answering
from ui.designer.desk import Desk, Phase
from ui.designer.server import DesignPage, DesignServer


@dataclass
class MemoryWorkshop:
    """Makes pages by telling their names; `fault` is what goes wrong."""

    archive: Path = Path("none.zip")
    fault: Exception | None = None
    keeping_fault: OSError | None = None
    kept: list[SiteSettings] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    gate: Event = field(default_factory=Event)
    begun: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def keep(self, settings: SiteSettings) -> None:
        if self.keeping_fault:
            raise self.keeping_fault
        self.kept.append(settings)

    def show(self, settings: SiteSettings, tell: Callable[[int, int], None]) -> None:
        tell(1, 2)
        self.begun.set()
        self.gate.wait()
        if self.fault:
            raise self.fault
        tell(2, 2)
        self.shown.append(settings.name)

    def pack(self, settings: SiteSettings, tell: Callable[[int, int], None]) -> Path:
        self.show(settings, tell)
        self.archive.write_bytes(f"packed {settings.name}".encode())
        return self.archive

    def description(self, template: str) -> TemplateDescription:
        return SHIPPED.description(template)


@contextmanager
def working(desk: Desk) -> Iterator[Desk]:
    """The desk with its building thread."""
    thread = Thread(target=desk.run, name="design build")
    thread.start()
    try:
        yield desk
    finally:
        desk.end()
        thread.join()


def settled(desk: Desk) -> Phase:
    """The phase once nothing is being made."""
    ticking = Event()
    while desk.standing.phase in {Phase.BUILDING, Phase.PACKING}:
        ticking.wait(0.01)
    return desk.standing.phase


@contextmanager
def serving_design(page: DesignPage) -> Iterator[DesignServer]:
    server = DesignServer(page, 0)
    with answering(server):
        yield server
