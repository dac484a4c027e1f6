"""Every role at every route: own things, another store's, another tenant's, and tokens that must not count.

`python -m tests.rights_matrix` writes the snapshot anew. Do that on purpose only, and read the difference.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy import Connection
from uuid6 import uuid7

from app.access.tokens import Holder
from app.domain.access import BuiltInRole, CustomRole, ScopeType
from app.domain.exchange import Platform, PlatformConnection
from app.domain.storefront import GeneratedStore, GenerationStatus, PageTemplate, TemplateVersion
from app.domain.tenancy import TenantScope
from app.settings import ServerSettings
from app.store.address import parse_address
from app.store.connections import Database, open_database
from app.store.migrate import upgrade
from app.store.unit_of_work import Repositories
from sync.protocol.catalogue import product_message
from sync.server.application import create_app
from sync.server.assembly import assemble
from sync.server.guard import Guard, PublicDoor, doors_of
from tests.fakes.server import CHEAP, RunningServer
from tests.fakes.tenants import NOON, Things, a_passkey, a_product, a_web_key
from tests.store_databases import shop_runner

SNAPSHOT = Path(__file__).parent / "integration" / "server" / "rights_matrix.txt"
ROLES = tuple(BuiltInRole)
T = TypeVar("T")


class DryDatabase:
    """Runs every write and takes it back: each request meets the same state."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.dialect = database.dialect

    def reading(self, tenant: UUID | None = None) -> AbstractContextManager[Connection]:
        return self._database.reading(tenant)

    def ask(self, *asked: object) -> tuple[object, ...] | None:
        return self._database.ask(*asked)

    def write(self, work: Callable[[Connection], T], tenant: UUID | None = None) -> T:
        results: list[T] = []

        def undone(connection: Connection) -> None:
            results.append(work(connection))
            raise _TakenBack

        with suppress(_TakenBack):
            self._database.write(undone, tenant)
        return results[0]


class _TakenBack(Exception):
    pass


@dataclass(frozen=True)
class Side:
    """Ids of the things of one store, by the names that paths give them."""

    tenant: TenantScope
    ids: dict[str, UUID]


BODIES: dict[str, dict[str, object]] = {
    "POST /v1/regions": {"name": "New"},
    "PUT /v1/regions/{region_id}": {"name": "New"},
    "POST /v1/stores": {"code": "N", "name": "New", "time_zone": "UTC", "country": "DE"},
    "PUT /v1/stores/{store_id}": {"code": "N", "name": "New", "time_zone": "UTC", "country": "DE"},
    "POST /v1/users": {"email": "new@example.com", "display_name": "New"},
    "PUT /v1/users/{user_id}": {"email": "new@example.com", "display_name": "New"},
    "POST /v1/roles": {"name": "New", "permissions": ["catalog:frames:read"]},
    "PUT /v1/roles/{role_id}": {"name": "New", "permissions": ["catalog:frames:read"]},
    "PUT /v1/company": {"name": "New", "currency": "EUR", "language": "de"},
    "POST /v1/products": product_message(a_product("NEW")).model_dump(mode="json"),
    "PUT /v1/products/{product_id}": product_message(a_product("NEW")).model_dump(mode="json"),
    "POST /v1/products/import": {"products": [product_message(a_product("NEW")).model_dump(mode="json")]},
    "POST /v1/prices": {"prices": [{"sku": "NOPE", "prices": [{"amount_minor": 1, "currency": "EUR"}]}]},
    "PUT /v1/devices/{device_id}": {"name": "New"},
    "PUT /v1/connections/{connection_id}": {"name": "New", "is_paused": True, "policy": {}},
    "PUT /v1/connections/{connection_id}/keys": {"credentials": {}},
    "PUT /v1/templates/{template_id}": {"source": "new"},
    "POST /v1/templates/{template_id}/rollback": {"number": 1},
    "POST /v1/publishable-keys": {"name": "New", "origins": ["https://new.example"]},
    "POST /v1/me/passkeys/begin": {"password": "wrong"},
    "POST /v1/me/passkeys/{passkey_id}/remove": {"password": "wrong"},
    "POST /v1/me/password": {"current": "wrong", "new": "wrong"},
}
"""What lets a request come so far that its place is checked; other routes get an empty body."""


