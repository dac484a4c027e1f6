"""The store behind the kiosk: opened by whoever asks first, kept open, the same for carousel and visit log."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Lock
from typing import TYPE_CHECKING

from app.bus import Bus
from app.domain.events import MirrorEnrolled
from app.domain.listing import FrameListing
from app.domain.visit import VisitEvent
from app.settings import Settings

if TYPE_CHECKING:
    from app.services.offline_memory import StoredOfflineMemory
    from app.services.open_shop import OpenShop
    from app.services.visit_log import StoredVisits


class OwnShop:
    """A FrameCatalogue and a VisitLog in one. Safe from any thread.

    The database layer is loaded when it is first needed, off the main thread, so that the window is there at once.
    A mirror that was enrolled while it ran belongs to its company from the next reading of the frames on.
    """

    def __init__(self, settings: Settings, bus: Bus) -> None:
        self._settings = settings
        self._bus = bus
        self._lock = Lock()
        self._open = ExitStack()
        self._shop: OpenShop | None = None
        self._visits: StoredVisits | None = None
        self._is_synchronising = self._is_outdated = False
        bus.subscribe(self._hear)

    def all_frames(self) -> tuple[FrameListing, ...]:
        """Every published frame, in the shop's order. Raises ui.shop.ShopClosed."""
        with self._lock:
            if self._is_outdated:
                self._open_anew()
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
        with self._lock:
            self._keep_in_step()

    def staff_memory(self) -> StoredOfflineMemory:
        """What this mirror remembers of its staff. Raises ui.shop.ShopClosed."""
        from app.services.offline_memory import StoredOfflineMemory  # noqa: PLC0415 - see _opened

        with self._lock:
            shop = self._opened()
            return StoredOfflineMemory(shop.store, shop.scope, shop.device_id)

    def close(self) -> None:
        with self._lock:
            self._shut()

    def _shut(self) -> None:
        self._open.close()
        self._shop = self._visits = None
        self._is_synchronising = self._is_outdated = False

    def _open_anew(self) -> None:
        was_synchronising = self._is_synchronising
        self._shut()
        if was_synchronising:
            self._keep_in_step()

    def _keep_in_step(self) -> None:
        from ui.shop_sync import synchronising  # noqa: PLC0415 - see synchronise

        self._open.enter_context(synchronising(self._settings, self._opened(), self._bus.publish))
        self._is_synchronising = True

    def _hear(self, event: object) -> None:
        """On the thread of whoever tells: closing waits for the next reader."""
        if isinstance(event, MirrorEnrolled):
            self._is_outdated = True

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
