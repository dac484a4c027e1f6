"""This machine's shop with its connections: what the command line and the mirror synchronise with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import Random
from uuid import UUID

from app.boot_clock import boot_clock
from app.bus import Bus
from app.domain.events import MirrorEnrolled
from app.domain.exchange import PlatformConnection
from app.secrets.choice import open_secrets
from app.services.open_shop import OpenShop
from app.settings import Settings
from app.store.address import DATABASE_FILE
from app.wall_clock import MachineClock
from engine.clock import MonotonicClock
from sync.central.device import DeviceIdentity, read_identity
from sync.central.exchange import OwnServer
from sync.central.http_wire import HttpWire
from sync.central.in_touch import InTouch
from sync.central.standing import ServerState, read_standing
from sync.http.addresses import AddressPolicy
from sync.http.client import Line
from sync.http.images import ImageCache
from sync.runs.attending import SyncWorker
from sync.runs.backing_up import backup_job
from sync.runs.joining import Joiner
from sync.runs.schedule import Job, Schedule
from sync.worker.jobs import jobs_of
from ui.shop import own_shop

_CENTRAL_EVERY_S, _OUTBOX_EVERY_S = 3.0, 2.0
_PICTURES_EVERY_S = 60.0
PICTURES = "pictures"
"""Folder of the platforms' product pictures, in the data folder."""


@dataclass(frozen=True, slots=True)
class SyncedShop:
    """The open shop, and the one who opens links to its platforms."""

    shop: OpenShop
    joiner: Joiner
    server: str = ""
    """Address of the central server that synchronises for this mirror; empty when it does so itself."""
    standing: ServerState | None = None
    """How it stands with that server, or with one that sent this mirror away."""

    def connections(self) -> tuple[PlatformConnection, ...]:
        with self.shop.store.reading(self.shop.scope) as repositories:
            return repositories.connections.all()


@contextmanager
def synced_shop(settings: Settings) -> Iterator[SyncedShop]:
    """Closed at the end. Raises ui.shop.ShopClosed."""
    with own_shop(settings, Bus()) as shop:
        joiner = joiner_of(settings, shop)
        identity = read_identity(joiner.secrets)
        yield SyncedShop(shop, joiner, identity.url if identity else "", standing_of(shop, identity))


@contextmanager
def synchronising(settings: Settings, shop: OpenShop, tell: Callable[[object], None]) -> Iterator[None]:
    """Keeps this shop and its platforms saying the same, and backups of it, on threads of its own."""
    joiner = joiner_of(settings, shop)
    worker = SyncWorker(lambda: joiners_of(joiner), shop.database, tell)
    backup = backup_job(settings.data_dir / DATABASE_FILE, MachineClock())
    own = own_server(settings, shop)
    in_touch = InTouch(own, lambda: _tell_standing(own, shop, tell), Random())
    central = Job("central", _CENTRAL_EVERY_S, in_touch.run_once, first_s=1.0)
    outbox = Job("outbox", _OUTBOX_EVERY_S, in_touch.look)
    cache = ImageCache(settings.data_dir / PICTURES, joiner.line, AddressPolicy(allows_loopback=True))
    pictures = Job("pictures", _PICTURES_EVERY_S, lambda: worker.pictures(cache))
    schedule = Schedule((*jobs_of(worker), backup, central, outbox, pictures), threads=4)
    worker.health()
    _tell_standing(own, shop, tell)
    schedule.start()
    try:
        yield
    finally:
        in_touch.hang_up()
        schedule.stop()
        cache.close()


def joiners_of(joiner: Joiner) -> tuple[Joiner, ...]:
    """Nobody while the mirror is enrolled: its server talks to the platforms, and it talks to its server only."""
    return () if read_identity(joiner.secrets) else (joiner,)


def own_server(settings: Settings, shop: OpenShop) -> OwnServer:
    """How this machine's mirror speaks to its central server, if it is enrolled."""
    clock = MachineClock()
    secrets = open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file)
    return OwnServer(shop.store, secrets, clock, boot_clock(clock), lambda url: closing(HttpWire(url)))


def _tell_standing(own: OwnServer, shop: OpenShop, tell: Callable[[object], None]) -> None:
    """How it stands with the server, and whether the mirror was enrolled anew while it ran."""
    enrolled = read_identity(own.secrets)
    standing = standing_of(shop, enrolled)
    if standing is not None:
        tell(standing)
    if enrolled is not None and UUID(enrolled.device_id) != shop.device_id:
        tell(MirrorEnrolled())


def standing_of(shop: OpenShop, enrolled: DeviceIdentity | None) -> ServerState | None:
    """None for a mirror that has no server, and was not sent away by one."""
    with shop.store.reading(shop.scope) as repositories:
        return read_standing(repositories, enrolled.url if enrolled else "")


def joiner_of(settings: Settings, shop: OpenShop) -> Joiner:
    clock = MachineClock()
    secrets = open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file)
    line = Line(MonotonicClock(), clock)
    return Joiner(shop.store, shop.scope, secrets, clock, line, may_ask_loopback=True)
