"""What the server counts about itself, for Prometheus. Never an id of a person, a tenant or a path's value."""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_BUCKETS_S = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """`shared` is the folder in which several workers add up (prometheus-client's multiprocess mode)."""

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = shared
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "varai_http_request_seconds",
            "Time to answer, by route and status.",
            ("method", "route", "status"),
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self._refusals = Counter(
            "varai_refusals", "Tokens and requests refused, by reason.", ("reason",), registry=self._registry
        )
        self._sign_ins = Counter(
            "varai_sign_ins", "Sign-ins, by outcome.", ("outcome",), registry=self._registry
        )

        self._deliveries = Counter(
            "varai_webhooks",
            "Deliveries of shop platforms, by what became of them.",
            ("platform", "outcome"),
            registry=self._registry,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        known = method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
        self._seconds.labels(known, route, str(status)).observe(seconds)

    def delivered(self, platform: str, outcome: str) -> None:
        self._deliveries.labels(platform, outcome).inc()

    def refused(self, reason: str) -> None:
        self._refusals.labels(reason).inc()

    def signed_in(self, outcome: str) -> None:
        self._sign_ins.labels(outcome).inc()

    def text(self) -> bytes:
        """All of it in Prometheus' text form, of all workers when they share a folder."""
        if self._shared is None:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=str(self._shared))  # type: ignore[no-untyped-call]
        return generate_latest(together)
