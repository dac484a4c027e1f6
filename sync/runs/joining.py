"""Joins shops on platforms: their addresses and rules in the store, what opens them in the secret store."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from uuid6 import uuid7

from app.domain.errors import AlreadyThere, NeedsOwner, UnusableRecord
from app.domain.exchange import ConnectionStatus, Platform, PlatformConnection
from app.domain.tenancy import TenantScope
from app.pages.markup import clean_text
from app.pages.sandbox.rendering import MARKUP_KEY
from app.ports import SecretStore, WallClock
from app.store.unit_of_work import Repositories, ShopStore
from sync.http.addresses import AddressPolicy, host_of
from sync.http.breaker import PROBING
from sync.http.client import Line
from sync.http.pacing import Pace
from sync.platforms.access import Access
from sync.platforms.opening import credential_fields, open_platform, pace_of
from sync.platforms.port import PlatformAdapter
from sync.platforms.values import Credentials, ShopFacts
from sync.reconcile.policy import read_policy
from sync.runs.connection_secrets import ConnectionSecrets, read_secrets, secret_name
from sync.runs.link import Hooks, Link, Tell
from sync.runs.places import place_stores
from sync.runs.subscriptions import end_subscriptions

_LOG = logging.getLogger(__name__)
_PREFIX = "secret:"
PRIVATE = "is_private"
"""In a connection's policy: its shop stands in the owner's own network."""


@dataclass(frozen=True, slots=True)
class NewConnection:
    """What an owner gives to join a shop."""

    platform: Platform
    address: str
    name: str
    credentials: Mapping[str, str] = field(repr=False)
    policy: Mapping[str, object] = field(default_factory=dict)
    ca_file: Path | None = None
    is_private: bool = False
    """The shop stands in the owner's own network. Counts on the owner's own machine only."""


@dataclass(slots=True)
class Joiner:
    """Opens links to the shops of one tenant."""

    store: ShopStore
    scope: TenantScope
    secrets: SecretStore
    clock: WallClock
    line: Line
    may_ask_loopback: bool
    """On a shop's own machine: whoever adds a connection may reach everything there, and its network, anyhow."""
    hook_address: Callable[[PlatformConnection], str] | None = None
    """Where a platform can tell us of changes; None for a mirror, which nobody outside can reach."""
    near_shops: Collection[str] = ()
    """Hosts in a server's own network that whoever runs it named in its settings."""
    _paces: dict[tuple[Platform, str], Pace] = field(default_factory=dict)
    _tokens: dict[UUID, tuple[Mapping[str, str], dict[str, tuple[str, int]]]] = field(
        default_factory=dict, repr=False
    )
    """By connection: the keys, and the tokens that were got with them (see `Access.kept_tokens`)."""

    @contextmanager
    def link(
        self, connection: PlatformConnection, tell: Tell | None = None, *, is_probe: bool = False
    ) -> Iterator[Link]:
        """Ready to run, closed at the end; one for a probe gives up at the first request that fails.
        Raises NeedsOwner when the secret is missing."""
        line = replace(self.line, breaker=PROBING) if is_probe else self.line
        adapter = self._adapter(connection, self.secrets_of(connection).credentials, line)
        try:
            policy = read_policy(connection.policy)
            link = Link(self.store, self.scope, connection, policy, adapter, self.clock, clean_description)
            yield replace(link, tell=tell or link.tell, hooks=self._hooks(connection))
        finally:
            adapter.close()

    @contextmanager
    def trial(self, wanted: NewConnection) -> Iterator[PlatformAdapter]:
        """An adapter for a shop that is not joined yet. ValueError for an address that is none."""
        adapter = self._adapter(self.draft(wanted), wanted.credentials, self.line)
        try:
            yield adapter
        finally:
            adapter.close()

    def draft(self, wanted: NewConnection) -> PlatformConnection:
        """As it would be kept. ValueError for an address or rules that make no sense."""
        address = clean_address(wanted.address)
        read_policy(wanted.policy)
        told: dict[str, object] = dict(wanted.policy)
        if wanted.ca_file is not None:
            told["ca_file"] = str(wanted.ca_file.absolute())
        if wanted.is_private:
            told[PRIVATE] = True
        connection_id = uuid7()
        return PlatformConnection(
            connection_id,
            wanted.platform,
            address,
            wanted.name,
            f"{_PREFIX}{secret_name(connection_id)}",
            policy=told,
        )

    def add(self, wanted: NewConnection, locations: Mapping[str, UUID]) -> PlatformConnection:
        """Joins the shop; `locations` say which store of ours is which place of stock there.

        The secret is kept first: a connection without one would only ask for its owner.
        Raises AlreadyThere when this shop is joined already.
        """
        connection = self.draft(wanted)
        name = connection.secret_reference.removeprefix(_PREFIX)
        self.secrets.put(name, ConnectionSecrets(wanted.credentials).as_text())
        try:
            self.store.write(self.scope, lambda shop: _keep(shop, connection, locations))
        except BaseException:
            self.secrets.delete(name)
            raise
        return connection

    def remove(self, connection: PlatformConnection) -> None:
        """Parts with the shop, which tells us nothing more, and forgets its secret; products and stock stay as they
        are."""
        if self.hook_address is not None:
            self._end_webhooks(connection)
        self.store.write(self.scope, lambda shop: shop.connections.remove(connection.id))
        self.secrets.delete(connection.secret_reference.removeprefix(_PREFIX))
        self._tokens.pop(connection.id, None)

    def _end_webhooks(self, connection: PlatformConnection) -> None:
        try:
            with self.link(connection, is_probe=True) as link:
                end_subscriptions(link)
        except Exception as problem:  # noqa: BLE001 - nothing that a shop answers may keep us joined to it
            told = {"connection": str(connection.id), "reason": f"{type(problem).__name__}: {problem}"}
            _LOG.warning("webhooks_left_behind", extra=told)

    def try_keys(self, connection: PlatformConnection, credentials: Mapping[str, str]) -> ShopFacts:
        """What a joined shop answers to other keys; none are kept. Raises UnusableRecord when one is missing, and
        what `PlatformAdapter.check` raises."""
        needed = [one for one in credential_fields(connection.platform) if one.is_needed]
        missing = [f"{one.name} ({one.words})" for one in needed if not credentials.get(one.name)]
        if missing:
            raise UnusableRecord(f"Missing: {', '.join(missing)}.")
        with closing(self._adapter(connection, credentials, self.line)) as adapter:
            return adapter.check()

    def keep_keys(
        self, shop: Repositories, connection_id: UUID, credentials: Mapping[str, str]
    ) -> PlatformConnection:
        """These open the shop from now on; what signs its webhooks stays, and one that waited for its owner works
        again. Raises Unknown when the connection was removed meanwhile: then nothing is kept."""
        connection = shop.connections.get(connection_id)
        if connection.status is ConnectionStatus.NEEDS_OWNER:
            connection = replace(connection, status=ConnectionStatus.ACTIVE)
            shop.connections.save(connection)
        known = self._kept_secrets(connection) or ConnectionSecrets({})
        self.keep_secrets(connection, known.with_keys(connection.platform, credentials))
        return connection

    def secrets_of(self, connection: PlatformConnection) -> ConnectionSecrets:
        """Raises NeedsOwner when there are none."""
        kept = self._kept_secrets(connection)
        if kept is None:
            raise NeedsOwner(
                f"The keys of {connection.name} are not on this machine: enter them again"
                " (on a mirror with “varai connections keys”)."
            )
        return kept

    def _kept_secrets(self, connection: PlatformConnection) -> ConnectionSecrets | None:
        kept = self.secrets.get(connection.secret_reference.removeprefix(_PREFIX))
        return None if kept is None else read_secrets(kept)

    def keep_secrets(self, connection: PlatformConnection, kept: ConnectionSecrets) -> None:
        self.secrets.put(connection.secret_reference.removeprefix(_PREFIX), kept.as_text())

    def _hooks(self, connection: PlatformConnection) -> Hooks | None:
        """With a secret of its own, made when there is none yet."""
        if self.hook_address is None:
            return None
        known = self.secrets_of(connection)
        if not known.webhook_secrets:
            known = replace(known, webhook_secrets=(secrets.token_urlsafe(32),))
            self.keep_secrets(connection, known)
        return Hooks(self.hook_address(connection), known.webhook_secrets[0])

    def _adapter(
        self, connection: PlatformConnection, credentials: Mapping[str, str], line: Line
    ) -> PlatformAdapter:
        place = connection.platform, connection.shop
        pace = self._paces.setdefault(place, pace_of(connection.platform))
        told = connection.policy.get("ca_file")
        access = Access(
            connection.shop,
            Credentials(credentials),
            self.addresses_of(connection),
            Path(str(told)) if told else None,
            self._tokens_of(connection, credentials),
        )
        return open_platform(connection.platform, access, line, pace)

    def _tokens_of(
        self, connection: PlatformConnection, credentials: Mapping[str, str]
    ) -> dict[str, tuple[str, int]]:
        """None once the keys are others: another program may have changed them."""
        keys, tokens = self._tokens.get(connection.id, ({}, {}))
        if keys != credentials:
            tokens = {}
        self._tokens[connection.id] = credentials, tokens
        return tokens

    def addresses_of(self, connection: PlatformConnection) -> AddressPolicy:
        """Where its requests may go. What a connection says of private networks counts on the owner's machine only."""
        host = host_of(connection.shop)
        is_private = self.may_ask_loopback and connection.policy.get(PRIVATE) is True
        return AddressPolicy(self.may_ask_loopback, host if is_private or host in self.near_shops else "")


def _keep(shop: Repositories, connection: PlatformConnection, locations: Mapping[str, UUID]) -> None:
    joined = {(one.platform, one.shop) for one in shop.connections.all()}
    if (connection.platform, connection.shop) in joined:
        raise AlreadyThere(
            f"{connection.shop} is joined already. Other keys are entered for that connection"
            " (on a mirror with “varai connections keys”)."
        )
    shop.connections.add(connection)
    place_stores(shop, connection, locations)


def clean_address(address: str) -> str:
    """`shop.example/` as `https://shop.example`. ValueError, in words, for what is no web address."""
    text = address.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"{address} is no web address.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{address} is no web address: write it as https://shop.example.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("An address holds no keys, no ? and no #: they are asked for by themselves.")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def clean_description(html: str) -> str:
    """A description from outside as safe markup."""
    return clean_text(html)[MARKUP_KEY]
