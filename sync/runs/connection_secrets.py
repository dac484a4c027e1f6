"""What opens a joined shop and proves its webhooks, as it is kept in the secret store. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.domain.exchange import Platform
from sync.platforms.opening import capabilities_of

_SIGNING = ("client_secret", "previous_client_secret", "webhook_key")
"""Credentials with which platforms sign deliveries themselves."""


@dataclass(frozen=True, slots=True)
class ConnectionSecrets:
    """What opens a shop and proves its webhooks; kept as one secret, never in the database."""

    credentials: Mapping[str, str] = field(repr=False)
    webhook_secrets: Sequence[str] = field(default=(), repr=False)
    """The newest first; two while one is replaced."""

    @property
    def of_webhooks(self) -> tuple[str, ...]:
        """All that may sign: those we chose, and the application's own where the platform signs with that."""
        own = (self.credentials.get(name) for name in _SIGNING)
        return (*self.webhook_secrets, *(secret for secret in own if secret))

    def with_keys(self, platform: Platform, keys: Mapping[str, str]) -> ConnectionSecrets:
        """Other keys for the same webhooks. Where the application's own secret signs them, the one until now still
        counts: such deliveries are under way."""
        signed = self.credentials.get("client_secret") if capabilities_of(platform).has_webhooks else None
        is_same = signed == keys.get("client_secret")
        previous = self.credentials.get("previous_client_secret") if is_same else signed
        kept = {"previous_client_secret": previous} if previous else {}
        return replace(self, credentials={**kept, **keys})

    def as_text(self) -> str:
        return json.dumps({"credentials": dict(self.credentials), "webhooks": list(self.webhook_secrets)})


def secret_name(connection_id: UUID) -> str:
    """Under which a connection's secrets are kept."""
    return f"connection-{connection_id}"


def read_secrets(text: str) -> ConnectionSecrets:
    """What `ConnectionSecrets.as_text` wrote."""
    told = json.loads(text)
    return ConnectionSecrets(told["credentials"], tuple(told["webhooks"]))
