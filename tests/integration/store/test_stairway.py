"""Every revision down and up again on both databases, empty, filled, and with 100,000 rows: no row is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import pairwise

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from app.store.address import parse_address
from app.store.connections import open_database
from app.store.migrate import downgrade, upgrade
from app.store.migrate_history import OWN_TABLES
from app.store.migrate_tree import shop_tree
from tests.fakes.tenants import Things, add_tenant, fill, open_shop
from tests.store_databases import shop_runner

FIRST = "0001"
NUMBERS = [revision.number for revision in shop_tree().revisions]
MANY = 100_000
MOVED = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many) "
    "INSERT INTO stock_movements (tenant_id, id, variant_id, store_id, delta, reason, moved_at) "
    "SELECT tenant_id, randomblob(16), variant_id, store_id, 1, reason, moved_at FROM n, "
    "(SELECT * FROM stock_movements LIMIT 1)",
    "postgresql": "INSERT INTO stock_movements (tenant_id, id, variant_id, store_id, delta, reason, moved_at) "
    "SELECT tenant_id, lpad(to_hex(i), 32, '0')::uuid, variant_id, store_id, 1, reason, moved_at "
    "FROM generate_series(1, :many) AS i, (SELECT * FROM stock_movements LIMIT 1) AS one",
}

Columns = Mapping[str, list[str]]


class Place:
    """A database as its owner migrates it, its program fills it, and as one sees it who may see everything."""

    def __init__(self, owner: str, program: str, everything: Engine) -> None:
        self.owner, self.program, self.everything = parse_address(owner), parse_address(program), everything

    def fill(self) -> None:
        database = open_database(self.program)
        store = open_shop(database)
        for mark in ("NORD", "SUED"):
            scope, things = add_tenant(store, mark.lower()), Things(mark)
            store.write(scope, lambda shop, things=things: fill(shop, things))
        database.close()

    def fill_much(self) -> None:
        self.fill()
        with self.everything.begin() as connection:
            connection.execute(text(MOVED[connection.dialect.name]), {"many": MANY})

    def columns(self) -> Columns:
        with self.everything.connect() as connection:
            look = inspect(connection)
            names = sorted(set(look.get_table_names()) - OWN_TABLES)
            return {name: sorted(column["name"] for column in look.get_columns(name)) for name in names}

    def rows(self, columns: Columns) -> dict[str, str]:
        """Number of rows and a hash of what is in these columns, by table."""
        with self.everything.connect() as connection:
            return {table: told(connection, table, named) for table, named in columns.items()}


def told(connection: Connection, table: str, columns: list[str]) -> str:
    rows = connection.execute(text(f"SELECT {', '.join(columns)} FROM {table}"))
    hashes = [
        int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=8).digest()) for row in rows
    ]
    return f"{len(hashes)} rows, {sum(hashes) % 2**64:016x}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    if request.param == "sqlite":
        path = tmp_path / "varai.db"
        everything = create_engine(f"sqlite:///{path}", poolclass=NullPool)  # migrations swap the file
        names = (str(path), str(path))
    else:
        server = request.getfixturevalue("postgres_server")
        name = request.getfixturevalue("postgres_database")
        everything = create_engine(parse_address(server.url(name, "postgres")).url)
        names = (server.url(name, "shop_owner"), server.url(name, "shop_server"))
    place = Place(*names, everything)
    upgrade(place.owner, shop_runner(), FIRST)
    yield place
    everything.dispose()


def kept_in(place: Place) -> Columns:
    """What the first schema has of each table, and the newest still has."""
    first = place.columns()
    upgrade(place.owner, shop_runner())
    newest = place.columns()
    return {table: [c for c in columns if c in newest[table]] for table, columns in first.items()}


@pytest.mark.parametrize("filling", ["nothing", "one of everything"])
def test_every_step_down_and_up_again_keeps_every_row(place, filling):
    kept = kept_in(place)
    if filling == "one of everything":
        place.fill()
    before = place.rows(kept)
    empty = {table for table, content in before.items() if content.startswith("0 rows")}
    assert empty == (set(kept) if filling == "nothing" else set())
    for below, number in reversed(list(pairwise(NUMBERS))):
        downgrade(place.owner, shop_runner(), below)
        upgrade(place.owner, shop_runner(), number)
        downgrade(place.owner, shop_runner(), below)
        assert place.rows(kept) == before, f"undoing {number}"
    for number in NUMBERS[1:]:
        upgrade(place.owner, shop_runner(), number)
        assert place.rows(kept) == before, f"going up to {number}"


def test_all_the_way_down_and_up_keeps_a_hundred_thousand_rows(place):
    kept = kept_in(place)
    place.fill_much()
    before = place.rows(kept)
    assert before["stock_movements"].startswith(f"{MANY + 2} rows")
    downgrade(place.owner, shop_runner(), FIRST)
    assert place.rows(kept) == before
    upgrade(place.owner, shop_runner())
    assert place.rows(kept) == before
