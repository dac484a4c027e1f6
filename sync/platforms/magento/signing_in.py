"""Tokens that open Magento and Adobe's services: fetched when they are first needed, and again before they end."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from app.domain.errors import NeedsOwner
from sync.http.client import Answer, Call, HttpClient
from sync.platforms.access import Access
from sync.platforms.values import Credentials

ADOBE_SIGN_IN = "https://ims-na1.adobelogin.com"
COMMERCE_SCOPES = (
    "openid,AdobeID,email,profile,additional_info.roles,additional_info.projectedProductContext,commerce.accs"
)
EVENTS_SCOPES = "openid,AdobeID,adobeio_api"
_USUAL_LIFE_S = 3600.0
_RENEW_BEFORE_S = 120.0
_LONGEST_LIFE_S = 3600.0
"""A right that the owner gives meanwhile counts with the next token."""


class RenewedToken:
    """A bearer token, kept for as long as it holds, also for the adapter that is opened next."""

    def __init__(
        self, purpose: str, access: Access, now_ns: Callable[[], int], fetch: Callable[[], tuple[str, float]]
    ) -> None:
        """`fetch` brings a token and how many seconds it holds; NeedsOwner when it is refused."""
        self._purpose = purpose
        self._kept = access.kept_tokens
        self._now_ns = now_ns
        self._fetch = fetch

    def renew(self) -> None:
        """Does nothing while the token holds."""
        _, expires_ns = self._kept.get(self._purpose, ("", 0))
        if self._now_ns() >= expires_ns:
            token, lives_s = self._fetch()
            used_s = min(lives_s - _RENEW_BEFORE_S, _LONGEST_LIFE_S)
            self._kept[self._purpose] = token, self._now_ns() + round(used_s * 1e9)

    def forget(self) -> None:
        """The other side does not take it any more."""
        self._kept.pop(self._purpose, None)

    def header(self) -> str:
        return f"Bearer {self._kept[self._purpose][0]}"


def administrators_token(http: HttpClient, address: str, told: Credentials) -> tuple[str, float]:
    """NeedsOwner when Magento does not take the name and password."""
    body = {"username": told["username"], "password": told["password"]}
    answer = http.send(Call("POST", f"{address}/integration/admin/token", json=body, is_signed=False))
    if not answer.is_success:
        raise NeedsOwner(
            f"Magento does not accept the administrator's name and password: {_message(answer, 'message')}"
        )
    token = str(answer.json())
    return token, _life_s(token)


def adobe_token(http: HttpClient, told: Credentials, scopes: str) -> tuple[str, float]:
    """OAuth Server-to-Server of a project in Adobe's Developer Console. NeedsOwner when Adobe does not take it."""
    form = {
        "grant_type": "client_credentials",
        "client_id": told["client_id"],
        "client_secret": told.get("client_secret") or "",
        "scope": scopes,
    }
    address = told.get("sign_in_address") or ADOBE_SIGN_IN
    answer = http.send(Call("POST", f"{address.rstrip('/')}/ims/token/v3", form=form, is_signed=False))
    if not answer.is_success:
        raise NeedsOwner(
            "Adobe does not accept the client id and secret of the project, or it lacks a service: "
            f"{_message(answer, 'error')}"
        )
    granted = answer.json()
    return str(granted["access_token"]), float(granted.get("expires_in") or _USUAL_LIFE_S)


def _message(answer: Answer, name: str) -> str:
    told = answer.json()
    return str(told.get(name, answer.status)) if isinstance(told, dict) else str(answer.status)


def _life_s(token: str) -> float:
    """How long an administrator's token holds: what it says itself, for installations differ."""
    try:
        payload = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(told["exp"]) - float(told["iat"])
    except (IndexError, ValueError, KeyError, TypeError):
        return _USUAL_LIFE_S