def body_of(method: str, path: str, side: Side) -> dict[str, object]:
    store_id = str(side.ids["store_id"])
    of_place: dict[str, dict[str, object]] = {
        "POST /v1/users/{user_id}/grants": {"role": "sales_staff", "scope": "store", "store_id": store_id},
        "POST /v1/break-glass": {"tenant_id": str(side.tenant), "reason": "a test of the matrix"},
        "POST /v1/devices/codes": {"store_id": store_id, "name": "New"},
        "POST /v1/devices/enrolments/approve": {"store_id": store_id, "user_code": "BCDFG-HJKLM"},
        "POST /v1/stock/movements": {"store_id": store_id, "sku": "NOPE", "delta": 1, "reason": "delivery"},
        "POST /v1/feeds/events": {"events": [an_event()]},
    }
    return (of_place | BODIES).get(f"{method} {path}", {})


def an_event() -> dict[str, object]:
    made = {"id": str(UUID(int=9)), "aggregate_id": str(UUID(int=9)), "payload": {}}
    return made | {"topic": "seen", "created_at": "2026-03-02T12:00:00Z"}


class Stage:
    """Two tenants; in the first, two stores in two regions, and somebody of every role in the first store."""

    def __init__(self, database: Database) -> None:
        self.server = RunningServer(database)
        north, south = self.server.tenant("nord"), self.server.tenant("sued")
        self.own = self._side(north, "1")
        self.other_store = self._side(north, "2")
        self.other_tenant = self._side(south, "1")
        self.people = {role: self._person(role) for role in ROLES}
        settings = ServerSettings(actor_pace="1000000/minute", address_pace="1000000/minute")
        parts = assemble(DryDatabase(database), self.server.clock, self.server.secrets, settings, CHEAP)
        self.app: FastAPI = create_app(parts)

    def _side(self, tenant: TenantScope, code: str) -> Side:
        server = self.server
        region = server.region(tenant, f"Region {code}")
        store = server.place(tenant, code, region.id)
        user = server.person(tenant, email=f"worker{code}@{tenant}.example")
        grant = server.grant(tenant, user.id, BuiltInRole.SALES_STAFF, store)
        mirror = server.mirror(tenant, store)
        role = CustomRole(uuid7(), f"Own {code}", frozenset({"catalog:frames:read"}))
        server.store.write(tenant, lambda shop: shop.rights.put_role(role))
        ids = {
            "store_id": store.id,
            "region_id": region.id,
            "user_id": user.id,
            "session_id": user.session,
            "passkey_id": self._passkey(tenant, user.id),
            "grant_id": grant.id,
            "role_id": role.id,
            "tenant_id": UUID(str(tenant)),
            "device_id": mirror.id,
            "product_id": self._product(tenant, f"P{code}"),
            **self._pages_and_shops(tenant, code),
        }
        return Side(tenant, ids)

    def _passkey(self, tenant: TenantScope, user: UUID) -> UUID:
        passkey = a_passkey(user, uuid7())
        self.server.store.write(tenant, lambda shop: shop.passkeys.add(passkey))
        return passkey.id

    def _product(self, tenant: TenantScope, code: str) -> UUID:
        store = self.server.store
        store.write(tenant, lambda shop: shop.product_writing.upsert([a_product(code)]))
        with store.reading(tenant) as shop:
            return shop.products.by_code(code).id

    def _pages_and_shops(self, tenant: TenantScope, code: str) -> dict[str, UUID]:
        things = Things(f"T{code}")
        template = PageTemplate(things.template, f"t{code}", "T", 1)
        shop = PlatformConnection(things.connection, Platform.SHOPIFY, f"{code}.example", code, "secret:x")
        run = GeneratedStore(things.run, "R", things.template, 1, {}, GenerationStatus.STARTED, NOON)

        def work(repositories: Repositories) -> None:
            version = TemplateVersion(template.id, 1, "text", {}, None, NOON)
            repositories.templates.add(template, version)
            repositories.generated_stores.start(run)
            repositories.connections.add(shop)
            repositories.publishable_keys.add(a_web_key(things.web_key))

        self.server.store.write(tenant, work)
        return {
            "template_id": things.template,
            "run_id": things.run,
            "connection_id": things.connection,
            "key_id": things.web_key,
        }

    def _person(self, role: BuiltInRole):
        tenant, ids = self.own.tenant, self.own.ids
        with self.server.store.reading(tenant) as shop:
            store = shop.places.store(ids["store_id"])
        if role is BuiltInRole.KIOSK_DEVICE:
            return self.server.mirror(tenant, store)
        person = self.server.person(tenant)
        in_store = role in {BuiltInRole.STORE_MANAGER, BuiltInRole.OPTICIAN, BuiltInRole.SALES_STAFF}
        if role is BuiltInRole.REGIONAL_MANAGER:
            place = {"scope": ScopeType.REGION, "region_id": ids["region_id"]}
            self.server.grant(tenant, person.id, role, **place)
        else:
            self.server.grant(tenant, person.id, role, store if in_store else None)
        return person


