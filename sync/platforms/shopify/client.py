"""Talks GraphQL to Shopify's Admin interface: token renewal, query cost, throttling that comes with status 200."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import NeedsOwner, RetryLater, UnusableRecord
from sync.http.client import Answer, Call, HttpClient, Line
from sync.http.pacing import Bucket, CostPace, Pace
from sync.http.signing import HeaderAuth
from sync.platforms.access import Access
from sync.platforms.port import MissingRight
from sync.platforms.shopify.documents import VERSION

Json = Mapping[str, Any]
_USUAL_COST = 50.0
_MOST_THROTTLED = 6
_RENEW_BEFORE_S = 600.0
_LONGEST_LIFE_S = 3600.0
"""A right that the owner gives meanwhile counts with the next token."""


class ShopifyClient:
    """Credentials: `access_token`, or `client_id` and `client_secret` of an app of the shop's own organisation."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._root = f"{access.address.rstrip('/')}/admin"
        self._credentials = access.credentials
        self._kept = access.kept_tokens
        self._token = access.credentials.get("access_token") or ""
        self._expires_ns: int | None = None
        if "admin" in self._kept:
            self._token, self._expires_ns = self._kept["admin"]
        self._pace = pace if isinstance(pace, CostPace) else CostPace()
        self._costs: dict[str, float] = {}
        """What each document cost last time."""
        auth = HeaderAuth("x-shopify-access-token", lambda: self._token)
        self.http: HttpClient = access.client(line, auth, self._pace)
        self.last_answer: Answer | None = None

    def query(self, document: str, *, is_repeatable: bool = True, **variables: Any) -> Json:
        """The answer's data. RetryLater when throttled for long, NeedsOwner for missing scopes."""
        for _ in range(_MOST_THROTTLED):
            told = self._post(document, variables, is_repeatable)
            if not _is_throttled(told):
                return _data(told)
            self.http.pause(self._throttled_s(document, told))
        raise RetryLater("Shopify's limit is used up by others.", 30.0)

    def nodes(
        self, document: str, *path: str, after: str | None = None, **variables: Any
    ) -> Iterator[tuple[list[Any], str | None]]:
        """(nodes, cursor of the next page or None) of the connection at this path of the data, page by page."""
        cursor: str | None = after or None
        while True:
            found: Any = self.query(document, after=cursor, **variables)
            for name in path:
                found = (found or {}).get(name)
            if found is None:
                return
            cursor = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
            yield found["nodes"], cursor
            if cursor is None:
                return

    def _post(self, document: str, variables: Mapping[str, Any], is_repeatable: bool) -> Json:
        answer = self._send(document, variables, is_repeatable)
        if answer.status in {401, 403} and self._expires_ns is not None:
            self._expires_ns = 0
            answer = self._send(document, variables, is_repeatable)
        if answer.status in {401, 403}:
            raise NeedsOwner(
                "Shopify does not accept the app's token: install the app again or renew the token."
            )
        if answer.status in {402, 404, 423}:
            raise NeedsOwner(f"The shop is closed, frozen or not there ({answer.status}).")
        self.last_answer = answer
        told: Json = answer.json()
        self._settle(document, told)
        return told

    def _send(self, document: str, variables: Mapping[str, Any], is_repeatable: bool) -> Answer:
        self._renew_token()
        body = {"query": document, "variables": variables}
        return self.http.send(
            Call(
                "POST",
                f"{self._root}/api/{VERSION}/graphql.json",
                json=body,
                is_repeatable=is_repeatable,
                cost=self._costs.get(document, _USUAL_COST),
            )
        )

    def _settle(self, document: str, told: Json) -> None:
        cost = told.get("extensions", {}).get("cost")
        if not cost:
            return
        reserved = self._costs.get(document, _USUAL_COST)
        spent = float(cost.get("actualQueryCost") or 0)
        status = cost["throttleStatus"]
        self._costs[document] = float(cost["requestedQueryCost"])
        now_ns = self.http.now_ns()
        bucket = Bucket(
            float(status["maximumAvailable"]),
            float(status["currentlyAvailable"]),
            float(status["restoreRate"]),
            now_ns,
        )
        self._pace.settle(reserved, spent, bucket, now_ns)
        self.http.count_points(spent)

    def _throttled_s(self, document: str, told: Json) -> float:
        self.http.count_throttled()
        status = told.get("extensions", {}).get("cost", {}).get("throttleStatus")
        if not status:
            return 2.0
        missing = self._costs.get(document, _USUAL_COST) - float(status["currentlyAvailable"])
        return max(0.2, missing / float(status["restoreRate"]))

    def _renew_token(self) -> None:
        """With client credentials; one token for all adapters of the connection, a new one every hour."""
        if self._credentials.get("client_id") is None or self._credentials.get("access_token"):
            return
        if self._expires_ns is not None and self.http.now_ns() < self._expires_ns:
            return
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials["client_id"],
            "client_secret": self._credentials["client_secret"],
        }
        answer = self.http.send(
            Call("POST", f"{self._root}/oauth/access_token", form=form, is_signed=False, cost=0)
        )
        if not answer.is_success:
            raise NeedsOwner("Shopify does not accept the app's client id and secret for this shop.")
        told = answer.json()
        self._token = str(told["access_token"])
        lives_s = max(60.0, min(float(told.get("expires_in", 86400)) - _RENEW_BEFORE_S, _LONGEST_LIFE_S))
        self._expires_ns = self.http.now_ns() + round(lives_s * 1e9)
        self._kept["admin"] = self._token, self._expires_ns


def _is_throttled(told: Json) -> bool:
    errors = told.get("errors") or []
    return isinstance(errors, list) and any(
        one.get("extensions", {}).get("code") in {"THROTTLED", "MAX_COST_EXCEEDED"} for one in errors
    )


def _data(told: Json) -> Json:
    errors = told.get("errors")
    if not errors:
        data: Json = told["data"]
        return data
    words = "; ".join(one.get("message", "") for one in errors) if isinstance(errors, list) else str(errors)
    codes = {one.get("extensions", {}).get("code") for one in errors} if isinstance(errors, list) else set()
    if "ACCESS_DENIED" in codes:
        raise MissingRight(f"The app lacks a right in this shop: {words}")
    if codes & {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
        raise RetryLater(f"Shopify failed: {words}", 30.0)
    raise UnusableRecord(f"Shopify does not take it: {words}")
