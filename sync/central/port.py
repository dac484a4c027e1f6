"""How the central server is spoken to: over a wire, and as somebody it knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.domain.errors import RetryLater, ShopError


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


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the server."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """The server's answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """By names in small letters."""
    body: bytes = field(repr=False)


class Wire(Protocol):
    """Carries a request to one server. Raises RetryLater when no answer comes back."""

    @property
    def url(self) -> str:
        """The server's own address, as it calls itself; without a slash at the end."""
        ...

    def send(self, asked: Asked) -> Told: ...

    def lines(self, asked: Asked) -> Iterator[str]:
        """An answer's lines as they come. RetryLater when it is refused or breaks off."""
        ...

    def hang_up(self) -> None:
        """Breaks off the `lines` that somebody waits for. From any thread."""
        ...


def read_answer(told: Told) -> Any:
    """The JSON of an answer, None when it has none. Raises CentralRefused, or RetryLater for a server in trouble."""
    if told.status >= 500 or told.status == 429:
        raise RetryLater("The server is busy or in trouble.", _wait_s(told))
    found = _parsed(told.body) if told.body else None
    if 200 <= told.status < 300:
        return found
    problem = found if isinstance(found, dict) else {}
    detail = str(problem.get("detail") or f"The server answered {told.status}.")
    raise CentralRefused(told.status, str(problem.get("reason") or "unknown"), detail)


def _wait_s(told: Told) -> float:
    asked = told.headers.get("retry-after", "")
    return float(asked) if asked.isdigit() else 30.0


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise RetryLater("What answered is not the server: its answer is no JSON.", 60.0) from None
