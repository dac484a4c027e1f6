"""How long a roster counts, with clocks that are set forward, back, and right again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from app.domain.access import Permission
from app.domain.offline_staff import (
    OFFLINE_RIGHTS,
    Instant,
    Roster,
    RosterEntry,
    SeenTime,
    certain_time,
    replaces,
    roster_problem,
    told_by_server,
    witnessed,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PERSON = RosterEntry(uuid7(), "eva@example.com", "Eva", "$argon2id$", frozenset({Permission.ORDERS_CREATE}))


def roster(**more):
    known = {"epoch": 3, "issued_at": NOON, "not_after": NOON + 7 * DAY, "people": (PERSON,)} | more
    return Roster(uuid7(), uuid7(), **known)


def at(wall, running_s=0.0, boot="a"):
    return Instant(wall, boot, running_s)


SEEN = told_by_server(NOON, at(NOON))


@pytest.mark.parametrize(
    ("now", "problem"),
    [
        (at(NOON + DAY), None),
        (at(NOON + 7 * DAY - timedelta(seconds=1)), None),
        (at(NOON + 7 * DAY), "roster_expired"),
        (at(NOON - timedelta(minutes=5)), None),
        (at(NOON - timedelta(minutes=5, seconds=1)), "clock_set_back"),
        (at(NOON + DAY, running_s=8 * 86400.0), "roster_expired"),
        (at(NOON + DAY, boot="b"), None),
    ],
)
def test_a_roster_counts_for_its_days_and_never_by_a_wrong_clock(now, problem):
    assert roster_problem(roster(), SEEN, now) == problem


def test_without_a_word_from_the_server_nothing_counts():
    assert roster_problem(None, SEEN, at(NOON)) == "no_roster"
    assert roster_problem(roster(), None, at(NOON)) == "no_roster"


def test_a_clock_set_back_behind_what_was_seen_later_is_noticed():
    seen = witnessed(SEEN, at(NOON + 5 * DAY))
    assert roster_problem(roster(), seen, at(NOON + DAY)) == "clock_set_back"
    assert roster_problem(roster(), seen, at(NOON + 5 * DAY)) is None


def test_the_server_puts_a_clock_right_that_was_too_far_ahead():
    ahead = witnessed(SEEN, at(NOON + 3000 * DAY))
    assert roster_problem(roster(), ahead, at(NOON + DAY)) == "clock_set_back"
    assert roster_problem(roster(), told_by_server(NOON + DAY, at(NOON + DAY)), at(NOON + DAY)) is None


@given(
    st.lists(st.tuples(st.floats(-(10**7), 10**7), st.floats(0, 10**6), st.sampled_from("ab")), max_size=20)
)
def test_what_was_seen_never_goes_back(moments):
    seen: SeenTime = SEEN
    for shift_s, running_s, boot in moments:
        now = at(NOON + timedelta(seconds=shift_s), running_s, boot)
        later = witnessed(seen, now)
        assert later.latest >= seen.latest
        assert certain_time(later, now) == later.latest
        seen = later


def test_a_roster_can_neither_last_longer_nor_give_more():
    with pytest.raises(ValueError, match="seven days"):
        roster(not_after=NOON + 7 * DAY + timedelta(seconds=1))
    with pytest.raises(ValueError, match="seven days"):
        roster(not_after=NOON)
    with pytest.raises(ValueError, match="offline rights"):
        roster(people=(RosterEntry(uuid7(), "a@b.c", "A", "x", frozenset({Permission.ORDERS_REFUND})),))


def test_offline_rights_hold_nothing_that_gives_pays_back_or_takes_away():
    for permission in OFFLINE_RIGHTS:
        assert not any(
            word in permission for word in ("roles", "refund", "export", "erase", "delete", "users")
        )


def test_an_older_roster_never_replaces_a_newer_one():
    kept = roster(epoch=3)
    assert replaces(roster(epoch=4), kept)
    assert replaces(roster(epoch=3, issued_at=NOON + DAY), kept)
    assert not replaces(roster(epoch=2, issued_at=NOON + DAY), kept)
    assert not replaces(roster(epoch=3, issued_at=NOON - DAY, not_after=NOON), kept)
    assert replaces(roster(epoch=1), None)
