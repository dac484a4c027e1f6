"""Databases as released programs left them in the shops are upgraded with every row, and work."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.bus import Bus
from app.services.open_shop import open_shop
from app.store.address import SqliteAddress
from app.store.migrate import upgrade
from tests.soak.kills import rows_of
from tests.store_databases import shop_runner

RELEASED = sorted((Path(__file__).parent / "released").glob("*.db.gz"))


@pytest.fixture(params=RELEASED, ids=lambda file: file.name.partition(".")[0])
def shipped(request, tmp_path) -> Path:
    path = tmp_path / "varai.db"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def test_a_database_of_every_released_schema_is_kept():
    assert RELEASED


def test_it_is_upgraded_with_every_row(shipped):
    before = rows_of(shipped)
    upgrade(SqliteAddress(shipped), shop_runner())
    after = rows_of(shipped)
    assert {table: len(rows) for table, rows in before.items()}.items() <= {
        table: len(rows) for table, rows in after.items()
    }.items()


def test_a_mirror_starts_on_it_and_shows_its_frames(shipped):
    shop = open_shop(SqliteAddress(shipped), shop_runner(), Bus(), "")
    try:
        assert [frame.name for frame in shop.catalogue.all_frames()] == ["Nord"]
    finally:
        shop.close()
