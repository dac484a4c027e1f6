"""Talks to Magento's REST interface: OAuth 1.0a with HMAC-SHA256, or a token that is renewed.

Writes go to `all`: writing under a store view would make that view's own copy of what is written.
"""

from __future__ import annotations

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
from sync.platforms.magento.signing_in import (
    COMMERCE_SCOPES,
    RenewedToken,
    administrators_token,
    adobe_token,
)

Json = Mapping[str, Any]
EVERYWHERE = "all"
"""What holds in every store view that has nothing of its own."""
PAGE = 100
MOST_AT_ONCE = 20
"""Entities in one call where a shop limits its input; what limits ask by default."""
_LONGEST_LIST = 2000
"""Letters of a list in an address, as they are sent: servers and firewalls take no endless addresses."""


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
    `username` and `password` of an administrator; for Adobe Commerce as a Cloud Service, whose address ends with
    the tenant, `client_id` and `client_secret` of a project in Adobe's Developer Console."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._address = access.address.rstrip("/")
        self._credentials = access.credentials
        self._is_cloud_service = False
        self._token: RenewedToken | None = None
        self.http: HttpClient = access.client(line, self._auth(access, line), pace)
        self.last_answer: Answer | None = None

    def _auth(self, access: Access, line: Line) -> Signing:
        told = self._credentials
        if told.get("consumer_key"):
            token = (told["access_token"], told["access_token_secret"])
            return OAuth1((told["consumer_key"], told["consumer_secret"]), token)
        self._is_cloud_service = not told.get("username")
        self._token = RenewedToken("rest", access, line.clock.now_ns, self._fetch_token)
        return HeaderAuth("authorization", self._token.header)

    def _fetch_token(self) -> tuple[str, float]:
        if not self._is_cloud_service:
            return administrators_token(self.http, f"{self._address}/rest/all/V1", self._credentials)
        if not self._credentials.get("client_id"):
            raise NeedsOwner(
                "Magento needs the four keys of an integration, an administrator's name and password, or (as a "
                "cloud service) a client id and secret."
            )
        return adobe_token(self.http, self._credentials, COMMERCE_SCOPES)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Sequence[tuple[str, str]] = (),
        scope: str = "",
        *,
        view: str = EVERYWHERE,
        is_repeatable: bool = True,
    ) -> Any:
        """The answer's JSON, or a MagentoRefusal. `scope` is `/async/bulk` or nothing."""
        url, headers = self._place(path, scope, view)
        answer = self._send(
            Call(method, url, tuple(params), headers=headers, json=body, is_repeatable=is_repeatable)
        )
        self.last_answer = answer
        return answer.json() if answer.is_success else _refusal(answer)

    def _place(self, path: str, scope: str, view: str) -> tuple[str, dict[str, str]]:
        """The address and headers. The cloud service has its store view in a header, and scopes behind `V1`."""
        if self._is_cloud_service:
            headers = {"store": view, "x-api-key": self._credentials.get("client_id") or ""}
            return f"{self._address}/V1{scope}/{path}", headers
        return f"{self._address}/rest/{view}{scope}/V1/{path}", {}

    def _send(self, call: Call) -> Answer:
        answer = self._sent(call)
        if answer.status == 401 and self._token is not None:
            self._token.forget()
            answer = self._sent(call)
        if answer.status in {401, 403}:
            raise NeedsOwner(f"Magento does not accept these credentials for this: {_refusal(answer)}")
        return answer

    def _sent(self, call: Call) -> Answer:
        if self._token is not None:
            self._token.renew()
        return self.http.send(call)

    def search(
        self,
        path: str,
        filters: Sequence[Filter] = (),
        *,
        fields: str = "",
        sort: str = "",
        size: int = PAGE,
        view: str = EVERYWHERE,
    ) -> list[Any]:
        """The first page of what matches all filters. NeedsOwner when Magento refuses."""
        return self._found(path, filters, fields=fields, sort=sort, size=size, view=view)[0]

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
        view: str = EVERYWHERE,
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
        told = self.call("GET", path, params=params, view=view)
        if isinstance(told, MagentoRefusal):
            raise NeedsOwner(f"Magento does not list {path}: {told}")
        return list(told.get("items") or []), int(told.get("total_count") or 0)

    def shop_time(self) -> datetime | None:
        told = self.last_answer.headers.get("date") if self.last_answer else None
        return parsedate_to_datetime(told) if told else None

    def version(self) -> str:
        if self._is_cloud_service:
            return "Adobe Commerce as a Cloud Service"
        answer = self.http.send(Call("GET", f"{self._address}/magento_version", is_signed=False))
        return answer.body.decode(errors="replace")[:80] if answer.is_success else "Magento 2"


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
    return MagentoRefusal(answer.status, filled(told))


def filled(told: Json) -> str:
    """A message of Magento with its parameters in their places."""
    message, parameters = str(told.get("message", "")), told.get("parameters") or {}
    pairs = parameters.items() if isinstance(parameters, dict) else enumerate(parameters, start=1)
    for name, text in pairs:
        message = message.replace(f"%{name}", str(text))
    return message
