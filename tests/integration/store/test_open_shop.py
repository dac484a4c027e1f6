from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.bus import Bus
from app.domain.consent import Decision, Purpose
from app.domain.errors import NeedsOwner
from app.domain.events import Kind
from app.domain.exchange import OutboxStatus
from app.domain.visit import ConsentGiven, ConsentWithdrawn, VirtualTryOnInitiated
from app.services.catalogue_file import read_catalogue
from app.services.open_shop import open_shop
from app.services.visit_log import StoredVisits
from app.store.address import SqliteAddress
from app.store.connections import open_database
from app.store.identity import IdSource
from app.store.tables import consents
from tests.fakes.tenants import NOON, add_tenant
from tests.fakes.tenants import open_shop as open_store
from tests.store_databases import shop_runner

FINISH = {"material": "metal", "colour": [0.8, 0.7, 0.3]}
SPEC = {"shape": "panto", "lens_width_mm": 50, "lens_height_mm": 42, "bridge_mm": 19, "temple_mm": 145}
CATALOGUE = json.dumps(
    {
        "frames": [
            {
                "id": name.lower(), "name": name, "brand": "Linea Vero", "price_minor": 18900, "currency": "EUR",
                "spec": SPEC, "variants": [{"sku": f"{name}-1", "colour": "Gold", "stock": stock, "finish": FINISH}],
            }
            for name, stock in (("Sole", 3), ("Alba", 0))
        ]
    }
)  # fmt: skip


@pytest.fixture
def address(tmp_path):
    return SqliteAddress(tmp_path / "varai.db")


@pytest.fixture
def shop(address):
    opened = open_shop(address, shop_runner(), Bus(), CATALOGUE)
    yield opened
    opened.close()


def test_a_new_mirror_makes_its_store_and_shows_the_demo_frames(shop):
    frames = shop.catalogue.all_frames()
    assert [frame.name for frame in frames] == ["Sole", "Alba"]
    assert [frame.variants[0].in_stock for frame in frames] == [3, 0]


def test_the_next_start_finds_what_the_last_one_left(shop, address):
    shop.store.write(shop.scope, lambda s: s.product_writing.archive(["alba"]))
    again = open_shop(address, shop_runner(), Bus(), CATALOGUE)
    assert [frame.name for frame in again.catalogue.all_frames()] == ["Sole"]
    assert (again.scope, again.store_id, again.device_id) == (shop.scope, shop.store_id, shop.device_id)
    again.close()


def test_a_first_start_that_was_cut_off_is_made_good(sqlite_file):
    database = open_database(SqliteAddress(sqlite_file))
    add_tenant(open_store(database), "demo")
    database.close()
    shop = open_shop(SqliteAddress(sqlite_file), shop_runner(), Bus(), CATALOGUE)
    assert len(shop.catalogue.all_frames()) == 2
    shop.close()


def test_a_mirror_of_another_tenant_gets_no_demo_frames(sqlite_file):
    database = open_database(SqliteAddress(sqlite_file))
    add_tenant(open_store(database), "nord")
    database.close()
    with pytest.raises(NeedsOwner, match="stands in no store"):
        open_shop(SqliteAddress(sqlite_file), shop_runner(), Bus(), CATALOGUE)


NOTICE_SHA256 = "5e" * 32


@pytest.fixture
def visits(shop):
    return StoredVisits(
        shop.store,
        shop.scope,
        shop.store_id,
        shop.device_id,
        IdSource(),
    )


def consent_rows(shop):
    with shop.database.reading(shop.scope) as connection:
        return connection.execute(consents.select()).all()


def test_a_consent_goes_on_record_with_the_hash_of_its_words_and_no_more_of_the_person(shop, visits):
    visits.record(ConsentGiven("2026-11", NOTICE_SHA256, "de", NOON))
    (row,) = consent_rows(shop)
    assert (row.purpose, row.decision, row.locale) == (Purpose.ANALYSE_FACE, Decision.GRANTED, "de")
    assert row.text_sha256 == bytes.fromhex(NOTICE_SHA256)
    assert (row.store_id, row.device_id) == (shop.store_id, shop.device_id)


def test_two_visits_have_nothing_in_common(shop, visits):
    for _ in range(2):
        visits.record(ConsentGiven("2026-11", NOTICE_SHA256, "de", NOON))
    first, second = consent_rows(shop)
    assert first.subject_id != second.subject_id


def test_a_withdrawal_ends_the_consent_of_this_visit(shop, visits):
    visits.record(ConsentWithdrawn("2026-11", "de", NOON))
    visits.record(ConsentGiven("2026-11", NOTICE_SHA256, "de", NOON))
    (row,) = consent_rows(shop)
    visits.record(ConsentWithdrawn("2026-11", "de", NOON))
    with shop.store.reading(shop.scope) as repositories:
        assert not repositories.consents.allows(row.subject_id, Purpose.ANALYSE_FACE, NOON)


def test_a_wish_to_try_on_is_noted_for_the_central_server(shop, visits):
    visits.record(VirtualTryOnInitiated("p-1", NOON))
    with shop.store.reading(shop.scope) as repositories:
        (message,) = repositories.outbox.due(NOON, 10)
    assert (message.topic, message.status) == ("virtual_try_on_initiated", OutboxStatus.PENDING)
    assert message.payload == {"product_id": "p-1", "at": NOON.isoformat()}


def test_an_index_follows_changes_of_what_the_demo_holds(shop):
    product = replace(read_catalogue(CATALOGUE).products[0], name="Sole II")
    done = shop.store.write(shop.scope, lambda s: s.product_writing.upsert([product]))
    assert len(done.changes[Kind.PRODUCT]) == 1
    assert shop.catalogue.first_page(1)[0].name == "Sole II"