def matrix(database: Database) -> str:
    """The snapshot's text: for each route and case, the answers to all roles."""
    return asyncio.run(_matrix(Stage(database)))


async def _matrix(stage: Stage) -> str:
    doors = doors_of(stage.app.routes)
    transport = httpx2.ASGITransport(stage.app)
    lines = [f"Columns: {' | '.join(ROLES)}", ""]
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        for (method, path), door in sorted(doors.items(), key=lambda item: (item[0][1], item[0][0])):
            if isinstance(door, PublicDoor):
                lines.append(f"{method} {path}   public: {door.why}")
                continue
            lines += [line async for line in _of_route(stage, client, method, path, door)]
    return "\n".join(lines) + "\n"


async def _of_route(
    stage: Stage, client: httpx2.AsyncClient, method: str, path: str, door: Guard
) -> AsyncIterator[str]:
    holders = ", ".join(sorted(door.holders))
    yield f"{method} {path}   {door.permission} ({holders})"
    for name, side, token_of in _cases(stage):
        codes = []
        for role in ROLES:
            token = token_of(role)
            headers = {"If-Match": '"stale"'} | ({"Authorization": f"Bearer {token}"} if token else {})
            filled, mirror = _filled(path, side), stage.people[BuiltInRole.KIOSK_DEVICE]
            if token == mirror.token:
                headers |= stage.server.proof(mirror, method, filled)
            answer = await client.request(method, filled, json=body_of(method, path, side), headers=headers)
            codes.append(str(answer.status_code))
        yield f"    {name:<15}{' '.join(codes) if len(set(codes)) > 1 else codes[0] + ' for all'}"


def _cases(stage: Stage) -> Iterator[tuple[str, Side, Callable[[BuiltInRole], str | None]]]:
    people, server = stage.people, stage.server
    for name, side in (
        ("own", stage.own),
        ("other store", stage.other_store),
        ("other tenant", stage.other_tenant),
    ):
        yield name, side, lambda role: people[role].token
    yield "no token", stage.own, lambda role: None
    made = server.parts.tokens.make

    def wrong_audience(role: BuiltInRole) -> str:
        person = people[role]
        holder = Holder.STAFF if role is BuiltInRole.KIOSK_DEVICE else Holder.DEVICE
        return made(holder, person.id, person.tenant, person.session, 0, timedelta(minutes=5))

    def expired(role: BuiltInRole) -> str:
        person = people[role]
        holder = Holder.DEVICE if role is BuiltInRole.KIOSK_DEVICE else Holder.STAFF
        return made(holder, person.id, person.tenant, person.session, 0, timedelta(0))

    yield "expired", stage.own, expired
    yield "wrong audience", stage.own, wrong_audience
    yield "device token", stage.own, lambda role: people[BuiltInRole.KIOSK_DEVICE].token


def _filled(path: str, side: Side) -> str:
    """The path with this side's ids; a name it has no thing for gets an id that nothing has."""
    names = {"number": "1"} | {name: str(value) for name, value in side.ids.items()}
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: names.get(found[1], str(UUID(int=7))), path)


def main() -> None:
    """Writes the snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        address = parse_address(f"{folder}/server.db")
        upgrade(address, shop_runner())
        database = open_database(address)
        SNAPSHOT.write_text(matrix(database), encoding="utf-8")
        database.close()


if __name__ == "__main__":
    main()
