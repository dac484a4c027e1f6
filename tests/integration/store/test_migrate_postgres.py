"""Migrating PostgreSQL: one transaction a revision, short locks, one migration at a time, guarded tables only."""

import psycopg
import pytest

from app.store.address import parse_address
from app.store.migrate import downgrade, upgrade
from app.store.migrate_postgres import Patience
from app.store.problems import DatabaseInUse, DatabaseUnreachable, MigrationFailed, NewerDatabase
from tests.fakes.revisions import Step, runner_for, write_tree

NORTH, SOUTH = f"{1:032x}", f"{2:032x}"
GUARDED = """
op.execute("CREATE TABLE tenants (id uuid PRIMARY KEY)")
op.execute("CREATE TABLE shops (tenant_id uuid, id int, name text, PRIMARY KEY (tenant_id, id))")
op.execute("ALTER TABLE shops ENABLE ROW LEVEL SECURITY")
op.execute("ALTER TABLE shops FORCE ROW LEVEL SECURITY")
op.execute("CREATE POLICY own ON shops USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)")
"""
FIRST = Step(GUARDED, 'op.execute("DROP TABLE shops"); op.execute("DROP TABLE tenants")')
EXPAND = Step(
    'op.execute("ALTER TABLE shops ADD COLUMN sign text")', 'op.execute("ALTER TABLE shops DROP COLUMN sign")'
)
BACKFILL = Step("""steps.backfill("shops", "sign = upper(name)", "sign IS NULL")""")
INDEX = Step(
    """steps.build_index("ix_shops_sign", "shops", "tenant_id", "sign")""", 'op.drop_index("ix_shops_sign")'
)
BROKEN = Step(
    'op.execute("ALTER TABLE shops ADD COLUMN extra text"); op.execute("ALTER TABLE nowhere ADD x int")'
)


@pytest.fixture
def server(postgres_server, postgres_database):
    """Runs statements as a superuser, who sees every tenant's rows."""
    url = postgres_server.url(postgres_database, "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def migrate(postgres_server, postgres_database, tmp_path):
    address = parse_address(postgres_server.url(postgres_database, "shop_owner"))
    numbers = iter(range(100))

    def run(*steps, how=upgrade, target="head", pause=lambda seconds: None):
        patience = Patience(lock_timeout_ms=50, pause=pause)
        tree = write_tree(tmp_path / f"tree{next(numbers)}", *steps)
        return how(address, runner_for(tree), target, patience)

    return run


def rows(server, statement):
    return server.execute(statement).fetchall()


def fill(server):
    server.execute(f"INSERT INTO tenants VALUES ('{NORTH}'), ('{SOUTH}')")
    server.execute(
        "INSERT INTO shops SELECT t.id, n, 'shop ' || n FROM tenants t, generate_series(1, 6000) n"
    )


def test_each_revision_is_told_in_the_history(server, migrate):
    migrate(FIRST, EXPAND)
    assert rows(server, "SELECT direction, revision, needs_schema FROM schema_history") == [
        ("upgrade", "0001", "0001"),
        ("upgrade", "0002", "0002"),
    ]


def test_a_failing_revision_changes_nothing_and_those_before_it_stay(server, migrate):
    with pytest.raises(
        MigrationFailed, match=r"schema 3 failed.*nowhere.*has schema 2; the step that failed"
    ):
        migrate(FIRST, EXPAND, BROKEN)
    assert rows(server, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert rows(server, "SELECT count(*) FROM information_schema.columns WHERE column_name = 'extra'") == [
        (0,)
    ]


def test_a_table_with_a_tenant_and_no_policy_is_refused(server, migrate):
    forgotten = Step('op.execute("CREATE TABLE forgotten (tenant_id uuid)")')
    with pytest.raises(MigrationFailed, match="forgotten has no row-level security"):
        migrate(FIRST, forgotten)
    assert rows(server, "SELECT to_regclass('forgotten')") == [(None,)]


def test_rows_of_every_tenant_are_filled_in_batches_through_row_level_security(server, migrate):
    migrate(FIRST)
    fill(server)
    migrate(FIRST, EXPAND, BACKFILL)
    assert rows(server, "SELECT count(*), count(*) FILTER (WHERE sign = upper(name)) FROM shops") == [
        (12000, 12000)
    ]


def test_an_index_is_built_beside_running_work_even_after_a_try_that_was_cut_off(server, migrate):
    migrate(FIRST, EXPAND)
    server.execute("CREATE INDEX ix_shops_sign ON shops (id)")
    server.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_shops_sign'::regclass")
    migrate(FIRST, EXPAND, INDEX)
    assert rows(
        server, "SELECT indisvalid, indnatts FROM pg_index WHERE indexrelid = 'ix_shops_sign'::regclass"
    ) == [(True, 2)]


def test_up_down_and_up_again_keeps_every_row(server, migrate):
    migrate(FIRST)
    fill(server)
    content = "SELECT md5(string_agg(tenant_id::text || id || name, ',' ORDER BY tenant_id, id)) FROM shops"
    before = rows(server, content)
    migrate(FIRST, EXPAND, INDEX)
    migrate(FIRST, EXPAND, INDEX, how=downgrade, target="1")
    migrate(FIRST, EXPAND, INDEX)
    assert rows(server, content) == before


def test_a_second_migration_at_the_same_time_is_refused(server, migrate):
    server.execute("SELECT pg_advisory_lock(hashtext('varai.migrations'))")
    with pytest.raises(DatabaseInUse, match="Another program is migrating"):
        migrate(FIRST)


def test_a_table_that_is_locked_too_long_is_tried_again(server, migrate):
    migrate(FIRST)
    server.execute("BEGIN")
    server.execute("LOCK TABLE shops IN ACCESS EXCLUSIVE MODE")
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 2:
            server.execute("COMMIT")

    migrate(FIRST, EXPAND, pause=pause)
    assert pauses == [1.0, 2.0]
    assert rows(server, "SELECT version_num FROM alembic_version") == [("0002",)]


def test_a_table_that_stays_locked_is_given_up_with_nothing_changed(server, migrate):
    migrate(FIRST)
    server.execute("BEGIN")
    server.execute("LOCK TABLE shops IN ACCESS EXCLUSIVE MODE")
    with pytest.raises(MigrationFailed, match=r"lock timeout.*has schema 1"):
        migrate(FIRST, EXPAND)
    server.execute("COMMIT")


def test_a_newer_database_is_refused(migrate):
    migrate(FIRST, EXPAND)
    with pytest.raises(NewerDatabase, match=r"schema 2, program knows 1"):
        migrate(FIRST)


def test_a_server_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    address = parse_address(f"postgresql://x@/y?host={tmp_path}")
    with pytest.raises(DatabaseUnreachable, match="does not let us in"):
        upgrade(address, runner_for(write_tree(tmp_path / "tree", FIRST)))
