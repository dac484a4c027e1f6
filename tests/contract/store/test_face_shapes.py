"""Face-shape answers for an hour and for every process, on both databases, and what never reaches them."""

from __future__ import annotations

import pytest
from uuid6 import uuid7

from app.domain.errors import Unknown
from app.domain.publishable import PublishableKey, key_text, read_key
from app.store.tables import face_answers
from app.store.unit_of_work import ShopStore
from engine.types import FaceShape, Shape
from sync.server.faces.desk import SeenFace
from sync.server.faces.service import FaceShapes
from tests.fakes.catalogues import shipped_harmony
from tests.fakes.clock import ManualWallClock
from tests.fakes.tenants import NOON, a_web_key, add_tenant

POINTS = ((1.25, 2.5, 3.75),)


class CountingDesk:
    """Sees the same round face in everything."""

    def __init__(self):
        self.looks = 0

    def look(self, picture):
        self.looks += 1
        return SeenFace(FaceShape(((Shape.ROUND, 0.8), (Shape.OVAL, 0.2))), POINTS)


@pytest.fixture
def clock():
    return ManualWallClock()


@pytest.fixture
def store(database, bus, clock):
    return ShopStore(database, bus, clock)


@pytest.fixture
def desk():
    return CountingDesk()


@pytest.fixture
def shapes(store, desk):
    return FaceShapes(store, desk, shipped_harmony())


ANNA, BEN = uuid7(), uuid7()


def test_an_answer_names_the_shape_and_styles_that_suit_it(shapes, scope):
    answered = shapes.ask(scope, ANNA, b"picture", with_points=False)
    assert (answered.answer.face_shape, answered.answer.confidence) == ("round", 0.8)
    assert set(answered.answer.recommended_styles) <= {
        "rectangle",
        "square",
        "wayfarer",
        "browline",
        "hexagonal",
    }
    assert len(answered.answer.recommended_styles) == 5
    assert answered.face_points is None


def test_the_same_question_is_answered_from_the_last_hour(store, shapes, scope, desk, clock):
    first = shapes.ask(scope, ANNA, b"picture", with_points=False)
    clock.advance(3599)
    again = FaceShapes(store, desk, shipped_harmony()).ask(scope, ANNA, b"picture", with_points=False)
    assert (again, desk.looks) == (first, 1)
    clock.advance(1)
    shapes.ask(scope, ANNA, b"picture", with_points=False)
    assert desk.looks == 2


def test_another_asker_tenant_or_picture_is_another_question(store, shapes, scope, desk):
    shapes.ask(scope, ANNA, b"picture", with_points=False)
    shapes.ask(scope, BEN, b"picture", with_points=False)
    shapes.ask(scope, ANNA, b"other", with_points=False)
    shapes.ask(add_tenant(store, "sued"), ANNA, b"picture", with_points=False)
    assert desk.looks == 4


def test_landmarks_are_looked_for_anew_and_never_kept(shapes, scope, desk, database):
    shapes.ask(scope, ANNA, b"picture", with_points=True)
    assert shapes.ask(scope, ANNA, b"picture", with_points=True).face_points == POINTS
    assert desk.looks == 2
    with database.reading(scope) as connection:
        rows = connection.execute(face_answers.select()).all()
    assert len(rows) == 1
    assert "1.25" not in repr(rows)
    assert b"picture" not in bytes(rows[0].question)


def test_old_answers_go_when_new_ones_come(shapes, scope, database, clock):
    shapes.ask(scope, ANNA, b"one", with_points=False)
    clock.advance(3600)
    shapes.ask(scope, ANNA, b"two", with_points=False)
    with database.reading(scope) as connection:
        assert len(connection.execute(face_answers.select()).all()) == 1


def test_a_page_key_is_read_as_written_and_can_be_revoked(store, scope):
    key = a_web_key(uuid7(), "https://nord.example", "http://localhost:8080")
    store.write(scope, lambda shop: shop.publishable_keys.add(key))
    with store.reading(scope) as shop:
        assert shop.publishable_keys.get(key.id) == key
        assert shop.publishable_keys.page(9) == (key,)
    store.write(scope, lambda shop: shop.publishable_keys.revoke(key.id))
    with store.reading(scope) as shop:
        assert not shop.publishable_keys.get(key.id).allows("https://nord.example")
        with pytest.raises(Unknown):
            shop.publishable_keys.get(uuid7())


def test_a_page_key_opens_for_its_own_pages_only():
    key = a_web_key(uuid7(), "https://nord.example")
    assert key.allows("https://nord.example")
    for origin in (
        "https://nord.example.evil.example",
        "http://nord.example",
        "null",
        "",
        "https://nord.example:8443",
    ):
        assert not key.allows(origin)


@pytest.mark.parametrize(
    "origin",
    ["*", "https://*.example", "http://nord.example", "https://nord.example/", "null", "javascript:x", ""],
)
def test_an_address_that_is_none_is_refused(origin):
    with pytest.raises(ValueError, match="no address of pages"):
        PublishableKey(uuid7(), "x", (origin,), 60, NOON)


def test_a_page_key_names_its_tenant():
    tenant, key = uuid7(), uuid7()
    assert read_key(key_text(tenant, key)) == (tenant, key)
    for text in ("", "pk_", "sk_" + "0" * 64, key_text(tenant, key) + "0", key_text(tenant, key).upper()):
        with pytest.raises(ValueError, match="no publishable key"):
            read_key(text)
