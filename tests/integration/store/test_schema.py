"""The newest schema on both databases: ready for use, guarded by tenant, and equal to the program's tables."""

from uuid import UUID

import pytest
from sqlalchemy import create_engine, inspect, text

from app.store.address import parse_address
from app.store.migrate_compare import differences
from app.store.migrate_copy import file_engine
from app.store.migrate_postgres import opened, unprotected_tables
from app.store.tables import metadata, regions, tenants

NORTH, SOUTH = UUID(int=1), UUID(int=2)


@pytest.fixture
def owner(postgres_server, migrated_postgres):
    with opened(parse_address(postgres_server.url(migrated_postgres, "shop_owner"))) as connection:
        yield connection


def tenant(number, slug):
    from datetime import UTC, datetime

    moment = datetime(2026, 3, 2, tzinfo=UTC)
    return {
        "id": number, "slug": slug, "name": slug, "currency": "EUR", "language": "de", "status": "active",
        "created_at": moment, "updated_at": moment,
    }  # fmt: skip


def test_the_migrated_file_has_the_tables_the_program_was_written_for(migrated_file):
    with file_engine(migrated_file).connect() as connection:
        assert differences(connection, metadata) == []


def test_the_migrated_server_has_the_tables_the_program_was_written_for(owner):
    assert differences(owner, metadata) == []


def test_every_table_on_sqlite_is_strict(sqlite_database):
    with sqlite_database.reading() as connection:
        loose = connection.execute(
            text("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND schema = 'main'")
        )
        assert set(loose.scalars()) <= {"sqlite_schema", "sqlite_sequence", "sqlite_stat1"}


def test_every_table_with_a_tenant_is_guarded_even_from_its_owner(owner):
    assert unprotected_tables(owner) == []


def test_a_table_that_was_forgotten_is_named(owner):
    owner.execute(text("CREATE TABLE forgotten (tenant_id uuid, note text)"))
    assert unprotected_tables(owner) == ["forgotten"]


def test_a_tenant_can_neither_see_nor_name_its_neighbours(postgres_shop):
    rows = [tenant(NORTH, "nord"), tenant(SOUTH, "sued")]
    postgres_shop.write(lambda c: c.execute(tenants.insert(), rows))
    row = {"tenant_id": NORTH, "id": NORTH, "name": "Küste"}
    postgres_shop.write(lambda c: c.execute(regions.insert(), [row]), NORTH)
    with postgres_shop.reading(SOUTH) as connection:
        assert connection.execute(text("SELECT count(*) FROM regions")).scalar() == 0
        assert connection.execute(text("SELECT slug FROM tenants")).scalars().all() == ["sued"]
    with postgres_shop.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM regions")).scalar() == 0


def test_the_program_may_not_change_what_the_migrations_keep(postgres_shop):
    with pytest.raises(Exception, match="permission denied"):
        postgres_shop.write(lambda c: c.execute(text("DELETE FROM schema_history")))
    with postgres_shop.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM schema_history")).scalar() > 0


def index_words(index):
    where = [str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("where")]
    return f"{index['name']} {index['unique']} {index['column_names']} {where}"


def structure(engine):
    """Everything the database itself knows of each table."""
    looked = inspect(engine)
    return {
        name: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in looked.get_columns(name)
            },
            "key": looked.get_pk_constraint(name),
            "foreign keys": sorted(map(str, looked.get_foreign_keys(name))),
            "unique": sorted(map(str, looked.get_unique_constraints(name))),
            "indexes": sorted(map(index_words, looked.get_indexes(name))),
            "checks": sorted((c["name"], c["sqltext"]) for c in looked.get_check_constraints(name)),
        }
        for name in metadata.tables
    }


def test_migrations_and_tables_make_the_same_file(migrated_file):
    made = create_engine("sqlite://")
    metadata.create_all(made)
    assert structure(file_engine(migrated_file)) == structure(made)
    made.dispose()


def test_migrations_and_tables_make_the_same_server(postgres_server, migrated_postgres, postgres_database):
    url = parse_address(postgres_server.url(postgres_database, "shop_owner")).url
    made = create_engine(url)
    metadata.create_all(made)
    migrated = create_engine(url.set(database=migrated_postgres))
    assert structure(migrated) == structure(made)
    made.dispose()
    migrated.dispose()
