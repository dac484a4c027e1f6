"""A unit of work is one transaction: all or nothing, and what changed is told only when it is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from app.bus import Bus
from app.domain.events import CatalogueChanged, Changes, DataChanged, Kind, StockChanged
from app.domain.feeds import has_news, to_log
from app.domain.tenancy import PlatformScope, TenantScope
from app.ports import WallClock
from app.store.calls import call_out
from app.store.connections import Database
from app.store.constraint_words import refusal
from app.store.identity import IdSource
from app.store.repositories.audit import Audit
from app.store.repositories.base import Journal
from app.store.repositories.changes import ChangeLog
from app.store.repositories.chosen_settings import ChosenSettings
from app.store.repositories.customers import Consents, CustomerKeepsakes
from app.store.repositories.devices import DeviceEvents, DeviceKeys, NodeNotes, SeenProofs
from app.store.repositories.directory import TenantDirectory
from app.store.repositories.enrolment import EnrolmentDesk
from app.store.repositories.exchange import Connections, Inbox, Outbox
from app.store.repositories.listings import Listings
from app.store.repositories.passkeys import Passkeys
from app.store.repositories.places import Company, Devices, Places
from app.store.repositories.product_writing import ProductWriting
from app.store.repositories.products import Products
from app.store.repositories.references import References
from app.store.repositories.sign_in import BrokenGlass, KeptAnswers, Links, SecondFactors, Sessions
from app.store.repositories.staff import Rights, Staff
from app.store.repositories.stock import Stock
from app.store.repositories.storefront import GeneratedStores, PublishedSites, Templates
from app.store.repositories.syncing import Agreements, Deliveries, SyncLog
from app.store.repositories.try_on import FaceAnswers, PublishableKeys
from app.store.repositories.whole_company import WholeCompany
from app.store.standings import Standings

T = TypeVar("T")


class Repositories:
    """Every repository of one tenant inside one transaction."""

    def __init__(self, connection: Connection, scope: TenantScope, journal: Journal) -> None:
        self._parts = (connection, scope, journal)
        self.moment = journal.moment
        self.new_id = journal.new_id

    @cached_property
    def places(self) -> Places:
        return Places(*self._parts)

    @cached_property
    def company(self) -> Company:
        return Company(*self._parts)

    @cached_property
    def devices(self) -> Devices:
        return Devices(*self._parts)

    @cached_property
    def staff(self) -> Staff:
        return Staff(*self._parts)

    @cached_property
    def rights(self) -> Rights:
        return Rights(*self._parts)

    @cached_property
    def settings(self) -> ChosenSettings:
        return ChosenSettings(*self._parts)

    @cached_property
    def products(self) -> Products:
        return Products(*self._parts)

    @cached_property
    def product_writing(self) -> ProductWriting:
        return ProductWriting(*self._parts)

    @cached_property
    def listings(self) -> Listings:
        return Listings(*self._parts)

    @cached_property
    def stock(self) -> Stock:
        return Stock(*self._parts)

    @cached_property
    def references(self) -> References:
        return References(*self._parts)

    @cached_property
    def consents(self) -> Consents:
        return Consents(*self._parts)

    @cached_property
    def keepsakes(self) -> CustomerKeepsakes:
        return CustomerKeepsakes(*self._parts)

    @cached_property
    def templates(self) -> Templates:
        return Templates(*self._parts)

    @cached_property
    def generated_stores(self) -> GeneratedStores:
        return GeneratedStores(*self._parts)

    @cached_property
    def published_sites(self) -> PublishedSites:
        return PublishedSites(*self._parts)

    @cached_property
    def connections(self) -> Connections:
        return Connections(*self._parts)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(*self._parts)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(*self._parts)

    @cached_property
    def agreements(self) -> Agreements:
        return Agreements(*self._parts)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(*self._parts)

    @cached_property
    def sync_log(self) -> SyncLog:
        return SyncLog(*self._parts)

    @cached_property
    def audit(self) -> Audit:
        return Audit(*self._parts)

    @cached_property
    def face_answers(self) -> FaceAnswers:
        return FaceAnswers(*self._parts)

    @cached_property
    def publishable_keys(self) -> PublishableKeys:
        return PublishableKeys(*self._parts)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(*self._parts)

    @cached_property
    def links(self) -> Links:
        return Links(*self._parts)

    @cached_property
    def second_factors(self) -> SecondFactors:
        return SecondFactors(*self._parts)

    @cached_property
    def passkeys(self) -> Passkeys:
        return Passkeys(*self._parts)

    @cached_property
    def broken_glass(self) -> BrokenGlass:
        return BrokenGlass(*self._parts)

    @cached_property
    def kept_answers(self) -> KeptAnswers:
        return KeptAnswers(*self._parts)

    @cached_property
    def device_keys(self) -> DeviceKeys:
        return DeviceKeys(*self._parts)

    @cached_property
    def seen_proofs(self) -> SeenProofs:
        return SeenProofs(*self._parts)

    @cached_property
    def device_events(self) -> DeviceEvents:
        return DeviceEvents(*self._parts)

    @cached_property
    def notes(self) -> NodeNotes:
        return NodeNotes(*self._parts)

    @cached_property
    def change_log(self) -> ChangeLog:
        return ChangeLog(*self._parts)

    @cached_property
    def whole_company(self) -> WholeCompany:
        return WholeCompany(*self._parts)

    def directory(self, scope: PlatformScope) -> TenantDirectory:
        """Above tenants, in this same transaction."""
        connection, _tenant, journal = self._parts
        return TenantDirectory(connection, scope, journal)

    def enrolment_desk(self) -> EnrolmentDesk:
        """Above tenants, in this same transaction."""
        return EnrolmentDesk(self._parts[0], self.moment)


@dataclass(frozen=True, slots=True)
class Committed(Generic[T]):
    """A unit of work that is safe on disk: its result, and the ids of what it changed by kind."""

    result: T
    changes: Changes


class ShopStore:
    """Opens repositories for whoever holds a scope. Safe from any thread."""

    def __init__(
        self, database: Database, bus: Bus, clock: WallClock, new_id: Callable[[], UUID] | None = None
    ) -> None:
        self._database = database
        self.standings = Standings(database)
        self._bus = bus
        self._clock = clock
        self.new_id = new_id or IdSource()

    @contextmanager
    def reading(self, scope: TenantScope) -> Iterator[Repositories]:
        """One consistent state, undisturbed by writers."""
        with self._database.reading(scope) as connection:
            yield Repositories(connection, scope, self._journal())

    def write(self, scope: TenantScope, work: Callable[[Repositories], T]) -> Committed[T]:
        """Runs `work` in one transaction; whatever it raises undoes everything.

        Raises Unknown, AlreadyThere or UnusableRecord for what the database refuses.
        """
        journal = self._journal()

        def work_and_log(connection: Connection) -> T:
            result = work(Repositories(connection, scope, journal))
            log = ChangeLog(connection, scope, self._journal())
            changes = _changes(journal)
            for stream, ids in to_log(changes).items():
                log.note(stream, ids)
            if has_news(changes):
                call_out(connection, scope)
            return result

        result = self._commit(work_and_log, scope)
        changes = _changes(journal)
        self._publish(scope, journal, changes)
        return Committed(result, changes)

    @contextmanager
    def reading_directory(self, scope: PlatformScope) -> Iterator[TenantDirectory]:
        with self._database.reading() as connection:
            yield TenantDirectory(connection, scope, self._journal())

    def write_directory(self, scope: PlatformScope, work: Callable[[TenantDirectory], T]) -> Committed[T]:
        """As `write`, for the list of tenants."""
        journal = self._journal()
        result = self._commit(lambda connection: work(TenantDirectory(connection, scope, journal)), None)
        changes = _changes(journal)
        for tenant_id in changes.get(Kind.TENANT, ()):
            self._bus.publish(DataChanged(tenant_id, changes))
        return Committed(result, changes)

    def at_enrolment_desk(self, scope: PlatformScope, work: Callable[[EnrolmentDesk], T]) -> T:
        """Runs `work` in one transaction, for a mirror of which nobody knows yet whose it is."""
        del scope  # the proof that this desk may be opened
        moment = self._clock.now()
        return self._commit(lambda connection: work(EnrolmentDesk(connection, moment)), None)

    def alone(self, scope: TenantScope, what: str) -> AbstractContextManager[bool]:
        """Holds this company's lock of that name; False when another one holds it. It goes with the process."""
        return self._database.alone(f"{what}-{scope}")

    def _journal(self) -> Journal:
        return Journal(self._clock.now(), self.new_id)

    def _commit(self, work: Callable[[Connection], T], tenant_id: UUID | None) -> T:
        try:
            return self._database.write(work, tenant_id)
        except (IntegrityError, DataError) as error:
            raise refusal(error) from error

    def _publish(self, tenant_id: UUID, journal: Journal, changes: Changes) -> None:
        if changes:
            self._bus.publish(DataChanged(tenant_id, changes))
        if journal.changed_skus:
            self._bus.publish(CatalogueChanged(tenant_id, frozenset(journal.changed_skus)))
        if Kind.STOCK in changes:
            self._bus.publish(StockChanged(tenant_id, changes[Kind.STOCK]))


def _changes(journal: Journal) -> Changes:
    return {kind: frozenset(ids) for kind, ids in journal.changed.items() if ids}
