"""Ways to prove who asks, freshly for each attempt."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Literal, cast

import httpx2
from oauthlib import oauth1


class Signing(httpx2.Auth):
    """Shows nothing of itself."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class HeaderAuth(Signing):
    """One header whose value is asked for at every attempt, so that a renewed token is used at once."""

    def __init__(self, header: str, value: Callable[[], str]) -> None:
        self._header = header
        self._value = value

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers[self._header] = self._value()
        yield request


class BasicAuth(Signing):
    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx2.BasicAuth(user, password)

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        return self._basic.auth_flow(request)


class OAuth1(Signing):
    """OAuth 1.0a with HMAC-SHA256. JSON bodies take no part in its signature."""

    def __init__(
        self,
        consumer: tuple[str, str],
        token: tuple[str, str] | None = None,
        place: Literal["header", "query"] = "header",
    ) -> None:
        token_key, token_secret = token or (None, None)
        self._client = oauth1.Client(
            consumer[0],
            client_secret=consumer[1],
            resource_owner_key=token_key,
            resource_owner_secret=token_secret,
            signature_method=oauth1.SIGNATURE_HMAC_SHA256,
            signature_type=oauth1.SIGNATURE_TYPE_AUTH_HEADER
            if place == "header"
            else oauth1.SIGNATURE_TYPE_QUERY,
        )

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        url, headers, _ = self._client.sign(str(request.url), cast(Any, request.method))
        request.url = httpx2.URL(url)
        request.headers.update(headers)
        yield request
