"""This machine's shop with its connections: what the command line and the mirror synchronise with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.bus import Bus
from app.domain.exchange import PlatformConnection
from app.secrets.choice import open_secrets
from app.services.open_shop import OpenShop
from app.settings import Settings
from app.store.address import DATABASE_FILE
from app.wall_clock import MachineClock
from engine.clock import MonotonicClock
from sync.http.client import Line
from sync.runs.attending import SyncWorker
from sync.runs.backing_up import backup_job
from sync.runs.joining import Joiner
from sync.runs.schedule import Schedule
from sync.runs.states import SyncStates
from sync.worker.jobs import jobs_of
from ui.shop import own_shop


@dataclass(frozen=True, slots=True)
class SyncedShop:
    """The open shop, and the one who opens links to its platforms."""

    shop: OpenShop
    joiner: Joiner

    def connections(self) -> tuple[PlatformConnection, ...]:
        with self.shop.store.reading(self.shop.scope) as repositories:
            return repositories.connections.all()


@contextmanager
def synced_shop(settings: Settings) -> Iterator[SyncedShop]:
    """Closed at the end. Raises ui.shop.ShopClosed."""
    with own_shop(settings, Bus()) as shop:
        yield SyncedShop(shop, joiner_of(settings, shop))


@contextmanager
def synchronising(settings: Settings, shop: OpenShop, tell: Callable[[SyncStates], None]) -> Iterator[None]:
    """Keeps this shop and its platforms saying the same, and backups of it, on threads of its own."""
    joiner = joiner_of(settings, shop)
    worker = SyncWorker(lambda: (joiner,), shop.database, tell)
    backup = backup_job(settings.data_dir / DATABASE_FILE, MachineClock())
    schedule = Schedule((*jobs_of(worker), backup))
    worker.health()
    schedule.start()
    try:
        yield
    finally:
        schedule.stop()


def joiner_of(settings: Settings, shop: OpenShop) -> Joiner:
    clock = MachineClock()
    secrets = open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file)
    line = Line(MonotonicClock(), clock)
    return Joiner(shop.store, shop.scope, secrets, clock, line, may_ask_loopback=True)
