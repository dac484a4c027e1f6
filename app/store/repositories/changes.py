"""The log of changes: each changed thing has one entry, which moves to the end with its newest change.

A position is taken at the end of a transaction, from a row that stays locked until it is committed: positions become
visible in their order, and a reader who goes on from the last one it saw misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select

from app.domain.events import Kind
from app.domain.feeds import LOGGED, ChangedLevel, ChangedPrices, ChangedSetting, Stream
from app.domain.money import Money
from app.domain.products import Price
from app.domain.tenancy import Setting
from app.store.repositories.base import Repository, after, read_as
from app.store.tables import (
    change_log,
    change_positions,
    level_changes,
    prices,
    settings,
    stock_levels,
    variants,
)


class ChangeLog(Repository):
    """Written by the unit of work, read by feeds."""

    def note(self, stream: Stream, ids: Iterable[UUID]) -> None:
        """Moves these to the end of the log."""
        position = self._next_position()
        found = sorted(ids)
        if stream is Stream.STOCK:
            self._put(level_changes, [{"variant_id": one, "position": position} for one in found])
        else:
            rows = [{"stream": stream, "object_id": one, "position": position} for one in found]
            self._put(change_log, rows)
        self._journal.note(Kind.CHANGE, *found)

    def positions(self) -> dict[Stream, int]:
        """Of the newest change in each stream that is logged; 0 before the first."""
        newest = {stream: self._newest(stream).scalar_subquery() for stream in LOGGED}
        row = self._connection.execute(select(*newest.values())).one()
        return {stream: int(position or 0) for stream, position in zip(newest, row, strict=True)}

    def position(self, stream: Stream) -> int:
        """Of the newest change; 0 before the first."""
        return int(self._connection.execute(self._newest(stream)).scalar_one() or 0)

    def _newest(self, stream: Stream) -> Select[int]:
        if stream is Stream.STOCK:
            return select(func.max(level_changes.c.position)).where(self._mine(level_changes))
        return select(func.max(change_log.c.position)).where(self._mine(change_log, stream=stream))

    def prices(self, limit: int, position: int = 0, after_sku: str = "") -> tuple[ChangedPrices, ...]:
        """At most `limit` variants whose prices changed behind this place, in order of change."""
        columns = [change_log.c.position, variants.c.sku]
        query: Select[tuple[object, ...]] = (
            select(change_log.c.position, variants.c.sku, variants.c.id)
            .join(variants, and_(variants.c.id == change_log.c.object_id, self._mine(variants)))
            .where(self._mine(change_log, stream=Stream.PRICES), after(columns, [position, after_sku]))
        )
        rows = self._connection.execute(query.order_by(*columns).limit(limit)).all()
        costs = self._prices_of([row.id for row in rows])
        return tuple(ChangedPrices(row.position, row.sku, tuple(costs.get(row.id, ()))) for row in rows)

    def settings(
        self, limit: int, position: int = 0, after_id: UUID | None = None
    ) -> tuple[ChangedSetting, ...]:
        """At most `limit` settings behind this place, in order of change; first those older than the log."""
        changed = and_(
            self._mine(change_log, stream=Stream.SETTINGS), change_log.c.object_id == settings.c.id
        )
        place = func.coalesce(change_log.c.position, 0)
        query = select(settings, place.label("place")).outerjoin(change_log, changed)
        if after_id is not None:
            query = query.where(after([place, settings.c.id], [position, after_id]))
        query = query.where(self._mine(settings)).order_by(place, settings.c.id).limit(limit)
        rows = self._connection.execute(query)
        return tuple(ChangedSetting(row.place, row.id, read_as(Setting, row)) for row in rows)

    def levels(
        self, store_id: UUID, limit: int, position: int = 0, after_id: UUID | None = None
    ) -> tuple[ChangedLevel, ...]:
        """At most `limit` levels of a store behind this place, in order of change; first those older than the log."""
        changed = and_(self._mine(level_changes), level_changes.c.variant_id == stock_levels.c.variant_id)
        own = and_(self._mine(variants), variants.c.id == stock_levels.c.variant_id)
        place = func.coalesce(level_changes.c.position, 0)
        query = select(place.label("place"), variants.c.id, variants.c.sku, stock_levels.c.on_hand)
        query = query.join_from(stock_levels, variants, own).outerjoin(level_changes, changed)
        if after_id is not None:
            query = query.where(after([place, stock_levels.c.variant_id], [position, after_id]))
        query = query.where(self._mine(stock_levels, store_id=store_id))
        rows = self._connection.execute(query.order_by(place, stock_levels.c.variant_id).limit(limit))
        return tuple(ChangedLevel(row.place, row.id, row.sku, row.on_hand) for row in rows)

    def _prices_of(self, variant_ids: list[UUID]) -> dict[UUID, list[Price]]:
        query = self._select(prices).where(prices.c.variant_id.in_(variant_ids))
        found: dict[UUID, list[Price]] = {}
        for row in self._connection.execute(query.order_by(prices.c.position)):
            found.setdefault(row.variant_id, []).append(_price(row))
        return found

    def _next_position(self) -> int:
        statement = self._insert(change_positions).values(tenant_id=self._tenant_id, position=1)
        raised = statement.on_conflict_do_update(
            index_elements=["tenant_id"], set_={"position": change_positions.c.position + 1}
        )
        return int(self._connection.execute(raised.returning(change_positions.c.position)).scalar_one())


def _price(row: Row[tuple[object, ...]]) -> Price:
    return Price(Money(row.amount_minor, row.currency), row.list_amount_minor)
