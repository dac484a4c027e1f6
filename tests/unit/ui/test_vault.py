"""What a visit produced, and forgetting it."""

from __future__ import annotations

import numpy as np

from engine.types import Hint
from tests.fakes.kiosk_parts import a_state
from ui.kiosk.vault import SessionVault


def test_a_new_vault_is_empty():
    assert SessionVault().is_empty


def test_a_fifth_look_takes_the_place_of_the_oldest():
    vault = SessionVault()
    for number in range(5):
        vault.keep("alba", f"SKU-{number}", a_state())
    assert [look.sku for look in vault.looks] == ["SKU-1", "SKU-2", "SKU-3", "SKU-4"]


def test_the_same_glasses_are_kept_once_with_the_newer_picture():
    vault = SessionVault()
    vault.keep("alba", "A", a_state(captured_ns=1))
    vault.keep("nord", "B", a_state())
    vault.keep("alba", "A", a_state(captured_ns=2))
    assert [(look.sku, look.state.frame.captured_ns) for look in vault.looks] == [("B", 1), ("A", 2)]


def test_a_picture_arriving_for_a_dropped_look_is_dropped_too():
    vault = SessionVault()
    look = vault.keep("alba", "A", a_state())
    vault.drop(look.look_id)
    vault.show(look.look_id, np.zeros((2, 2, 3), np.uint8))
    assert vault.is_empty
    assert vault.picture_of(look.look_id) is None


def test_a_favourite_is_marked_and_unmarked():
    vault = SessionVault()
    assert vault.favour("A")
    assert not vault.favour("A")
    assert vault.is_empty


def test_what_was_learnt_of_the_face_stays_while_it_is_out_of_sight():
    vault = SessionVault()
    vault.remember(a_state())
    vault.remember(a_state(hint=Hint.NO_FACE))
    assert vault.shape is not None
    assert vault.measures is not None
