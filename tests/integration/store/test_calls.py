"""Processes on one PostgreSQL hear of each other's writes."""

from __future__ import annotations

from queue import Queue

import psycopg
import pytest

from app.store.calls import hearing_calls
from tests.fakes.tenants import a_product, add_tenant, open_shop


@pytest.fixture
def line(postgres_server, migrated_postgres, postgres_shop):
    """(a shop, libpq's address of its database)"""
    return open_shop(postgres_shop), postgres_server.url(migrated_postgres, "shop_server")


def offer(store, scope, code):
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product(code)]))


def test_a_write_is_heard_once_it_is_committed_and_never_when_it_was_undone(line):
    store, url = line
    scope, heard, standing = add_tenant(store, "nord"), Queue(), Queue()

    def undone(shop):
        shop.product_writing.upsert([a_product("NEVER")])
        raise KeyError

    with hearing_calls(url, heard.put, standing.put):
        assert standing.get(timeout=20) is True
        with pytest.raises(KeyError):
            store.write(scope, undone)
        store.write(scope, lambda shop: shop.notes.put("of no interest", 1))
        offer(store, scope, "ALBA")
        assert heard.get(timeout=20) == scope
    assert heard.empty()
    assert standing.get(timeout=20) is False


def test_a_line_that_breaks_is_told_and_taken_up_again(line, postgres_server, migrated_postgres):
    store, url = line
    scope, heard, standing = add_tenant(store, "nord"), Queue(), Queue()
    with hearing_calls(url, heard.put, standing.put):
        assert standing.get(timeout=20) is True
        with psycopg.connect(postgres_server.url(migrated_postgres, "postgres"), autocommit=True) as owner:
            owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        assert [standing.get(timeout=20) for _ in range(2)] == [False, True]
        offer(store, scope, "ALBA")
        assert heard.get(timeout=20) == scope
