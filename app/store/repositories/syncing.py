"""What is remembered of synchronising: agreements with platforms, deliveries, what was set aside, runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, delete, exists, func, select, update

from app.domain.events import Kind
from app.domain.exchange import OutboxMessage, OutboxStatus
from app.domain.money import Money
from app.domain.products import Price
from app.domain.syncing import (
    Delivery,
    DeliveryStatus,
    KeptConflict,
    RunKind,
    RunOutcome,
    SetAside,
    SyncedProduct,
    SyncedStock,
    SyncRun,
)
from app.store.repositories.base import Repository, columns_of
from app.store.tables import (
    outbox,
    outbox_deliveries,
    prices,
    stock_levels,
    sync_conflicts,
    sync_runs,
    sync_set_aside,
    synced_products,
    synced_stock,
    variants,
)


class SoldAt(NamedTuple):
    """What a variant costs here, and whose it is."""

    product_id: UUID
    prices: tuple[Price, ...]


class Agreements(Repository):
    """What both sides last said, product by product and level by level."""

    def put(self, agreed: Sequence[SyncedProduct]) -> None:
        self._put(synced_products, [columns_of(synced_products, one) for one in agreed])
        self._journal.note(Kind.SYNC, *(one.connection_id for one in agreed))

    def find(self, connection_id: UUID, external_ids: Sequence[str]) -> dict[str, SyncedProduct]:
        """By external id; what was never agreed upon is not in it."""
        table = synced_products
        query = self._select(table, connection_id=connection_id).where(table.c.external_id.in_(external_ids))
        return {one.external_id: one for one in self._all(SyncedProduct, query)}

    def external_ids(self, connection_id: UUID) -> frozenset[str]:
        """Every product of this platform that we know."""
        table = synced_products
        query = select(table.c.external_id).where(self._mine(table, connection_id=connection_id))
        return frozenset(self._connection.execute(query).scalars())

    def with_news(self, connection_id: UUID, limit: int) -> tuple[SyncedProduct, ...]:
        """Products of which something of ours must be written to the platform; those that waited longest first."""
        query = self._select(synced_products, connection_id=connection_id, has_news=True)
        ordered = query.order_by(synced_products.c.synced_at, synced_products.c.external_id)
        return self._all(SyncedProduct, ordered.limit(limit))

    def mark_news(self, connection_id: UUID, product_ids: Sequence[UUID]) -> int:
        """These products changed here; how many of them this platform has."""
        table = synced_products
        mine = self._mine(table, connection_id=connection_id, has_news=False)
        marked = self._connection.execute(
            update(table).where(mine, table.c.product_id.in_(product_ids)).values(has_news=True)
        )
        if marked.rowcount:
            self._journal.note(Kind.SYNC, connection_id)
        return marked.rowcount

    def drop(self, connection_id: UUID, external_id: str) -> None:
        """The platform has it no more. Nothing happens when it was not known."""
        gone = {"connection_id": connection_id, "external_id": external_id}
        done = self._connection.execute(delete(synced_products).where(self._mine(synced_products, **gone)))
        if done.rowcount:
            self._journal.note(Kind.SYNC, connection_id)

    def stock(self, connection_id: UUID, variant_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
        """Levels last taken into account, by variant and store."""
        table = synced_stock
        query = self._select(table, connection_id=connection_id).where(table.c.variant_id.in_(variant_ids))
        return {(row.variant_id, row.store_id): row.quantity for row in self._connection.execute(query)}

    def put_stock(self, connection_id: UUID, levels: Iterable[SyncedStock]) -> None:
        rows = [{**columns_of(synced_stock, one), "connection_id": connection_id} for one in levels]
        self._put(synced_stock, rows)
        if rows:
            self._journal.note(Kind.SYNC, connection_id)

    def forget_stock(self, connection_id: UUID, store_ids: Sequence[UUID]) -> None:
        """What these stores had in common with the platform does not count any more."""
        mine = self._mine(synced_stock, connection_id=connection_id)
        self._connection.execute(delete(synced_stock).where(mine, synced_stock.c.store_id.in_(store_ids)))
        self._journal.note(Kind.SYNC, connection_id)

    def levels_here(self, store_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
        """Pieces in our store, by variant; where nothing was ever counted, nothing is said."""
        table = stock_levels
        query = self._select(table, store_id=store_id).where(table.c.variant_id.in_(variant_ids))
        return {row.variant_id: row.on_hand for row in self._connection.execute(query)}

    def product_of_variant(self, variant_id: UUID) -> UUID | None:
        """Whose variant it is; None when it was never here."""
        query = select(variants.c.product_id).where(self._mine(variants, id=variant_id))
        found: UUID | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def prices(self, variant_ids: Sequence[UUID]) -> dict[UUID, SoldAt]:
        """What we ask for these variants, in order of showing."""
        query = (
            select(variants.c.id, variants.c.product_id, prices)
            .join(prices, (prices.c.variant_id == variants.c.id) & self._mine(prices))
            .where(self._mine(variants, is_sold=True), variants.c.id.in_(variant_ids))
            .order_by(variants.c.id, prices.c.position)
        )
        found: dict[UUID, SoldAt] = {}
        for row in self._connection.execute(query):
            price = Price(Money(row.amount_minor, row.currency), row.list_amount_minor)
            before = found.get(row.id, SoldAt(row.product_id, ()))
            found[row.id] = SoldAt(before.product_id, (*before.prices, price))
        return found

    def owners(self, skus: Sequence[str], gtins: Sequence[str]) -> dict[str, UUID]:
        """Ids of our products that sell one of these SKUs or GTINs, by SKU or GTIN."""
        table = variants
        named = table.c.sku.in_(skus) | table.c.gtin.in_(gtins)
        query = select(table.c.sku, table.c.gtin, table.c.product_id).where(self._mine(table), named)
        found: dict[str, UUID] = {}
        for row in self._connection.execute(query.order_by(table.c.is_sold, table.c.id.desc())):
            found |= {name: row.product_id for name in (row.gtin, row.sku) if name}
        return found


class Deliveries(Repository):
    """How far messages of the outbox got with each connection."""

    def of(self, message_id: UUID) -> tuple[Delivery, ...]:
        query = self._select(outbox_deliveries, message_id=message_id)
        return self._all(Delivery, query.order_by(outbox_deliveries.c.connection_id))

    def put(self, delivery: Delivery) -> None:
        self._put(outbox_deliveries, [columns_of(outbox_deliveries, delivery)])
        self._journal.note(Kind.MESSAGE, delivery.message_id)

    def in_flight(self, connection_id: UUID) -> frozenset[UUID]:
        """Variants with a message that was perhaps written to the platform, but not confirmed."""
        table = outbox_deliveries
        tried = self._mine(table, connection_id=connection_id, status=DeliveryStatus.SENDING)
        sending = exists().where(tried, table.c.message_id == outbox.c.id)
        query = select(outbox.c.aggregate_id).where(self._mine(outbox, status=OutboxStatus.PENDING), sending)
        return frozenset(self._connection.execute(query).scalars())

    def due(self, connection_id: UUID, topic: str, moment: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        """For each thing the oldest message this connection does not have, if it may be sent now; oldest first."""
        older = outbox.alias()
        waits_behind = exists().where(
            self._mine(older, status=OutboxStatus.PENDING),
            older.c.aggregate_id == outbox.c.aggregate_id,
            older.c.id < outbox.c.id,
            ~self._has(connection_id, older, outbox_deliveries.c.status != DeliveryStatus.SENDING),
        )
        query = self._select(outbox, status=OutboxStatus.PENDING, topic=topic).where(
            ~self._has(connection_id, outbox, outbox_deliveries.c.status != DeliveryStatus.SENDING),
            ~self._has(connection_id, outbox, outbox_deliveries.c.due_at > moment),
            ~waits_behind,
        )
        return self._all(OutboxMessage, query.order_by(outbox.c.id).limit(limit))

    def waiting(self, connection_id: UUID, topic: str) -> tuple[int, datetime | None]:
        """How many messages this connection does not have, and when the oldest of them was written."""
        query = select(func.count(), func.min(outbox.c.created_at)).where(
            self._mine(outbox, status=OutboxStatus.PENDING, topic=topic),
            ~self._has(connection_id, outbox, outbox_deliveries.c.status != DeliveryStatus.SENDING),
        )
        number, oldest = self._connection.execute(query).one()
        return number, oldest

    def missing(
        self, connection_id: UUID, topic: str, aggregate_ids: Sequence[UUID]
    ) -> tuple[OutboxMessage, ...]:
        """Messages about these things that this connection does not have."""
        query = self._select(outbox, status=OutboxStatus.PENDING, topic=topic).where(
            outbox.c.aggregate_id.in_(aggregate_ids),
            ~self._has(connection_id, outbox, outbox_deliveries.c.status != DeliveryStatus.SENDING),
        )
        return self._all(OutboxMessage, query.order_by(outbox.c.id))

    def forget_refused(self, message_id: UUID) -> None:
        """Whoever refused it is asked again, whoever has it is not; nothing happens when nobody refused."""
        mine = self._mine(outbox_deliveries, message_id=message_id, status=DeliveryStatus.REFUSED)
        if self._connection.execute(delete(outbox_deliveries).where(mine)).rowcount:
            self._journal.note(Kind.MESSAGE, message_id)

    def _has(
        self, connection_id: UUID, messages: FromClause, is_so: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        table = outbox_deliveries
        mine = self._mine(table, connection_id=connection_id)
        return exists().where(mine, table.c.message_id == messages.c.id, is_so)


class SyncLog(Repository):
    """What people ask: what ran, what was set aside, where both sides disagreed."""

    def begin(self, run: SyncRun) -> None:
        self._add(sync_runs, run)
        self._journal.note(Kind.SYNC, run.connection_id)

    def end(self, run: SyncRun) -> None:
        self._save(sync_runs, run)
        self._journal.note(Kind.SYNC, run.connection_id)

    def runs(self, connection_id: UUID, limit: int) -> tuple[SyncRun, ...]:
        """Newest first."""
        query = self._select(sync_runs, connection_id=connection_id)
        return self._all(SyncRun, query.order_by(sync_runs.c.id.desc()).limit(limit))

    def newest_good(self, connection_id: UUID, kind: RunKind) -> SyncRun | None:
        """The last run of this kind that ended well."""
        query = self._select(sync_runs, connection_id=connection_id, kind=kind, outcome=RunOutcome.DONE)
        found = self._all(SyncRun, query.order_by(sync_runs.c.id.desc()).limit(1))
        return found[0] if found else None

    def last_good(self, connection_id: UUID, kind: RunKind) -> datetime | None:
        """When a run of this kind ended well last."""
        found = self.newest_good(connection_id, kind)
        return found.ended_at if found else None

    def forget_run(self, run: SyncRun) -> None:
        self._connection.execute(delete(sync_runs).where(self._mine(sync_runs, id=run.id)))
        self._journal.note(Kind.SYNC, run.connection_id)

    def forget_runs(self, connection_id: UUID, before: datetime) -> int:
        """Drops what nobody asks for any more; how many runs that were."""
        mine = self._mine(sync_runs, connection_id=connection_id)
        old = self._connection.execute(delete(sync_runs).where(mine, sync_runs.c.started_at < before))
        if old.rowcount:
            self._journal.note(Kind.SYNC, connection_id)
        return old.rowcount

    def set_aside(self, records: Sequence[SetAside]) -> None:
        self._put(sync_set_aside, [columns_of(sync_set_aside, record) for record in records])
        self._journal.note(Kind.SYNC, *(record.connection_id for record in records))

    def take_back(self, connection_id: UUID, kind: str, external_ids: Sequence[str]) -> int:
        """These can be used now; how many of them had been set aside."""
        table = sync_set_aside
        mine = self._mine(table, connection_id=connection_id, kind=kind)
        gone = self._connection.execute(delete(table).where(mine, table.c.external_id.in_(external_ids)))
        if gone.rowcount:
            self._journal.note(Kind.SYNC, connection_id)
        return gone.rowcount

    def all_set_aside(self, connection_id: UUID, limit: int) -> tuple[SetAside, ...]:
        query = self._select(sync_set_aside, connection_id=connection_id)
        ordered = query.order_by(sync_set_aside.c.kind, sync_set_aside.c.external_id)
        return self._all(SetAside, ordered.limit(limit))

    def set_aside_counts(self, connection_id: UUID) -> Mapping[str, int]:
        """How many of each kind."""
        table = sync_set_aside
        query = select(table.c.kind, func.count()).where(self._mine(table, connection_id=connection_id))
        return {row[0]: row[1] for row in self._connection.execute(query.group_by(table.c.kind))}

    def keep_conflicts(self, conflicts: Sequence[KeptConflict]) -> None:
        self._put(sync_conflicts, [columns_of(sync_conflicts, conflict) for conflict in conflicts])
        self._journal.note(Kind.SYNC, *(conflict.connection_id for conflict in conflicts))

    def conflicts(self, connection_id: UUID, limit: int) -> tuple[KeptConflict, ...]:
        """Newest first."""
        query = self._select(sync_conflicts, connection_id=connection_id)
        return self._all(KeptConflict, query.order_by(sync_conflicts.c.id.desc()).limit(limit))
