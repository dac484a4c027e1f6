"""A mirror as the server knows it: enrolling, tokens bound to its key, changing the key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.access.keys import SigningKey, key_from_secret, new_key
from app.access.proofs import ProofKind, make_proof, token_hash
from app.domain.devices import ROTATE_EVERY
from app.domain.errors import NeedsOwner
from app.ports import SecretStore, WallClock
from sync.central.port import Asked, CentralRefused, Wire, read_answer

_SECRET = "central/device"  # noqa: S105 - a name
_TOKEN_PATH = "/v1/devices/token"  # noqa: S105 - an address
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_EARLY = timedelta(seconds=30)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_GONE = frozenset({"device_revoked", "key_copied"})


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """What an enrolled mirror keeps in its secret store, key and nonce together so that they never part."""

    url: str
    tenant_id: str
    store_id: str
    device_id: str
    key: str
    key_since: str
    nonce: str = ""
    next_key: str = ""
    """A key that was offered to the server while its answer has not come."""

    def __repr__(self) -> str:
        return f"DeviceIdentity({self.url}, {self.device_id})"


def read_identity(secrets: SecretStore) -> DeviceIdentity | None:
    """None for a mirror that is not enrolled."""
    kept = secrets.get(_SECRET)
    return None if kept is None else DeviceIdentity(**json.loads(kept))


def keep_identity(secrets: SecretStore, identity: DeviceIdentity) -> None:
    secrets.put(_SECRET, json.dumps(asdict(identity)))


def forget_identity(secrets: SecretStore) -> None:
    """The mirror belongs to nobody any more."""
    secrets.delete(_SECRET)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mirror that shows a code."""

    user_code: str
    device_code: str
    interval_s: float
    expires_at: datetime
    key: SigningKey


class SentAway(NeedsOwner):
    """The server does not know this mirror any more."""


