from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from sync.platforms.shopify import documents

SCHEMA = Path(__file__).parents[5] / "shared" / "data" / "platforms" / "shopify_admin_2026-10.graphql.gz"


@cache
def schema() -> GraphQLSchema:
    return build_schema(gzip.decompress(SCHEMA.read_bytes()).decode(), assume_valid=True)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Shopify's schema lies outside the project")
def test_every_document_holds_against_the_admin_schema():
    wrong = {
        name: [str(one) for one in validate(schema(), parse(text))] for name, text in documents.ALL.items()
    }
    assert {name: errors for name, errors in wrong.items() if errors} == {}


def test_no_document_is_forgotten():
    assert {"PRODUCTS", "BULK", "SET_STOCK", "SUBSCRIBE"} <= documents.ALL.keys()
    assert len(documents.ALL) > 30


def test_stock_is_written_with_a_key_only():
    assert "@idempotent(key: $key)" in documents.SET_STOCK
    assert "@idempotent(key: $key)" in documents.ADJUST_STOCK
    assert "@idempotent(key: $key)" in documents.STOCK_AT


def test_no_document_sets_a_whole_product():
    assert not [name for name, text in documents.ALL.items() if "productSet" in text]
