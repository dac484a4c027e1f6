from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import column, select, table, text
from sqlalchemy.exc import DBAPIError

from app.store.address import parse_address
from app.store.connections import open_database
from app.store.connections_postgres import PostgresDatabase
from app.store.problems import DatabaseUnreachable, UnsafeRole

NORTH, SOUTH = UUID(int=1), UUID(int=2)
TABLE = """
CREATE TABLE shop (tenant_id uuid, name text);
ALTER TABLE shop ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT ALL ON shop TO varai_app;
"""


@pytest.fixture
def prepared(postgres_server, postgres_database) -> str:
    with psycopg.connect(postgres_server.url(postgres_database, "shop_owner")) as connection:
        connection.execute(TABLE)
    return postgres_database


@pytest.fixture
def database(postgres_server, prepared) -> Iterator[PostgresDatabase]:
    opened = open_database(parse_address(postgres_server.url(prepared, "shop_server")))
    for tenant, name in ((NORTH, "Nord"), (SOUTH, "Süd")):
        opened.write(adding(tenant, name), tenant)
    yield opened
    opened.close()


def adding(tenant, name):
    return lambda connection: connection.execute(
        text("INSERT INTO shop VALUES (:tenant, :name)"), {"tenant": tenant, "name": name}
    )


def names(database, tenant=None):
    with database.reading(tenant) as connection:
        return connection.execute(text("SELECT name FROM shop")).scalars().all()


def test_a_transaction_sees_its_own_tenant_only(database):
    assert (names(database, NORTH), names(database, SOUTH)) == (["Nord"], ["Süd"])


def test_without_a_tenant_nothing_is_seen(database):
    assert names(database) == []


def test_the_tenant_does_not_leak_to_the_next_use_of_the_connection(database):
    names(database, NORTH)
    assert names(database) == []


def test_even_a_setting_made_for_the_session_is_gone_at_the_next_checkout(database):
    database.write(lambda c: c.execute(text(f"SELECT set_config('app.tenant', '{NORTH}', false)")))
    assert names(database) == []


NAMES = select(table("shop", column("name"), column("tenant_id")).c.name)


def test_a_single_question_sees_its_own_tenant_only(database):
    rows = [database.ask(NAMES, {}, tenant) for tenant in (NORTH, SOUTH, UUID(int=3))]
    assert rows == [("Nord",), ("Süd",), None]
    assert names(database) == []


def test_connections_that_died_while_idle_are_replaced_unseen(database, postgres_server, prepared):
    def cut_all():
        with psycopg.connect(postgres_server.url("postgres", "postgres"), autocommit=True) as connection:
            mine = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{prepared}'"
            connection.execute(mine)

    cut_all()
    assert names(database, NORTH) == ["Nord"]
    cut_all()
    assert database.ask(NAMES, {}, SOUTH) == ("Süd",)
    cut_all()
    database.write(adding(NORTH, "Ost"), NORTH)
    assert names(database, NORTH) == ["Nord", "Ost"]


def test_a_row_for_another_tenant_is_refused(database):
    with pytest.raises(DBAPIError, match="row-level security"):
        database.write(lambda c: c.execute(text(f"INSERT INTO shop VALUES ('{SOUTH}', 'x')")), NORTH)


def test_writing_through_a_reader_is_refused(database):
    with pytest.raises(DBAPIError, match="read-only"), database.reading(NORTH) as connection:
        connection.execute(text("DELETE FROM shop"))


def test_a_failing_write_leaves_nothing(database):
    with pytest.raises(ZeroDivisionError):
        database.write(lambda c: (c.execute(text("DELETE FROM shop")), 1 / 0), NORTH)
    assert names(database, NORTH) == ["Nord"]


@pytest.mark.parametrize("role", ["postgres", "shop_bypass", "shop_owner"])
def test_a_role_above_the_policies_is_refused(postgres_server, prepared, role):
    with pytest.raises(UnsafeRole, match="Use a plain login"):
        open_database(parse_address(postgres_server.url(prepared, role)))


def test_a_server_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(DatabaseUnreachable, match="does not let us in") as caught:
        open_database(parse_address(f"postgresql://shop:geheim@/varai?host={tmp_path}"))
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)
