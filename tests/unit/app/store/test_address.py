from pathlib import Path

import pytest

from app.store.address import PostgresAddress, SqliteAddress, parse_address
from app.store.problems import BadAddress


def test_a_plain_path_is_a_file_of_this_machine():
    assert parse_address("/data/varai.db") == SqliteAddress(Path("/data/varai.db"))


def test_an_sqlite_address_is_the_file_it_names():
    assert parse_address("sqlite:////data/varai.db") == SqliteAddress(Path("/data/varai.db"))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(scheme):
    assert isinstance(parse_address(f"{scheme}://shop@db.example/varai"), PostgresAddress)


def test_a_shown_address_hides_its_password():
    assert "geheim" not in str(parse_address("postgresql://shop:geheim@db.example/varai"))


@pytest.mark.parametrize("text", ["mysql://x/y", "sqlite://", "://", "postgresql://host:port/x"])
def test_another_kind_of_address_is_refused_in_words(text):
    with pytest.raises(BadAddress, match="Give a path"):
        parse_address(text)
