"""Logging in at a mirror that is alone: rights, locks, clocks, and what is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.offline_login import NotLetIn, OfflineLogin
from app.boot_clock import boot_clock
from app.domain.access import Permission
from app.domain.offline_door import OPEN
from app.domain.offline_staff import Instant
from tests.fakes.clock import ManualWallClock
from tests.fakes.offline_memory import EVA, ROSTER, RememberedStaff
from tests.fakes.tenants import NOON


class Machine:
    """A mirror whose clock and plug a test holds."""

    def __init__(self, memory):
        self.now = Instant(NOON + timedelta(hours=1), "a", 3600.0)
        self.checks = 0
        self.login = OfflineLogin(memory, lambda: self.now, self.check)

    def check(self, verifier, password):
        self.checks += 1
        return verifier == f"hash of {password}"

    def run(self, seconds):
        self.now = Instant(
            self.now.wall + timedelta(seconds=seconds), self.now.boot_id, self.now.running_s + seconds
        )


@pytest.fixture
def memory():
    return RememberedStaff()


@pytest.fixture
def machine(memory):
    return Machine(memory)


def refused(machine, email="eva@example.com", password="wrong"):
    with pytest.raises(NotLetIn) as refusal:
        machine.login.log_in(email, password)
    assert str(refusal.value).endswith(".")
    return refusal.value


def test_the_right_password_gives_the_rights_of_the_roster(machine, memory):
    actor = machine.login.log_in(" Eva@Example.com", "right")
    assert (actor.tenant_id, actor.user_id) == (ROSTER.tenant_id, EVA.user_id)
    assert actor.permissions == {Permission.ORDERS_CREATE}
    assert memory.records == [("logged_in", EVA.user_id)]


def test_five_wrong_passwords_lock_the_door_even_for_the_right_one(machine, memory):
    for _ in range(5):
        assert refused(machine).reason == "wrong_password"
    assert machine.checks == 5
    locked = refused(machine, password="right")
    assert (locked.reason, locked.wait_s, machine.checks) == ("locked", 300, 5)
    assert memory.records[-1] == ("locked", EVA.user_id)
    machine.run(300)
    assert machine.login.log_in("eva@example.com", "right")
    assert memory.doors[EVA.user_id] == OPEN


def test_setting_the_clock_ahead_does_not_open_a_locked_door(machine):
    for _ in range(5):
        refused(machine)
    machine.now = Instant(machine.now.wall + timedelta(days=1), "a", machine.now.running_s)
    assert refused(machine, password="right").reason == "locked"


def test_a_try_counts_before_the_password_is_looked_at(machine, memory):
    def pull_the_plug(verifier, password):
        raise KeyboardInterrupt

    login = OfflineLogin(memory, lambda: machine.now, pull_the_plug)
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            login.log_in("eva@example.com", "guess")
    assert refused(machine, password="right").reason == "locked"


def test_an_unknown_name_is_answered_as_slowly_and_in_the_same_words(machine, memory):
    unknown, known = refused(machine, "ute@example.com"), refused(machine)
    assert (str(unknown), unknown.reason, machine.checks) == (str(known), known.reason, 2)
    for number in range(4):
        refused(machine, f"guess{number}@example.com")
    assert refused(machine, "other@example.com").reason == "locked"
    assert machine.login.log_in("eva@example.com", "right")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"wall": NOON + timedelta(days=7)}, "roster_expired"),
        ({"wall": NOON - timedelta(minutes=6)}, "clock_set_back"),
    ],
)
def test_nobody_enters_with_an_old_roster_or_a_wrong_clock(machine, change, reason):
    machine.now = Instant(change["wall"], "b", 5.0)
    assert refused(machine, password="right").reason == reason


def test_a_clock_that_is_set_back_after_a_login_is_noticed(machine):
    machine.run(5 * 86400)
    machine.login.log_in("eva@example.com", "right")
    machine.now = Instant(NOON + timedelta(days=1), "b", 5.0)
    assert refused(machine, password="right").reason == "clock_set_back"


def test_a_mirror_without_a_roster_says_so():
    assert refused(Machine(RememberedStaff(roster=None))).reason == "no_roster"


def test_the_clock_of_a_boot_runs_on_and_names_the_boot(tmp_path):
    (tmp_path / "boot").write_text("b-1\n")
    now = boot_clock(ManualWallClock(), tmp_path / "boot")
    assert now().boot_id == now().boot_id == "b-1"
    assert now().running_s <= now().running_s
    nameless = [boot_clock(ManualWallClock(), tmp_path / "none")().boot_id for _ in range(2)]
    assert nameless[0] != nameless[1]
