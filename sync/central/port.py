"""How the central server is spoken to; `sync.central.session` fills this over HTTP, tests over a bad network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.domain.errors import ShopError


class CentralRefused(ShopError):
    """The server said no; `reason` is its stable word, `status` HTTP's."""

    def __init__(self, status: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason


class Central(Protocol):
    """Somebody known to the server. Raises RetryLater when it cannot be reached or is busy, else CentralRefused."""

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        """The answer's JSON."""
        ...

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer's JSON."""
        ...
