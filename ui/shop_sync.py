"""This machine's shop with its connections: what the command line and the mirror synchronise with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.bus import Bus
from app.domain.exchange import PlatformConnection
from app.secrets.choice import open_secrets
from app.services.open_shop import OpenShop
from app.settings import Settings
from app.wall_clock import MachineClock
from engine.clock import MonotonicClock
from sync.http.client import Line
from sync.runs.joining import Joiner
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


def joiner_of(settings: Settings, shop: OpenShop) -> Joiner:
    clock = MachineClock()
    secrets = open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file)
    line = Line(MonotonicClock(), clock)
    return Joiner(shop.store, shop.scope, secrets, clock, line, may_ask_loopback=True)
