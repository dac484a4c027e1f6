"""Figures of synchronising for Prometheus, read from the store when they are asked for: one set a connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.access.authorise import authorise, authorise_platform
from app.domain.access import Actor, Permission
from app.domain.tenancy import TenantStatus
from app.ports import WallClock
from app.store.unit_of_work import ShopStore
from sync.runs.states import ConnectionState
from sync.runs.status import read_state

_READ = Permission.CONNECTIONS_READ
_FRESH = timedelta(seconds=15)
_PLAIN = (
    ("lag_seconds", "Since the last good reading.", "lag_s"),
    ("unsent", "Messages that the platform does not have.", "unsent"),
    ("oldest_unsent_seconds", "Age of the message that waits longest.", "oldest_unsent_s"),
    ("failed_runs", "Runs of the last day that did not end well.", "failures"),
    ("waited_seconds", "Waited for limits and before retries in the last day.", "waited_s"),
    ("conflicts", "Fields that both sides changed.", "conflicts"),
    ("needs_owner", "Whether only its owner can help.", "needs_owner"),
)
_GROUPS = (
    ("records", "What the runs of the last day counted.", "counts"),
    ("webhooks", "Webhooks by what became of them.", "inbox"),
    ("set_aside", "Records that could not be used.", "set_aside"),
)


class SyncFigures:
    """Safe from any thread; asked often, it reads the store now and then."""

    def __init__(self, store: ShopStore, clock: WallClock) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._read_at: datetime | None = None
        self._text = b""

    def text(self) -> bytes:
        """In Prometheus' text form. Connections go by their id and platform, never by a company's name."""
        with self._lock:
            now = self._clock.now()
            if self._read_at is None or not timedelta(0) <= now - self._read_at < _FRESH:
                registry = CollectorRegistry()
                registry.register(_Told(self._states()))
                self._text, self._read_at = generate_latest(registry), now
            return self._text

    def _states(self) -> list[ConnectionState]:
        found: list[ConnectionState] = []
        for tenant_id in self._companies():
            scope = authorise(Actor(tenant_id, frozenset({_READ})), _READ)
            with self._store.reading(scope) as shop:
                found += [read_state(shop, one) for one in shop.connections.all()]
        return found

    def _companies(self) -> list[UUID]:
        nobody = Actor(UUID(int=0), frozenset({Permission.TENANTS_READ}))
        with self._store.reading_directory(authorise_platform(nobody, Permission.TENANTS_READ)) as directory:
            return [one.id for one in directory.all() if one.status is TenantStatus.ACTIVE]


class _Told(Collector):
    def __init__(self, states: Sequence[ConnectionState]) -> None:
        self._states = states

    def collect(self) -> Iterable[Metric]:
        for name, words, field in _PLAIN:
            family = GaugeMetricFamily(f"varai_sync_{name}", words, labels=("connection", "platform"))
            for state in self._states:
                value = getattr(state, field)
                if value is not None:
                    family.add_metric((str(state.id), state.platform), float(value))
            yield family
        for name, words, field in _GROUPS:
            family = GaugeMetricFamily(f"varai_sync_{name}", words, labels=("connection", "platform", "what"))
            for state in self._states:
                for what, count in getattr(state, field).items():
                    family.add_metric((str(state.id), state.platform, what), float(count))
            yield family
