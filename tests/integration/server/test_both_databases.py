"""The whole way through the server on SQLite and on PostgreSQL, and a PostgreSQL that goes away and comes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from app.access.authorise import at_the_door, at_the_front_door
from app.access.passwords import Passwords
from app.domain.access import BuiltInRole
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.migrate import upgrade
from sync.server.sign_in.links import first_owner_link
from tests.fakes.server import CHEAP, PASSWORD, RunningServer
from tests.store_databases import shop_runner

STORE = {"code": "HH-01", "name": "Hamburg", "time_zone": "Europe/Berlin", "country": "DE"}


@pytest.fixture
def server(database):
    return RunningServer(database)


@pytest.fixture
def owner(server, tenant):
    return server.person(
        tenant, BuiltInRole.TENANT_OWNER, email="kim@example.com", password_hash=CHEAP.hash(PASSWORD)
    )


def login(server, password=PASSWORD):
    body = {"tenant": "nord", "email": "kim@example.com", "password": password}
    return server.client.post("/v1/auth/login", json=body)


def test_from_the_printed_link_to_the_first_store(server):
    secret = first_owner_link(server.store, server.secrets, "https://mirror.example.com").partition("#")[2]
    body = {"secret": secret, "tenant": "nord", "company": "Optik Nord", "email": "kim@example.com",
            "display_name": "Kim Sand", "password": PASSWORD}  # fmt: skip
    assert server.client.post("/v1/auth/first-owner", json=body).status_code == 204
    headers = {"Authorization": f"Bearer {login(server).json()['access_token']}"}
    made = server.client.post("/v1/stores", json=STORE, headers=headers | {"Idempotency-Key": "make-one-1"})
    again = server.client.post("/v1/stores", json=STORE, headers=headers | {"Idempotency-Key": "make-one-1"})
    assert (made.status_code, again.json()) == (201, made.json())
    assert [s["code"] for s in server.client.get("/v1/stores", headers=headers).json()["items"]] == ["HH-01"]


class Meeting(Passwords):
    """Hashes only when as many as the barrier wants are ready to."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__(memory_kib=64, passes=1, lanes=1)
        self._barrier = barrier

    def hash(self, password: str) -> str:
        self._barrier.wait(30)
        return super().hash(password)


def test_of_two_who_use_the_printed_link_at_once_one_becomes_the_first_owner(database):
    server = RunningServer(database, passwords=Meeting(Barrier(2)))
    secret = first_owner_link(server.store, server.secrets, "https://mirror.example.com").partition("#")[2]
    body = {"secret": secret, "company": "Optik", "display_name": "Kim Sand", "password": PASSWORD}

    def begin(tenant):
        mine = body | {"tenant": tenant, "email": f"kim@{tenant}.example"}
        return server.client.post("/v1/auth/first-owner", json=mine).status_code

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(begin, ("nord", "sued"))) == [204, 410]
    with server.store.reading_directory(at_the_front_door()) as directory:
        assert len(directory.all()) == 1


def test_tries_are_counted_and_old_refresh_tokens_end_the_session(server, owner):
    first = login(server).json()["refresh_token"]
    second = server.client.post("/v1/auth/refresh", json={"refresh_token": first}).json()["refresh_token"]
    server.clock.advance(11)
    ended = [
        server.client.post("/v1/auth/refresh", json={"refresh_token": t}).status_code for t in (first, second)
    ]
    assert ended == [401, 401]
    assert [login(server, "wrong").status_code for _ in range(11)] == [401] * 10 + [429]


def test_rights_reach_the_stores_of_a_region_and_the_last_owner_stays(server, tenant, owner):
    region = server.region(tenant, "North")
    inside, outside = server.place(tenant, "1", region.id), server.place(tenant, "2")
    manager = server.person(tenant)
    grant = {"role": "regional_manager", "scope": "region", "region_id": str(region.id)}
    assert server.ask(owner, "POST", f"/v1/users/{manager.id}/grants", grant).status_code == 201
    manager = resigned(server, manager)
    seen = [server.ask(manager, "GET", f"/v1/stores/{place.id}").status_code for place in (inside, outside)]
    assert seen == [200, 403]
    (held,) = server.ask(owner, "GET", f"/v1/users/{owner.id}/grants").json()
    assert server.ask(owner, "DELETE", f"/v1/users/{owner.id}/grants/{held['id']}").status_code == 403


def resigned(server, person):
    with server.store.reading(person.tenant) as shop:
        user = shop.staff.get(person.id)
    return server.sign_in(person.tenant, user)


def test_another_company_is_as_good_as_nothing(server, owner):
    foreign = server.place(server.tenant("sued"), "1")
    assert server.ask(owner, "GET", f"/v1/stores/{foreign.id}").status_code == 404
    assert server.change(owner, "PUT", f"/v1/stores/{foreign.id}", STORE).status_code == 404


def test_broken_glass_is_in_both_trails_and_both_trails_hold(server, tenant, owner):
    home = server.tenant("operator")
    admin = server.person(home, BuiltInRole.PLATFORM_ADMIN)
    body = {"tenant_id": str(tenant), "reason": "Ticket 4711: a lost order"}
    assert server.ask(admin, "POST", "/v1/break-glass", body).status_code == 201
    for place in (tenant, home):
        with server.store.reading(at_the_door(place)) as shop:
            assert [r.event.action for r in shop.audit.page(9)] == ["platform:break-glass:open"]


@pytest.fixture
def own_postgres(postgres_server, postgres_database):
    """A server on a database that this test may take away."""
    upgrade(parse_address(postgres_server.url(postgres_database, "shop_owner")), shop_runner())
    opened = open_database(parse_address(postgres_server.url(postgres_database, "shop_server")))
    yield RunningServer(opened)
    opened.close()


def test_a_database_that_dies_and_comes_back_is_told_and_needs_no_restart(
    postgres_server, postgres_database, own_postgres
):
    server = own_postgres
    clerk = server.person(server.tenant("nord"), BuiltInRole.SALES_STAFF)

    def tell_postgres(*statements):
        with psycopg.connect(postgres_server.url("postgres", "postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def answers():
        return [server.client.get("/readyz").status_code, server.ask(clerk, "GET", "/v1/stores").status_code]

    assert answers() == [200, 200]
    tell_postgres(
        f"ALTER DATABASE {postgres_database} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{postgres_database}'",
    )
    assert answers() == [503, 503]
    assert server.client.get("/livez").status_code == 204
    tell_postgres(f"ALTER DATABASE {postgres_database} ALLOW_CONNECTIONS true")
    assert answers() == [200, 200]
