"""Talks to WooCommerce's REST interface v3: Basic over https, OAuth 1.0a over plain HTTP (this machine only)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from app.domain.errors import NeedsOwner, UnusableRecord
from sync.http.client import Answer, Call, HttpClient, Line
from sync.http.pacing import Pace
from sync.http.signing import BasicAuth, OAuth1, Signing
from sync.platforms.access import Access

PER_PAGE = 100
"""More is refused."""


@dataclass(frozen=True, slots=True)
class WooRefusal:
    """What WooCommerce answers instead of a result."""

    status: int
    code: str
    message: str
    resource_id: str = ""
    """Who has the SKU already."""

    @classmethod
    def from_json(cls, told: Any, status: int = 400) -> WooRefusal:
        said: Mapping[str, Any] = told if isinstance(told, dict) else {}
        data: Mapping[str, Any] = said["data"] if isinstance(said.get("data"), dict) else {}
        return cls(
            int(data.get("status") or status),
            str(said.get("code", "")),
            str(said.get("message", "")),
            str(data.get("resource_id") or ""),
        )

    @property
    def is_gone(self) -> bool:
        return self.status in {404, 410} or self.code.endswith("_invalid_id")

    @property
    def is_duplicate(self) -> bool:
        return self.code == "product_invalid_sku" or "already present in the lookup table" in self.message

    def __str__(self) -> str:
        return f"{self.message or 'WooCommerce does not take it'} ({self.code or self.status})"


class NoSuchPath(UnusableRecord):
    """This shop's WooCommerce has no such collection, or what it belonged to is gone."""


class WooClient:
    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._root = f"{access.address.rstrip('/')}/wp-json"
        self.http: HttpClient = access.client(line, _auth(access), pace)

    def get(self, path: str, **params: str | int) -> Any | WooRefusal:
        return self._result(self.answer(path, **params))

    def answer(self, path: str, **params: str | int) -> Answer:
        """With its headers, for pages and the shop's clock."""
        told = tuple((name, str(value)) for name, value in params.items())
        return self._checked(self.http.send(Call("GET", f"{self._root}/wc/v3/{path}", told)))

    def pages(self, answer: Answer) -> list[Any]:
        """The items of a page. NeedsOwner when the shop refuses to list them."""
        result = self._result(answer)
        if isinstance(result, WooRefusal) and result.is_gone:
            raise NoSuchPath(str(result))
        if isinstance(result, WooRefusal):
            raise NeedsOwner(f"WooCommerce does not list its products: {result}")
        return list(result)

    def send(
        self, method: str, path: str, body: Any = None, *, is_repeatable: bool = True, **params: str | int
    ) -> Any | WooRefusal:
        """Most writes can be repeated: levels are absolute and SKUs are unique; deltas are neither."""
        told = tuple((name, str(value)) for name, value in params.items())
        call = Call(method, f"{self._root}/wc/v3/{path}", told, json=body, is_repeatable=is_repeatable)
        return self._result(self._checked(self.http.send(call)))

    def root(self) -> Any:
        """What WordPress says of itself."""
        return self._checked(
            self.http.send(Call("GET", f"{self._root}/", (("_fields", "name,namespaces"),)))
        ).json()

    def _checked(self, answer: Answer) -> Answer:
        if answer.status in {401, 403}:
            refusal = WooRefusal.from_json(answer.json(), answer.status)
            raise NeedsOwner(f"WooCommerce does not accept the key for this: {refusal}")
        return answer

    def _result(self, answer: Answer) -> Any | WooRefusal:
        return answer.json() if answer.is_success else WooRefusal.from_json(answer.json(), answer.status)


def shop_time(answer: Answer) -> datetime | None:
    """The shop's clock, as its answer says."""
    told = answer.headers.get("date")
    return parsedate_to_datetime(told) if told else None


def _auth(access: Access) -> Signing:
    key, secret = access.credentials["key"], access.credentials["secret"]
    if access.address.startswith("https:"):
        return BasicAuth(key, secret)
    return OAuth1((key, secret), place="query")
