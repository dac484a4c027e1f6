"""Whatever a guesser does with clocks and plugs, five wrong tries cost running time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.offline_door import FREE_MISSES, LOCKS_S, OPEN, after_miss, counted, seconds_locked
from app.domain.offline_staff import Instant

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
waits = st.tuples(st.just("wait"), st.floats(0, 4000))
clocks = st.tuples(st.just("clock"), st.floats(-(10**8), 10**8))
reboots = st.tuples(st.just("reboot"), st.floats(0, 100_000))
tries = st.tuples(st.just("try"), st.just(0.0))
deeds = st.lists(st.one_of(waits, clocks, reboots, tries, tries, tries), max_size=60)


def allowed_tries(done) -> list[float]:
    """All running time up to each try that was let through; every one of them is wrong."""
    door, wall, boot, running, total = OPEN, NOON, 0, 50.0, 0.0
    allowed = []
    for deed, amount in done:
        if deed == "wait":
            running, total, wall = running + amount, total + amount, wall + timedelta(seconds=amount)
        elif deed == "clock":
            wall = NOON + timedelta(seconds=amount)
        elif deed == "reboot":
            boot, running, wall = boot + 1, 5.0, wall + timedelta(seconds=amount)
        now = Instant(wall, str(boot), running)
        door = counted(door, now)
        if deed == "try" and seconds_locked(door, now) == 0:
            allowed.append(total)
            door = after_miss(door, now)
    return allowed


@given(deeds)
def test_each_five_misses_cost_their_lock_in_running_time(done):
    allowed = allowed_tries(done)
    for number, start in enumerate(range(FREE_MISSES, len(allowed), FREE_MISSES)):
        lock_s = LOCKS_S[min(number, len(LOCKS_S) - 1)]
        assert allowed[start] - allowed[start - 1] >= lock_s - 1e-6


@given(deeds)
def test_setting_the_clock_changes_nothing(done):
    assert allowed_tries(done) == allowed_tries([deed for deed in done if deed[0] != "clock"])


def at(running_s: float, boot: str = "a") -> Instant:
    return Instant(NOON, boot, running_s)


def test_four_wrong_tries_cost_nothing_the_fifth_locks_for_five_minutes():
    door = OPEN
    for _ in range(4):
        door = after_miss(door, at(0))
    assert seconds_locked(door, at(0)) == 0
    door = after_miss(door, at(0))
    assert seconds_locked(door, at(100)) == 200
    assert seconds_locked(door, at(300)) == 0


def test_a_restart_neither_frees_nor_forgets_what_was_served():
    door = OPEN
    for _ in range(5):
        door = after_miss(door, at(0))
    door = counted(door, at(100))
    assert seconds_locked(door, at(9000, "b")) == 200
    door = counted(door, at(9000, "b"))
    assert seconds_locked(door, at(9150, "b")) == 50
    assert counted(door, at(9200, "b")).lock is None


def test_time_that_seems_to_run_backwards_frees_nobody():
    door = OPEN
    for _ in range(5):
        door = after_miss(door, at(1000))
    assert seconds_locked(door, at(10)) == 300
