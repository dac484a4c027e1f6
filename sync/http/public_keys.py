"""Public keys that others serve at addresses of their own, kept for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from app.domain.errors import ShopError
from sync.http.addresses import PUBLIC_ONLY, AddressPolicy
from sync.http.client import Call, ClientLimits, HttpClient, Line
from sync.http.retrying import RetryPolicy

_KEPT = timedelta(hours=24)
_KEPT_AT_MOST = 64
_QUICKLY = ClientLimits(connect_s=3.0, read_s=5.0, most_answer_bytes=2**16, retry=RetryPolicy(attempts=2))
"""Whoever waits for the key has a sender waiting."""


class PublicKeys:
    """Safe from any thread."""

    def __init__(self, line: Line, policy: AddressPolicy = PUBLIC_ONLY) -> None:
        self._line = replace(line, limits=_QUICKLY)
        self._policy = policy
        self._lock = Lock()
        self._kept: dict[str, tuple[datetime, str]] = {}

    def get(self, address: str) -> str:
        """The key, or nothing where it cannot be had now."""
        now = self._line.wall_clock.now()
        with self._lock:
            fetched_at, key = self._kept.get(address, (now, ""))
        if key and now - fetched_at < _KEPT:
            return key
        key = self._fetch(address)
        with self._lock:
            if len(self._kept) >= _KEPT_AT_MOST:
                self._kept.clear()
            if key:
                self._kept[address] = (now, key)
        return key

    def _fetch(self, address: str) -> str:
        client = HttpClient(self._line, policy=self._policy)
        try:
            answer = client.send(Call("GET", address))
        except ShopError:
            return ""
        finally:
            client.close()
        return answer.body.decode(errors="replace") if answer.is_success else ""
