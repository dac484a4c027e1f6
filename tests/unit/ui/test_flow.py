"""The visit as a state machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kiosk.flow import (
    GOODBYE_S,
    Effect,
    Patience,
    Screen,
    Step,
    Visit,
    Wish,
    after_time,
    after_touch,
    after_wish,
    seconds_to_answer,
)

PATIENCE = Patience(idle_s=60, still_there_s=20)


def ns(seconds: float) -> int:
    return round(seconds * 1e9)


def walk(*wishes: Wish) -> tuple[Visit, list[Effect]]:
    visit, effects = Visit(), []
    for wish in wishes:
        step = after_wish(visit, wish, 0)
        visit = step.visit
        effects += step.effects
    return visit, effects


def test_a_visit_leads_from_the_attract_screen_over_consent_to_the_mirror():
    visit, effects = walk(Wish.BEGIN, Wish.AGREE)
    assert visit.screen is Screen.MIRROR
    assert effects == [Effect.RECORD_CONSENT, Effect.START_MIRROR]


def test_who_declines_may_still_browse_and_no_camera_starts():
    assert walk(Wish.BEGIN, Wish.DECLINE) == (Visit(Screen.BROWSE), [])


def test_a_browsing_customer_can_change_their_mind():
    assert walk(Wish.BEGIN, Wish.DECLINE, Wish.BEGIN)[0].screen is Screen.CONSENT


def test_withdrawing_wipes_and_goes_on_without_a_camera():
    visit, effects = walk(Wish.BEGIN, Wish.AGREE, Wish.COMPARE, Wish.WITHDRAW)
    assert visit.screen is Screen.BROWSE
    assert effects[-2:] == [Effect.RECORD_WITHDRAWAL, Effect.WIPE]


@given(st.lists(st.sampled_from(Wish), max_size=30))
def test_the_mirror_never_starts_without_consent_on_record_and_is_always_wiped_after(wishes):
    running = False
    visit = Visit()
    for wish in wishes:
        step = after_wish(visit, wish, 0)
        visit = step.visit
        if Effect.START_MIRROR in step.effects:
            assert step.effects[0] is Effect.RECORD_CONSENT
            running = True
        running = running and Effect.WIPE not in step.effects
        assert running == (visit.screen in {Screen.MIRROR, Screen.COMPARE})


@given(st.lists(st.sampled_from(Wish), max_size=10))
def test_every_screen_can_be_ended(wishes):
    visit = walk(*wishes)[0]
    ended = after_wish(visit, Wish.END, 0).visit.screen
    assert ended in {Screen.ATTRACT, Screen.GOODBYE}


@pytest.mark.parametrize("screen", [Screen.CONSENT, Screen.MIRROR, Screen.BROWSE, Screen.COMPARE])
def test_quiet_time_asks_first_and_wipes_without_an_answer(screen):
    visit = Visit(screen)
    assert not after_time(visit, ns(59), PATIENCE).visit.is_asked
    assert after_time(visit, ns(60), PATIENCE) == Step(Visit(screen, 0, is_asked=True))
    assert after_time(visit, ns(80), PATIENCE) == Step(Visit(touched_ns=ns(80)), (Effect.WIPE,))


def test_the_answer_gives_all_the_time_again_as_often_as_wanted():
    visit = Visit(Screen.MIRROR, 0, is_asked=True)
    for second in (70, 140, 210):
        visit = after_wish(visit, Wish.STAY, ns(second)).visit
        assert visit == Visit(Screen.MIRROR, ns(second))
        visit = after_time(visit, ns(second + 60), PATIENCE).visit
        assert visit.is_asked


def test_a_touch_puts_the_question_off_but_does_not_answer_it():
    assert after_touch(Visit(Screen.MIRROR), ns(50)).touched_ns == ns(50)
    asked = Visit(Screen.MIRROR, 0, is_asked=True)
    assert after_touch(asked, ns(70)) == asked


def test_the_countdown_shows_whole_seconds_down_to_zero():
    asked = Visit(Screen.MIRROR, 0, is_asked=True)
    shown = [seconds_to_answer(asked, ns(second), PATIENCE) for second in (60, 60.4, 79.5, 80, 90)]
    assert shown == [20, 20, 1, 0, 0]
    assert seconds_to_answer(Visit(Screen.MIRROR), ns(70), PATIENCE) == 0


def test_the_goodbye_leaves_by_itself_and_the_attract_screen_waits_for_ever():
    assert after_time(Visit(Screen.GOODBYE), ns(GOODBYE_S), PATIENCE).visit.screen is Screen.ATTRACT
    assert after_time(Visit(), ns(1e6), PATIENCE) == Step(Visit())
