"""The server's own synchronising: the joined shops of every company it serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeGuard
from uuid import UUID

from app.access.authorise import authorise, authorise_platform
from app.bus import Bus
from app.domain.access import Actor, Permission
from app.domain.events import DataChanged, Kind
from app.domain.exchange import ConnectionStatus, PlatformConnection
from app.domain.tenancy import TenantStatus
from app.ports import SecretStore, WallClock
from app.store.connections import Database
from app.store.unit_of_work import ShopStore
from engine.clock import MonotonicClock
from sync.http.client import Line
from sync.runs.attending import SyncWorker
from sync.runs.joining import Joiner
from sync.runs.schedule import Job, Schedule
from sync.runs.states import SyncStates
from sync.server.hook_address import webhook_address
from sync.server.intake import Intake
from sync.server.sites.workshop import SiteWorkshop

PUSH, PULL, SITES = "push", "pull", "sites"
_RIGHT = Permission.CONNECTIONS_SYNC
_CONCERN = frozenset({Kind.PRODUCT, Kind.PRICE, Kind.STOCK, Kind.CONNECTION})


def concerns_shops(event: object) -> TypeGuard[DataChanged]:
    """Whether this is a transaction that joined shops may have to hear of, or that joined one."""
    return isinstance(event, DataChanged) and not _CONCERN.isdisjoint(event.changes)


@dataclass(slots=True)
class TenantJoiners:
    """One who opens links for each company. Kept, so that connections of one shop share its limits."""

    store: ShopStore
    secrets: SecretStore
    clock: WallClock
    public_url: str
    near_shops: Sequence[str] = ()
    may_ask_loopback: bool = False
    """Shops on this machine: for trials."""
    _known: dict[UUID, Joiner] = field(default_factory=dict)

    def all(self) -> Sequence[Joiner]:
        """Of every company that is not suspended."""
        nobody = Actor(UUID(int=0), frozenset({Permission.TENANTS_READ}))
        with self.store.reading_directory(authorise_platform(nobody, Permission.TENANTS_READ)) as directory:
            active = [one.id for one in directory.all() if one.status is TenantStatus.ACTIVE]
        return [self.of(tenant_id) for tenant_id in active]

    def of(self, tenant_id: UUID) -> Joiner:
        if tenant_id not in self._known:
            scope = authorise(Actor(tenant_id, frozenset({_RIGHT})), _RIGHT)
            line = Line(MonotonicClock(), self.clock)
            address = partial(self._address, tenant_id)
            self._known[tenant_id] = Joiner(
                self.store,
                scope,
                self.secrets,
                self.clock,
                line,
                may_ask_loopback=self.may_ask_loopback,
                hook_address=address,
                near_shops=self.near_shops,
            )
        return self._known[tenant_id]

    def connections_of(self, tenant_id: UUID) -> list[UUID]:
        """A company's connections that may be synchronised."""
        joiner = self.of(tenant_id)
        with joiner.store.reading(joiner.scope) as shop:
            return [one.id for one in shop.connections.all() if one.status is not ConnectionStatus.PAUSED]

    def _address(self, tenant_id: UUID, connection: PlatformConnection) -> str:
        return webhook_address(self.public_url, connection.platform, tenant_id, connection.id)


@contextmanager
def embedded(
    joiners: TenantJoiners,
    database: Database,
    intake: Intake,
    workshop: SiteWorkshop,
    bus: Bus,
    beside: Sequence[Job] = (),
) -> Iterator[SyncWorker]:
    """Synchronises and builds sites inside this process, and does what is `beside`: for the server without jobs."""
    worker = SyncWorker(joiners.all, database, _say_nothing)
    jobs = (
        Job(PUSH, 15.0, worker.push),
        Job(PULL, 15.0, worker.pull, first_s=2.0),
        Job("sweep", 120.0, worker.sweep),
        Job(SITES, 15.0, workshop.build_waiting),
        *beside,
    )
    schedule = Schedule(jobs, threads=3)  # a site takes one of them for a while
    schedule.start()

    def hear(event: object) -> None:
        if concerns_shops(event):
            schedule.wake(PULL if Kind.CONNECTION in event.changes else PUSH)

    end_hearing = bus.subscribe(hear)
    intake.on_stored = lambda _tenant, _connection: schedule.wake(PUSH)
    workshop.on_ordered = lambda _tenant: schedule.wake(SITES)
    try:
        yield worker
    finally:
        end_hearing()
        workshop.stop()
        schedule.stop()


def _say_nothing(states: SyncStates) -> None:
    """The figures are read when they are asked for."""
    del states
