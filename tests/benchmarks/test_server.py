"""The server's speed: the guard alone, and an authorised read at 300 requests a second on PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from app.access.tokens import Holder
from app.domain.access import BuiltInRole
from app.store.address import parse_address
from app.store.migrate import upgrade
from tests.benchmarks.figures import Figure, show
from tests.fakes.server import PASSWORD, RunningServer
from tests.server_process import Running, running_server
from tests.store_databases import shop_runner

RATE_PER_S, SECONDS, CONNECTIONS = 300, 10, 48
WARMING_S = 2
"""Not counted: the first requests open the connections to the database."""


@pytest.mark.bench
@pytest.mark.parametrize("kind", ["sqlite_database", "postgres_shop"])
def test_the_guard_alone(request, kind):
    server = RunningServer(request.getfixturevalue(kind), actor_pace="10000000/minute")
    person = server.person(server.tenant("nord"), BuiltInRole.STORE_MANAGER)
    parts = server.parts

    def once(clock: Callable[[], float]) -> float:
        begun = clock()
        parts.identities.of(parts.tokens.read(person.token, {Holder.STAFF}))
        return (clock() - begun) * 1000

    show(
        f"guard alone, {kind}",
        _figures([once(time.perf_counter) for _ in range(3000)], "<= 0.5 ms at the 95th"),
    )
    spent = sum(once(time.thread_time) for _ in range(3000)) / 3000
    show(f"guard alone, {kind}, time on the processor only", [Figure("mean", spent, "ms")])


@pytest.mark.bench
def test_authorised_reads_at_300_a_second(postgres_server, postgres_database, tmp_path):
    upgrade(parse_address(postgres_server.url(postgres_database, "shop_owner")), shop_runner())
    url = postgres_server.url(postgres_database, "shop_server")
    with running_server(tmp_path, "--database", url, "--workers", "2") as server:
        token = _token(server)
        port = server.client.base_url.port
        asyncio.run(_load(port, token, WARMING_S))
        taken = asyncio.run(_load(port, token, SECONDS))
    title = f"authorised read, {RATE_PER_S} a second, 2 workers, PostgreSQL"
    show(title, _figures([seconds * 1000 for seconds in taken], "<= 25 ms at the 95th"))


def _figures(taken_ms: list[float], target: str) -> list[Figure]:
    ordered = sorted(taken_ms)
    quantiles = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return [Figure(name, ordered[int(len(ordered) * q)], "ms", target) for name, q in quantiles.items()]


def _token(server: Running) -> str:
    who = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD}
    more = {"company": "Optik Nord", "display_name": "Kim Sand", "secret": server.first_owner_secret}
    assert server.client.post("/v1/auth/first-owner", json=who | more).status_code == 204
    token = server.client.post("/v1/auth/login", json=who).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    for number in range(50):
        body = {"code": f"{number:03}", "name": "Store", "time_zone": "UTC", "country": "DE"}
        assert server.client.post("/v1/stores", json=body, headers=headers).status_code == 201
    return token


async def _load(port: int, token: str, seconds: int) -> list[float]:
    """Seconds from the moment each request was due to its answer, whether or not a connection was free by then."""
    asked = f"GET /v1/stores?limit=20 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    due: asyncio.Queue[float] = asyncio.Queue()
    taken: list[float] = []
    workers = [asyncio.create_task(_ask(port, asked, due, taken)) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for number in range(RATE_PER_S * seconds):
        moment = begun + number / RATE_PER_S
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        due.put_nowait(moment)
    await due.join()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return taken


async def _ask(port: int, asked: bytes, due: asyncio.Queue[float], taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            moment = await due.get()
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            await reader.readexactly(int(length.split(b":")[1]))
            taken.append(time.perf_counter() - moment)
            due.task_done()
    finally:
        writer.close()
