"""What is said of the fit does not flicker, and is not late either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.types import FitVerdict
from ui.kiosk.steady_verdict import HOLDS_AFTER, SteadyVerdict, after_picture

GOOD, WIDE = FitVerdict.GOOD, FitVerdict.WIDE


def after(*verdicts: FitVerdict, sku: str = "A") -> SteadyVerdict:
    steady = SteadyVerdict()
    for verdict in verdicts:
        steady = after_picture(steady, sku, verdict)
    return steady


def test_new_glasses_are_judged_at_once():
    assert after(WIDE).said is WIDE
    assert after_picture(after(WIDE), "B", GOOD).said is GOOD


def test_a_judgement_changes_once_another_has_held():
    assert after(GOOD, *[WIDE] * (HOLDS_AFTER - 1)).said is GOOD
    assert after(GOOD, *[WIDE] * HOLDS_AFTER).said is WIDE


def test_a_word_of_the_old_one_begins_the_wait_anew():
    assert after(GOOD, *[WIDE] * (HOLDS_AFTER - 1), GOOD, *[WIDE] * (HOLDS_AFTER - 1)).said is GOOD


@given(st.lists(st.sampled_from(list(FitVerdict)), min_size=1))
def test_what_is_said_was_seen(verdicts):
    assert after(*verdicts).said in verdicts
