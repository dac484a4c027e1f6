"""In which order product pictures are drawn: what is looked at first."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from engine.types import Eyewear
from tests.fakes.worn import PANTO, WHITE
from ui.kiosk.pictures import ShotProvider
from ui.kiosk.shots import Shots

SKUS = [f"frame {number}" for number in range(8)]


class WaitingErrands:
    """Does an errand when it is told to."""

    def __init__(self):
        self._waiting = deque()

    def run(self, work, done, failed=None, urgent=False):
        self._waiting.append((work, done, failed))

    def do_all(self):
        while self._waiting:
            work, done, failed = self._waiting.popleft()
            try:
                value = work()
            except ValueError as error:
                failed(error)
            else:
                done(value)


class NotingStudio:
    """Notes what it was asked to draw; cannot draw `broken`."""

    def __init__(self):
        self.drawn = []

    def shot(self, eyewear, width_px, height_px, yaw_deg=0.0):
        self.drawn.append((eyewear.sku, width_px))
        if eyewear.sku == "broken":
            raise ValueError
        return np.zeros((height_px, width_px, 3), np.uint8)

    @property
    def skus(self):
        return [sku for sku, _ in self.drawn]


@pytest.fixture
def studio():
    return NotingStudio()


@pytest.fixture
def errands():
    return WaitingErrands()


@pytest.fixture
def shots(studio, errands):
    return Shots(ShotProvider(), studio, errands)


def glasses(sku):
    return Eyewear(sku, PANTO, WHITE)


def order_cards(shots, skus=SKUS, ready=lambda url: None):
    for sku in skus:
        shots.small(glasses(sku), ready)


def test_cards_are_drawn_in_the_order_of_the_shelf(shots, studio, errands):
    order_cards(shots)
    errands.do_all()
    assert studio.skus == SKUS


def test_cards_that_come_into_view_overtake_those_that_wait(shots, studio, errands):
    order_cards(shots)
    shots.small_first(["frame 6", "frame 5", "never ordered"])
    errands.do_all()
    assert studio.skus[2:4] == ["frame 6", "frame 5"]
    assert sorted(studio.skus) == SKUS


def test_the_large_picture_on_show_waits_for_no_card(shots, studio, errands):
    order_cards(shots)
    shots.large(glasses("hero"), lambda url: None)
    shots.small_first(SKUS)
    errands.do_all()
    assert studio.drawn[2] == ("hero", 1200)


def test_whoever_asks_for_a_waiting_picture_hears_of_it_and_it_is_drawn_once(shots, studio, errands):
    heard = []
    order_cards(shots, ["one"], heard.append)
    order_cards(shots, ["one"], heard.append)
    errands.do_all()
    assert heard == ["image://shots/small/one"] * 2
    assert shots.small(glasses("one"), heard.append) == heard[0]
    assert studio.skus == ["one"]


def test_a_picture_that_cannot_be_drawn_holds_up_no_other(shots, studio, errands):
    order_cards(shots, ["broken", "broken too", *SKUS])
    errands.do_all()
    assert studio.skus[-1] == SKUS[-1]
    assert shots.small(glasses("broken"), lambda url: None) == ""
