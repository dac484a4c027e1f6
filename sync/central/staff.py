"""Somebody of the staff who is signed in on this machine: tokens in the secret store, renewed as they age."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.domain.errors import NeedsOwner
from app.ports import SecretStore, WallClock
from sync.central.port import Asked, CentralRefused, Told, Wire, read_answer

_SECRET = "central/staff"  # noqa: S105 - a name
_EARLY = timedelta(seconds=20)
_PAGE = "200"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who is signed in where; the tokens are secrets."""

    url: str
    tenant: str
    email: str
    access: str
    renewal: str
    ends: str

    def __repr__(self) -> str:
        return f"SignIn({self.url}, {self.tenant}, {self.email})"


def read_sign_in(secrets: SecretStore) -> SignIn:
    """Raises NeedsOwner when nobody is signed in."""
    kept = secrets.get(_SECRET)
    if kept is None:
        raise NeedsOwner("Nobody is signed in on this machine. Sign in with “varai login”.")
    return SignIn(**json.loads(kept))


def log_in(
    wire: Wire,
    secrets: SecretStore,
    clock: WallClock,
    tenant: str,
    email: str,
    password: str,
    code: str | None,
) -> SignIn:
    """Signs in and keeps the tokens. Raises CentralRefused; its reason may ask for a second factor's code."""
    body = {"tenant": tenant, "email": email, "password": password} | ({"code": code} if code else {})
    found = read_answer(wire.send(Asked("POST", "/v1/auth/login", body=body)))
    made = _kept(SignIn(wire.url, tenant, email, "", "", ""), found, clock)
    secrets.put(_SECRET, json.dumps(asdict(made)))
    return made


def log_out(wire: Wire, secrets: SecretStore, clock: WallClock) -> None:
    """Ends the sign-in here and on the server; here also when the server cannot be told."""
    session = StaffSession(wire, secrets, clock)
    try:
        session.post("/v1/auth/logout", {})
    finally:
        secrets.delete(_SECRET)


class StaffSession:
    """A Central for whoever is signed in. Used from one thread."""

    def __init__(self, wire: Wire, secrets: SecretStore, clock: WallClock) -> None:
        self._wire = wire
        self._secrets = secrets
        self._clock = clock

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        return read_answer(self._send(Asked("GET", path, query)))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Carries an Idempotency-Key of its own: sent twice, it is done once."""
        headers = {"Idempotency-Key": uuid4().hex}
        return read_answer(self._send(Asked("POST", path, headers=headers, body=body)))

    def change(self, path: str, verb: str, body: Mapping[str, Any] | None = None) -> Any:
        """Posts `verb` to the thing at `path` as it is now."""
        etag = self._send(Asked("GET", path)).headers.get("etag", "*")
        asked = Asked("POST", f"{path}/{verb}", headers={"If-Match": etag}, body=body)
        return read_answer(self._send(asked))

    def every(self, path: str) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        query = {"limit": _PAGE}
        while True:
            page = self.get(path, query)
            yield from page["items"]
            if not page.get("next"):
                return
            query = {"limit": _PAGE, "after": page["next"]}

    def text(self, path: str) -> bytes:
        """An answer that is no JSON object. Raises as the others do."""
        told = self._send(Asked("GET", path))
        if told.status != 200:
            read_answer(told)
        return told.body

    def _send(self, asked: Asked) -> Told:
        told = self._once(asked, self._fresh())
        return self._once(asked, self._renewed()) if told.status == 401 else told

    def _once(self, asked: Asked, sign_in: SignIn) -> Told:
        headers = {**asked.headers, "Authorization": f"Bearer {sign_in.access}"}
        return self._wire.send(replace(asked, headers=headers))

    def _fresh(self) -> SignIn:
        sign_in = read_sign_in(self._secrets)
        is_old = datetime.fromisoformat(sign_in.ends) <= self._clock.now()
        return self._renewed() if is_old else sign_in

    def _renewed(self) -> SignIn:
        sign_in = read_sign_in(self._secrets)
        try:
            body = {"refresh_token": sign_in.renewal}
            found = read_answer(self._wire.send(Asked("POST", "/v1/auth/refresh", body=body)))
        except CentralRefused as refusal:
            self._secrets.delete(_SECRET)
            raise NeedsOwner("Your sign-in has ended. Sign in again with “varai login”.") from refusal
        renewed = _kept(sign_in, found, self._clock)
        self._secrets.put(_SECRET, json.dumps(asdict(renewed)))
        return renewed


def _kept(sign_in: SignIn, found: Mapping[str, Any], clock: WallClock) -> SignIn:
    ends = clock.now() + timedelta(seconds=int(found["expires_in"])) - _EARLY
    return replace(
        sign_in, access=str(found["access_token"]), renewal=str(found["refresh_token"]), ends=ends.isoformat()
    )
