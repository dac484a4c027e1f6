"""Ten thousand mirrors of a hundred companies, and how they talk to their server: each by itself, on its own line."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from uuid6 import uuid7

from app.access.keys import SigningKey, new_key, public_jwk
from app.access.proofs import ProofKind, make_proof
from app.access.tokens import Holder, Tokens
from app.domain.access import Device, DeviceStatus
from app.domain.devices import TOKEN_LIVES, DeviceKey
from app.domain.feeds import Stream
from app.domain.tenancy import Store, TenantScope
from app.store.unit_of_work import Repositories, ShopStore
from app.wall_clock import MachineClock
from sync.central.exchange import STREAMS
from sync.protocol.news_mark import moved
from tests.fakes.shop import made_up_products
from tests.fakes.tenants import add_tenant

COMPANIES, MIRRORS_EACH, PRODUCTS_EACH = 100, 100, 50
LISTENS_S, AWAY_S, WITHIN_S, READS_ALL_EVERY_S = 300, 3.0, 2.0, 3600.0
"""As the mirror itself does (sync/central/in_touch.py, ui/shop_sync.py): on the line for five minutes, away up to 3 s;
who heard news comes for them within two seconds."""


@dataclass
class Mirror:
    tenant_id: UUID
    device_id: UUID
    key: SigningKey
    token: str = ""
    nonce: str | None = None
    cursors: dict[str, str] = field(default_factory=dict)
    mark: str = ""


def furnish(store: ShopStore) -> list[Mirror]:
    """Companies with a store, products and mirrors."""
    products = list(made_up_products(PRODUCTS_EACH))
    mirrors: list[Mirror] = []
    for number in range(COMPANIES):
        scope = add_tenant(store, f"company-{number}")
        store.write(scope, lambda shop: shop.product_writing.upsert(products))
        mirrors += store.write(scope, lambda shop, scope=scope: _place_mirrors(shop, scope)).result
    return mirrors


def _place_mirrors(shop: Repositories, scope: TenantScope) -> list[Mirror]:
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    shop.places.add_store(place)
    made = [Mirror(scope, uuid7(), new_key()) for _ in range(MIRRORS_EACH)]
    for one in made:
        device = Device(one.device_id, place.id, "Mirror", DeviceStatus.ACTIVE, key_thumbprint=one.key.id)
        shop.devices.add(device)
        public = json.dumps(public_jwk(one.key.public))
        shop.device_keys.add(DeviceKey(one.key.id, one.device_id, public, shop.moment))
    return made


def give_tokens(mirrors: list[Mirror], tokens: Tokens) -> None:
    for one in mirrors:
        one.token = tokens.make(
            Holder.DEVICE,
            one.device_id,
            one.tenant_id,
            one.device_id,
            0,
            TOKEN_LIVES,
            key_thumbprint=one.key.id,
        )


@dataclass
class Load:
    """Ten thousand lines to a server, begun one after the other and held until `stop`.

    `taken_s`: from the moment a product was changed until a mirror on the line had read it.
    """

    port: int
    audience: str
    mirrors: list[Mirror]
    taken_s: list[float] = field(default_factory=list)
    changed_at_s: dict[UUID, float] = field(default_factory=dict)
    lines: int = 0
    signs: int = 0
    requests: int = 0
    renewals: int = 0
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = Random(20260302)
        self._clock = MachineClock()

    def count_anew(self) -> None:
        self.taken_s, self.errors = [], []
        self.signs = self.requests = self.renewals = 0

    async def read_all_once(self) -> None:
        """The first mirror of each company reads everything; its colleagues stand where it stands."""
        firsts: dict[UUID, Mirror] = {}
        for one in self.mirrors:
            first = firsts.setdefault(one.tenant_id, one)
            if first is one:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                await self._read(reader, writer, one, STREAMS)
                writer.close()
            one.cursors, one.mark = dict(first.cursors), ""

    async def run(self, ramp_s: float, seconds: float, counted: Callable[[], None]) -> None:
        """Calls `counted` when all lines have begun; goes on for `seconds` then."""
        tasks = [
            asyncio.create_task(self._live(one, self._chance.uniform(0, ramp_s))) for one in self.mirrors
        ]
        await asyncio.sleep(ramp_s)
        counted()
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _live(self, mirror: Mirror, begins_s: float) -> None:
        """At first as if it had listened for some time already: mirrors come back all the time, not all at once."""
        await asyncio.sleep(begins_s)
        listens_s = self._chance.randint(1, LISTENS_S)
        while True:
            try:
                await self._be_on_the_line(mirror, listens_s)
            except (OSError, EOFError, ValueError) as problem:
                self.errors.append(repr(problem))
            listens_s = LISTENS_S
            await asyncio.sleep(self._chance.uniform(0, AWAY_S))

    async def _be_on_the_line(self, mirror: Mirror, listens_s: int) -> None:
        """A token counts for ten minutes: every second time a new one is needed."""
        streams = STREAMS if self._chance.random() < LISTENS_S / READS_ALL_EVERY_S else ()
        renews_token = self._chance.random() < LISTENS_S / TOKEN_LIVES.total_seconds()
        if streams or renews_token:
            await self._come_for(mirror, streams, renews_token=renews_token)
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                streams = await self._listen(reader, writer, mirror, listens_s)
                if not streams:
                    return
            finally:
                writer.close()
            await asyncio.sleep(self._chance.uniform(0, WITHIN_S))
            if await self._come_for(mirror, streams) and mirror.tenant_id in self.changed_at_s:
                self.taken_s.append(time.perf_counter() - self.changed_at_s[mirror.tenant_id])

    async def _come_for(
        self, mirror: Mirror, streams: Collection[Stream], *, renews_token: bool = False
    ) -> bool:
        """Whether there were products to read."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            if renews_token:
                await self._renew(reader, writer, mirror)
            return await self._read(reader, writer, mirror, streams)
        finally:
            writer.close()

    async def _read(self, reader, writer, mirror: Mirror, streams: Collection[Stream]) -> bool:
        has_products = False
        for feed in streams:
            query = {"limit": "500"} | ({"after": mirror.cursors[feed]} if feed in mirror.cursors else {})
            await self._send(writer, mirror, f"/v1/feeds/{feed}?{urlencode(query)}")
            page = json.loads(await self._answer(reader))
            mirror.cursors[feed] = page["cursor"]
            has_products |= feed is Stream.CATALOGUE and bool(page["items"])
        return has_products

    async def _listen(self, reader, writer, mirror: Mirror, listens_s: int) -> Collection[Stream]:
        """What moved; nothing after minutes without."""
        await self._send(writer, mirror, f"/v1/feeds/news?wait_s={listens_s}")
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            self.errors.append(repr(head))
            return ()
        self.lines += 1
        try:
            while size := int(await reader.readline(), 16):
                mark = (await reader.readexactly(size + 2)).decode().strip()
                self.signs += 1
                streams, mirror.mark = moved(mirror.mark, mark) if mirror.mark else (), mark
                if streams:
                    return streams
        finally:
            self.lines -= 1
        return ()

    async def _renew(self, reader, writer, mirror: Mirror) -> None:
        subject = f"{mirror.tenant_id}.{mirror.device_id}"
        proof = make_proof(
            ProofKind.CLIENT, mirror.key, self._clock.now(), iss=subject, sub=subject,
            aud=f"{self.audience}/v1/devices/token", nonce=mirror.nonce,
        )  # fmt: skip
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        told = {"grant_type": "client_credentials", "client_assertion_type": kind, "client_assertion": proof}
        body = json.dumps(told).encode()
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
        writer.write(f"POST /v1/devices/token HTTP/1.1\r\nHost: x\r\n{kind}\r\n\r\n".encode() + body)
        found = json.loads(await self._answer(reader))
        mirror.token, mirror.nonce = found["access_token"], found["nonce"]
        self.renewals += 1

    async def _send(self, writer, mirror: Mirror, path: str) -> None:
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {mirror.token}\r\n\r\n"
        writer.write(head.encode())
        self.requests += 1

    async def _answer(self, reader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        body = await reader.readexactly(int(length.split(b":")[1]))
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(f"{head!r} {body!r}")
        return body
