"""What other systems call our things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, delete

from app.domain.events import Kind
from app.domain.exchange import ExternalReference, Platform, ReferenceKind
from app.store.repositories.base import Repository
from app.store.tables import external_references

_COLUMNS = {
    ReferenceKind.PRODUCT: "product_id",
    ReferenceKind.VARIANT: "variant_id",
    ReferenceKind.LOCATION: "store_id",
}


class References(Repository):
    """Bindings (platform, shop, kind, external id) -> our id; one each way."""

    def put(self, references: Iterable[ExternalReference]) -> None:
        """Binds, or binds anew. AlreadyThere when one of our things would get two names in one shop."""
        rows = [self._row(reference) for reference in references]
        self._put(external_references, rows, keep=("created_at",))

    def find(
        self, platform: Platform, shop: str, kind: ReferenceKind, external_ids: Sequence[str]
    ) -> dict[str, UUID]:
        """Our ids by external id; what is not bound is not in it."""
        table = external_references
        query = self._select(table, platform=platform, shop=shop, kind=kind)
        rows = self._connection.execute(query.where(table.c.external_id.in_(external_ids)))
        return {row.external_id: _object_id(row) for row in rows}

    def of(self, kind: ReferenceKind, object_id: UUID) -> tuple[ExternalReference, ...]:
        """Every name of one of our things."""
        table = external_references
        query = self._select(table).where(_refers_to(table, kind, object_id))
        rows = self._connection.execute(query.order_by(table.c.platform, table.c.shop))
        return tuple(
            ExternalReference(row.platform, row.shop, row.kind, row.external_id, _object_id(row))
            for row in rows
        )

    def of_many(
        self, platform: Platform, shop: str, kind: ReferenceKind, object_ids: Sequence[UUID]
    ) -> dict[UUID, str]:
        """External ids of our things in one shop, by our id; what has none is not in it."""
        table = external_references
        column = table.c[_COLUMNS[kind]]
        query = self._select(table, platform=platform, shop=shop, kind=kind).where(column.in_(object_ids))
        return {_object_id(row): row.external_id for row in self._connection.execute(query)}

    def in_shop(self, platform: Platform, shop: str, kind: ReferenceKind) -> dict[str, UUID]:
        """Every binding of one kind in one shop."""
        query = self._select(external_references, platform=platform, shop=shop, kind=kind)
        return {row.external_id: _object_id(row) for row in self._connection.execute(query)}

    def external_ids(self, platform: Platform, kind: ReferenceKind) -> dict[UUID, str]:
        """What this platform calls our things of one kind, by our id."""
        rows = self._connection.execute(self._select(external_references, platform=platform, kind=kind))
        return {_object_id(row): row.external_id for row in rows}

    def unbind(self, platform: Platform, shop: str, kind: ReferenceKind, external_id: str) -> None:
        table = external_references
        mine = self._mine(table, platform=platform, shop=shop, kind=kind, external_id=external_id)
        gone = self._connection.execute(delete(table).where(mine).returning(table.c[_COLUMNS[kind]])).first()
        self._expect(0 if gone is None else 1, table)
        if gone is not None:
            self._journal.note(Kind.REFERENCE, gone[0])

    def _row(self, reference: ExternalReference) -> dict[str, object]:
        self._journal.note(Kind.REFERENCE, reference.object_id)
        targets = {
            column: reference.object_id if kind is reference.kind else None
            for kind, column in _COLUMNS.items()
        }
        return {
            "platform": reference.platform,
            "shop": reference.shop,
            "kind": reference.kind,
            "external_id": reference.external_id,
            "created_at": self._journal.moment,
            **targets,
        }


def _object_id(row: Row[tuple[object, ...]]) -> UUID:
    found: UUID = getattr(row, _COLUMNS[row.kind])
    return found


def _refers_to(table: Table, kind: ReferenceKind, object_id: UUID) -> ColumnElement[bool]:
    matches: ColumnElement[bool] = table.c[_COLUMNS[kind]] == object_id
    return matches
