"""Platform connections, webhooks that came in, messages that must go out, and how far streams were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select, update

from app.domain.events import Kind
from app.domain.exchange import (
    InboxStatus,
    OutboxMessage,
    OutboxStatus,
    PlatformConnection,
    SyncCursor,
    WebhookEvent,
)
from app.store.repositories.base import Repository, columns_of
from app.store.tables import (
    external_references,
    outbox,
    outbox_deliveries,
    platform_connections,
    sync_conflicts,
    sync_cursors,
    sync_runs,
    sync_set_aside,
    synced_products,
    synced_stock,
    webhook_inbox,
)

_OF_CONNECTION = (
    outbox_deliveries,
    sync_conflicts,
    sync_cursors,
    sync_runs,
    sync_set_aside,
    synced_products,
    synced_stock,
    webhook_inbox,
)


class Connections(Repository):
    """The shops on platforms that this tenant joined, and their cursors."""

    def add(self, connection: PlatformConnection) -> None:
        moment = self._journal.moment
        self._add(platform_connections, connection, created_at=moment, updated_at=moment)
        self._journal.note(Kind.CONNECTION, connection.id)

    def save(self, connection: PlatformConnection) -> None:
        self._save(platform_connections, connection, updated_at=self._journal.moment)
        self._journal.note(Kind.CONNECTION, connection.id)

    def get(self, connection_id: UUID) -> PlatformConnection:
        return self._first(PlatformConnection, platform_connections, id=connection_id)

    def all(self) -> tuple[PlatformConnection, ...]:
        table = platform_connections
        return self._all(PlatformConnection, self._select(table).order_by(table.c.platform, table.c.shop))

    def page(self, limit: int, after_id: UUID | None = None) -> tuple[PlatformConnection, ...]:
        """At most `limit`, first joined first, from behind `after_id`."""
        query = self._select(platform_connections)
        if after_id is not None:
            query = query.where(platform_connections.c.id > after_id)
        return self._all(PlatformConnection, query.order_by(platform_connections.c.id).limit(limit))

    def remove(self, connection_id: UUID) -> None:
        """Forgets the connection and all that was remembered of it; products, stock and messages stay."""
        connection = self.get(connection_id)
        for table in _OF_CONNECTION:
            mine = self._mine(table, connection_id=connection_id)
            self._connection.execute(delete(table).where(mine))
        shop = self._mine(external_references, platform=connection.platform, shop=connection.shop)
        self._connection.execute(delete(external_references).where(shop))
        self._remove(platform_connections, id=connection_id)
        self._journal.note(Kind.CONNECTION, connection_id)

    def cursor(self, connection_id: UUID, stream: str) -> str | None:
        """How far the stream was read; None before its first reading."""
        place = {"connection_id": connection_id, "stream": stream}
        query = select(sync_cursors.c.position).where(self._mine(sync_cursors, **place))
        found: str | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def move_cursor(self, cursor: SyncCursor) -> None:
        self._put(sync_cursors, [columns_of(sync_cursors, cursor)])
        self._journal.note(Kind.CURSOR, cursor.connection_id)


class Inbox(Repository):
    """Webhooks as they came; each counts once."""

    def receive(self, event: WebhookEvent) -> bool:
        """Keeps the delivery; False when it had come before."""
        return event.id in self.receive_all([event])

    def receive_all(self, events: Sequence[WebhookEvent]) -> frozenset[UUID]:
        """Keeps the deliveries; the ids of those that had not come before."""
        rows = [
            {**columns_of(webhook_inbox, event), "tenant_id": self._tenant_id}
            for event in sorted(
                events, key=lambda event: event.dedupe_key
            )  # two that do this at once never cross
        ]
        statement = self._insert(webhook_inbox).on_conflict_do_nothing().returning(webhook_inbox.c.id)
        new = frozenset(self._connection.execute(statement, rows).scalars())
        self._journal.note(Kind.WEBHOOK, *new)
        return new

    def due(self, moment: datetime, limit: int) -> tuple[WebhookEvent, ...]:
        """What waits to be worked on, oldest first."""
        query = self._select(webhook_inbox, status=InboxStatus.PENDING).where(_is_due(webhook_inbox, moment))
        return self._all(WebhookEvent, query.order_by(webhook_inbox.c.id).limit(limit))

    def of_connection(
        self, connection_id: UUID, status: InboxStatus, limit: int, due_by: datetime | None = None
    ) -> tuple[WebhookEvent, ...]:
        """Those of one connection that are in this state, oldest first; only those due by a moment, if one is given."""
        query = self._select(webhook_inbox, connection_id=connection_id, status=status)
        if due_by is not None:
            query = query.where(_is_due(webhook_inbox, due_by))
        return self._all(WebhookEvent, query.order_by(webhook_inbox.c.id).limit(limit))

    def counts(self, connection_id: UUID) -> dict[InboxStatus, int]:
        """How many are in which state."""
        status = webhook_inbox.c.status
        query = select(status, func.count()).where(self._mine(webhook_inbox, connection_id=connection_id))
        return {row[0]: row[1] for row in self._connection.execute(query.group_by(status))}

    def settle(self, event_id: UUID, status: InboxStatus, reason: str = "") -> None:
        """Done, ignored or dead, with the reason; or pending again, for a replay."""
        values = {"status": status, "reason": reason, "due_at": None}
        done = self._connection.execute(
            update(webhook_inbox).where(self._mine(webhook_inbox, id=event_id)).values(values)
        )
        self._expect(done.rowcount, webhook_inbox)
        self._journal.note(Kind.WEBHOOK, event_id)

    def postpone(self, event_id: UUID, due_at: datetime, reason: str) -> None:
        """One more attempt failed; try again at `due_at`."""
        values = {"due_at": due_at, "reason": reason, "attempts": webhook_inbox.c.attempts + 1}
        done = self._connection.execute(
            update(webhook_inbox).where(self._mine(webhook_inbox, id=event_id)).values(values)
        )
        self._expect(done.rowcount, webhook_inbox)
        self._journal.note(Kind.WEBHOOK, event_id)


class Outbox(Repository):
    """Messages that leave in order per aggregate and stay until the other side has acknowledged them."""

    def append(self, message: OutboxMessage) -> None:
        """Write it in the transaction of the change it tells of."""
        self._add(outbox, message)
        self._journal.note(Kind.MESSAGE, message.id)

    def due(self, moment: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        """The oldest pending message of each aggregate, if it may be sent now; oldest first."""
        older = outbox.alias()
        waits_behind = exists().where(
            self._mine(older, status=OutboxStatus.PENDING),
            older.c.aggregate_id == outbox.c.aggregate_id,
            older.c.id < outbox.c.id,
        )
        query = self._select(outbox, status=OutboxStatus.PENDING).where(
            _is_due(outbox, moment), ~waits_behind
        )
        return self._all(OutboxMessage, query.order_by(outbox.c.id).limit(limit))

    def sendable(self, moment: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        """The oldest pending messages, for a receiver that takes them in order; none behind a postponed one."""
        older = outbox.alias()
        waits_behind = exists().where(
            self._mine(older, status=OutboxStatus.PENDING),
            older.c.aggregate_id == outbox.c.aggregate_id,
            older.c.id < outbox.c.id,
            older.c.due_at > moment,
        )
        query = self._select(outbox, status=OutboxStatus.PENDING).where(
            _is_due(outbox, moment), ~waits_behind
        )
        return self._all(OutboxMessage, query.order_by(outbox.c.id).limit(limit))

    def pending_of(self, topic: str, aggregate_ids: Sequence[UUID]) -> tuple[OutboxMessage, ...]:
        """What the other side has not acknowledged of these things, oldest first."""
        query = self._select(outbox, status=OutboxStatus.PENDING, topic=topic)
        return self._all(
            OutboxMessage, query.where(outbox.c.aggregate_id.in_(aggregate_ids)).order_by(outbox.c.id)
        )

    def acknowledge(self, message_ids: Sequence[UUID]) -> int:
        """The other side has them; how many of ours that were."""
        done = self._connection.execute(
            update(outbox)
            .where(self._mine(outbox), outbox.c.id.in_(message_ids))
            .values(status=OutboxStatus.ACKNOWLEDGED, reason="")
            .returning(outbox.c.id)
        )
        ids = done.scalars().all()
        self._journal.note(Kind.MESSAGE, *ids)
        return len(ids)

    def postpone(self, message_id: UUID, due_at: datetime, reason: str) -> None:
        """One more attempt failed; try again at `due_at`. The ones behind it wait too."""
        values = {"due_at": due_at, "reason": reason, "attempts": outbox.c.attempts + 1}
        self._change(message_id, values)

    def quarantine(self, message_id: UUID, reason: str) -> None:
        """It cannot be sent; set aside for a person, the ones behind it go on."""
        self._change(message_id, {"status": OutboxStatus.QUARANTINED, "reason": reason})

    def quarantined(self, limit: int) -> tuple[OutboxMessage, ...]:
        """What was set aside for a person, oldest first."""
        query = self._select(outbox, status=OutboxStatus.QUARANTINED)
        return self._all(OutboxMessage, query.order_by(outbox.c.id).limit(limit))

    def release(self, message_id: UUID) -> None:
        """To be sent again, as new."""
        self._change(message_id, {"status": OutboxStatus.PENDING, "due_at": None, "attempts": 0})

    def oldest_pending(self) -> datetime | None:
        """When the message was written that waits longest."""
        query = select(func.min(outbox.c.created_at)).where(self._mine(outbox, status=OutboxStatus.PENDING))
        found: datetime | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def unsent_count(self) -> int:
        """Messages the other side does not have, quarantined ones included."""
        unsent = select(func.count()).where(self._mine(outbox), outbox.c.status != OutboxStatus.ACKNOWLEDGED)
        return int(self._connection.execute(unsent).scalar_one())

    def _change(self, message_id: UUID, values: dict[str, object]) -> None:
        done = self._connection.execute(
            update(outbox).where(self._mine(outbox, id=message_id)).values(values)
        )
        self._expect(done.rowcount, outbox)
        self._journal.note(Kind.MESSAGE, message_id)


def _is_due(table: Table, moment: datetime) -> ColumnElement[bool]:
    return or_(table.c.due_at.is_(None), table.c.due_at <= moment)