class NotYet(Exception):
    """Nobody has approved; ask again after `wait_s`."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("nobody has approved yet")
        self.wait_s = wait_s


def ask_enrolment(wire: Wire, name: str, clock: WallClock) -> Waiting:
    """Asks to be let in with a new key. Show the code; then `poll_enrolment`."""
    key, now = new_key(), clock.now()
    body = {"name": name, "proof": make_proof(ProofKind.ENROL, key, now, aud=wire.url)}
    found = read_answer(wire.send(Asked("POST", "/v1/devices/enrolments", body=body)))
    ends = now + timedelta(seconds=found["expires_in"])
    return Waiting(found["user_code"], found["device_code"], float(found["interval"]), ends, key)


def poll_enrolment(wire: Wire, waiting: Waiting, secrets: SecretStore, clock: WallClock) -> dict[str, Any]:
    """What the mirror must know, once it was let in; its identity is kept. Raises NotYet."""
    body = {"device_code": waiting.device_code}
    try:
        found = read_answer(wire.send(Asked("POST", "/v1/devices/enrolments/poll", body=body)))
    except CentralRefused as refusal:
        if refusal.reason in {"authorization_pending", "slow_down"}:
            raise NotYet(waiting.interval_s * (2 if refusal.reason == "slow_down" else 1)) from None
        raise
    return _enrolled(wire, found, waiting.key, secrets, clock)


def redeem_code(wire: Wire, code: str, secrets: SecretStore, clock: WallClock) -> dict[str, Any]:
    """Enrols with a one-time code. Raises CentralRefused for one that does not count."""
    key = new_key()
    body = {"code": code, "proof": make_proof(ProofKind.ENROL, key, clock.now(), aud=wire.url)}
    found = read_answer(wire.send(Asked("POST", "/v1/devices/enrolments/redeem", body=body)))
    return _enrolled(wire, found, key, secrets, clock)


def _enrolled(
    wire: Wire, found: dict[str, Any], key: SigningKey, secrets: SecretStore, clock: WallClock
) -> dict[str, Any]:
    identity = DeviceIdentity(
        wire.url, str(UUID(found["tenant_id"])), str(UUID(found["store_id"])), str(UUID(found["device_id"])),
        key.as_secret(), clock.now().isoformat(),
    )  # fmt: skip
    keep_identity(secrets, identity)
    return found


@dataclass(slots=True)
class HeldToken:
    """An access token, for as long as it counts and for the mirror it was given to."""

    _text: str = field(default="", repr=False)
    _device_id: str = ""
    _until: datetime = _LONG_AGO

    def text(self, device_id: str, now: datetime) -> str | None:
        """None when there is none that counts."""
        return self._text if self._device_id == device_id and now < self._until else None

    def hold(self, text: str, device_id: str, until: datetime) -> str:
        self._text, self._device_id, self._until = text, device_id, until
        return text

    def drop(self) -> None:
        self._text = self._device_id = ""


class DeviceSession:
    """A Central for an enrolled mirror. Used from one thread; raises SentAway when the server let it go."""

    def __init__(
        self, wire: Wire, secrets: SecretStore, clock: WallClock, token: HeldToken | None = None
    ) -> None:
        self._wire = wire
        self._secrets = secrets
        self._clock = clock
        self._token = token or HeldToken()

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        return self._ask(Asked("GET", path, query))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask(Asked("POST", path, body=body))

    def lines(self, path: str, query: Mapping[str, str]) -> Iterator[str]:
        """An answer's lines as they come. RetryLater when it is refused or breaks off."""
        headers = {"Authorization": f"Bearer {self._fresh_token()}"}
        return self._wire.lines(Asked("GET", path, query, headers))

    def rotate_if_due(self) -> bool:
        """Changes the key every ninety days; whether it did."""
        identity = self._identity()
        if self._clock.now() - datetime.fromisoformat(identity.key_since) < ROTATE_EVERY:
            return False
        self.rotate()
        return True

    def rotate(self) -> None:
        """Puts a new key in this one's place. Cut off half-way, it goes on with the same new key next time."""
        identity = self._identity()
        new = key_from_secret(identity.next_key) if identity.next_key else new_key()
        self._keep(replace(identity, next_key=new.as_secret()))
        old = key_from_secret(identity.key)
        now, url = self._clock.now(), self._wire.url
        inner = make_proof(ProofKind.NEW_KEY, new, now, aud=url, replaces=old.id)
        signed = make_proof(ProofKind.ROTATE, old, now, aud=url, new=inner)
        try:
            self.post("/v1/devices/me/keys", {"signed": signed})
        except CentralRefused as refusal:
            if refusal.reason != "already_there":  # the answer to an earlier try was lost
                raise
        kept = replace(
            self._identity(), key=new.as_secret(), key_since=now.isoformat(), nonce="", next_key=""
        )
        self._keep(kept)
        self._token.drop()

    def _ask(self, asked: Asked) -> Any:
        try:
            return self._once(asked)
        except CentralRefused as refusal:
            if refusal.status != 401:
                raise
            self._token.drop()
        return self._once(asked)  # the token was too old, or rights changed: once more with a new one

    def _once(self, asked: Asked) -> Any:
        token = self._fresh_token()
        headers = {"Authorization": f"Bearer {token}"}
        if asked.method != "GET":
            key = key_from_secret(self._identity().key)
            headers["DPoP"] = make_proof(
                ProofKind.DPOP, key, self._clock.now(), htm=asked.method, htu=self._wire.url + asked.path,
                ath=token_hash(token),
            )  # fmt: skip
        return read_answer(self._wire.send(replace(asked, headers=headers)))

    def _fresh_token(self) -> str:
        now, identity = self._clock.now(), self._identity()
        return self._token.text(identity.device_id, now) or self._new_token(identity, now)

    def _new_token(self, identity: DeviceIdentity, now: datetime) -> str:
        subject = f"{identity.tenant_id}.{identity.device_id}"
        assertion = make_proof(
            ProofKind.CLIENT, key_from_secret(identity.key), now, iss=subject, sub=subject,
            aud=self._wire.url + _TOKEN_PATH, nonce=identity.nonce or None,
        )  # fmt: skip
        body = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": assertion,
        }
        try:
            found = read_answer(self._wire.send(Asked("POST", _TOKEN_PATH, body=body)))
        except CentralRefused as refusal:
            raise _sent_away(refusal) from refusal
        self._keep(replace(identity, nonce=str(found["nonce"])))
        ends = now + timedelta(seconds=int(found["expires_in"])) - _EARLY
        return self._token.hold(str(found["access_token"]), identity.device_id, ends)

    def _identity(self) -> DeviceIdentity:
        identity = read_identity(self._secrets)
        if identity is None:
            raise NeedsOwner("This mirror is not enrolled. Enrol it with “varai devices enrol”.")
        return identity

    def _keep(self, identity: DeviceIdentity) -> None:
        keep_identity(self._secrets, identity)


def _sent_away(refusal: CentralRefused) -> CentralRefused | SentAway:
    if refusal.reason in _GONE:
        return SentAway(f"{refusal} Enrol this mirror anew with “varai devices enrol”.")
    return refusal
