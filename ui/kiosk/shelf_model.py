"""The carousel's rows as a Qt list model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One frame as its card shows it."""

    productId: str  # noqa: N815 - QML's spelling, as the others
    name: str
    brand: str
    price: str
    verdict: str
    shot: str
    stockNote: str  # noqa: N815
    reason: str


_ROLES = {_FIRST_ROLE + number: name for number, name in enumerate(ShelfRow.__slots__)}


class ShelfModel(QAbstractListModel):
    """Rows replaced as a whole when their order changes, one by one when only their words do."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ShelfRow] = []

    @property
    def rows(self) -> Sequence[ShelfRow]:
        return self._rows

    def show(self, rows: Sequence[ShelfRow]) -> None:
        """Shows these rows; the view keeps its place when the same products stay in the same order."""
        if [row.productId for row in rows] != [row.productId for row in self._rows]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        for number, row in enumerate(rows):
            self._replace(number, row)

    def picture_arrived(self, product_id: str, shot: str) -> None:
        """A product picture has been drawn."""
        self._alter(product_id, lambda row: replace(row, shot=shot))

    def verdict_changed(self, product_id: str, verdict: str) -> None:
        """The mirror judges the worn glasses otherwise than before."""
        self._alter(product_id, lambda row: replace(row, verdict=verdict))

    def _alter(self, product_id: str, altered: Callable[[ShelfRow], ShelfRow]) -> None:
        for number, row in enumerate(self._rows):
            if row.productId == product_id:
                self._replace(number, altered(row))

    def _replace(self, number: int, row: ShelfRow) -> None:
        if row != self._rows[number]:
            self._rows[number] = row
            self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        return asdict(self._rows[index.row()]).get(_ROLES.get(role, ""))

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802 - Qt's name
        return {role: QByteArray(name.encode()) for role, name in _ROLES.items()}
