"""Talks to Magento's REST interface: OAuth 1.0a with HMAC-SHA256, or an administrator's token that is renewed.

Always under `/rest/all`: writing under a store view would make that view's own copy of what is written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from app.domain.errors import NeedsOwner, UnusableRecord
from sync.http.client import Answer, Call, HttpClient, Line
from sync.http.pacing import Pace
from sync.http.signing import HeaderAuth, OAuth1, Signing
from sync.platforms.access import Access

Json = Mapping[str, Any]
PAGE = 100
MOST_AT_ONCE = 20
"""Entities in one call where a shop limits its input; what limits ask by default."""
_LONGEST_LIST = 2000
"""Letters of a list in an address, as they are sent: servers and firewalls take no endless addresses."""
_USUAL_LIFE_S = 3600.0
_RENEW_BEFORE_S = 120.0


@dataclass(frozen=True, slots=True)
class Filter:
    field: str
    value: str
    condition: str = "eq"


@dataclass(frozen=True, slots=True)
class MagentoRefusal:
    """What Magento answers instead of a result, with its template filled in."""

    status: int
    message: str

    @property
    def is_gone(self) -> bool:
        return self.status == 404

    def __str__(self) -> str:
        return self.message or f"Magento answered {self.status}"


class MagentoClient:
    """Credentials: `consumer_key`, `consumer_secret`, `access_token`, `access_token_secret` of an integration, or
    `username` and `password` of an administrator."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._address = access.address.rstrip("/")
        self._credentials = access.credentials
        self._token = ""
        self._expires_ns = 0
        self.http: HttpClient = access.client(line, self._auth(), pace)
        self.last_answer: Answer | None = None

    def _auth(self) -> Signing:
        told = self._credentials
        if told.get("consumer_key"):
            token = (told["access_token"], told["access_token_secret"])
            return OAuth1((told["consumer_key"], told["consumer_secret"]), token)
        return HeaderAuth("authorization", lambda: f"Bearer {self._token}")

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Sequence[tuple[str, str]] = (),
        scope: str = "",
        *,
        is_repeatable: bool = True,
    ) -> Any:
        """The answer's JSON, or a MagentoRefusal. `scope` is `/async/bulk` or nothing."""
        url = f"{self._address}/rest/all{scope}/V1/{path}"
        answer = self._send(Call(method, url, tuple(params), json=body, is_repeatable=is_repeatable))
        self.last_answer = answer
        return answer.json() if answer.is_success else _refusal(answer)

    def _send(self, call: Call) -> Answer:
        self._renew_token()
        answer = self.http.send(call)
        if answer.status == 401 and self._credentials.get("username"):
            self._expires_ns = 0
            self._renew_token()
            answer = self.http.send(call)
        if answer.status in {401, 403}:
            raise NeedsOwner(f"Magento does not accept these credentials for this: {_refusal(answer)}")
        return answer

    def search(
        self, path: str, filters: Sequence[Filter] = (), *, fields: str = "", sort: str = "", size: int = PAGE
    ) -> list[Any]:
        """The first page of what matches all filters. NeedsOwner when Magento refuses."""
        return self._found(path, filters, fields=fields, sort=sort, size=size)[0]

    def everything(self, path: str, filters: Sequence[Filter], sort: str) -> Iterator[Any]:
        """All that matches, page by page. Magento shows some collections' last page again beyond their end, so
        the pages are counted."""
        done, total, page = 0, 1, 1
        while done < total:
            items, total = self._found(path, filters, sort=sort, page=page)
            yield from items
            done, page = page * PAGE, page + 1

    def _found(
        self,
        path: str,
        filters: Sequence[Filter],
        *,
        fields: str = "",
        sort: str = "",
        size: int = PAGE,
        page: int = 1,
    ) -> tuple[list[Any], int]:
        """(a page, how many there are in all)."""
        params = [("searchCriteria[pageSize]", str(size)), ("searchCriteria[currentPage]", str(page))]
        for number, one in enumerate(filters):
            place = f"searchCriteria[filterGroups][{number}][filters][0]"
            params += [
                (f"{place}[field]", one.field),
                (f"{place}[value]", one.value),
                (f"{place}[conditionType]", one.condition),
            ]
        if sort:
            order = "searchCriteria[sortOrders][0]"
            params += [(f"{order}[field]", sort), (f"{order}[direction]", "ASC")]
        if fields:
            params.append(("fields", f"items[{fields}],total_count"))
        told = self.call("GET", path, params=params)
        if isinstance(told, MagentoRefusal):
            raise NeedsOwner(f"Magento does not list {path}: {told}")
        return list(told.get("items") or []), int(told.get("total_count") or 0)

    def shop_time(self) -> datetime | None:
        told = self.last_answer.headers.get("date") if self.last_answer else None
        return parsedate_to_datetime(told) if told else None

    def version(self) -> str:
        answer = self.http.send(Call("GET", f"{self._address}/magento_version", is_signed=False))
        return answer.body.decode(errors="replace")[:80] if answer.is_success else "Magento 2"

    def _renew_token(self) -> None:
        told = self._credentials
        if told.get("username") is None or self.http.now_ns() < self._expires_ns:
            return
        body = {"username": told["username"], "password": told["password"]}
        url = f"{self._address}/rest/all/V1/integration/admin/token"
        answer = self.http.send(Call("POST", url, json=body, is_signed=False))
        if not answer.is_success:
            raise NeedsOwner(
                f"Magento does not accept the administrator's name and password: {_refusal(answer)}"
            )
        self._token = str(answer.json())
        self._expires_ns = self.http.now_ns() + round((_life_s(self._token) - _RENEW_BEFORE_S) * 1e9)


def sku_path(sku: str) -> str:
    """A SKU as a part of a path; a slash is encoded too."""
    return quote(sku, safe="")


def lists(values: Iterable[str]) -> Iterator[str]:
    """The values between commas, as often as it takes to keep each list short enough for an address."""
    batch: list[str] = []
    size = 0
    for value in values:
        more = len(quote(value, safe="")) + len("%2C")
        if batch and (size + more > _LONGEST_LIST or len(batch) == PAGE):
            yield ",".join(batch)
            batch, size = [], 0
        batch.append(value)
        size += more
    if batch:
        yield ",".join(batch)


def check(told: Any) -> Any:
    """UnusableRecord for a refusal, else what was told."""
    if isinstance(told, MagentoRefusal):
        raise UnusableRecord(f"Magento does not take it: {told}")
    return told


def _refusal(answer: Answer) -> MagentoRefusal:
    told = answer.json()
    if not isinstance(told, dict):
        return MagentoRefusal(answer.status, str(told))
    message, parameters = str(told.get("message", "")), told.get("parameters") or {}
    pairs = parameters.items() if isinstance(parameters, dict) else enumerate(parameters, start=1)
    for name, text in pairs:
        message = message.replace(f"%{name}", str(text))
    return MagentoRefusal(answer.status, message)


def _life_s(token: str) -> float:
    """How long a token holds: what the token itself says, for installations differ."""
    try:
        payload = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(told["exp"]) - float(told["iat"])
    except (IndexError, ValueError, KeyError, TypeError):
        return _USUAL_LIFE_S
