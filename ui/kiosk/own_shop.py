"""The store behind the kiosk: opened by whoever asks first, kept open, the same for carousel and visit log."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Lock
from typing import TYPE_CHECKING

from app.bus import Bus
from app.domain.listing import FrameListing
from app.domain.visit import VisitEvent
from app.settings import Settings

if TYPE_CHECKING:
    from app.services.open_shop import OpenShop
    from app.services.visit_log import StoredVisits


class OwnShop:
    """A FrameCatalogue and a VisitLog in one. Safe from any thread.

    The database layer is loaded when it is first needed, off the main thread, so that the window is there at once.
    """

    def __init__(self, settings: Settings, bus: Bus) -> None:
        self._settings = settings
        self._bus = bus
        self._lock = Lock()
        self._open = ExitStack()
        self._shop: OpenShop | None = None
        self._visits: StoredVisits | None = None

    def all_frames(self) -> tuple[FrameListing, ...]:
        """Every published frame, in the shop's order. Raises ui.shop.ShopClosed."""
        with self._lock:
            return self._opened().catalogue.all_frames()

    def record(self, event: VisitEvent) -> None:
        """Keeps the event before it returns, then tells the bus. Raises ui.shop.ShopClosed."""
        with self._lock:
            self._kept_visits().record(event)
        self._bus.publish(event)

    def synchronise(self) -> None:
        """Keeps the shop, its platforms and its backups up to date from now on. Raises ui.shop.ShopClosed.

        Not part of opening: what it loads is large, and the first picture does not need it.
        """
        from ui.shop_sync import synchronising  # noqa: PLC0415

        with self._lock:
            self._open.enter_context(synchronising(self._settings, self._opened(), self._bus.publish))

    def close(self) -> None:
        with self._lock:
            self._open.close()
            self._shop = self._visits = None

    def _opened(self) -> OpenShop:
        if self._shop is None:
            from ui.shop import own_shop  # noqa: PLC0415 - SQLAlchemy and Alembic take half a second to load

            self._shop = self._open.enter_context(own_shop(self._settings, self._bus))
        return self._shop

    def _kept_visits(self) -> StoredVisits:
        if self._visits is None:
            from uuid6 import uuid7  # noqa: PLC0415

            from app.services.visit_log import StoredVisits  # noqa: PLC0415 - see _opened

            shop = self._opened()
            self._visits = StoredVisits(shop.store, shop.scope, shop.store_id, shop.device_id, uuid7)
        return self._visits
