"""All tenants of this installation: the one place above tenants, and it opens none of their data."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, func, select, update

from app.domain.errors import Unknown
from app.domain.events import Kind
from app.domain.tenancy import PlatformScope, Tenant, TenantStatus
from app.store.repositories.base import Journal, columns_of, read_as
from app.store.tables import tenants

_TURN = 0x5641524149
"""The key of an advisory lock: five letters, for this one purpose."""


class TenantDirectory:
    """Needs a platform scope, as repositories need a tenant's."""

    def __init__(self, connection: Connection, scope: PlatformScope, journal: Journal) -> None:
        del scope  # held by the caller: the proof that this directory may be opened
        self._connection = connection
        self._journal = journal

    def wait_for_turn(self) -> None:
        """Nobody else gets past here until this transaction ends. SQLite has one writer anyway."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(_TURN)))

    def add(self, tenant: Tenant) -> None:
        """Raises AlreadyThere (at the end of the transaction) when the slug is taken."""
        moment = self._journal.moment
        row = {**columns_of(tenants, tenant), "created_at": moment, "updated_at": moment}
        self._connection.execute(tenants.insert(), [row])
        self._journal.note(Kind.TENANT, tenant.id)

    def by_slug(self, slug: str) -> Tenant:
        row = self._connection.execute(select(tenants).where(tenants.c.slug == slug)).first()
        if row is None:
            raise Unknown("There is no such tenant.")
        return read_as(Tenant, row)

    def get(self, tenant_id: UUID) -> Tenant:
        row = self._connection.execute(select(tenants).where(tenants.c.id == tenant_id)).first()
        if row is None:
            raise Unknown("There is no such tenant.")
        return read_as(Tenant, row)

    def page(self, limit: int, after_slug: str = "") -> tuple[Tenant, ...]:
        """At most `limit` tenants in the order of their slugs, from behind `after_slug`."""
        query = select(tenants).where(tenants.c.slug > after_slug).order_by(tenants.c.slug).limit(limit)
        return tuple(read_as(Tenant, row) for row in self._connection.execute(query))

    def all(self) -> tuple[Tenant, ...]:
        rows = self._connection.execute(select(tenants).order_by(tenants.c.slug))
        return tuple(read_as(Tenant, row) for row in rows)

    def set_currency(self, tenant_id: UUID, currency: str) -> None:
        """The currency that customers see prices in."""
        self._change(tenant_id, currency=currency)

    def set_status(self, tenant_id: UUID, status: TenantStatus) -> None:
        self._change(tenant_id, status=status)

    def _change(self, tenant_id: UUID, **values: object) -> None:
        """Raises Unknown."""
        changed = update(tenants).where(tenants.c.id == tenant_id)
        done = self._connection.execute(changed.values(**values, updated_at=self._journal.moment))
        if done.rowcount == 0:
            raise Unknown("There is no such tenant.")
        self._journal.note(Kind.TENANT, tenant_id)
