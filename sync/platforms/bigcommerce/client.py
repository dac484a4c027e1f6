"""Talks to BigCommerce's interface v3 (and v2 for the store itself) with a store's token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from app.domain.errors import NeedsOwner, Unknown, UnusableRecord
from sync.http.client import Answer, Call, HttpClient, Line
from sync.http.pacing import Pace, WindowPace
from sync.http.signing import HeaderAuth
from sync.platforms.access import Access
from sync.platforms.port import MissingRight

Json = Mapping[str, Any]
PAGE = 250
_OF_PRODUCT = "catalog/products/"


@dataclass(frozen=True, slots=True)
class BigRefusal:
    """What BigCommerce answers instead of a result."""

    status: int
    message: str

    @property
    def is_gone(self) -> bool:
        return self.status == 404

    def __str__(self) -> str:
        return self.message or f"BigCommerce answered {self.status}"


class BigCommerceClient:
    """Credentials: `access_token`, and `client_secret` of the same account, which signs webhooks."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._root = access.address.rstrip("/")
        auth = HeaderAuth("x-auth-token", lambda: access.credentials["access_token"])
        self.http: HttpClient = access.client(line, auth, pace or WindowPace())
        self.last_answer: Answer | None = None

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, str | int] | None = None,
        *,
        is_repeatable: bool = True,
    ) -> Any:
        """What the answer's `data` holds, its whole JSON where there is none, or a BigRefusal."""
        told = tuple((name, str(value)) for name, value in (params or {}).items())
        where = path if path.startswith("v2/") else f"v3/{path}"
        answer = self.http.send(
            Call(method, f"{self._root}/{where}", told, json=body, is_repeatable=is_repeatable)
        )
        self.last_answer = answer
        if answer.status in {401, 403}:
            refusal = MissingRight if answer.status == 403 else NeedsOwner
            raise refusal(
                f"BigCommerce does not let this account use {path.partition('/')[0]}: check its scopes."
            )
        if not answer.is_success:
            return _refusal(answer)
        if not answer.body:
            return None
        whole = answer.json()
        return whole["data"] if isinstance(whole, dict) and "data" in whole else whole

    def listing(self, path: str, **params: str | int) -> list[Any]:
        """One page. NeedsOwner when it is refused; Unknown when its product is gone."""
        told = self.call("GET", path, params=_filters(params))
        if isinstance(told, BigRefusal) and told.is_gone and path.startswith(_OF_PRODUCT):
            raise Unknown(f"BigCommerce has no {path} any more.")
        if isinstance(told, BigRefusal):
            raise NeedsOwner(f"BigCommerce does not list {path}: {told}")
        return list(told or [])

    def pages(self, path: str, size: int = PAGE, **params: str | int) -> Iterator[list[Any]]:
        """All pages by number: for what is small or does not change while it is read."""
        number = 1
        while True:
            found = self.listing(path, limit=size, page=number, **params)
            yield found
            if len(found) < size:
                return
            number += 1

    def shop_time(self) -> datetime | None:
        told = self.last_answer.headers.get("date") if self.last_answer else None
        return parsedate_to_datetime(told) if told else None


def _filters(params: Mapping[str, str | int]) -> dict[str, str | int]:
    """`id__in` is the filter `id:in`."""
    return {name.replace("__", ":"): value for name, value in params.items()}


def check(told: Any) -> Any:
    """UnusableRecord for a refusal, else what was told."""
    if isinstance(told, BigRefusal):
        raise UnusableRecord(f"BigCommerce does not take it: {told}")
    return told


def joined(ids: Sequence[object]) -> str:
    return ",".join(map(str, ids))


def _refusal(answer: Answer) -> BigRefusal:
    told = answer.json() if answer.body else {}
    if not isinstance(told, dict):
        return BigRefusal(answer.status, str(told)[:300])
    details = "; ".join(f"{name}: {words}" for name, words in (told.get("errors") or {}).items())
    return BigRefusal(answer.status, f"{told.get('title', '')} {details}".strip())
