"""Pieces per variant and store. Movements are counted once each, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.domain.events import Kind
from app.domain.stock import StockLevel, StockMovement
from app.store.repositories.base import Repository, columns_of
from app.store.tables import stock_levels, stock_movements


class Stock(Repository):
    """Levels, and the movements that made them."""

    def move(self, movement: StockMovement) -> bool:
        """Counts the movement; False, and nothing changed, when it was counted before."""
        if not self._add_new(stock_movements, columns_of(stock_movements, movement)):
            return False
        self._raise_levels([movement])
        return True

    def move_all(self, movements: Sequence[StockMovement]) -> None:
        """Counts many movements at once that were just made: none of them can have come before."""
        if movements:
            rows = [{**columns_of(stock_movements, one), "tenant_id": self._tenant_id} for one in movements]
            self._connection.execute(stock_movements.insert(), rows)
            self._raise_levels(movements)

    def _raise_levels(self, movements: Sequence[StockMovement]) -> None:
        """By addition in the database: nobody's count is overwritten."""
        statement = self._insert(stock_levels)
        added = {
            "on_hand": stock_levels.c.on_hand + statement.excluded.on_hand,
            "updated_at": statement.excluded.updated_at,
        }
        key = [column.name for column in stock_levels.primary_key.columns]
        rows = [
            {
                "tenant_id": self._tenant_id,
                "variant_id": one.variant_id,
                "store_id": one.store_id,
                "on_hand": one.delta,
                "updated_at": self._journal.moment,
            }
            for one in movements
        ]
        self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=added), rows)
        self._journal.note(Kind.STOCK, *(one.variant_id for one in movements))

    def tell_again(self, variant_ids: Iterable[UUID]) -> None:
        """Mirrors read these levels once more, though nothing changed."""
        self._journal.note(Kind.STOCK, *variant_ids)

    def level(self, variant_id: UUID, store_id: UUID) -> int:
        """Pieces in this store; 0 where nothing was ever counted."""
        place = {"variant_id": variant_id, "store_id": store_id}
        found = self._connection.execute(
            select(stock_levels.c.on_hand).where(self._mine(stock_levels, **place))
        ).scalar_one_or_none()
        return found or 0

    def levels(self, variant_ids: Sequence[UUID]) -> tuple[StockLevel, ...]:
        """Every known level of these variants."""
        query = self._select(stock_levels).where(stock_levels.c.variant_id.in_(variant_ids))
        ordered = query.order_by(stock_levels.c.variant_id, stock_levels.c.store_id)
        return self._all(StockLevel, ordered)

    def moved(self, variant_id: UUID, store_id: UUID) -> int:
        """The sum of all movements: what the level must equal."""
        place = {"variant_id": variant_id, "store_id": store_id}
        total = self._connection.execute(
            select(func.sum(stock_movements.c.delta)).where(self._mine(stock_movements, **place))
        ).scalar_one()
        return int(total or 0)
