"""Settings people chose, for the tenant, a store or a mirror; the nearest one counts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_, select, update

from app.domain.events import Kind
from app.domain.tenancy import Setting
from app.store.repositories.base import Repository
from app.store.tables import settings


class ChosenSettings(Repository):
    """Values by key and place."""

    def put(self, setting: Setting) -> None:
        place = {"key": setting.key, "store_id": setting.store_id, "device_id": setting.device_id}
        found = self._connection.execute(
            select(settings.c.id).where(self._mine(settings, **place))
        ).scalar_one_or_none()
        setting_id = found or self._journal.new_id()
        row = {**place, "value": setting.value, "changed_at": self._journal.moment}
        if found:
            self._connection.execute(update(settings).where(self._mine(settings, id=found)).values(row))
        else:
            new = {**row, "id": setting_id, "tenant_id": self._tenant_id}
            self._connection.execute(settings.insert(), [new])
        self._journal.note(Kind.SETTING, setting_id)

    def effective(self, store_id: UUID | None = None, device_id: UUID | None = None) -> dict[str, object]:
        """Every key's value where it counts: the device's before the store's before the tenant's."""
        places = [and_(settings.c.store_id.is_(None), settings.c.device_id.is_(None))]
        if store_id is not None:
            places.append(settings.c.store_id == store_id)
        if device_id is not None:
            places.append(settings.c.device_id == device_id)
        chosen = self._all(Setting, self._select(settings).where(or_(*places)))
        ranked = sorted(chosen, key=lambda s: (s.device_id is not None, s.store_id is not None))
        return {setting.key: setting.value for setting in ranked}
