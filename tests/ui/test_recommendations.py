"""What the customer sees first follows their face, its tones, and what they ask for."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from app.services.recommend import Steering
from engine.face.complexion import Complexion
from tests.fakes.catalogues import shipped_harmony
from tests.fakes.kiosk_parts import SMALL_SHOP, FixedCatalogue, a_listing, a_state, too_wide_fit
from tests.fakes.mirror_parts import good_fit
from ui.kiosk.advice import ShopAdviser
from ui.kiosk.steady_verdict import HOLDS_AFTER


@pytest.fixture
def at_mirror(kiosk):
    kiosk.to_mirror()
    return kiosk


def order(kiosk):
    return [row.productId for row in kiosk.view.shelf_view.property("model").rows]


def test_bolder_and_lighter_change_what_comes_first(at_mirror):
    for _ in range(3):
        at_mirror.click("steer_bolder")
    bold = order(at_mirror)
    for _ in range(6):
        at_mirror.click("steer_lighter")
    assert order(at_mirror) != bold
    assert set(order(at_mirror)) == set(bold)


def test_more_like_this_puts_the_worn_frame_first(at_mirror):
    last = order(at_mirror)[-1]
    at_mirror.view.shelf_view.choose(last)
    at_mirror.click("steer_like")
    assert order(at_mirror)[0] == last


def test_the_card_of_worn_glasses_says_what_the_mirror_says_of_them(at_mirror):
    worn = order(at_mirror)[0]
    at_mirror.view.shelf_view.choose(worn)
    for number in range(HOLDS_AFTER + 1):
        at_mirror.mirror.see(a_state(at_mirror.mirror.worn, captured_ns=number + 2, fit=too_wide_fit))
    QTest.qWait(1)
    card = next(row for row in at_mirror.view.shelf_view.property("model").rows if row.productId == worn)
    assert card.verdict == at_mirror.view.shelf_view.property("verdict") == "too_wide"


def test_a_large_shop_orders_pictures_of_what_is_near_only(make_kiosk):
    frames = tuple(a_listing(f"Frame{number}") for number in range(300))
    kiosk = make_kiosk(catalogue=FixedCatalogue(frames))
    kiosk.to_mirror()
    kiosk.view.shelf_view.lookAt(100, 103)
    drawn = {row.productId for row in kiosk.view.shelf_view.property("model").rows if row.shot}
    assert {row.productId for row in kiosk.view.shelf_view.property("model").rows[100:104]} <= drawn
    assert len(drawn) < 100


def test_the_wishes_of_one_customer_are_gone_for_the_next(at_mirror):
    before = order(at_mirror)
    at_mirror.view.shelf_view.choose(before[-1])
    at_mirror.click("steer_like")
    at_mirror.view.attendant.wipe()
    at_mirror.view.visit_view.end()
    at_mirror.view.visit_view.end()
    at_mirror.to_mirror()
    assert order(at_mirror) == before


def test_without_a_measured_face_nothing_can_be_steered(kiosk):
    kiosk.click("attractButton")
    kiosk.click("agreeButton")
    assert not kiosk.is_shown("steering")


def test_the_tones_of_skin_and_hair_reach_the_recommendation():
    def with_skin(skin):
        adviser = ShopAdviser(good_fit, shipped_harmony(), lambda frame, landmarks: skin)
        return [entry.reasons for entry in adviser.advise(SMALL_SHOP, a_state(), Steering())]

    warm = with_skin(Complexion((0.85, 0.65, 0.42), (0.3, 0.2, 0.1)))
    assert warm != with_skin(None)
