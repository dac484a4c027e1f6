"""The attendant does what the flow decides, and forgets."""

from __future__ import annotations

import gc
import weakref

import pytest

from app.domain.visit import ConsentGiven, VirtualTryOnInitiated
from tests.fakes.clock import ManualClock, ManualWallClock
from tests.fakes.kiosk_parts import MemoryLog, ScriptedMirror, a_state
from tests.fakes.mirror_parts import GLASSES
from ui.kiosk.attendant import NOTICE_VERSION, Attendant
from ui.kiosk.flow import Patience, Screen, Wish
from ui.kiosk.vault import SessionVault


class Shop:
    def __init__(self) -> None:
        self.clock, self.wall, self.mirror, self.log = (
            ManualClock(),
            ManualWallClock(),
            ScriptedMirror(),
            MemoryLog(),
        )
        self.vault = SessionVault()
        self.attendant = Attendant(
            self.clock,
            self.wall,
            self.mirror,
            self.log,
            self.vault,
            Patience(60, 20),
            {"en": "e" * 64, "de": "d" * 64},
        )

    def to_mirror(self) -> None:
        self.attendant.wish(Wish.BEGIN)
        self.attendant.wish(Wish.AGREE)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def fill(vault: SessionVault) -> None:
    state = a_state(GLASSES)
    vault.remember(state)
    vault.keep("alba", GLASSES.sku, state)
    vault.favour(GLASSES.sku)
    vault.frozen = state


def test_nothing_looks_at_the_customer_before_consent(shop):
    shop.attendant.wish(Wish.BEGIN)
    assert shop.mirror.starts == 0
    shop.attendant.wish(Wish.AGREE)
    assert shop.mirror.is_running


def test_consent_is_recorded_with_text_version_language_and_time_and_nothing_else(shop):
    shop.attendant.language = "de"
    shop.to_mirror()
    assert shop.log.events == [ConsentGiven(NOTICE_VERSION, "d" * 64, "de", shop.wall.now())]


def test_a_try_on_is_recorded_with_product_and_time(shop):
    shop.to_mirror()
    shop.attendant.try_on("alba", GLASSES)
    assert shop.log.events[-1] == VirtualTryOnInitiated("alba", shop.wall.now())
    assert shop.mirror.worn is GLASSES


@pytest.mark.parametrize("wish", [Wish.END, Wish.WITHDRAW])
def test_ending_and_withdrawing_leave_nothing_and_stop_the_camera(shop, wish):
    shop.to_mirror()
    fill(shop.vault)
    shop.attendant.wish(wish)
    assert shop.vault.is_empty
    assert not shop.mirror.is_running
    assert shop.mirror.worn is None


def test_quiet_time_leaves_nothing_either(shop):
    shop.to_mirror()
    fill(shop.vault)
    shop.clock.advance(81)
    shop.attendant.tick()
    assert (shop.attendant.visit.screen, shop.vault.is_empty) == (Screen.ATTRACT, True)


def test_touching_keeps_the_visit(shop):
    shop.to_mirror()
    shop.clock.advance(59)
    shop.attendant.notice_touch()
    shop.clock.advance(59)
    shop.attendant.tick()
    assert not shop.attendant.visit.is_asked


def test_listeners_hear_changes_once_and_wipers_hear_the_end(shop):
    heard = []
    shop.attendant.on_change(lambda: heard.append(shop.attendant.visit.screen))
    shop.attendant.on_wipe(lambda: heard.append("wiped"))
    shop.to_mirror()
    shop.attendant.tick()
    shop.attendant.wish(Wish.END)
    assert heard == [Screen.CONSENT, Screen.MIRROR, "wiped", Screen.GOODBYE]


def test_wiped_pictures_are_gone_from_memory(shop):
    shop.to_mirror()
    fill(shop.vault)
    pixels = weakref.ref(shop.vault.latest.frame.pixels)
    shop.attendant.wish(Wish.END)
    gc.collect()
    assert pixels() is None
