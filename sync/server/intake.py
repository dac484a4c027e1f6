"""Takes a delivery in: the raw bytes are verified before anything of them is read or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from app.access.authorise import authorise
from app.domain.access import Actor, Permission
from app.domain.errors import Unknown
from app.domain.exchange import Platform, WebhookEvent
from app.ports import SecretStore, WallClock
from app.store.unit_of_work import ShopStore
from sync.platforms.opening import key_addresses, verifier_of
from sync.platforms.port import InvalidSignature, WebhookVerifier
from sync.platforms.values import Credentials, Greeting, VerifiedDelivery
from sync.runs.connection_secrets import read_secrets, secret_name
from sync.runs.journal import inbox_event
from sync.server.hook_address import read_name
from sync.server.together import Together

_REMEMBERED = timedelta(seconds=30)
"""How long an old secret may still be believed after it was taken away."""
_QUICKLY_HASHED_BYTES = 1 << 16
_RIGHT = Permission.WEBHOOKS_MANAGE


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery: `stored`, `duplicate`, `ignored` (kept, not our concern), or `greeting`."""

    what: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a connection's deliveries are checked with."""

    verifier: WebhookVerifier
    secrets: tuple[str, ...] = field(repr=False)


class Intake:
    """Belongs to the event loop of its server."""

    def __init__(
        self, store: ShopStore, secrets: SecretStore, clock: WallClock, public_key: Callable[[str], str]
    ) -> None:
        """`public_key` fetches one that a platform serves; empty where it cannot be had."""
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._public_key = public_key
        self.on_stored: Callable[[UUID, UUID], None] = lambda _tenant, _connection: None
        """Hears of every new event, after it is safe; whoever works them off sets it."""
        self._remembered: dict[UUID, tuple[datetime, _Proof]] = {}
        self._together = Together(self._keep_all)

    async def take(self, platform: Platform, name: str, body: bytes, headers: Mapping[str, str]) -> Taken:
        """Raises InvalidSignature; Unknown where no such connection is joined."""
        tenant_id, connection_id = read_name(name)
        delivery = await self._verify(platform, connection_id, body, headers)
        if isinstance(delivery, Greeting):
            return Taken("greeting", delivery.answer)
        event = inbox_event(delivery, body, self._store.new_id(), connection_id, self._clock.now())
        is_new = await self._together.keep(tenant_id, event)
        if is_new:
            self.on_stored(tenant_id, connection_id)
        return Taken("duplicate" if not is_new else "stored" if delivery.hint else "ignored")

    async def _verify(
        self, platform: Platform, connection_id: UUID, body: bytes, headers: Mapping[str, str]
    ) -> VerifiedDelivery | Greeting:
        """Here and now when it is quick; on a thread when secrets must be read, or much be hashed."""
        now = self._clock.now()
        read_at, proof = self._remembered.get(connection_id, (now, None))
        if proof and now - read_at < _REMEMBERED and len(body) <= _QUICKLY_HASHED_BYTES:
            with suppress(InvalidSignature):  # its secret may have been replaced just now
                return proof.verifier.verify(body, headers, proof.secrets, now)
        return await run_in_threadpool(self._verify_afresh, platform, connection_id, body, headers)

    def _verify_afresh(
        self, platform: Platform, connection_id: UUID, body: bytes, headers: Mapping[str, str]
    ) -> VerifiedDelivery | Greeting:
        kept, now = self._secrets.get(secret_name(connection_id)), self._clock.now()
        if kept is None:
            raise Unknown("There is no such connection.")
        told = read_secrets(kept)
        credentials = Credentials(told.credentials)
        served = [self._public_key(one) for one in key_addresses(platform, credentials, body, headers)]
        proof = _Proof(verifier_of(platform, credentials), (*told.of_webhooks, *filter(None, served)))
        self._remembered[connection_id] = (now, proof)
        return proof.verifier.verify(body, headers, proof.secrets, now)

    def _keep_all(self, tenant_id: UUID, events: Sequence[WebhookEvent]) -> frozenset[UUID]:
        scope = authorise(Actor(tenant_id, frozenset({_RIGHT})), _RIGHT)
        return self._store.write(scope, lambda shop: shop.inbox.receive_all(events)).result
