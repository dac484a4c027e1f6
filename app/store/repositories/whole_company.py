"""All that is kept of one company: to take a copy away, and to delete it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, delete, select, update

from app.domain.events import Kind
from app.domain.tenancy import TenantStatus
from app.store.repositories.base import Repository
from app.store.tables import audit_checkpoints, audit_events, metadata, tenants

_AT_ONCE = 500
_TRAIL = frozenset({audit_events.name, audit_checkpoints.name})
"""What was done stays provable: its records name people by ids that nothing explains any more."""
_TO_SIGN_IN = frozenset(
    {
        "kept_answers",
        "one_time_links",
        "passkeys",
        "personal_salts",
        "second_factors",
        "seen_proofs",
        "sessions",
    }
)
"""What only lets somebody in, or repeats an answer: of no use elsewhere, and in the wrong hands a danger."""
_SECRETS = frozenset({"password_hash", "secret_reference"})


class WholeCompany(Repository):
    """Every table with rows of the tenant, the ones that others refer to first."""

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(table, row) of everything but what lets people in."""
        company = select(tenants).where(tenants.c.id == self._tenant_id)
        for row in self._connection.execute(company):
            yield tenants.name, dict(row._mapping)
        for table in _owned_tables():
            if table.name not in _TO_SIGN_IN:
                told = [column for column in table.columns if column.name not in _SECRETS]
                query = select(*told).where(self._mine(table)).execution_options(yield_per=_AT_ONCE)
                for row in self._connection.execute(query):
                    yield table.name, dict(row._mapping)

    def delete(self) -> int:
        """Deletes it for good but for its trail, and a record without a name that the trail hangs on; rows deleted."""
        gone = 0
        for table in reversed(_owned_tables()):
            if table.name not in _TRAIL:
                gone += self._connection.execute(delete(table).where(self._mine(table))).rowcount
        nameless = {
            "slug": f"deleted-{self._tenant_id}",
            "name": "Deleted company",
            "status": TenantStatus.SUSPENDED,
            "updated_at": self._journal.moment,
        }
        self._connection.execute(update(tenants).where(tenants.c.id == self._tenant_id).values(nameless))
        self._journal.note(Kind.TENANT, self._tenant_id)
        return gone


def _owned_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "tenant_id" in table.c]
