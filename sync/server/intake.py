"""Takes a delivery in: the raw bytes are verified before anything of them is read or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from uuid6 import uuid7

from app.access.authorise import authorise
from app.domain.access import Actor, Permission
from app.domain.errors import Unknown
from app.domain.exchange import Platform, WebhookEvent
from app.ports import SecretStore, WallClock
from app.store.unit_of_work import ShopStore
from sync.platforms.opening import verifier_of
from sync.platforms.port import InvalidSignature
from sync.platforms.values import Greeting, VerifiedDelivery
from sync.runs.joining import read_secrets, secret_name
from sync.server.hook_address import read_name

_REMEMBERED = timedelta(seconds=30)
"""How long an old secret may still be believed after it was taken away."""
_RIGHT = Permission.WEBHOOKS_MANAGE


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery: `stored`, `duplicate`, `ignored` (kept, not our concern), or `greeting`."""

    what: str
    answer: str = ""


class Intake:
    """Safe from any thread."""

    def __init__(self, store: ShopStore, secrets: SecretStore, clock: WallClock) -> None:
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self.on_stored: Callable[[UUID, UUID], None] = lambda _tenant, _connection: None
        """Hears of every new event, after it is safe; whoever works them off sets it."""
        self._lock = Lock()
        self._remembered: dict[UUID, tuple[datetime, Sequence[str]]] = {}

    def take(self, platform: Platform, name: str, body: bytes, headers: Mapping[str, str]) -> Taken:
        """Raises InvalidSignature; Unknown where no such connection is joined."""
        tenant_id, connection_id = read_name(name)
        delivery = self._verify(platform, connection_id, body, headers)
        if isinstance(delivery, Greeting):
            return Taken("greeting", delivery.answer)
        is_new = self._keep(tenant_id, connection_id, delivery, body)
        if is_new:
            self.on_stored(tenant_id, connection_id)
        return Taken("duplicate" if not is_new else "stored" if delivery.hint else "ignored")

    def _verify(
        self, platform: Platform, connection_id: UUID, body: bytes, headers: Mapping[str, str]
    ) -> VerifiedDelivery | Greeting:
        verifier, now = verifier_of(platform), self._clock.now()
        try:
            return verifier.verify(body, headers, self._secrets_of(connection_id, now), now)
        except InvalidSignature:
            fresh = self._secrets_of(
                connection_id, now, may_remember=False
            )  # it may have been replaced just now
            return verifier.verify(body, headers, fresh, now)

    def _secrets_of(self, connection_id: UUID, now: datetime, may_remember: bool = True) -> Sequence[str]:
        with self._lock:
            read_at, found = self._remembered.get(connection_id, (now, ()))
        if may_remember and found and now - read_at < _REMEMBERED:
            return found
        kept = self._secrets.get(secret_name(connection_id))
        if kept is None:
            raise Unknown("There is no such connection.")
        found = read_secrets(kept).of_webhooks
        with self._lock:
            self._remembered[connection_id] = (now, found)
        return found

    def _keep(self, tenant_id: UUID, connection_id: UUID, delivery: VerifiedDelivery, body: bytes) -> bool:
        scope = authorise(Actor(tenant_id, frozenset({_RIGHT})), _RIGHT)
        hint = (delivery.hint.kind.value, delivery.hint.id) if delivery.hint else None
        event = WebhookEvent(
            uuid7(),
            connection_id,
            delivery.dedupe_key[:300],
            delivery.topic[:200] or "?",
            body,
            self._clock.now(),
            hint=hint,
        )
        return self._store.write(scope, lambda shop: shop.inbox.receive(event)).result
