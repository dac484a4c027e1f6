"""A whole server over a real database, whose clock, secrets and cheap password hashing the test owns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from httpx2 import Response
from starlette.testclient import TestClient
from uuid6 import uuid7

from app.access.keys import SigningKey, new_key, public_jwk
from app.access.passwords import Passwords
from app.access.proofs import ProofKind, make_proof, token_hash
from app.access.tokens import Holder
from app.domain.access import BuiltInRole, Device, DeviceStatus, Grant, ScopeType, User, UserStatus
from app.domain.devices import DeviceKey
from app.domain.sign_in import Session
from app.domain.tenancy import Region, Store, TenantScope
from app.settings import ServerSettings
from app.store.connections import Database
from sync.server.application import create_app
from sync.server.assembly import assemble
from sync.server.slices import SLICES, Slice
from tests.fakes.clock import ManualWallClock
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.tenants import add_tenant

PASSWORD = "harbour lantern 42 rope"
CHEAP = Passwords(memory_kib=64, passes=1, lanes=1)


@dataclass(frozen=True)
class Person:
    """Somebody signed in."""

    id: UUID
    tenant: TenantScope
    session: UUID
    token: str
    key: SigningKey | None = None
    """A mirror's."""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class RunningServer:
    """The server, a client to it, and ways to fill it past its doors."""

    def __init__(
        self,
        database: Database,
        slices: Sequence[Slice] = SLICES,
        passwords: Passwords = CHEAP,
        **settings: object,
    ) -> None:
        self.database = database
        self.clock = ManualWallClock()
        self.secrets = RememberedSecrets()
        known = {"metrics_from": ["testclient"]} | settings
        self.parts = assemble(database, self.clock, self.secrets, ServerSettings(**known), passwords)
        self.store = self.parts.store
        self.app = create_app(self.parts, slices)
        self.client = TestClient(self.app)

    def ask(
        self, person: Person | None, method: str, path: str, json: object = None, **headers: str
    ) -> Response:
        """`if_match` and `idempotency_key` become headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = person.headers if person else {}
        return self.client.request(method, path, json=json, headers=signed | named)

    def change(self, person: Person, method: str, path: str, json: object = None) -> Response:
        """Reads the thing first, and changes it on the ground of what was read."""
        thing = (
            path.removesuffix("/disable")
            .removesuffix("/enable")
            .removesuffix("/archive")
            .removesuffix("/reopen")
            .removesuffix("/erase")
        )
        thing = thing.removesuffix("/suspend").removesuffix("/resume")
        seen = self.ask(person, "GET", thing)
        return self.ask(person, method, path, json, if_match=seen.headers.get("etag", '"none"'))

    def tenant(self, slug: str) -> TenantScope:
        return add_tenant(self.store, slug)

    def place(self, tenant: TenantScope, code: str, region: UUID | None = None) -> Store:
        place = Store(uuid7(), code, f"Store {code}", "Europe/Berlin", "DE", region)
        self.store.write(tenant, lambda shop: shop.places.add_store(place))
        return place

    def region(self, tenant: TenantScope, name: str) -> Region:
        region = Region(uuid7(), name)
        self.store.write(tenant, lambda shop: shop.places.add_region(region))
        return region

    def person(
        self,
        tenant: TenantScope,
        role: BuiltInRole | UUID | None = None,
        store: Store | None = None,
        **more: object,
    ) -> Person:
        """A member of staff with one role over the whole tenant, or over one store, signed in."""
        known = {"email": f"{uuid7()}@example.com", "display_name": "Kim Sand", "status": UserStatus.ACTIVE}
        user = User(uuid7(), **(known | more))
        self.store.write(tenant, lambda shop: shop.staff.add(user))
        if role is not None:
            self.grant(tenant, user.id, role, store)
        return self.sign_in(tenant, user)

    def grant(
        self,
        tenant: TenantScope,
        user: UUID,
        role: BuiltInRole | UUID,
        store: Store | None = None,
        **more: object,
    ) -> Grant:
        scope = (
            ScopeType.STORE
            if store
            else ScopeType.PLATFORM
            if role is BuiltInRole.PLATFORM_ADMIN
            else ScopeType.TENANT
        )
        known = {"scope": scope, "store_id": store.id if store else None}
        grant = Grant(uuid7(), user, role, **(known | more))
        self.store.write(tenant, lambda shop: shop.rights.grant(grant))
        return grant

    def sign_in(self, tenant: TenantScope, user: User) -> Person:
        now = self.clock.now()
        session = Session(uuid7(), user.id, now, now + timedelta(days=30), now)
        self.store.write(tenant, lambda shop: shop.sessions.open(session))
        return Person(user.id, tenant, session.id, self.token(tenant, user.id, session.id, user.epoch))

    def token(
        self, tenant: UUID, subject: UUID, session: UUID, epoch: int = 0, holder: Holder = Holder.STAFF
    ) -> str:
        return self.parts.tokens.make(holder, subject, tenant, session, epoch, timedelta(minutes=5))

    def mirror(self, tenant: TenantScope, store: Store) -> Person:
        """An enrolled kiosk with its key and its token."""
        key = new_key()
        device = Device(uuid7(), store.id, "Left", DeviceStatus.ACTIVE, key.id)
        kept = DeviceKey(key.id, device.id, json.dumps(public_jwk(key.public)), self.clock.now())
        self.store.write(tenant, lambda shop: (shop.devices.add(device), shop.device_keys.add(kept)))
        token = self.parts.tokens.make(
            Holder.DEVICE, device.id, tenant, device.id, 0, timedelta(minutes=5), key_thumbprint=key.id
        )
        return Person(device.id, tenant, device.id, token, key)

    def proof(self, mirror: Person, method: str, path: str, **changes: str) -> dict[str, str]:
        """The header a mirror needs for a change."""
        url = self.parts.settings.public_url
        claims = {"htm": method, "htu": url + path, "ath": token_hash(mirror.token)} | changes
        return {"DPoP": make_proof(ProofKind.DPOP, mirror.key, self.clock.now(), **claims)}
